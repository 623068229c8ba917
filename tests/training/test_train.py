import itertools
import math
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from training.checkpoint import Checkpoint
from training.config import TrainingError
from training.ema import EMA
from training.methods import Batch, Features, Method
from training.optimisation import Rate, Schedule
from training.precision import Precision
from training.progress import Step, Stopped
from training.train import PLAIN, Batches, Recipe, fit

SCHEDULE = Schedule(epochs=4, steps_per_epoch=3, warmup_share=0.2, weight_decay=0.1)


class Line(Method):
    """The least method there is: a line with dropout through points, and noise from every source of chance."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.layers = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.2), nn.Linear(8, 1))

    def embed(self, batch: Batch) -> Features:
        return {"height": self.layers(batch.views[0])[:, 0] + 0.01 * random.random() + 0.01 * np.random.rand()}

    def compare(self, features: Features, batch: Batch) -> dict[str, Tensor]:
        return {"loss": (features["height"] - batch.views[0].sum(1)).square().mean()}

    def exported(self) -> nn.Module:
        return self.layers


def _batches(epoch: int, /, *, first_step: int = 0) -> Iterator[Batch]:
    generator = torch.Generator().manual_seed(epoch)
    torch.rand(1)  # as a loader does that draws a seed for its workers
    for step in range(SCHEDULE.steps_per_epoch):
        batch = Batch((torch.randn(16, 3, generator=generator),), None, torch.arange(16))
        if step >= first_step:
            yield batch


def _fit(
    method: Method,
    *,
    recipe: Recipe = PLAIN,
    path: Path | None = None,
    evaluate: Callable[[], float] | None = None,
    stopping: Callable[[], bool] = lambda: False,
    batches: Batches = _batches,
) -> Iterator[Step]:
    checkpoint = Checkpoint(path) if path else None
    rates = [Rate([method], 0.05)]
    return fit(
        method,
        batches,
        rates=rates,
        schedule=SCHEDULE,
        recipe=recipe,
        checkpoint=checkpoint,
        evaluate=evaluate,
        stopping=stopping,
    )


def _seed(seed: int) -> None:
    torch.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed)


def _until_stopped(steps: Iterator[Step], told: list[tuple[int, float]]) -> None:
    def follow() -> None:
        for step in steps:
            told.append((step.step, step.loss))

    with pytest.raises(Stopped):
        follow()


def _weights(module: nn.Module) -> list[Tensor]:
    return [parameter.detach().clone() for parameter in module.parameters()]


def test_the_loss_falls_and_steps_tell_of_it() -> None:
    steps = list(_fit(Line(), recipe=Recipe(clip_norm=100.0)))
    losses = [step.loss for step in steps]
    assert [step.step for step in steps] == list(range(1, SCHEDULE.steps + 1))
    assert sum(losses[-3:]) < 0.5 * sum(losses[:3])
    assert [step.epoch for step in steps] == [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3
    assert steps[1].rates["learning_rate"] == pytest.approx(0.05)
    assert steps[-1].time_left_s == 0.0
    assert all(step.images_per_second > 0 and step.figures["gradient_norm"] > 0 for step in steps)


@pytest.mark.parametrize("stop_after", [3, 5, 8])
@pytest.mark.parametrize("every", [1, 2])
def test_a_resumed_run_ends_like_one_that_never_stopped(tmp_path: Path, stop_after: int, every: int) -> None:
    recipe = Recipe(ema_decay=0.5, checkpoint_every=every, clip_norm=1.0)
    straight = Line()
    _seed(5)
    whole = [step.loss for step in _fit(straight, recipe=recipe)]

    stopped = Line()
    _seed(5)
    steps = _fit(stopped, recipe=recipe, path=tmp_path / "run.pt")
    first = [step.loss for step in itertools.islice(steps, stop_after)]
    del steps  # as if killed: nothing more is saved
    saved = max(step for step in range(stop_after + 1) if step % every == 0 or step % 3 == 0)

    resumed = Line()
    _seed(99)
    rest = [step.loss for step in _fit(resumed, recipe=recipe, path=tmp_path / "run.pt")]
    assert first[:saved] + rest == whole
    assert all(torch.equal(ours, theirs) for ours, theirs in zip(_weights(resumed), _weights(straight), strict=True))


def test_a_finished_run_has_nothing_left_to_do(tmp_path: Path) -> None:
    for expected in (SCHEDULE.steps, 0):
        assert len(list(_fit(Line(), path=tmp_path / "run.pt"))) == expected


def test_after_stopping_the_next_step_is_the_one_after(tmp_path: Path) -> None:
    _seed(5)
    whole = [(step.step, step.loss) for step in _fit(Line())]
    told: list[tuple[int, float]] = []
    _seed(5)
    _until_stopped(_fit(Line(), path=tmp_path / "run.pt", stopping=lambda: len(told) == 3), told)
    assert len(told) == 4
    rest = [(step.step, step.loss) for step in _fit(Line(), path=tmp_path / "run.pt")]
    assert told + rest == whole


def test_averaged_weights_are_what_is_kept() -> None:
    method, plain = Line(), Line()
    _seed(5)
    list(_fit(method, recipe=Recipe(ema_decay=0.9)))
    _seed(5)
    average = EMA(plain, 0.9)
    for _ in _fit(plain):
        average.update()
    average.keep()
    for ours, theirs in zip(_weights(method), _weights(plain), strict=True):
        torch.testing.assert_close(ours, theirs)


def test_the_best_weights_are_kept_and_a_run_without_gains_ends() -> None:
    method = Line()
    recalls = iter([0.3, 0.6, 0.5, 0.4])
    seen: list[list[Tensor]] = []

    def evaluate() -> float:
        assert not method.training
        seen.append(_weights(method))
        return next(recalls)

    steps = list(_fit(method, recipe=Recipe(patience=1), evaluate=evaluate))
    assert [step.recall for step in steps] == [None, None, 0.3, None, None, 0.6, None, None, 0.5]
    assert all(torch.equal(ours, best) for ours, best in zip(_weights(method), seen[1], strict=True))


def test_what_is_evaluated_is_the_average_and_learning_goes_on_with_the_weights() -> None:
    method, plain = Line(), Line()
    averages: list[Tensor] = []

    def evaluate() -> float:
        averages.extend(_weights(method))
        return 0.0

    _seed(5)
    with_ema = [step.loss for step in _fit(method, recipe=Recipe(ema_decay=0.9), evaluate=evaluate)]
    _seed(5)
    assert [step.loss for step in _fit(plain)] == with_ema
    assert not torch.equal(averages[-1], _weights(plain)[-1])


def test_best_weights_and_patience_survive_a_resume(tmp_path: Path) -> None:
    recipe = Recipe(patience=2)
    seen: list[list[Tensor]] = []
    method = Line()

    def first() -> float:
        seen.append(_weights(method))
        return 0.9

    steps = _fit(method, recipe=recipe, path=tmp_path / "run.pt", evaluate=first)
    list(itertools.islice(steps, 4))
    resumed = Line()
    rest = list(_fit(resumed, recipe=recipe, path=tmp_path / "run.pt", evaluate=lambda: 0.1))
    assert [step.step for step in rest] == [4, 5, 6, 7, 8, 9]
    assert all(torch.equal(ours, best) for ours, best in zip(_weights(resumed), seen[0], strict=True))


def test_stopping_while_it_evaluates_loses_nothing(tmp_path: Path) -> None:
    def interrupted() -> float:
        raise Stopped

    _seed(5)
    whole = [(step.step, step.loss) for step in _fit(Line(), evaluate=lambda: 0.5)]
    told: list[tuple[int, float]] = []
    _seed(5)
    _until_stopped(_fit(Line(), path=tmp_path / "run.pt", evaluate=interrupted), told)
    looks: list[float] = []

    def evaluate() -> float:
        looks.append(0.5)
        return 0.5

    rest = [(step.step, step.loss) for step in _fit(Line(), path=tmp_path / "run.pt", evaluate=evaluate)]
    assert told + rest == whole[:2] + whole[3:]  # the step after which it looked was done but not told
    assert len(looks) == SCHEDULE.epochs


def test_a_loss_that_is_no_number_stops_the_run_and_keeps_the_last_good_checkpoint(tmp_path: Path) -> None:
    def batches(epoch: int, /, *, first_step: int = 0) -> Iterator[Batch]:
        for batch in _batches(epoch, first_step=first_step):
            bad = epoch == 2
            yield Batch((batch.views[0] * math.nan if bad else batch.views[0],), None, batch.groups)

    method = Line()
    with pytest.raises(TrainingError, match="loss is no number any more at step 7: try a lower learning_rate"):
        list(_fit(method, batches=batches, path=tmp_path / "run.pt"))
    assert all(weight.isfinite().all() for weight in _weights(method))
    assert [step.step for step in _fit(Line(), path=tmp_path / "run.pt")] == [7, 8, 9, 10, 11, 12]


def test_weights_that_are_no_numbers_are_never_saved(tmp_path: Path) -> None:
    checkpoint = Checkpoint(tmp_path / "run.pt")
    rates = [Rate([method := Line()], 1e38)]
    recipe = Recipe(checkpoint_every=1)
    with pytest.raises(TrainingError, match="lower learning_rate"):
        list(fit(method, _batches, rates=rates, schedule=SCHEDULE, recipe=recipe, checkpoint=checkpoint))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("precision", [Precision("bf16", "cpu"), Precision("fp16", "cpu")])
def test_half_precision_learns_too(precision: Precision) -> None:
    losses = [step.loss for step in _fit(Line(), recipe=Recipe(precision=precision))]
    assert sum(losses[-3:]) < 0.6 * sum(losses[:3])


def test_a_step_that_overflows_in_float16_is_left_out() -> None:
    method = Line()
    before = _weights(method)

    def batches(epoch: int, /, *, first_step: int = 0) -> Iterator[Batch]:
        for batch in _batches(epoch, first_step=first_step):
            yield Batch((batch.views[0] * 1000,), None, batch.groups)

    first = next(_fit(method, recipe=Recipe(precision=Precision("fp16", "cpu")), batches=batches))
    assert not math.isfinite(first.figures["gradient_norm"])
    assert all(torch.equal(ours, theirs) for ours, theirs in zip(_weights(method), before, strict=True))
