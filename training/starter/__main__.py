"""Makes the starter model again from a seed.

python -m training.starter --photos DIR --backbone FILE --out DIR [--seed N] [--config run.json] [--work DIR]

What takes long is kept in the work folder; the same command goes on where it was stopped. Progress is written to
standard output, one JSON object a line.
"""

import argparse
import copy
import dataclasses
import functools
import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from training.augment import mirrored_caption
from training.config import TrainingError, read_config, write_atomically, write_config
from training.evaluate import evaluate, to_json
from training.methods import CLIP
from training.optimisation import Rate, Schedule
from training.starter.card import model_card
from training.starter.config import StarterConfig
from training.starter.features import UpperTrunk, fuse, unfuse
from training.starter.heads import StandardisedHead
from training.starter.model import build_model, export, tokenizer_of
from training.starter.pairs import PairSampler, Tokenizer
from training.starter.sources import Report, Views, compute_views, gather_views, pool_views, read_sources
from training.starter.text_tower import Vocabulary, encode_text
from training.train import fit


def make_starter(config: StarterConfig, photos: Path, backbone: Path, *, out: Path, work: Path) -> Iterator[Report]:
    """Trains, exports and measures, reporting all along.

    Args:
        photos: holds `captioned-square` and `labelled`; `captioned`, where it is there, is only measured on.
        backbone: the MobileNetV2 weights, with `imagenet_labels.txt` beside them for the labels' synonyms.
        out: gets the model, its card, figures.json and run.json.
        work: keeps views and checkpoints, and belongs to one configuration.
    """
    started = time.monotonic()
    _claim(work, config)
    model = build_model(config, backbone=backbone)
    cache = work / f"views-{hashlib.sha256(backbone.read_bytes()).hexdigest()[:16]}"
    sources = read_sources(config, photos, backbone.with_name("imagenet_labels.txt"), work)
    yield from compute_views(config, model, sources, cache)
    views = gather_views(config, sources, cache)
    yield from ({"stage": "views", "skipped": item.path.name, "reason": item.reason} for item in views.skipped)
    yield from train_model(config, model, views, work)
    export(model, config, out)
    write_config(config, out / "run.json")
    figures = evaluate(out, photos)
    figures["trained_on"] = {source.name: len(source.photos) for source in sources}
    figures["minutes"] = round((time.monotonic() - started) / 60, 1)
    write_atomically(out / "figures.json", (to_json(figures) + "\n").encode())
    write_atomically(out / "README.md", model_card(config, json.loads(to_json(figures))).encode())
    yield {"stage": "done", "figures": json.loads(to_json(figures))}


def train_model(config: StarterConfig, model: Any, views: Views, work: Path | None) -> Iterator[Report]:
    """Both stages; afterwards the model is ready for export. Without a work folder there are no checkpoints."""
    cut = tokenizer_of(config.caption_tokens)
    captions = [caption for photo in views.photos for caption in photo.captions]
    vocabulary = Vocabulary(torch.cat([cut(captions), cut([mirrored_caption(caption) for caption in captions])]))
    vocabulary.shrink(model)

    def tokenizer(texts: list[str]) -> torch.Tensor:
        return vocabulary.compact(cut(texts))

    pooled = pool_views(model, views)
    head = standardised_head(config, model, pooled)
    batches = sampler(config, views, pooled, tokenizer, captions=config.head_captions, seed=config.seed)
    yield from train_heads(config, model, head, batches, work and work / "heads.pt")
    batches = sampler(config, views, views.maps, tokenizer, captions=config.block_captions, seed=config.seed + 1)
    yield from train_blocks(config, model, head, batches, work and work / "blocks.pt")
    head.fold()
    vocabulary.restore(model)


def sampler(
    config: StarterConfig,
    views: Views,
    inputs: Sequence[NDArray[np.float16]],
    tokenizer: Tokenizer,
    *,
    captions: int,
    seed: int,
) -> PairSampler:
    return PairSampler(
        views.photos,
        inputs,
        views.mirrored,
        tokenizer,
        repeats=views.repeats,
        batch_size=config.batch_size,
        captions_per_photo=captions,
        token_dropout=config.token_dropout,
        seed=seed,
    )


def standardised_head(config: StarterConfig, model: Any, pooled: Sequence[NDArray[np.float16]]) -> StandardisedHead:
    features = np.concatenate([array[:1] for array in pooled]).astype(np.float32)
    mean = torch.from_numpy(features.mean(axis=0))
    deviation = torch.full_like(mean, float(features.std(axis=0).mean()))  # one for all: rare features stay rare
    return StandardisedHead(model.visual.head, mean, deviation, dropout=config.image_dropout)


def train_heads(
    config: StarterConfig, model: nn.Module, head: StandardisedHead, batches: PairSampler, checkpoint: Path | None
) -> Iterator[Report]:
    """First stage: projection and text tower learn on pooled features of the locked backbone."""
    text_tower = functools.partial(encode_text, model, dropout=config.text_dropout, averaging=True)
    method = CLIP(model, image_tower=head, text_tower=text_tower, max_scale=config.max_scale)
    for parameter in model.get_submodule("visual.trunk").parameters():
        parameter.requires_grad = False
    schedule = Schedule(config.head_epochs, batches.steps_per_epoch, config.warmup_share, config.weight_decay)
    rates = [Rate([method], config.head_learning_rate)]
    for step in fit(method, batches, rates=rates, schedule=schedule, checkpoint=checkpoint, bfloat16=config.bfloat16):
        if step.step % batches.steps_per_epoch == 0:
            yield {"stage": "heads", **dataclasses.asdict(step)}


def train_blocks(
    config: StarterConfig, model: Any, head: StandardisedHead, batches: PairSampler, checkpoint: Path | None
) -> Iterator[Report]:
    """Second stage: the last blocks of the backbone learn with the rest."""
    original = UpperTrunk(model.visual.trunk)
    upper: Any = fuse(copy.deepcopy(original).eval())
    upper.to(memory_format=torch.channels_last)
    for parameter in upper.parameters():
        parameter.requires_grad = True
    tower = nn.Sequential(upper, head)
    text_tower = functools.partial(encode_text, model, dropout=config.text_dropout)
    method = CLIP(model, image_tower=tower, text_tower=text_tower, max_scale=config.max_scale)
    schedule = Schedule(config.block_epochs, batches.steps_per_epoch, config.warmup_share, config.weight_decay)
    rates = [
        Rate([upper], config.block_learning_rate * config.block_backbone_share),
        Rate([method], config.block_learning_rate),
    ]
    for step in fit(method, batches, rates=rates, schedule=schedule, checkpoint=checkpoint, bfloat16=config.bfloat16):
        if step.step % 10 == 0 or step.step % batches.steps_per_epoch == 0:
            yield {"stage": "blocks", **dataclasses.asdict(step)}
    unfuse(upper, original)


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
