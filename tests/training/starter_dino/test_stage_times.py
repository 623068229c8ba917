"""How long a run took."""

import time
from pathlib import Path

import pytest

from training.config import TrainingError
from training.starter_dino.stage_times import FILE, read_times, timed


def test_times_of_a_stage_add_up_over_stops_and_are_kept_while_it_runs(tmp_path: Path) -> None:
    assert read_times(tmp_path) == {}
    with timed(tmp_path, "dino") as write:
        time.sleep(0.2)
        write()
        assert 0.2 <= read_times(tmp_path)["dino"] < 5
    with pytest.raises(KeyboardInterrupt):
        _stopped_while_training(tmp_path)
    with timed(tmp_path, "photos"):
        pass
    times = read_times(tmp_path)
    assert times["dino"] >= 0.4
    assert times.keys() == {"dino", "photos"}


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[1, 2")
    with pytest.raises(TrainingError, match=r"seconds\.json is damaged: remove it"):
        read_times(tmp_path)


def _stopped_while_training(work: Path) -> None:
    with timed(work, "dino"):
        time.sleep(0.2)
        raise KeyboardInterrupt
