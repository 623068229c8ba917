import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from training.config import TrainingError
from training.methods import Batch, Features, Method
from training.optimisation import Rate, Schedule
from training.train import fit

SCHEDULE = Schedule(epochs=4, steps_per_epoch=3, warmup_share=0.2, weight_decay=0.1)


class Line(Method):
    """The least method there is: a line with dropout through points."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.layers = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.2), nn.Linear(8, 1))

    def embed(self, batch: Batch) -> Features:
        return {"height": self.layers(batch.views[0])[:, 0]}

    def compare(self, features: Features, batch: Batch) -> dict[str, Tensor]:
        return {"loss": (features["height"] - batch.views[0].sum(1)).square().mean()}

    def exported(self) -> nn.Module:
        return self.layers


def _batches(epoch: int) -> Iterator[Batch]:
    generator = torch.Generator().manual_seed(epoch)
    for _ in range(SCHEDULE.steps_per_epoch):
        yield Batch((torch.randn(16, 3, generator=generator),), None, torch.arange(16))


def _rates(method: nn.Module) -> list[Rate]:
    return [Rate([method], 0.05)]


def test_the_loss_falls() -> None:
    method = Line()
    losses = [step.loss for step in fit(method, _batches, rates=_rates(method), schedule=SCHEDULE)]
    assert len(losses) == SCHEDULE.steps
    assert sum(losses[-3:]) < 0.5 * sum(losses[:3])


def test_a_resumed_run_ends_like_one_that_never_stopped(tmp_path: Path) -> None:
    straight = Line()
    torch.manual_seed(5)
    whole = [step.loss for step in fit(straight, _batches, rates=_rates(straight), schedule=SCHEDULE)]

    checkpoint = tmp_path / "run.pt"
    stopped = Line()
    torch.manual_seed(5)
    steps = fit(stopped, _batches, rates=_rates(stopped), schedule=SCHEDULE, checkpoint=checkpoint)
    first = [step.loss for step in itertools.islice(steps, 8)]  # in the midst of the third epoch
    steps.close()

    resumed = Line()
    torch.manual_seed(99)
    steps = fit(resumed, _batches, rates=_rates(resumed), schedule=SCHEDULE, checkpoint=checkpoint)
    rest = [step.loss for step in steps]
    assert first[:6] + rest == whole
    for ours, theirs in zip(resumed.parameters(), straight.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_a_finished_run_has_nothing_left_to_do(tmp_path: Path) -> None:
    for expected in (SCHEDULE.steps, 0):
        method = Line()
        steps = list(fit(method, _batches, rates=_rates(method), schedule=SCHEDULE, checkpoint=tmp_path / "run.pt"))
        assert len(steps) == expected


def test_a_checkpoint_of_another_model_is_refused(tmp_path: Path) -> None:
    method = Line()
    list(fit(method, _batches, rates=_rates(method), schedule=SCHEDULE, checkpoint=tmp_path / "run.pt"))
    other = Line()
    other.layers = nn.Sequential(nn.Linear(3, 1))
    with pytest.raises(TrainingError, match=r"run\.pt"):
        next(fit(other, _batches, rates=_rates(other), schedule=SCHEDULE, checkpoint=tmp_path / "run.pt"))


def test_a_loss_that_is_no_number_stops_the_run() -> None:
    def batches(epoch: int) -> Iterator[Batch]:
        yield Batch((torch.full((2, 3), float("nan")),), None, torch.arange(2))

    method = Line()
    with pytest.raises(TrainingError, match="learning rate"):
        list(fit(method, batches, rates=_rates(method), schedule=SCHEDULE))
