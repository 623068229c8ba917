"""The two stages in which the starter learns."""

import copy
import dataclasses
import functools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from training.augment import mirrored_caption
from training.checkpoint import Checkpoint
from training.methods import CLIP
from training.optimisation import Rate, Schedule
from training.starter.average_tower import AverageTower, meaningless
from training.starter.config import StarterConfig
from training.starter.features import UpperTrunk, fuse, unfuse
from training.starter.heads import StandardisedHead
from training.starter.model import tokenizer_of
from training.starter.pairs import PairSampler, Tokenizer
from training.starter.sources import Report, Views, pool_views
from training.starter.text_tower import Vocabulary, encode_text
from training.train import Recipe, fit


def train_model(config: StarterConfig, model: Any, views: Views, work: Path | None) -> Iterator[Report]:
    """Both stages; afterwards the model is ready for export. Without a work folder there are no checkpoints."""
    cut = tokenizer_of(config.caption_tokens)
    captions = [caption for photo in views.photos for caption in photo.captions]
    vocabulary = Vocabulary(torch.cat([cut(captions), cut([mirrored_caption(caption) for caption in captions])]))
    vocabulary.shrink(model)

    def tokenizer(texts: list[str]) -> torch.Tensor:
        return vocabulary.compact(cut(texts))

    pooled = pool_views(model, views, work and work / "pooled.npy")
    head = standardised_head(config, model, pooled)
    batches = sampler(config, views, pooled, tokenizer, captions=config.head_captions, seed=config.seed)
    yield from train_heads(config, model, head, batches, work and work / "heads.pt")
    batches = sampler(config, views, views.maps, tokenizer, captions=config.block_captions, seed=config.seed + 1)
    yield from train_blocks(config, model, head, batches, work and work / "blocks.pt")
    head.fold()
    vocabulary.restore(model, meaningless(config.text_width))


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
    config: StarterConfig, model: Any, head: StandardisedHead, batches: PairSampler, checkpoint: Path | None
) -> Iterator[Report]:
    """First stage: projection and averaged words learn on pooled features of the locked backbone."""
    words = len(model.token_embedding.weight)
    text_tower = AverageTower(words, width=config.text_width, dim=config.embed_dim, dropout=config.text_dropout)
    method = CLIP(model, image_tower=head, text_tower=text_tower, max_scale=config.max_scale)
    model.requires_grad_(requires_grad=False)
    for moving in (head, text_tower, model.logit_scale):
        moving.requires_grad_()
    schedule = Schedule(config.head_epochs, batches.steps_per_epoch, config.warmup_share, config.weight_decay)
    rates = [Rate([method], config.head_learning_rate)]
    for step in fit(method, batches, rates=rates, schedule=schedule, checkpoint=_file(checkpoint)):
        if step.step % batches.steps_per_epoch == 0:
            yield {"stage": "heads", **dataclasses.asdict(step), "loss": step.loss}
    text_tower.expand(model)


def train_blocks(
    config: StarterConfig, model: Any, head: StandardisedHead, batches: PairSampler, checkpoint: Path | None
) -> Iterator[Report]:
    """Second stage: the upper blocks of the backbone learn too, and the text transformer. Weights are averaged."""
    original = UpperTrunk(model.visual.trunk)
    upper: Any = fuse(copy.deepcopy(original).eval())
    upper.to(memory_format=torch.channels_last)
    for moving in (upper, head, model):
        moving.requires_grad_()
    tower = nn.Sequential(upper, head)
    text_tower = functools.partial(encode_text, model, dropout=config.text_dropout)
    method = CLIP(model, image_tower=tower, text_tower=text_tower, max_scale=config.max_scale)
    schedule = Schedule(config.block_epochs, batches.steps_per_epoch, config.warmup_share, config.weight_decay)
    rates = [
        Rate([upper], config.block_learning_rate * config.block_backbone_share, decays=False),
        Rate([method], config.block_learning_rate),
    ]
    averaging = Recipe(ema_decay=config.block_ema_decay)
    for step in fit(method, batches, rates=rates, schedule=schedule, recipe=averaging, checkpoint=_file(checkpoint)):
        if step.step % 10 == 0 or step.step % batches.steps_per_epoch == 0:
            yield {"stage": "blocks", **dataclasses.asdict(step), "loss": step.loss}
    unfuse(upper, original)


def _file(path: Path | None) -> Checkpoint | None:
    return Checkpoint(path) if path else None
