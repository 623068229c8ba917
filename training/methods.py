"""A method is a model and a loss: a module that turns a batch into the number to be made smaller."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from training.losses import InfoNCE
from training.starter.text_tower import encode_text


@dataclass(frozen=True)
class Batch:
    """n photos, each in one view and with k captions."""

    images: Tensor  # (n, …) what the image tower takes
    tokens: Tensor  # (n, k, length) token ids
    groups: Tensor  # (n,) photos with the same number are not each other's negatives


class StandardisedHead(nn.Module):
    """open_clip's projection behind standardised features; `fold` writes the standardisation into its weights."""

    def __init__(self, head: Any, mean: Tensor, deviation: Tensor, *, dropout: float) -> None:
        """`head` is a `TimmModel.head` with an MLP; `mean` and `deviation` are (c,) of the pooled features."""
        super().__init__()
        self.head = head
        self.dropout = nn.Dropout(dropout)
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)

    def forward(self, pooled: Tensor) -> Tensor:
        """(n, c) pooled features to (n, d) image features, not normalised."""
        standard = (pooled - self.get_buffer("mean")) / self.get_buffer("deviation")
        image_features: Tensor = self.head(self.dropout(standard))
        return image_features

    @torch.no_grad()
    def fold(self) -> None:
        """After this, `head` alone gives what this module gave in eval mode, and so does this module."""
        first = self.head.mlp.fc1
        mean, deviation = self.get_buffer("mean"), self.get_buffer("deviation")
        first.weight.div_(deviation)
        first.bias.sub_(first.weight @ mean)
        mean.zero_()
        deviation.fill_(1.0)


class ContrastiveMethod(nn.Module):
    """CLIP's training: image tower, text tower and symmetric InfoNCE, averaged over the captions of a photo."""

    def __init__(
        self,
        model: nn.Module,
        image_tower: nn.Module,
        *,
        text_dropout: float,
        max_scale: float,
        averaging: bool = False,
    ) -> None:
        """`image_tower` maps `Batch.images` to image features and may share modules with `model.visual`."""
        super().__init__()
        self.model = model
        self.image_tower = image_tower
        self.loss = InfoNCE()
        self.text_dropout = text_dropout
        self.max_scale = max_scale
        self.averaging = averaging

    def forward(self, batch: Batch) -> Tensor:
        """The loss of one batch, a scalar."""
        image_features = nn.functional.normalize(self.image_tower(batch.images).float(), dim=-1)
        n, k, length = batch.tokens.shape
        tokens = batch.tokens.reshape(n * k, length)
        features = encode_text(self.model, tokens, dropout=self.text_dropout, averaging=self.averaging)
        text_features = nn.functional.normalize(features.float(), dim=-1).reshape(n, k, -1)
        scale = self.model.get_parameter("logit_scale").exp().clamp(max=self.max_scale)
        with torch.autocast(image_features.device.type, enabled=False):  # bfloat16 is too coarse for similarities
            losses = [self.loss(image_features, text_features[:, i], scale, groups=batch.groups) for i in range(k)]
        return torch.stack(losses).mean()
