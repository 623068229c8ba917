"""DINO whose class token is also shown where objects are."""

import dataclasses
from typing import Any

import torch
from torch import Tensor

from training.figures.attention import class_attention_of, last_block_tokens
from training.methods import Batch, Features
from training.methods.dino import DINO


class GuidedDINO(DINO):
    """DINO with one more term: the class token's attention in the last block against the saliency of the crop.

    Attention that follows objects takes DINO far more photos and steps than some thousand photos on a processor.
    A batch's last views are the saliency of its global crops, (n, h, w) each, which sums to 1.
    """

    def __init__(self, model: Any, *, saliency_weight: float, **options: Any) -> None:
        """`model` is timm's VisionTransformer, `options` are DINO's."""
        super().__init__(model, **options)
        self.saliency_weight = saliency_weight

    def embed(self, batch: Batch) -> Features:
        """Also `attention` (n, g, patches) of the student in global crops, the mean over heads."""
        crops = dataclasses.replace(batch, views=batch.views[: -self.global_crops])
        backbone: Any = self.student.backbone
        with last_block_tokens(backbone) as tokens:
            features = super().embed(crops)
        attention = class_attention_of(backbone, tokens[0]).mean(dim=1)  # (g·n, patches), first crops first
        features["attention"] = attention.reshape(self.global_crops, len(batch), -1).transpose(0, 1)
        return features

    def compare(self, features: Features, batch: Batch) -> dict[str, Tensor]:
        losses = super().compare(features, batch)
        saliency = torch.stack([view.flatten(1) for view in batch.views[-self.global_crops :]], dim=1)
        wrong = -(saliency * features["attention"].clamp(min=1e-6).log()).sum(dim=-1).mean()
        return losses | {"loss": losses["loss"] + self.saliency_weight * wrong, "saliency": wrong}
