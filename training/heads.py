"""What a method puts behind the image tower while it trains, and throws away after."""

import math
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.config import TrainingError


def features_dim(model: nn.Module) -> int:
    """How many features an image model returns for each image.

    Raises:
        TrainingError: the model does not tell.
    """
    for name in ("head_hidden_size", "num_features", "output_dim"):  # the first two are timm's, the last open_clip's
        if isinstance(size := getattr(model, name, None), int):
            return size
    raise TrainingError(f"{type(model).__name__} does not tell how many features it has: take a model of timm")


def _perceptron(sizes: list[int], activation: type[nn.Module]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for fan_in, fan_out in pairwise(sizes):
        layers += [nn.Linear(fan_in, fan_out), activation()]
    return nn.Sequential(*layers[:-1])


class ProjectionHead(nn.Module):
    """SimCLR's g(h) = W₂ ReLU(W₁ h) (https://arxiv.org/abs/2002.05709, section 2.1), without batch normalisation."""

    def __init__(self, in_dim: int, *, out_dim: int = 128, hidden_dim: int | None = None, dropout: float = 0.0) -> None:
        """`hidden_dim` is `in_dim` where nothing else is said, as in the paper; `dropout` is of the features."""
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.layers = _perceptron([in_dim, hidden_dim or in_dim, out_dim], nn.ReLU)

    def forward(self, features: Tensor) -> Tensor:
        """(…, in_dim) features to (…, out_dim) projections, not normalised."""
        projections: Tensor = self.layers(self.dropout(features))
        return projections


class DINOHead(nn.Module):
    """DINO's head (https://arxiv.org/abs/2104.14294, section 3.1 and appendix C).

    A perceptron of three layers, a bottleneck of length 1, and a linear layer whose rows have length 1, so that no
    output wins by long weights alone.
    """

    def __init__(self, in_dim: int, *, out_dim: int, hidden_dim: int = 2048, bottleneck_dim: int = 256) -> None:
        super().__init__()
        self.layers = _perceptron([in_dim, hidden_dim, hidden_dim, bottleneck_dim], nn.GELU)
        for layer in self.layers:
            if isinstance(layer, nn.Linear):
                nn.init.trunc_normal_(layer.weight, std=0.02)
                nn.init.zeros_(layer.bias)
        bound = math.sqrt(1 / bottleneck_dim)
        self.directions = nn.Parameter(torch.empty(out_dim, bottleneck_dim).uniform_(-bound, bound))
        self.frozen = False  # while it is, the directions get no gradient

    def forward(self, features: Tensor) -> Tensor:
        """(…, in_dim) features to (…, out_dim) outputs between −1 and 1, at least in float32."""
        bottleneck: Tensor = self.layers(features)
        directions = self.directions.detach() if self.frozen else self.directions
        with torch.autocast(features.device.type, enabled=False):  # divided by 0.04, bfloat16's steps are too coarse
            precise = torch.promote_types(bottleneck.dtype, torch.float32)
            return functional.linear(
                functional.normalize(bottleneck.to(precise), dim=-1), functional.normalize(directions, dim=-1)
            )
