"""One step after another: what changes while a run goes on."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from training import distributed, grad_cache
from training.checkpoint import Checkpoint, Stateful
from training.config import TrainingError
from training.ema import EMA
from training.methods import Batch, Method
from training.optimisation import Rate, Schedule, clip_gradients, optimizer_for, set_rates
from training.precision import FLOAT32, Precision
from training.progress import Stopped

_LEAST_SCALE = 2.0**-10  # of float16's gradients: from 2¹⁶ down here, 26 steps in a row were no use


@dataclass(frozen=True)
class Recipe:
    """How a step is computed, and how often a run looks up from its steps."""

    betas: tuple[float, float] = (0.9, 0.98)
    clip_norm: float = 0.0  # 0 leaves gradients as they are
    chunk_size: int = 0  # photos whose activations are in memory at once; 0 is the whole batch
    ema_decay: float = 0.0  # 0 averages nothing
    precision: Precision = FLOAT32
    channels_last: bool = False  # the layout of views in memory
    evaluate_every: int = 1  # epochs
    patience: int = 0  # evaluations without a gain before the run stops; 0 never stops it
    checkpoint_every: int = 0  # steps; epochs end with one anyway


PLAIN = Recipe()


class Learning:
    """Weights, their optimiser, their average, the best of them so far, and how far all that has come."""

    def __init__(
        self, method: Method, rates: Sequence[Rate], schedule: Schedule, recipe: Recipe, checkpoint: Checkpoint | None
    ) -> None:
        self.method, self.schedule, self.recipe, self.checkpoint = method, schedule, recipe, checkpoint
        self.optimizer = optimizer_for(rates, weight_decay=schedule.weight_decay, betas=recipe.betas)
        self.moving: list[nn.Parameter] = [p for group in self.optimizer.param_groups for p in group["params"]]
        self.device = self.moving[0].device
        self.scaler = recipe.precision.scaler()
        self.ema = EMA(method, recipe.ema_decay) if recipe.ema_decay else None
        self.step = 0
        self.evaluated = 0  # after this step
        self.best_recall = -math.inf
        self.best: dict[str, Tensor] = {}
        self.without_gain = 0
        self.gradient_norm = 0.0

    def resume(self) -> None:
        if not self.checkpoint:
            return
        self.checkpoint.begin(self.method)
        full_rates = [group["full_rate"] for group in self.optimizer.param_groups]
        if position := self.checkpoint.load(self.method, self._parts()):
            vars(self).update(position)
            for group, full_rate in zip(self.optimizer.param_groups, full_rates, strict=True):
                group["full_rate"] = full_rate  # may be lowered to go on where a loss broke

    def save(self) -> None:
        if self.checkpoint:
            self.require_numbers()
            names = ("step", "evaluated", "best_recall", "best", "without_gain")
            self.checkpoint.save(self.method, self._parts(), {name: vars(self)[name] for name in names})

    def _parts(self) -> dict[str, Stateful]:
        parts = {"optimizer": self.optimizer, "scaler": self.scaler, "ema": self.ema}
        return {name: part for name, part in parts.items() if part is not None}

    def learn(self, batch: Batch, *, stop: bool) -> tuple[dict[str, float], dict[str, float], bool]:
        """One step: the losses and rates of it, and whether some process was told to stop."""
        set_rates(self.optimizer, self.schedule.share_of_rate(self.step))
        self.optimizer.zero_grad()
        autocast = self.recipe.precision.autocast
        losses = grad_cache.backward(
            self.method, batch, chunk_size=self.recipe.chunk_size, scale=self.scaler, autocast=autocast
        )
        distributed.average_gradients(self.moving)
        if self.scaler:
            self.scaler.unscale_(self.optimizer)
        norm = clip_gradients(self.moving, self.recipe.clip_norm)
        flags = torch.tensor([float(stop)], device=self.device)
        told = torch.cat([torch.stack([*losses.values(), norm]).float(), flags])
        *values, self.gradient_norm, stopped = distributed.mean(told).tolist()
        learnt = dict(zip(losses, values, strict=True))
        self._check(learnt["loss"])
        self._update()
        return learnt, self._rates(), stopped > 0

    def _update(self) -> None:
        if self.scaler:
            self.scaler.step(self.optimizer)
            self.scaler.update()
        else:
            self.optimizer.step()
        self.step += 1
        self.method.after_step(self.step / self.schedule.steps)
        if self.ema:
            self.ema.update()

    def _check(self, loss: float) -> None:
        """Raises TrainingError, before any weight is spoilt, where the numbers are none."""
        if not math.isfinite(loss):
            raise self._no_number("loss is")
        overflow = self.scaler and self.scaler.get_scale() > _LEAST_SCALE  # the scaler skips the step
        if not (math.isfinite(self.gradient_norm) or overflow):
            raise self._no_number("gradient is")

    def require_numbers(self) -> None:
        """Raises TrainingError where a step too long has spoilt the weights themselves."""
        if not math.isfinite(nn.utils.get_total_norm(self.moving).item()):
            raise self._no_number("norm of the weights is")

    def _no_number(self, what: str) -> TrainingError:
        advice = ["a lower learning_rate", "a longer warmup_share"]
        advice += ["clip_norm 1"] if not self.recipe.clip_norm else []
        advice += ["precision “fp32”"] if self.recipe.precision.bits != "fp32" else []
        return TrainingError(f"the {what} no number any more at step {self.step + 1}: try {' or '.join(advice)}")

    def _rates(self) -> dict[str, float]:
        rates = sorted({group["lr"] for group in self.optimizer.param_groups}, reverse=True)
        return {"learning_rate": rates[0]} | {f"learning_rate_{n}": rate for n, rate in enumerate(rates[1:], 2)}

    def look(self, evaluate: Callable[[], float]) -> float:
        """The figure of the first process, for all; the best weights so far are remembered.

        Raises:
            Stopped: in all processes together, after saving what was learnt.
        """
        self.method.eval()
        recall = math.nan
        with self.ema.swapped_in() if self.ema else torch.no_grad():
            if distributed.is_first():
                recall = _unless_stopped(evaluate)
            recall = _of_the_first(recall, self.device)
            if recall > self.best_recall:
                self.best = {name: value.detach().cpu().clone() for name, value in self._changing()}
        self.method.train()
        if math.isnan(recall):
            self.save()
            raise Stopped
        gained = recall > self.best_recall
        self.best_recall = max(recall, self.best_recall)
        self.without_gain = 0 if gained else self.without_gain + 1
        self.evaluated = self.step
        return recall

    def _changing(self) -> Iterator[tuple[str, Tensor]]:
        """What moves, and buffers such as the statistics of batch normalisation."""
        for name, value in self.method.state_dict(keep_vars=True).items():
            if value.requires_grad or not isinstance(value, nn.Parameter):
                yield name, value

    def at_evaluation(self) -> bool:
        every = self.schedule.steps_per_epoch * self.recipe.evaluate_every
        return self.step % every == 0 or self.step == self.schedule.steps

    def at_checkpoint(self) -> bool:
        every = self.recipe.checkpoint_every
        return self.step % self.schedule.steps_per_epoch == 0 or bool(every and self.step % every == 0)

    def has_enough(self) -> bool:
        return 0 < self.recipe.patience <= self.without_gain

    def keep_the_best(self) -> None:
        self.require_numbers()
        if self.best:
            self.method.load_state_dict(self.best, strict=False)
        elif self.ema:
            self.ema.keep()


def _unless_stopped(evaluate: Callable[[], float]) -> float:
    try:
        return evaluate()
    except Stopped:
        return math.nan


def _of_the_first(value: float, device: torch.device) -> float:
    """What the first process has, in all of them."""
    mine = value if distributed.is_first() else 0.0
    told: Any = distributed.mean(torch.tensor(mine, dtype=torch.float64, device=device)) * distributed.world_size()
    return float(told)
