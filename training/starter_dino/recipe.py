"""From photos in memory to a trained model."""

import copy
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from training.checkpoint import Checkpoint
from training.model_config import attach, config_of
from training.optimisation import Rate, Schedule
from training.progress import Step
from training.starter_dino.backbone import Backbone, give_stem
from training.starter_dino.batches import GLOBAL_CROPS, MultiCrops, SeenCrops
from training.starter_dino.config import StarterDinoConfig
from training.starter_dino.guided import GuidedDINO
from training.starter_dino.model import build_model, spread_features, start_as_mean, start_looking, whiten_tokens
from training.train import Recipe, fit


class Training:
    """One run. The locked stem sees each crop once, so what is trained is the model without it."""

    def __init__(self, config: StarterDinoConfig, backbone: Backbone, pixels: Tensor) -> None:
        self.config = config
        self.backbone = backbone
        self.batches = SeenCrops(MultiCrops(config, pixels), backbone)
        model = without_stem(build_model(config))
        tokens = self._sample(pixels)
        whiten_tokens(model, tokens)
        start_as_mean(model)
        start_looking(model, tokens, backbone.saliency(tokens), sharpness=config.saliency_sharpness)
        spread_features(model, tokens)
        self.method = GuidedDINO(
            model,
            out_dim=config.out_dim,
            hidden_dim=config.hidden_dim,
            bottleneck_dim=config.bottleneck_dim,
            teacher_momentum=config.teacher_momentum,
            teacher_temperature=config.teacher_temperature,
            koleo_weight=config.koleo_weight,
            copy_weight=config.copy_weight,
            copy_temperature=config.copy_temperature,
            saliency_weight=config.saliency_weight,
        )

    def steps(self, checkpoint: Path | None = None) -> Iterator[Step]:
        """Trains; with a checkpoint's file it goes on where that was written."""
        config = self.config
        yield from fit(
            self.method,
            self.batches,
            rates=[Rate([self.method], config.learning_rate)],
            schedule=Schedule(config.epochs, self.batches.steps_per_epoch, config.warmup_share, config.weight_decay),
            recipe=Recipe(clip_norm=config.clip_norm, checkpoint_every=20),
            checkpoint=Checkpoint(checkpoint, settings=dataclasses.asdict(config)) if checkpoint else None,
        )

    def model(self) -> Any:
        """What has been learnt, the stem included."""
        whole: Any = build_model(self.config)
        give_stem(whole, self.backbone.stem)
        whole.load_state_dict(self.method.exported().state_dict(), strict=False)
        return whole

    def _sample(self, pixels: Tensor) -> Tensor:
        """Global crops of up to 256 photos, of an epoch that is never trained on, as tokens."""
        sampler = MultiCrops(dataclasses.replace(self.config, batch_size=256, local_crops=0), pixels)
        views = next(iter(sampler(self.config.epochs))).views
        return torch.cat([self.backbone.tokens(view) for view in views[:GLOBAL_CROPS]])


def without_stem(model: Any) -> Any:
    """A model that takes the stem's tokens, (n, channels, h, w)."""
    alone: Any = attach(copy.deepcopy(model), config_of(model))
    alone.patch_embed.backbone = nn.Identity()
    return alone
