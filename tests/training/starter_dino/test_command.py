"""`python -m training.starter_dino`, from photos to a folder with a card."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from resources.scenes import sample_scenes
from training.config import write_config
from training.image_models import load_image_model
from training.starter_dino import __main__ as command
from training.starter_dino import figures as measuring
from training.starter_dino.config import StarterDinoConfig


@pytest.fixture
def photos(scenes: Path, tmp_path: Path) -> Path:
    """What the recipe wants, with one broken photo, and copies to measure on."""
    square, copies = tmp_path / "photos" / "captioned-square", tmp_path / "photos" / "neardup" / "copies"
    square.mkdir(parents=True)
    copies.mkdir(parents=True)
    files = sorted(scenes.iterdir())
    for path in files[:18]:
        shutil.copy(path, square)
    (square / "broken.png").write_bytes(b"\x89PNG no photo")
    entries = [{"file": path.name, "captions": ["a scene"]} for path in sorted(square.iterdir())]
    (square / "captions.json").write_text(json.dumps(entries))
    for path in files[:3]:
        for edit in ("base", "again"):
            shutil.copy(path, copies / f"{path.stem}__{edit}.png")
    return tmp_path / "photos"


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["starter_dino", *map(str, arguments), "--threads", "1"])
    return command.main()


def test_it_makes_a_model_with_figures_and_a_card(
    photos: Path,
    weights: Path,
    tiny_config: StarterDinoConfig,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, work, told = tmp_path / "out", tmp_path / "work", tmp_path / "run.json"
    write_config(tiny_config, told)
    monkeypatch.setattr(measuring, "sample_scenes", lambda: list(sample_scenes())[:4])
    given = ("--photos", photos, "--backbone", weights, "--out", out, "--work", work, "--config", told)
    assert _run(monkeypatch, *given, "--seed", 4) == 0
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert reports[0]["skipped"] == "broken.png"
    assert {report["stage"] for report in reports} == {"photos", "dino", "done"}
    assert json.loads((out / "run.json").read_text())["seed"] == 4
    figures = json.loads((out / "figures.json").read_text())
    assert figures == reports[-1]["figures"]
    assert (figures["trained_on"], figures["copies"]["groups"]) == (18, 3)
    seconds = json.loads((work / "seconds.json").read_text())
    assert seconds.keys() == {"photos", "dino"}
    assert figures["minutes"] == pytest.approx(sum(seconds.values()) / 60, abs=0.06)
    assert "# starter-dino" in (out / "README.md").read_text("utf-8")
    load_image_model(out)
    with pytest.raises(SystemExit) as refused:  # the work folder is another seed's
        _run(monkeypatch, *given)
    assert refused.value.code == 1
    assert "holds another run" in capsys.readouterr().err


def test_a_folder_without_photos_is_refused_in_a_sentence(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("--photos", tmp_path, "--backbone", weights, "--work", tmp_path / "work")
    with pytest.raises(SystemExit) as refused:
        _run(monkeypatch, *given, "--out", tmp_path / "out")
    assert refused.value.code == 1
    assert "captioned-square" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
