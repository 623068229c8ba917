"""Learning from several teachers at once: what they find similar, beside what the captions say.

Towers that began at other seeds err differently, so their mean is better than each of them; one tower learns from it
(https://arxiv.org/abs/1503.02531, with a batch's similarities for classes).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.methods import CLIP, Batch
from training.methods.method import Features
from training.methods.views import normalised


@dataclass(frozen=True)
class Teacher:
    """Two trained towers in evaluation mode, and what they multiply cosines by."""

    image_tower: nn.Module
    text_tower: nn.Module
    scale: float


class TaughtCLIP(CLIP):
    """CLIP that also learns how similar its teachers find each photo and each caption of a batch.

    A batch has two views of a photo: the first for the image tower, the second for the teachers'.
    """

    def __init__(
        self,
        model: nn.Module,
        *,
        image_tower: nn.Module,
        text_tower: Callable[[Tensor], Tensor],
        max_scale: float,
        teachers: Sequence[Teacher],
        share: float,
    ) -> None:
        """`share` of the loss is the teachers', the rest the captions'."""
        super().__init__(model, image_tower=image_tower, text_tower=text_tower, max_scale=max_scale)
        self.share = share
        self._teachers = tuple(teachers)  # no part of what learns, nor of its checkpoints

    def embed(self, batch: Batch) -> Features:
        """As CLIP's, and the teachers' `told_images` (n, d′) and `told_texts` (n, k, d′), whose product is logits."""
        features = super().embed(batch)
        with torch.no_grad():
            return {**features, **self._told(batch)}

    def compare(self, features: Features, batch: Batch) -> dict[str, Tensor]:
        captions = super().compare(features, batch)["loss"]
        alike = (batch.groups[:, None] == batch.groups) & ~torch.eye(len(batch.groups), dtype=torch.bool)
        pairs = zip(features["text_features"].unbind(dim=1), features["told_texts"].unbind(dim=1), strict=True)
        teachers = torch.stack(
            [
                divergence(
                    self.scale() * features["image_features"] @ text.T, features["told_images"] @ told.T, alike=alike
                )
                for text, told in pairs
            ]
        ).mean()
        return {
            "loss": (1 - self.share) * captions + self.share * teachers,
            "captions": captions.detach(),
            "teachers": teachers.detach(),
        }

    def _told(self, batch: Batch) -> Features:
        assert batch.tokens is not None
        n, k, length = batch.tokens.shape
        images, texts = [], []
        for teacher in self._teachers:
            root = (teacher.scale / len(self._teachers)) ** 0.5  # half of the scale for each side
            images.append(root * normalised(teacher.image_tower(batch.views[1])))
            texts.append(root * normalised(teacher.text_tower(batch.tokens.reshape(n * k, length))).reshape(n, k, -1))
        return {"told_images": torch.cat(images, dim=-1), "told_texts": torch.cat(texts, dim=-1)}


def divergence(logits: Tensor, told: Tensor, *, alike: Tensor) -> Tensor:
    """The mean Kullback-Leibler divergence of rows and of columns from what the teachers told, a scalar.

    Args:
        logits: (n, n), photos by captions.
        told: (n, n), the teachers' logits.
        alike: (n, n), pairs that are left out of the comparison.
    """
    parts = []
    for own, right, hidden in ((logits, told, alike), (logits.T, told.T, alike.T)):
        own_log = own.masked_fill(hidden, -1e4).log_softmax(dim=1)
        right_log = right.masked_fill(hidden, -1e4).log_softmax(dim=1)
        parts.append(functional.kl_div(own_log, right_log, reduction="batchmean", log_target=True))
    return torch.stack(parts).mean()
