"""DINO whose class token is also shown which crops are of one photo, and where objects are."""

import dataclasses
from typing import Any

import torch
from torch import Tensor

from training.figures.attention import class_attention_of, last_block_tokens
from training.losses import NTXent
from training.methods import Batch, Features
from training.methods.dino import DINO


class GuidedDINO(DINO):
    """DINO with two more terms, for what takes DINO alone far more photos and steps than a processor has time for.

    Copies: NT-Xent on the class tokens of the global crops themselves, since their cosines are what serves. Objects:
    the class token's attention in the last block against the saliency of the crop.
    A batch's last views are the saliency of its global crops, (n, h, w) each, which sums to 1.
    """

    def __init__(
        self, model: Any, *, copy_weight: float, copy_temperature: float, saliency_weight: float, **options: Any
    ) -> None:
        """`model` is timm's VisionTransformer, `options` are DINO's."""
        super().__init__(model, **options)
        self.keeps_features = True
        self.copies = NTXent(copy_temperature)
        self.copy_weight = copy_weight
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
        first, second, *_ = features["global_features"].unbind(dim=1)
        copies = self.copies(first, second)
        saliency = torch.stack([view.flatten(1) for view in batch.views[-self.global_crops :]], dim=1)
        wrong = -(saliency * features["attention"].clamp(min=1e-6).log()).sum(dim=-1).mean()
        loss = losses["loss"] + self.copy_weight * copies + self.saliency_weight * wrong
        return losses | {"loss": loss, "copies": copies, "saliency": wrong}
