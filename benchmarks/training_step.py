"""Measures what the training loop costs beside the computation itself. Prints one JSON line.

    python -m benchmarks.training_step [--architecture ViT-S-32] [--batch-size 32] [--steps 9] [--threads 2]

`bare` is a forward and a backward pass on tensors that are ready; `loop` is the whole step of `training.train` on the
same tensors: rates, the passes, clipping, AdamW, checks and the report. They take turns in one run, so that both see
the same machine, and medians are compared. The bar is a ratio of 1.15.
"""

import argparse
import itertools
import json
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import torch

from resources.torchvision_ops import import_torchvision
from training.methods import CLIP, Batch, Method
from training.optimisation import Rate, Schedule
from training.train import Batches, Recipe, fit

import_torchvision()
import open_clip  # noqa: E402  (torchvision comes first)

BAR = 1.15


def ready_batch(model: Any, size: int) -> Batch:
    """Noise and one caption each, in the shapes that the model takes."""
    generator = torch.Generator().manual_seed(0)
    edge_px = model.visual.image_size
    edges = (edge_px, edge_px) if isinstance(edge_px, int) else tuple(edge_px)
    tokens = torch.zeros(size, 1, model.context_length, dtype=torch.long)
    tokens[:, 0, :12] = torch.randint(1, model.vocab_size - 1, (size, 12), generator=generator)
    tokens[:, 0, 12] = model.vocab_size - 1
    return Batch((torch.randn(size, 3, *edges, generator=generator),), tokens, torch.arange(size))


def always(batch: Batch) -> Batches:
    """A loader that costs nothing."""

    def batches(epoch: int, /, *, first_step: int = 0) -> Iterable[Batch]:
        return itertools.repeat(batch)

    return batches


def loop_steps(method: Method, batch: Batch, steps: int) -> Iterator[object]:
    schedule = Schedule(epochs=1, steps_per_epoch=steps, warmup_share=0.1, weight_decay=0.1)
    rates = [Rate([method], 1e-6)]
    return fit(method, always(batch), rates=rates, schedule=schedule, recipe=Recipe(clip_norm=1.0))


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure(architecture: str, *, batch_size: int, steps: int) -> dict[str, Any]:
    model: Any = open_clip.create_model(architecture)
    method = CLIP(model).train()
    batch = ready_batch(model, batch_size)

    def bare() -> None:
        method.zero_grad()
        method(batch)["loss"].backward()

    loop = loop_steps(method, batch, steps + 1)
    bare()
    next(loop)  # both once to warm up
    turns = [(timed(bare), timed(lambda: next(loop))) for _ in range(steps)]
    bare_s, loop_s = (statistics.median(times) for times in zip(*turns, strict=True))
    ratio = loop_s / bare_s
    return {
        "bare_ms": round(bare_s * 1000, 1),
        "loop_ms": round(loop_s * 1000, 1),
        "ratio": round(ratio, 3),
        "ratio_least": round(min(b for _, b in turns) / min(a for a, _ in turns), 3),
        "bar": BAR,
        "within": ratio <= BAR,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--architecture", default="ViT-S-32")
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--steps", type=int, default=9)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    told = {"benchmark": "training_step", **vars(given)}
    print(json.dumps(told | measure(given.architecture, batch_size=given.batch_size, steps=given.steps)))


if __name__ == "__main__":
    main()
