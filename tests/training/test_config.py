from pathlib import Path

import pytest

from training.config import TrainingError, read_config, write_atomically, write_config
from training.starter.config import StarterConfig


def test_a_configuration_comes_back_as_it_went(tmp_path: Path) -> None:
    config = StarterConfig(seed=7, weight_decay=0.3, scenes=12)
    write_config(config, tmp_path / "run.json")
    assert read_config(tmp_path / "run.json", StarterConfig) == config


@pytest.mark.parametrize("content", ["", "[]", '{"seed": "one"}', '{"seeed": 1}', '{"batch_size": 1.5}'])
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
