"""What indexing costs beside decoding and encoding themselves. Prints one JSON line.

    python -m benchmarks.pipeline_cost [--photos 64] [--rounds 3]

12-megapixel JPEGs as phones write them; ViT-B-32 with random weights, float32. "Decoding alone" is Pillow's scaled
decoding of the same files at no less than twice the model's size, on as many threads; "encoding alone" is the same
encoder on ready tensors. Everything takes turns in one process. The ratio of processor time hardly minds what else the
machine does; the ratio of rates does. The free encoder makes its pixels, but no embedding. `second` is what the image
model that ships costs in the same pass.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.indexing_parts import Cost, FreeEncoder, decode_alone, in_batches, index_once, measured, random_encoder
from benchmarks.indexing_parts import rounds_of as by_turns
from benchmarks.phone_photos import some_phone_photos
from benchmarks.report import report

CPU = "processor time a photo ÷ (scaled decoding + encoding ready tensors)"
FREE = "rate with a free encoder ÷ rate of scaled decoding"
BARS = {CPU: "<= 1.15", FREE: ">= 0.8"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="with such photos, made before")
    arguments = parser.parse_args()
    with some_phone_photos(arguments.photos, arguments.folder) as paths:
        figures = measure(paths, rounds=arguments.rounds)
    report("pipeline_cost", figures, BARS)


def measure(paths: list[Path], *, rounds: int) -> dict[str, float | int]:
    """The figures, by their names."""
    folder, count = paths[0].parent, len(paths)
    encoder, free = random_encoder(full_precision=True), FreeEncoder()
    ready = np.random.default_rng(0).normal(size=(32, 3, encoder.image_size_px, encoder.image_size_px))
    inputs = ready.astype(np.float32)

    def encode() -> None:
        for part in in_batches(inputs, 32, count):
            encoder.encode_image(part)

    def indexed(with_encoder: Any, second: Any = None) -> Cost:
        return index_once(folder, with_encoder, second=second)[1]

    encode()  # the batch is chosen and the memory warm before anything counts
    encode()
    second = starter_dino()
    decoding, encoding, whole, without, both = by_turns(
        [
            lambda: measured(lambda: decode_alone(paths), count),
            lambda: measured(encode, count),
            lambda: indexed(encoder),
            lambda: indexed(free),
            lambda: indexed(free, second),
        ],
        rounds,
    )
    return {
        CPU: whole.cpu_s / (decoding.cpu_s + encoding.cpu_s),
        FREE: decoding.wall_s / without.wall_s,
        "the same, by processor time": decoding.cpu_s / without.cpu_s,
        "scaled decoding, processor ms a photo": decoding.cpu_s * 1e3,
        "encoding ready tensors, processor ms a photo": encoding.cpu_s * 1e3,
        "indexing, processor ms a photo": whole.cpu_s * 1e3,
        "indexing with a free encoder, processor ms a photo": without.cpu_s * 1e3,
        "the second model in the same pass, processor ms a photo": (both.cpu_s - without.cpu_s) * 1e3,
        "photos a second": 1 / whole.wall_s,
        "photos a second with a free encoder": 1 / without.wall_s,
        "photos": count,
    }


def starter_dino() -> Any:
    """The image model that ships."""
    from desktop_app.config import default_models_dir
    from desktop_app.encoders.catalog import ModelCatalog
    from desktop_app.encoders.dino import load_image_encoder

    catalog = ModelCatalog(default_models_dir())
    return load_image_encoder(catalog.get("starter-dino"), catalog, device="cpu")


if __name__ == "__main__":
    main()
