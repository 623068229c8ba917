"""Makes starter-dino again from a seed.

python -m training.starter_dino --photos DIR [--backbone FILE] --out DIR [--seed N] [--config run.json] [--work DIR]

What takes long is kept in the work folder; the same command goes on where it was stopped. Progress is written to
standard output, one JSON object a line.
"""

import argparse
import dataclasses
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.config import TrainingError, read_config, write_atomically, write_config
from training.data import read_manifest
from training.models import export
from training.progress import Step
from training.starter_dino.backbone import Backbone, cache_saliency, read_saliency
from training.starter_dino.batches import MultiCrops
from training.starter_dino.card import model_card
from training.starter_dino.config import StarterDinoConfig
from training.starter_dino.figures import measure
from training.starter_dino.model import build_model
from training.starter_dino.pixels import read_pixels
from training.starter_dino.recipe import build_method, prepare, train_dino, warm_start

Report = dict[str, Any]


def make_starter_dino(
    config: StarterDinoConfig, photos: Path, backbone: Path | None, *, out: Path, work: Path
) -> Iterator[Report]:
    """Trains, exports and measures, reporting all along.

    Args:
        photos: holds `captioned-square`, all of whose photos are trained on, without their captions; `neardup/copies`,
            `labelled` and `captioned` are measured on.
        backbone: MobileNetV2 weights; without them the class token is not shown where objects are.
        out: gets the model, its card, figures.json and run.json.
        work: keeps saliency and a checkpoint, and belongs to one configuration.
    """
    _claim(work, config)
    paths = [photo.path for photo in read_manifest(photos / "captioned-square")]
    pixels, skipped = read_pixels(paths, size_px=config.photo_size_px)
    yield from ({"stage": "photos", "skipped": item.path.name, "reason": item.reason} for item in skipped)
    saliency = None
    if backbone:
        yield from compute_saliency(config, backbone, pixels, work / "saliency.npy")
        saliency = read_saliency(work / "saliency.npy")
    model = build_model(config)
    prepare(config, model, pixels)
    yield from _some("warm", warm_start(config, model, pixels, work))
    method = build_method(config, model, guided=saliency is not None)
    yield from _some("dino", train_dino(config, method, MultiCrops(config, pixels, saliency), work))
    export(method.exported(), out, half=True)
    write_config(config, out / "run.json")
    figures = measure(out, config, photos)
    figures |= {"trained_on": len(pixels), "guided": backbone is not None}
    figures["minutes"] = round((time.time() - (work / "run.json").stat().st_mtime) / 60, 1)
    write_atomically(out / "figures.json", (json.dumps(figures, indent=2, allow_nan=False) + "\n").encode())
    write_atomically(out / "README.md", model_card(config, figures).encode())
    yield {"stage": "done", "figures": figures}


def compute_saliency(config: StarterDinoConfig, backbone: Path, pixels: Tensor, cache: Path) -> Iterator[Report]:
    """Reports while it computes what `cache` does not have yet."""
    for done, total in cache_saliency(Backbone(backbone), pixels, cache, size_px=config.backbone_size_px):
        yield {"stage": "saliency", "done": done, "total": total}


def _some(stage: str, steps: Iterable[Step]) -> Iterator[Report]:
    for step in steps:
        if step.step % 10 == 0 or step.step == step.steps:
            yield {"stage": stage, **dataclasses.asdict(step)}


def _claim(work: Path, config: StarterDinoConfig) -> None:
    """A work folder serves one configuration."""
    told = work / "run.json"
    if told.exists() and read_config(told, StarterDinoConfig) != config:
        raise TrainingError(f"{work} holds another run: give --work another folder, or remove it")
    if not told.exists():  # its age is how long the run took
        write_config(config, told)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.starter_dino", description="Makes starter-dino.")
    parser.add_argument("--photos", type=Path, required=True, help="the folder of captioned-square")
    parser.add_argument("--backbone", type=Path, help="MobileNetV2 weights, which show where objects are")
    parser.add_argument("--out", type=Path, required=True, help="the folder for the model")
    parser.add_argument("--work", type=Path, default=Path("runs/starter-dino"), help="kept between runs (%(default)s)")
    parser.add_argument("--config", type=Path, help="a run.json to repeat")
    parser.add_argument("--seed", type=int, help="instead of the configuration's own")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    try:
        config = read_config(given.config, StarterDinoConfig) if given.config else StarterDinoConfig()
        if given.seed is not None:
            config = dataclasses.replace(config, seed=given.seed)
        for report in make_starter_dino(config, given.photos, given.backbone, out=given.out, work=given.work):
            print(json.dumps(report), flush=True)
    except (TrainingError, OSError) as error:
        parser.exit(1, f"{error}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
