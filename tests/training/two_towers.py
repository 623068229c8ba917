"""Two towers as small as can be, behind open_clip's names; and what they are to tell apart."""

import math

import torch
from torch import Tensor, nn

from training.methods import Batch

HIDDEN = 37  # unlike every other size, so that a test knows what the towers keep


class TwoTowers(nn.Module):
    """(n, 5) "images" and (n, 3) token ids to (n, 4) features."""

    def __init__(self, *, dropout: float = 0.0) -> None:
        super().__init__()
        torch.manual_seed(0)
        middle = [nn.Tanh(), nn.Dropout(dropout), nn.Linear(HIDDEN, 4)]
        self.visual = nn.Sequential(nn.Linear(5, HIDDEN), *middle)
        self.text = nn.Sequential(nn.EmbeddingBag(11, HIDDEN), nn.Tanh(), nn.Dropout(dropout), nn.Linear(HIDDEN, 4))
        self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))
        self.logit_bias: nn.Parameter | None = None

    def encode_image(self, images: Tensor) -> Tensor:
        features: Tensor = self.visual(images)
        return features

    def encode_text(self, tokens: Tensor) -> Tensor:
        features: Tensor = self.text(tokens)
        return features


def batch(n: int, *, captions: int = 2) -> Batch:
    """Two of the photos are alike, and they weigh differently."""
    generator = torch.Generator().manual_seed(1)
    images = torch.randn(n, 5, generator=generator)
    tokens = torch.randint(11, (n, captions, 3), generator=generator)
    groups = torch.arange(n)
    groups[-1] = 0
    return Batch((images,), tokens, groups, 0.5 + torch.rand(n, generator=generator))
