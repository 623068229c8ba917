"""The loop that every method shares: a generator of steps, and a checkpoint to go on from as if never stopped."""

import io
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from training.config import TrainingError, write_atomically
from training.methods import Batch, Method
from training.optimisation import Rate, Schedule, optimizer_for, set_rates


@dataclass(frozen=True)
class Step:
    """One step done."""

    step: int
    steps: int
    epoch: int
    loss: float


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
            set_rates(optimizer, schedule.share_of_rate(step))
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
