import json
import subprocess
from pathlib import Path

import pytest
from safetensors.torch import save

from benchmarks.training import trial
from benchmarks.training.trial import Outcome
from tests.training.tiny_models import model_cfg, tiny_clip, write_folder
from training.config import TrainingError, read_run
from training.figures.intervals import Interval

LOW, HIGH = Interval(0.1, 0.05, 0.15), Interval(0.8, 0.7, 0.9)


@pytest.mark.parametrize(
    ("before", "after", "general_after", "holds"),
    [
        (LOW, HIGH, Interval(0.55, 0.5, 0.6), True),
        (LOW, HIGH, Interval(0.45, 0.4, 0.5), False),  # it forgot too much
        (LOW, Interval(0.2, 0.14, 0.3), Interval(0.6, 0.5, 0.7), False),  # the intervals overlap
        (LOW, HIGH, None, None),
        (LOW, LOW, None, False),
    ],
)
def test_both_halves_of_the_bar_count(
    before: Interval, after: Interval, general_after: Interval | None, holds: bool | None
) -> None:
    general_before = Interval(0.6, 0.55, 0.65) if general_after else None
    outcome = Outcome(before, after, general_before, general_after, {})
    assert outcome.holds is holds
    line = trial.line("lora", outcome)
    assert line.holds is holds
    assert ("no photos were given" in line.measured) == (general_after is None)


@pytest.fixture
def start(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "start", model_cfg(), save(tiny_clip().state_dict()))


def test_a_whole_trial_by_files_alone(start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_COUNTS", {"train": 8, "dev": 4, "test": 12})
    monkeypatch.setattr(trial, "_COMMON", {"batch_size": 4, "workers": 0, "threads": 1})
    monkeypatch.setattr(trial, "_SETTINGS", {"lora": {"epochs": 1}})
    (line,) = trial.measure(start, None, tmp_path / "work")
    assert line.figure == trial.FIGURES["lora"]
    assert line.details["run"]["stage"] == "done"
    assert line.details["run"]["figures"]["before"]["photos"] == 4
    assert 0 <= line.details["before"].value <= 1
    assert line.holds in (None, False)  # an untrained model learns next to nothing in two steps
    assert json.loads((tmp_path / "work" / "lora.json").read_text())["movable"] == "lora"


def test_the_settings_are_ones_that_a_run_takes(tmp_path: Path) -> None:
    for movable in trial.FIGURES:
        told = trial.settings_of(tmp_path, tmp_path / "out", manifest=tmp_path / "m.jsonl", movable=movable, seed=3)
        (tmp_path / "run.json").write_text(json.dumps(told))
        config = read_run(tmp_path / "run.json")
        assert (config.movable, config.seed, config.model) == (movable, 3, str(tmp_path))


def test_a_run_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], returncode=1, stdout="", stderr="the manifest is empty\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(TrainingError, match=r"the run failed: the manifest is empty$"):
        trial.train(tmp_path, tmp_path / "out", manifest=tmp_path / "manifest.jsonl", movable="text", seed=1)
