"""How long a run took."""

from pathlib import Path

import pytest

from training.config import TrainingError
from training.starter_dino.stage_times import FILE, read_times, timed


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s

    def pass_by(self, seconds: float) -> None:
        self.now_s += seconds


def test_times_of_a_stage_add_up_over_stops_and_are_kept_while_it_runs(tmp_path: Path) -> None:
    clock = Clock()
    assert read_times(tmp_path) == {}
    with timed(tmp_path, "dino", clock=clock) as write:
        clock.pass_by(20)
        write()
        assert read_times(tmp_path) == {"dino": 20}
        clock.pass_by(5)
    clock.pass_by(100)
    with pytest.raises(KeyboardInterrupt):
        _stopped_while_training(tmp_path, clock)
    with timed(tmp_path, "photos", clock=clock):
        clock.pass_by(1.26)
    assert read_times(tmp_path) == {"dino": 32, "photos": 1.3}


def test_without_a_clock_it_is_the_systems(tmp_path: Path) -> None:
    with timed(tmp_path, "dino"):
        pass
    assert 0 <= read_times(tmp_path)["dino"] < 60


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[1, 2")
    with pytest.raises(TrainingError, match=r"seconds\.json is damaged: remove it"):
        read_times(tmp_path)


def _stopped_while_training(work: Path, clock: Clock) -> None:
    with timed(work, "dino", clock=clock):
        clock.pass_by(7)
        raise KeyboardInterrupt
