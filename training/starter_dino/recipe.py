"""From photos in memory to a trained model."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from training.checkpoint import Checkpoint
from training.methods import Method
from training.methods.dino import DINO
from training.methods.simclr import SimCLR
from training.optimisation import Rate, Schedule
from training.progress import Step
from training.starter_dino.batches import MultiCrops
from training.starter_dino.config import StarterDinoConfig
from training.starter_dino.guided import GuidedDINO
from training.starter_dino.model import spread_features, whiten_patches
from training.train import Recipe, fit


def build_method(config: StarterDinoConfig, model: Any, *, guided: bool) -> Method:
    """DINO around the model, with the term for saliency where that is known."""
    options: dict[str, Any] = {
        "out_dim": config.out_dim,
        "hidden_dim": config.hidden_dim,
        "bottleneck_dim": config.bottleneck_dim,
        "teacher_momentum": config.teacher_momentum,
        "teacher_temperature": config.teacher_temperature,
        "koleo_weight": config.koleo_weight,
    }
    if guided:
        return GuidedDINO(model, saliency_weight=config.saliency_weight, **options)
    return DINO(model, **options)


def prepare(config: StarterDinoConfig, model: Any, pixels: Tensor) -> None:
    """Starts patch embedding and class token from photos, before anything is learnt."""
    crops = _sample(config, pixels)
    whiten_patches(model, crops)
    spread_features(model, crops)


def warm_start(config: StarterDinoConfig, model: Any, pixels: Tensor, work: Path | None) -> Iterator[Step]:
    """First stage: SimCLR on pairs of global crops, on class tokens themselves, since their cosines are what serves.

    From random weights DINO's outputs stay nearly even for long.
    """
    method = SimCLR(model, temperature=config.warm_temperature)
    method.add_module("head", nn.Identity())
    pairs = MultiCrops(dataclasses.replace(config, local_crops=0), pixels)
    path = work / "warm.pt" if work else None
    yield from _fit(config, method, pairs, path, epochs=config.warm_epochs, rate=config.warm_learning_rate)
    spread_features(model, _sample(config, pixels), attention_gain=1.0)


def train_dino(config: StarterDinoConfig, method: Method, batches: MultiCrops, work: Path | None) -> Iterator[Step]:
    """Second stage; `method.exported()` is the model then. A work folder keeps a checkpoint to go on from."""
    path = work / "dino.pt" if work else None
    yield from _fit(config, method, batches, path, epochs=config.epochs, rate=config.learning_rate)


def _fit(
    config: StarterDinoConfig, method: Method, batches: MultiCrops, path: Path | None, *, epochs: int, rate: float
) -> Iterator[Step]:
    yield from fit(
        method,
        batches,
        rates=[Rate([method], rate)],
        schedule=Schedule(epochs, batches.steps_per_epoch, config.warmup_share, config.weight_decay),
        recipe=Recipe(clip_norm=config.clip_norm, checkpoint_every=60),
        checkpoint=Checkpoint(path, settings=dataclasses.asdict(config)) if path else None,
    )


def _sample(config: StarterDinoConfig, pixels: Tensor) -> Tensor:
    """Global crops of up to 256 photos, of an epoch that is never trained on."""
    sampler = MultiCrops(dataclasses.replace(config, batch_size=256, local_crops=0), pixels)
    return torch.cat(next(iter(sampler(epoch=config.warm_epochs + config.epochs))).views)
