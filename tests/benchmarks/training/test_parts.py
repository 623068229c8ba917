import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from benchmarks import machine
from benchmarks.training import __main__ as program
from benchmarks.training.line import Line
from benchmarks.training.parts import BARS, PARTS, Part, Settings, _line
from benchmarks.training.table import BEGIN, END
from training.config import TrainingError


def test_every_row_belongs_to_one_part() -> None:
    assert [figure for part in PARTS.values() for figure in part.figures] == list(BARS)


@pytest.mark.parametrize("name", ["starter", "starter-dino"])
def test_without_photos_each_figure_says_so(name: str) -> None:
    lines = list(PARTS[name].lines(Settings()))
    assert [line.figure for line in lines] == list(PARTS[name].figures)
    assert all(line.holds is None and "--photos" in line.measured for line in lines)


def test_a_model_that_is_missing_is_said(tmp_path: Path) -> None:
    (tmp_path / "neardup" / "copies").mkdir(parents=True)
    (line,) = PARTS["starter-dino"].lines(Settings(photos=tmp_path, starter_dino=tmp_path / "none"))
    assert line.holds is None
    assert "run.json cannot be read" in line.measured


def test_without_a_graphics_card_its_row_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    (line,) = PARTS["card"].lines(Settings())
    assert (line.holds, line.measured) == (None, "not measured: this machine has no graphics card that torch can use")


def test_what_was_measured_before_a_failure_is_kept() -> None:
    first, second = list(BARS)[:2]

    def fail(settings: Settings) -> Iterator[Line]:
        yield _line(first, "0.7", holds=True)
        raise TrainingError("the lights went out")

    lines = list(Part((first, second), fail).lines(Settings()))
    assert [(line.figure, line.measured, line.holds) for line in lines] == [
        (first, "0.7", True),
        (second, "the lights went out", None),
    ]


def test_the_loop_is_compared_with_bare_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = {"ratio": 1.2, "loop_ms": 12.0, "bare_ms": 10.0, "within": False}
    seconds |= {"ratio_processor": 1.1, "ratio_photos": 1.3}
    monkeypatch.setattr("benchmarks.training_step.measure", lambda *_, **__: seconds)
    (line,) = PARTS["step"].lines(Settings())
    assert line.holds is False
    assert line.measured.startswith("1.20 by the clock (12 ms ÷ 10 ms), 1.10 in processor time; 1.30 with photos")


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["benchmarks.training", *arguments])
    return program.main()


def test_the_program_prints_lines_and_writes_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "training.md"
    document.write_text(f"{BEGIN}\n{END}\n")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    # `make bench-training` without PHOTOS= passes an empty name
    assert _run(monkeypatch, "--photos", "", "--only", "card,starter", "--document", str(document)) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["part"] for line in lines] == ["card", "starter", "starter", "starter"]
    assert all(line["holds"] is None and line["cores"] >= 1 for line in lines)
    assert document.read_text("utf-8").count("not measured") == 4


def test_bad_arguments_and_a_missing_table_are_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        _run(monkeypatch, "--only", "card,nothing")
    assert "there is no part nothing: choose from starter," in capsys.readouterr().err
    with pytest.raises(SystemExit, match="1"):
        _run(monkeypatch, "--only", "card", "--document", str(tmp_path / "none.md"))
    assert "none.md" in capsys.readouterr().err


def test_the_machine_is_told_in_words() -> None:
    told = {"date": "2026-11-21", "cores": 2, "processor": "Z80", "memory_gb": 24, "load": 0.5, "graphics_card": None}
    assert machine.in_words(told) == "2026-11-21: 2 cores, Z80, 24 GB"
    assert machine.in_words(told | {"load": 7.2}).endswith("24 GB, load 7")
    assert machine.in_words(told | {"memory_gb": None, "load": None, "graphics_card": "H200"}).endswith("Z80, H200")
    here = machine.describe()
    assert here["cores"] >= 1
    assert here["processor"]
