"""The two stages in which the starter learns."""

import copy
import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
from training.starter.teaching import TaughtCLIP, Teacher
from training.starter.text_tower import Vocabulary
from training.train import Recipe, fit

Pooled = Sequence[NDArray[np.float16]]
"""A photo: (views, 1280)."""


@dataclass(frozen=True)
class Learner:
    """An open_clip model and what stands in for its towers while it learns."""

    model: Any
    head: StandardisedHead  # of pooled features; `model`'s own is a part of it
    text_tower: AverageTower


def train_model(config: StarterConfig, model: Any, views: Views, work: Path | None) -> Iterator[Report]:
    """Both stages; afterwards the model is ready for export. Without a work folder there are no checkpoints."""
    cut = tokenizer_of(config.caption_tokens)
    captions = [caption for photo in views.photos for caption in photo.captions]
    vocabulary = Vocabulary(torch.cat([cut(captions), cut([mirrored_caption(caption) for caption in captions])]))
    vocabulary.shrink(model)

    def tokenizer(texts: list[str]) -> torch.Tensor:
        return vocabulary.compact(cut(texts))

    pooled = pool_views(model, views, work and work / "pooled.npy")
    seeds = range(config.seed, config.seed + config.teachers)
    learners = [
        new_learner(config, copy.deepcopy(model) if number else model, pooled, seed=seed)
        for number, seed in enumerate(seeds)
    ]
    for number, (learner, seed) in enumerate(zip(learners, seeds, strict=True), start=1):
        batches = sampler(config, views, [pooled], tokenizer, captions=config.head_captions, seed=seed)
        yield from train_heads(config, learner, batches, work and work / f"heads-{number}.pt")
    teachers = [as_teacher(learner) for learner in learners]
    batches = sampler(
        config, views, [views.maps, pooled], tokenizer, captions=config.block_captions, seed=config.seed + 1000
    )
    yield from train_blocks(config, learners[0], teachers, batches, work and work / "blocks.pt")
    learners[0].head.fold()
    learners[0].text_tower.expand(model)
    vocabulary.restore(model, meaningless(config.text_width))


def sampler(
    config: StarterConfig,
    views: Views,
    inputs: Sequence[Sequence[NDArray[np.float16]]],
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


def new_learner(config: StarterConfig, model: Any, pooled: Pooled, *, seed: int) -> Learner:
    """Towers that begin at a seed of their own, but for what the projection knows of the backbone's classes."""
    torch.manual_seed(seed)
    model.visual.head.mlp.fc2.reset_parameters()
    model.visual.head.mlp.drop1.p = config.hidden_dropout
    words = len(model.token_embedding.weight)
    text_tower = AverageTower(words, width=config.text_width, dim=config.embed_dim, dropout=config.text_dropout)
    return Learner(model, standardised_head(config, model, pooled), text_tower)


def as_teacher(learner: Learner) -> Teacher:
    """A copy of what it has learnt so far."""
    return Teacher(
        copy.deepcopy(learner.head).eval(),
        copy.deepcopy(learner.text_tower).eval(),
        float(learner.model.logit_scale.detach().exp()),
    )


def standardised_head(config: StarterConfig, model: Any, pooled: Pooled) -> StandardisedHead:
    features = np.concatenate([array[:1] for array in pooled]).astype(np.float32)
    mean = torch.from_numpy(features.mean(axis=0))
    deviation = torch.full_like(mean, float(features.std(axis=0).mean()))  # one for all: rare features stay rare
    return StandardisedHead(model.visual.head, mean, deviation, dropout=config.image_dropout)


def train_heads(
    config: StarterConfig, learner: Learner, batches: PairSampler, checkpoint: Path | None
) -> Iterator[Report]:
    """First stage: projection and averaged words learn on pooled features of the locked backbone."""
    model = learner.model
    method = CLIP(model, image_tower=learner.head, text_tower=learner.text_tower, max_scale=config.max_scale)
    model.requires_grad_(requires_grad=False)
    for moving in (learner.head, learner.text_tower, model.logit_scale):
        moving.requires_grad_()
    schedule = Schedule(config.head_epochs, batches.steps_per_epoch, config.warmup_share, config.weight_decay)
    rates = [Rate([method], config.head_learning_rate)]
    for step in fit(method, batches, rates=rates, schedule=schedule, checkpoint=_file(checkpoint)):
        if step.step % batches.steps_per_epoch == 0:
            yield {"stage": "heads", **dataclasses.asdict(step), "loss": step.loss}


def train_blocks(
    config: StarterConfig,
    learner: Learner,
    teachers: Sequence[Teacher],
    batches: PairSampler,
    checkpoint: Path | None,
) -> Iterator[Report]:
    """Second stage: the upper blocks of the backbone learn too, also from the teachers. Weights are averaged."""
    model = learner.model
    original = UpperTrunk(model.visual.trunk)
    upper: Any = fuse(copy.deepcopy(original).eval())
    upper.to(memory_format=torch.channels_last)
    for moving in (upper, learner.head, learner.text_tower, model.logit_scale):
        moving.requires_grad_()
    method = TaughtCLIP(
        model,
        image_tower=nn.Sequential(upper, learner.head),
        text_tower=learner.text_tower,
        max_scale=config.max_scale,
        teachers=teachers,
        share=config.teachers_share,
    )
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
