"""Measures training on a graphics card: ViT-B-32 in bfloat16. Prints one JSON line; without a card it says so.

    python -m benchmarks.training_gpu [--architecture ViT-B-32] [--batch-size 1024] [--steps 20]

The share is that of the card's own rate at multiplying large bfloat16 matrices, measured in the same run. The
arithmetic of a step is counted by torch: matrix products, convolutions and attention, forwards and backwards.
"""

import argparse
import json
import statistics
import time
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.training_step import always, ready_batch
from training.methods import CLIP, Batch, Method
from training.models import load_start
from training.optimisation import Rate, Schedule
from training.precision import choose_device, choose_precision
from training.train import Recipe, fit


def matrix_rate(device: torch.device, *, size: int = 8192, rounds: int = 20) -> float:
    """Operations a second of bfloat16 matrix products, the median of some rounds of ten."""
    a, b = (torch.randn(size, size, dtype=torch.bfloat16, device=device) for _ in range(2))
    times = []
    for _ in range(rounds):
        torch.cuda.synchronize(device)
        started = time.perf_counter()
        for _ in range(10):
            a @ b
        torch.cuda.synchronize(device)
        times.append((time.perf_counter() - started) / 10)
    return 2 * size**3 / statistics.median(times)


def operations(method: Method, batch: Batch, recipe: Recipe) -> int:
    """Of one forward and backward pass."""
    with FlopCounterMode(display=False) as counter, recipe.precision.autocast():
        method(batch)["loss"].backward()
    method.zero_grad()
    return int(counter.get_total_flops())


def measure(architecture: str, *, batch_size: int, steps: int) -> dict[str, Any]:
    device = choose_device("cuda")
    model = load_start(architecture)
    batch = ready_batch(model, batch_size).to(device)
    method = CLIP(model).to(device).train()
    recipe = Recipe(clip_norm=1.0, precision=choose_precision("auto", device))
    counted = operations(method, batch, recipe)
    schedule = Schedule(epochs=1, steps_per_epoch=steps + 5, warmup_share=0.1, weight_decay=0.1)
    rates = [Rate([method], 1e-6)]
    times, last = [], time.perf_counter()
    for step in fit(method, always(batch), rates=rates, schedule=schedule, recipe=recipe):
        now = time.perf_counter()  # each step has read its loss, so the card is through with it
        times.append(now - last)
        last, memory_bytes = now, step.gpu_memory_bytes
    step_s, rate = statistics.median(times[5:]), matrix_rate(device)
    return {
        "card": torch.cuda.get_device_name(device),
        "precision": recipe.precision.bits,
        "images_per_second": round(batch_size / step_s, 1),
        "step_ms": round(step_s * 1000, 1),
        "gigaflop_per_image": round(counted / batch_size / 1e9, 1),
        "tflop_per_second": round(counted / step_s / 1e12, 1),
        "matrix_tflop_per_second": round(rate / 1e12, 1),
        "share_of_matrix_rate": round(counted / step_s / rate, 3),
        "gpu_memory_bytes": memory_bytes,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--architecture", default="ViT-B-32")
    parser.add_argument("--batch-size", type=int, default=1024)
    parser.add_argument("--steps", type=int, default=20)
    given = parser.parse_args()
    told: dict[str, Any] = {"benchmark": "training_gpu", **vars(given)}
    if not torch.cuda.is_available():
        print(json.dumps(told | {"skipped": "this machine has no graphics card that torch can use"}))
        return
    print(json.dumps(told | measure(given.architecture, batch_size=given.batch_size, steps=given.steps)))


if __name__ == "__main__":
    main()
