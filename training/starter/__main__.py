"""Makes the starter model again from a seed.

python -m training.starter --photos DIR --backbone FILE --out DIR [--seed N] [--config run.json] [--work DIR]

What takes long is kept in the work folder; the same command goes on where it was stopped. Progress is written to
standard output, one JSON object a line.
"""

import argparse
import dataclasses
import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path

import torch

from training.config import TrainingError, read_config, write_atomically, write_config
from training.evaluate import evaluate, to_json
from training.starter.card import model_card
from training.starter.config import StarterConfig
from training.starter.model import build_model, export
from training.starter.recipe import train_model
from training.starter.sources import Report, compute_views, gather_views, read_sources

SECONDS_FILE = "seconds.json"


def make_starter(config: StarterConfig, photos: Path, backbone: Path, *, out: Path, work: Path) -> Iterator[Report]:
    """Trains, exports and measures, reporting all along.

    Args:
        photos: holds `captioned-square` and `labelled`; `captioned`, where it is there, is only measured on.
        backbone: the MobileNetV2 weights, with `imagenet_labels.txt` beside them for the labels' synonyms.
        out: gets the model, its card, figures.json and run.json.
        work: keeps views and checkpoints, and belongs to one configuration.
    """
    _claim(work, config)
    model = build_model(config, backbone=backbone)
    cache = work / f"views-{hashlib.sha256(backbone.read_bytes()).hexdigest()[:16]}"
    sources = read_sources(config, photos, backbone.with_name("imagenet_labels.txt"), work)
    yield from compute_views(config, model, sources, cache)
    views = gather_views(config, sources, cache)
    yield from ({"stage": "views", "skipped": item.path.name, "reason": item.reason} for item in views.skipped)
    yield from timed(train_model(config, model, views, work), work / SECONDS_FILE)
    export(model, config, out)
    write_config(config, out / "run.json")
    figures = evaluate(out, photos)
    figures["trained_on"] = {source.name: len(source.photos) for source in sources}
    figures["minutes"] = round(sum(json.loads((work / SECONDS_FILE).read_text("utf-8")).values()) / 60, 1)
    write_atomically(out / "figures.json", (to_json(figures) + "\n").encode())
    write_atomically(out / "README.md", model_card(config, json.loads(to_json(figures))).encode())
    yield {"stage": "done", "figures": json.loads(to_json(figures))}


def timed(reports: Iterator[Report], kept: Path) -> Iterator[Report]:
    """Adds up in that file how many seconds went by in each stage, also over runs that were stopped and went on."""
    seconds: dict[str, float] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    last = time.monotonic()
    for report in reports:
        now = time.monotonic()
        seconds[report["stage"]] = seconds.get(report["stage"], 0.0) + now - last
        write_atomically(kept, json.dumps(seconds).encode())
        last = now
        yield report


def _claim(work: Path, config: StarterConfig) -> None:
    """A work folder serves one configuration: views and checkpoints of another would be taken for its own."""
    told = work / "run.json"
    if told.exists() and read_config(told, StarterConfig) != config:
        raise TrainingError(f"{work} holds another run: give --work another folder, or remove it")
    write_config(config, told)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.starter", description="Makes the starter model.")
    parser.add_argument("--photos", type=Path, required=True, help="the folder of captioned-square and labelled")
    parser.add_argument("--backbone", type=Path, required=True, help="MobileNetV2 weights, imagenet_labels.txt beside")
    parser.add_argument("--out", type=Path, required=True, help="the folder for the model")
    parser.add_argument("--work", type=Path, default=Path("runs/starter"), help="kept between runs (%(default)s)")
    parser.add_argument("--config", type=Path, help="a run.json to repeat")
    parser.add_argument("--seed", type=int, help="instead of the configuration's own")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    try:
        config = read_config(given.config, StarterConfig) if given.config else StarterConfig()
        if given.seed is not None:
            config = dataclasses.replace(config, seed=given.seed)
        for report in make_starter(config, given.photos, given.backbone, out=given.out, work=given.work):
            print(json.dumps(report), flush=True)
    except (TrainingError, OSError) as error:
        parser.exit(1, f"{error}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
