"""Features of several views of a photo, and how they are compared."""

import itertools
from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional


def embed_views(tower: Callable[[Tensor], Tensor], views: Sequence[Tensor]) -> Tensor:
    """v views of n photos, each (n, …), to (n, v, d) features; neighbours of one size go through the tower together."""
    features = []
    for _, run in itertools.groupby(views, key=lambda view: view.shape):
        same = list(run)
        together = tower(torch.cat(same))  # (r·n, d), the photos of the first view first
        features.append(together.reshape(len(same), len(same[0]), -1).transpose(0, 1))
    return torch.cat(features, dim=1)


def normalised(features: Tensor) -> Tensor:
    """Rows of length 1, at least in float32: similarities ask for more than bfloat16's eight bits."""
    return functional.normalize(features.to(torch.promote_types(features.dtype, torch.float32)), dim=-1)
