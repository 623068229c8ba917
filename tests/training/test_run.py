import dataclasses
import json
from pathlib import Path
from typing import Any

import open_clip
import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from training.config import TrainConfig, TrainingError, read_config
from training.data import CaptionedPhoto, read_manifest, write_manifest
from training.models import load_image_model
from training.run import run

METHODS = [("clip", "lora"), ("clip", "last_blocks"), ("siglip", "lora"), ("slip", "all"), ("simclr", "lora")]


@pytest.fixture
def config(scene_manifest: Path, tiny_start: Path, tmp_path: Path) -> TrainConfig:
    return TrainConfig(
        manifest=str(scene_manifest),
        model=str(tiny_start),
        out=str(tmp_path / "out"),
        epochs=1,
        batch_size=6,
        last_blocks=1,
        workers=0,
        local_crops=2,
        local_size_px=16,
        out_dim=32,
        half=False,
    )


def _run(config: TrainConfig, **changes: Any) -> list[dict[str, Any]]:
    return list(run(dataclasses.replace(config, **changes)))


def _steps(reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [report for report in reports if report["stage"] == "step"]


def _exported(config: TrainConfig) -> dict[str, torch.Tensor]:
    return load_file(Path(config.out) / "model" / "open_clip_model.safetensors")


@pytest.mark.parametrize(("method", "movable"), [*METHODS, ("dino", "all")])
def test_every_method_leaves_an_ordinary_model(config: TrainConfig, method: str, movable: str) -> None:
    reports = _run(config, method=method, movable=movable, chunk_size=4 if method == "siglip" else 0)
    assert [report["stage"] for report in reports] == ["start", "before", "step", "step", "step", "done"]
    out = Path(config.out)
    assert sorted(path.name for path in out.iterdir()) == [
        "after.png",
        "before.png",
        "figures.json",
        "model",
        "run.json",
    ]
    model: Any = open_clip.create_model_and_transforms(f"local-dir:{out / 'model'}")[0]
    assert torch.isfinite(model.encode_image(torch.zeros(1, 3, 32, 32))).all()
    assert (model.logit_bias is not None) == (method == "siglip")
    assert read_config(out / "run.json", TrainConfig).method == method
    figures = json.loads((out / "figures.json").read_text())
    assert figures["before"]["matrix"]["pairs"] == figures["after"]["photos"] == 6
    assert figures["before"] != figures["after"]


def test_an_image_tower_alone_learns_and_stays_one(config: TrainConfig, tiny_image_start: Path) -> None:
    reports = _run(config, method="dino", movable="lora", model=str(tiny_image_start))
    model = load_image_model(Path(config.out) / "model")
    assert model(torch.zeros(1, 3, 32, 32)).shape == (1, 64)
    assert list(reports[-1]["figures"]["after"]["recall"]) == ["part_to_photo", "photo_to_part"]
    assert "images alone" in reports[0]["notes"][0]


def _moved(config: TrainConfig) -> set[str]:
    """The names of the weights that training has changed."""
    start, end = load_file(Path(config.model) / "open_clip_model.safetensors"), _exported(config)
    assert start.keys() == end.keys()
    return {name for name, value in end.items() if not torch.equal(value, start[name])}


def test_with_the_image_tower_locked_only_the_text_tower_learns(config: TrainConfig) -> None:
    _run(config, movable="text")
    moved = _moved(config)
    assert "transformer.resblocks.0.attn.in_proj_weight" in moved
    assert not any(name.startswith("visual.") for name in moved)


def test_of_the_last_blocks_no_earlier_one_learns(config: TrainConfig) -> None:
    _run(config, movable="last_blocks")
    moved = _moved(config)
    for tower in ("", "visual."):
        assert f"{tower}transformer.resblocks.2.mlp.c_fc.weight" in moved
        assert f"{tower}transformer.resblocks.1.mlp.c_fc.weight" not in moved


def test_simclr_changes_only_the_image_tower(config: TrainConfig) -> None:
    _run(config, method="simclr", movable="all")
    moved = _moved(config)
    assert moved
    assert all(name.startswith("visual.") for name in moved)


def test_the_result_can_be_mixed_with_the_start(config: TrainConfig, tmp_path: Path) -> None:
    whole = dataclasses.replace(config, movable="all")
    _run(whole)
    half = dataclasses.replace(whole, out=str(tmp_path / "half"), wise_ft=0.5)
    _run(half)
    start = load_file(Path(config.model) / "open_clip_model.safetensors")
    full, mixed = _exported(whole), _exported(half)
    for name, value in mixed.items():
        torch.testing.assert_close(value, (start[name] + full[name]) / 2)


def test_learning_raises_recall_and_the_best_weights_are_kept(config: TrainConfig) -> None:
    photos = [dataclasses.replace(photo, split="train") for photo in read_manifest(Path(config.manifest))]
    seen = [dataclasses.replace(photo, split="dev") for photo in photos[:12]]  # measured on what it learns
    manifest = Path(config.out).parent / "seen.jsonl"
    write_manifest([*photos[12:], *seen], manifest)
    reports = _run(config, manifest=str(manifest), absolute_paths=True, movable="all", epochs=12, learning_rate=3e-3)
    recalls = [step["recall"] for step in _steps(reports) if step["recall"] is not None]
    figures = reports[-1]["figures"]
    after = figures["after"]["recall"]
    best = [interval.value for way in after.values() for interval in way.values()]
    assert sum(best) / 6 == pytest.approx(max(recalls))


def test_without_held_out_photos_it_says_so_and_goes_to_the_end(config: TrainConfig, tmp_path: Path) -> None:
    manifest = tmp_path / "all.jsonl"
    photos = [dataclasses.replace(photo, split="train") for photo in read_manifest(Path(config.manifest))]
    write_manifest(photos, manifest)
    reports = _run(config, manifest=str(manifest), absolute_paths=True, epochs=2, patience=1)
    assert "no photos are held out" in reports[0]["notes"][0]
    assert not reports[0]["early_stopping"]
    assert len(_steps(reports)) == 8
    assert reports[-1]["figures"]["before"] is None
    assert reports[-1]["figures"]["notes"] == reports[0]["notes"]


def test_a_run_without_gains_stops_early(config: TrainConfig) -> None:
    reports = _run(config, epochs=9, patience=2, learning_rate=1e-12)
    assert len(_steps(reports)) == 9  # the first evaluation and two that are no better, three steps each
    assert reports[-1]["figures"]["stopped_early"]


def test_a_broken_photo_is_named_and_the_run_goes_on(config: TrainConfig, tmp_path: Path) -> None:
    photos = read_manifest(Path(config.manifest))
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no photo")
    (tmp_path / "unseen.jpg").write_bytes(b"")
    bad = [CaptionedPhoto(tmp_path / "broken.jpg", ("a",)), CaptionedPhoto(tmp_path / "unseen.jpg", ("b",), "dev")]
    write_manifest([*photos, *bad], tmp_path / "photos.jsonl")
    reports = _run(config, manifest=str(tmp_path / "photos.jsonl"), absolute_paths=True, epochs=3)
    named = [Path(report["photo"]).name for report in reports if report["stage"] == "skipped"]
    assert sorted(named) == ["broken.jpg", "unseen.jpg"]
    assert len(reports[-1]["figures"]["skipped"]) == 2


def test_a_full_disk_at_the_end_loses_nothing(config: TrainConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(model: nn.Module, folder: Path, *, half: bool) -> None:
        folder.mkdir()
        (folder / "open_clip_model.safetensors").write_bytes(b"half")
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("training.result.export", fail)
        with pytest.raises(OSError, match="no space"):
            _run(config)
    assert sorted(path.name for path in Path(config.out).iterdir()) == ["after.png", "before.png", "checkpoint.pt"]
    reports = _run(config)
    assert [report["stage"] for report in reports] == ["start", "before", "done"]
    assert reports[-1]["figures"]["steps"] == 3
    assert not reports[-1]["figures"]["stopped_early"]


def test_a_finished_model_is_never_overwritten(config: TrainConfig) -> None:
    (Path(config.out) / "model").mkdir(parents=True)
    with pytest.raises(TrainingError, match="holds a finished model"):
        _run(config)


def test_a_checkpoint_of_other_settings_is_refused_but_a_broken_loss_may_be_tried_again(config: TrainConfig) -> None:
    reports = run(dataclasses.replace(config, epochs=2, checkpoint_every=1))
    for report in reports:
        if report.get("step") == 2:
            break
    with pytest.raises(TrainingError, match=r"other settings \(epochs\)"):
        _run(config, checkpoint_every=1)
    rest = _run(config, epochs=2, learning_rate=1e-5, threads=1)
    assert rest[0]["resumes"]
    assert [step["step"] for step in _steps(rest)] == [3, 4, 5, 6]
    assert _steps(rest)[0]["rates"]["learning_rate"] <= 1e-5


def test_a_loss_that_breaks_leaves_no_model(config: TrainConfig) -> None:
    with pytest.raises(TrainingError, match="try a lower learning_rate"):
        _run(config, movable="all", learning_rate=1e36, epochs=3, clip_norm=0.0)
    assert {path.name for path in Path(config.out).iterdir()} <= {"before.png", "checkpoint.pt"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "photos"),
        ('{"path": "a.jpg", "captions": ["a cat"]}\n', "only one photo"),
        ('{"path": "a.jpg"}\n{"path": "b.jpg"}\n', "caption"),
    ],
)
def test_photos_that_will_not_do_are_told_of_in_one_sentence(
    config: TrainConfig, tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "photos.jsonl").write_text(content)
    with pytest.raises(TrainingError, match=said) as told:
        _run(config, manifest=str(tmp_path / "photos.jsonl"))
    assert "\n" not in str(told.value)
    assert not Path(config.out).exists()
