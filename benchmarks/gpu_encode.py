"""How near to a graphics card's own rate the app encodes and indexes. Prints one JSON line.

    python -m benchmarks.gpu_encode [--photos 512] [--seconds 5]

For ViT-B-32 and ViT-L-14 with random weights: the model alone in bfloat16 on tensors that lie on the card, channels
last, in the batch that is fastest; the app's encoder on arrays in ordinary memory; and indexing 12-megapixel JPEGs.
Where there is no NVIDIA card it says so and measures nothing.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.indexing_parts import index_once, random_encoder
from benchmarks.phone_photos import some_phone_photos
from benchmarks.report import Figure, report

ARCHITECTURES = ("ViT-B-32", "ViT-L-14")
_BATCHES = (64, 128, 256, 512)
_WARM = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=512)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--folder", type=Path, help="with such photos, made before")
    arguments = parser.parse_args()
    names = [name for architecture in ARCHITECTURES for name in names_of(architecture)]
    if not torch.cuda.is_available():
        report("gpu_encode", dict.fromkeys(names), {}, why="there is no NVIDIA graphics card here")
        return
    figures: dict[str, Figure] = {}
    with some_phone_photos(arguments.photos, arguments.folder) as paths:
        for architecture in ARCHITECTURES:
            figures |= measure(architecture, paths, seconds=arguments.seconds)
    report("gpu_encode", figures, {})


def names_of(architecture: str) -> tuple[str, ...]:
    """The figures of one model."""
    return (
        f"{architecture} in bfloat16 on ready tensors, images/s",
        f"{architecture} encoding, images/s",
        f"{architecture} encoding ÷ ready tensors",
        f"{architecture} indexing 12-megapixel photos, photos/s",
        f"{architecture} indexing ÷ ready tensors",
    )


def measure(architecture: str, paths: list[Path], *, seconds: float) -> dict[str, Figure]:
    """The figures of one model, by their names."""
    ready = max(ready_rate(architecture, batch, seconds=seconds) for batch in _BATCHES)
    encoder = random_encoder(architecture, full_precision=False, device="cuda")
    edge_px = encoder.image_size_px
    inputs = np.random.default_rng(0).normal(size=(1024, 3, edge_px, edge_px)).astype(np.float32)
    for _ in range(_WARM):
        encoder.encode_image(inputs)
    encoding = rate(lambda: encoder.encode_image(inputs), len(inputs), seconds=seconds)
    found, cost = index_once(paths[0].parent, encoder)
    assert found.indexed == len(paths)
    values: tuple[Any, ...] = (ready, encoding, encoding / ready, 1 / cost.wall_s, 1 / cost.wall_s / ready)
    return dict(zip(names_of(architecture), values, strict=True))


@torch.inference_mode()
def ready_rate(architecture: str, batch: int, *, seconds: float) -> float:
    """Images a second of the bare image tower."""
    import open_clip

    tower = open_clip.create_model(architecture).visual.eval().to("cuda", torch.bfloat16)
    edge_px = tower.image_size if isinstance(tower.image_size, int) else tower.image_size[0]
    pictures = torch.randn(batch, 3, edge_px, edge_px, device="cuda", dtype=torch.bfloat16)
    pictures = pictures.to(memory_format=torch.channels_last)

    def once() -> None:
        tower(pictures)
        torch.cuda.synchronize()

    for _ in range(_WARM):
        once()
    return rate(once, batch, seconds=seconds)


def rate(work: Callable[[], object], count: int, *, seconds: float) -> float:
    """`count` at a time, for as long as that."""
    began_s, done = time.perf_counter(), 0
    while time.perf_counter() - began_s < seconds:
        work()
        done += count
    return done / (time.perf_counter() - began_s)


if __name__ == "__main__":
    main()
