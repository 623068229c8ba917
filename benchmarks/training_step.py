"""Measures what the training loop costs beside the computation itself. Prints one JSON line.

    python -m benchmarks.training_step [--architecture ViT-S-32] [--batch-size 32] [--steps 9] [--threads 2]

`bare` is a forward and a backward pass on tensors that are ready; `loop` is the whole step of `training.train` on the
same tensors: rates, the passes, clipping, AdamW, checks and the report. They take turns in one run, so that both see
the same machine, and medians are compared; the bar is a ratio of 1.15. `photos` is the loop with rendered scenes of
1024 × 768, decoded anew in each step by one process beside it, in blocks that take turns with blocks of bare passes.
`processor` ratios are of processor time of the process that learns, which other programs on the machine hardly disturb.
"""

import argparse
import dataclasses
import itertools
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import torch

from resources.scenes import random_scenes, render
from training.data import CaptionedPhoto
from training.loading import PhotoLoader
from training.methods import CLIP, Batch, Method
from training.models import load_start, preprocessing_of, tokenizer_of
from training.optimisation import Rate, Schedule
from training.train import Batches, Recipe, fit
from training.views import CaptionViews

BAR = 1.15
_AHEAD = 3  # steps whose photos may have been decoded during another block


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


def loop(method: Method, batches: Batches, *, steps_per_epoch: int) -> Iterator[object]:
    schedule = Schedule(epochs=1000, steps_per_epoch=steps_per_epoch, warmup_share=0.1, weight_decay=0.1)
    return fit(method, batches, rates=[Rate([method], 1e-6)], schedule=schedule, recipe=Recipe(clip_norm=1.0))


@dataclasses.dataclass(frozen=True)
class Cost:
    """Of some work: on the clock, and of this process's threads."""

    wall_s: float
    processor_s: float

    @classmethod
    def of(cls, work: Callable[[], object]) -> "Cost":
        wall, processor = time.perf_counter(), time.process_time()
        work()
        return cls(time.perf_counter() - wall, time.process_time() - processor)


def median(costs: Iterable[Cost]) -> Cost:
    walls, processors = zip(*(dataclasses.astuple(cost) for cost in costs), strict=True)
    return Cost(statistics.median(walls), statistics.median(processors))


def scenes(folder: Path, count: int) -> list[CaptionedPhoto]:
    photos = []
    for number, scene in enumerate(random_scenes(count, seed=1)):
        render(scene, size_px=(1024, 768)).save(folder / f"{number}.jpg", quality=90)
        photos.append(CaptionedPhoto(folder / f"{number}.jpg", scene.captions))
    return photos


def measure(architecture: str, *, batch_size: int, steps: int) -> dict[str, Any]:
    model = load_start(architecture)
    method = CLIP(model).train()
    batch = ready_batch(model, batch_size)

    def bare() -> None:
        method.zero_grad()
        method(batch)["loss"].backward()

    ready = loop(method, always(batch), steps_per_epoch=1000)
    bare()
    next(ready)  # both once to warm up
    turns = [(Cost.of(bare), Cost.of(lambda: next(ready))) for _ in range(steps)]
    alone, looped = (median(costs) for costs in zip(*turns, strict=True))
    ratio = looped.wall_s / alone.wall_s
    return {
        "bare_ms": round(alone.wall_s * 1000, 1),
        "loop_ms": round(looped.wall_s * 1000, 1),
        "ratio": round(ratio, 3),
        "ratio_processor": round(looped.processor_s / alone.processor_s, 3),
        "bar": BAR,
        "within": ratio <= BAR,
        **measure_photos(method, model, bare, batch_size=batch_size, steps=steps),
    }


def measure_photos(
    method: Method, model: torch.nn.Module, bare: Callable[[], None], *, batch_size: int, steps: int
) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        shown = preprocessing_of(model)
        views = CaptionViews(size_px=shown.image_size_px, mean=shown.mean, std=shown.std)
        photos = scenes(Path(folder), 2 * batch_size)
        loader = PhotoLoader(photos, views, batch_size=batch_size, tokenizer=tokenizer_of(model), workers=1)
        with loader:
            learning = loop(method, loader, steps_per_epoch=loader.steps_per_epoch)
            alone, looped = [], []
            for _ in range(3):
                alone += [Cost.of(bare) for _ in range(steps // 3)]
                looped += [Cost.of(lambda: next(learning)) for _ in range(_AHEAD + steps // 3)][_AHEAD:]
    bare_cost, cost = median(alone), median(looped)
    return {
        "photos_ms": round(cost.wall_s * 1000, 1),
        "ratio_photos": round(cost.wall_s / bare_cost.wall_s, 3),
        "ratio_photos_processor": round(cost.processor_s / bare_cost.processor_s, 3),
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
