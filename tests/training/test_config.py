import json
from pathlib import Path

import pytest

from training.config import TrainConfig, TrainingError, atomic, read_config, read_run, write_atomically, write_config
from training.starter.config import StarterConfig


def test_a_configuration_comes_back_as_it_went(tmp_path: Path) -> None:
    config = StarterConfig(seed=7, weight_decay=0.3, scenes=12)
    write_config(config, tmp_path / "run.json")
    assert read_config(tmp_path / "run.json", StarterConfig) == config


def test_a_training_run_needs_photos_a_model_and_a_place(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"manifest": "photos", "model": "ViT-B-32", "out": "out"}')
    config = read_config(tmp_path / "run.json", TrainConfig)
    write_config(config, tmp_path / "again.json")
    assert read_config(tmp_path / "again.json", TrainConfig) == config == TrainConfig("photos", "ViT-B-32", "out")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"epochs": 0}, "epochs"),
        ({"method": "byol"}, "method"),
        ({"wise_ft": 1.5}, "wise_ft"),
        ({"manifest": ""}, "manifest"),
        ({"method": "dino", "movable": "text"}, "images alone"),
    ],
)
def test_settings_that_cannot_be_are_refused_by_name(tmp_path: Path, settings: dict[str, object], said: str) -> None:
    given = {"manifest": "photos", "model": "ViT-B-32", "out": "out"} | settings
    (tmp_path / "run.json").write_text(json.dumps(given))
    with pytest.raises(TrainingError, match=said):
        read_config(tmp_path / "run.json", TrainConfig)


def test_paths_start_from_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "start").mkdir()
    given = {"manifest": "photos.csv", "model": "start", "out": "../out", "photos": "/elsewhere"}
    (tmp_path / "run.json").write_text(json.dumps(given))
    config = read_run(tmp_path / "run.json")
    assert Path(config.manifest) == tmp_path / "photos.csv"
    assert Path(config.model) == tmp_path / "start"
    assert Path(config.out) == tmp_path / "../out"
    assert Path(config.photos) == Path("/elsewhere")
    (tmp_path / "run.json").write_text(json.dumps(given | {"model": "ViT-B-32", "photos": ""}))
    assert (read_run(tmp_path / "run.json").model, read_run(tmp_path / "run.json").photos) == ("ViT-B-32", "")


def test_the_sigmoid_forgets_sooner() -> None:
    assert TrainConfig("m", "m", "o", method="siglip").betas == (0.9, 0.95)
    assert TrainConfig("m", "m", "o", method="siglip", beta2=0.99).betas == (0.9, 0.99)
    assert TrainConfig("m", "m", "o").betas == (0.9, 0.98)


@pytest.mark.parametrize("content", ["", "[1]", "[]", '{"seed": "one"}', '{"seeed": 1}', '{"batch_size": 1.5}'])
def test_a_configuration_that_makes_no_sense_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(TrainingError, match=r"run\.json"):
        read_config(tmp_path / "run.json", StarterConfig)


def test_a_missing_configuration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError):
        read_config(tmp_path / "run.json", StarterConfig)


def test_a_written_file_leaves_no_temporary_behind(tmp_path: Path) -> None:
    write_atomically(tmp_path / "new" / "file", b"one")
    write_atomically(tmp_path / "new" / "file", b"two")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["file"]
    assert (tmp_path / "new" / "file").read_bytes() == b"two"


def test_an_error_while_writing_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    def fill_the_disk() -> None:
        with atomic(tmp_path / "file") as file:
            file.write(b"tw")
            raise OSError("the disk is full")

    write_atomically(tmp_path / "file", b"one")
    with pytest.raises(OSError, match="full"):
        fill_the_disk()
    assert (tmp_path / "file").read_bytes() == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
