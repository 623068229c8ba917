"""The loop that every method shares: a generator of steps, and a checkpoint to go on from as if never stopped."""

import io
import math
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from training.config import TrainingError, write_atomically
from training.methods import Batch, Method


@dataclass(frozen=True)
class Rate:
    """The learning rate of some modules."""

    modules: Sequence[nn.Module]
    learning_rate: float


@dataclass(frozen=True)
class Schedule:
    """How long and how fast: linear warm-up, then a cosine to zero."""

    epochs: int
    steps_per_epoch: int
    warmup_share: float
    weight_decay: float

    @property
    def steps(self) -> int:
        return self.epochs * self.steps_per_epoch

    def share_of_rate(self, step: int) -> float:
        warmup = max(1, round(self.warmup_share * self.steps))
        if step < warmup:
            return (step + 1) / warmup
        return 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, self.steps - warmup)))


@dataclass(frozen=True)
class Step:
    """One step done."""

    step: int
    steps: int
    epoch: int
    loss: float


def optimizer_for(
    rates: Sequence[Rate], *, weight_decay: float, betas: tuple[float, float] = (0.9, 0.98)
) -> torch.optim.AdamW:
    """AdamW; vectors and scalars (biases, norms, logit_scale) do not decay; a parameter's first rate holds."""
    groups: list[dict[str, Any]] = []
    taken: set[int] = set()
    for rate in rates:
        parameters = [p for module in rate.modules for p in module.parameters() if p.requires_grad]
        new = [p for p in dict.fromkeys(parameters) if id(p) not in taken]
        taken.update(id(p) for p in new)
        for chosen, decay in (([p for p in new if p.ndim > 1], weight_decay), ([p for p in new if p.ndim <= 1], 0.0)):
            if chosen:
                groups.append({"params": chosen, "weight_decay": decay, "full_rate": rate.learning_rate})
    return torch.optim.AdamW(groups, lr=0.0, betas=betas, fused=True)


def fit(
    method: Method,
    batches: Callable[[int], Iterable[Batch]],
    *,
    rates: Sequence[Rate],
    schedule: Schedule,
    checkpoint: Path | None = None,
    bfloat16: bool = False,
) -> Generator[Step]:
    """Trains, yielding after each step. With a checkpoint file that exists it goes on after the last whole epoch.

    Args:
        batches: gives the batches of an epoch by its number alone, so that a resumed run sees the same ones.
        checkpoint: written after each epoch.
        bfloat16: computes matrix products and convolutions in half precision where that is safe.

    Raises:
        TrainingError: the loss is no number any more, or the checkpoint belongs to another model.
    """
    optimizer = optimizer_for(rates, weight_decay=schedule.weight_decay)
    first = _resume(checkpoint, method, optimizer) if checkpoint and checkpoint.exists() else 0
    method.train()
    step = first * schedule.steps_per_epoch
    for epoch in range(first, schedule.epochs):
        for batch in batches(epoch):
            for group in optimizer.param_groups:
                group["lr"] = group["full_rate"] * schedule.share_of_rate(step)
            with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
                loss = method(batch)["loss"]
            if not torch.isfinite(loss):
                raise TrainingError(f"the loss is {loss.item()} at step {step}: try a lower learning rate")
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
            method.after_step(step / schedule.steps)
            yield Step(step, schedule.steps, epoch, float(loss.detach()))
        if checkpoint:
            _save(checkpoint, method, optimizer, epoch + 1)
    method.eval()


def _save(path: Path, method: nn.Module, optimizer: torch.optim.Optimizer, epochs: int) -> None:
    state = {
        "method": method.state_dict(),
        "optimizer": optimizer.state_dict(),
        "random": torch.get_rng_state(),
        "epochs": epochs,
    }
    torch.save(state, buffer := io.BytesIO())
    write_atomically(path, buffer.getvalue())


def _resume(path: Path, method: nn.Module, optimizer: torch.optim.Optimizer) -> int:
    try:
        state = torch.load(path, weights_only=True)
        method.load_state_dict(state["method"])
        optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["random"])
        return int(state["epochs"])
    except (RuntimeError, KeyError, ValueError, EOFError) as error:
        raise TrainingError(f"{path.name} does not fit this run: {error}") from error
