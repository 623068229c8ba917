from pathlib import Path

import pytest
import torch

from benchmarks.training import processes
from training.config import TrainingError
from training.methods import CLIP


def test_the_line_tells_the_largest_difference_of_any_process() -> None:
    line = processes._line(
        {"clip": {"loss": 1e-7, "gradient": 2e-6}, "siglip": {"loss": 0.0, "gradient": 9e-6}}, tensors=3
    )
    assert line.holds
    assert "loss 1.0e-07, gradient 9.0e-06 (clip, siglip; 3 parameter tensors)" in line.measured
    assert not processes._line({"clip": {"loss": 0.0, "gradient": 2e-5}}, tensors=3).holds
    assert processes.difference(torch.tensor([1.0, 2.0]), torch.tensor([1.5, 1.0])) == 1.0


def test_every_parameter_has_its_gradient() -> None:
    numbers = processes.learn(CLIP)
    assert len(numbers) > 60
    assert all(value.abs().max() > 0 for value in numbers.values())


def test_processes_that_torchrun_starts_compute_what_one_does() -> None:
    line = processes.measure()
    assert line.holds
    assert list(line.details["differences"]) == ["clip", "siglip", "clip in chunks", "siglip in chunks"]
    # they did not just do the same thing: shares of a batch are summed in another order
    assert any(case["gradient"] > 0 for case in line.details["differences"].values())


def test_processes_that_fail_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "ROOT", tmp_path)
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(TrainingError, match="the processes failed"):
        processes.run_processes(tmp_path)
