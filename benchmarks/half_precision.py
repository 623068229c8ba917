"""Whether half precision would give the same answers on captioned photos. Prints one JSON line.

    python -m benchmarks.half_precision [--photos 956] [--queries 400]

The shipped starter sees photos of the `dev` split of `captioned-square` (under `RED_BICYCLE_PHOTOS`, by default
../shared/photos) in float32 and in bfloat16; their captions are the queries. The bars are those of
`desktop_app.encoders.agreement`, by which half precision may be used at all. On a processor without units for bfloat16
this takes long and says nothing of speed, but the rounding is the same.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from benchmarks.phone_photos import photos_dir
from benchmarks.report import report
from desktop_app.config import default_models_dir
from desktop_app.encoders.agreement import COSINE, SAME_TOP, agreement
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.encoders.clip import ClipEncoder, load_encoder

LOWEST = "starter in bfloat16, lowest cosine to float32"
SAME = "starter in bfloat16, captions with the same ten best"
_AT_ONCE = 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=956)
    parser.add_argument("--queries", type=int, default=400)
    arguments = parser.parse_args()
    file = photos_dir() / "captioned-square" / "captions.json"
    bars = {LOWEST: f">= {COSINE}", SAME: f">= {SAME_TOP}"}
    if not file.exists():
        report("half_precision", dict.fromkeys(bars), bars, why="the captioned photos are not here")
        return
    known = [entry for entry in json.loads(file.read_text("utf-8")) if entry["split"] == "dev"]
    report("half_precision", measure(known[: arguments.photos], file.parent, queries=arguments.queries), bars)


def measure(known: list[dict[str, Any]], folder: Path, *, queries: int) -> dict[str, Any]:
    """The figures, by their names."""
    catalog = ModelCatalog(default_models_dir())
    encoder = load_encoder(catalog.get("starter"), catalog, device="cpu", full_precision=True)
    assert isinstance(encoder, ClipEncoder)
    asked = encoder.encode_text([entry["captions"][0] for entry in known][:queries])
    paths = [folder / entry["file"] for entry in known]
    expected = embeddings(encoder, paths)
    encoder._tower, encoder._dtype = encoder._tower.to(torch.bfloat16), torch.bfloat16
    found = agreement(expected, embeddings(encoder, paths), asked)
    return {LOWEST: found.cosine, SAME: found.same_top, "photos": len(paths), "captions": len(asked)}


def embeddings(encoder: ClipEncoder, paths: list[Path]) -> NDArray[np.float32]:
    """[N, D]"""
    rows = []
    for start in range(0, len(paths), _AT_ONCE):
        pictures = []
        for path in paths[start : start + _AT_ONCE]:
            with Image.open(path) as image:
                pictures.append(encoder.preprocess(image.convert("RGB")))
        rows.append(encoder.encode_image(np.stack(pictures)))
    return np.concatenate(rows)


if __name__ == "__main__":
    main()
