"""Makes starter-dino again from a seed.

python -m training.starter_dino --photos DIR --backbone FILE --out DIR [--seed N] [--config run.json] [--work DIR]

What takes long is kept in the work folder; the same command goes on where it was stopped. Progress is written to
standard output, one JSON object a line.
"""

import argparse
import dataclasses
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch

from training.config import TrainingError, read_config, write_atomically, write_config
from training.data import read_manifest
from training.models import export
from training.progress import Step
from training.starter_dino.backbone import Backbone
from training.starter_dino.card import model_card
from training.starter_dino.config import StarterDinoConfig
from training.starter_dino.figures import measure
from training.starter_dino.pixels import read_pixels
from training.starter_dino.recipe import Training
from training.starter_dino.stage_times import read_times, timed

Report = dict[str, Any]


def make_starter_dino(
    config: StarterDinoConfig, photos: Path, backbone: Path, *, out: Path, work: Path
) -> Iterator[Report]:
    """Trains, exports and measures, reporting all along.

    Args:
        photos: holds `captioned-square`, all of whose photos are trained on, without their captions; `neardup/copies`,
            `labelled` and `captioned` are measured on.
        backbone: MobileNetV2 weights, the stem of the model, which also shows where objects are.
        out: gets the model, its card, figures.json and run.json.
        work: keeps a checkpoint and how long each stage took, and belongs to one configuration.
    """
    _claim(work, config)
    seeing = Backbone(backbone)
    with timed(work, "photos"):
        paths = [photo.path for photo in read_manifest(photos / "captioned-square")]
        pixels, skipped = read_pixels(paths, size_px=config.photo_size_px)
        training = Training(config, seeing, pixels)
    yield from ({"stage": "photos", "skipped": item.path.name, "reason": item.reason} for item in skipped)
    with timed(work, "dino") as write_time:
        for report in _some("dino", training.steps(work / "dino.pt")):
            write_time()
            yield report
    export(training.model(), out, half=True)
    write_config(config, out / "run.json")
    figures = measure(out, config, photos, seeing)
    figures |= {"trained_on": len(pixels), "minutes": round(sum(read_times(work).values()) / 60, 1)}
    write_atomically(out / "figures.json", (json.dumps(figures, indent=2, allow_nan=False) + "\n").encode())
    write_atomically(out / "README.md", model_card(config, figures).encode())
    yield {"stage": "done", "figures": figures}


def _some(stage: str, steps: Iterable[Step]) -> Iterator[Report]:
    for step in steps:
        if step.step % 10 == 0 or step.step == step.steps:
            yield {"stage": stage, **dataclasses.asdict(step)}


def _claim(work: Path, config: StarterDinoConfig) -> None:
    """A work folder serves one configuration."""
    told = work / "run.json"
    if told.exists() and read_config(told, StarterDinoConfig) != config:
        raise TrainingError(f"{work} holds another run: give --work another folder, or remove it")
    write_config(config, told)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.starter_dino", description="Makes starter-dino.")
    parser.add_argument("--photos", type=Path, required=True, help="the folder of captioned-square")
    parser.add_argument("--backbone", type=Path, required=True, help="MobileNetV2 weights, the model's stem")
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
