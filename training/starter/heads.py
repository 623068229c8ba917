"""The projection of the image tower while it learns."""

from typing import Any

import torch
from torch import Tensor, nn


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
