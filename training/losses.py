"""Losses, each the paper in code."""

import torch
from torch import Tensor, nn
from torch.nn import functional


class InfoNCE(nn.Module):
    """Symmetric InfoNCE as in CLIP (https://arxiv.org/abs/2103.00020, figure 3).

    logits = logit_scale · image_features · text_featuresᵀ; the loss is the mean of the cross-entropies of rows and
    columns, each against its diagonal.
    """

    def forward(
        self, image_features: Tensor, text_features: Tensor, logit_scale: Tensor, *, groups: Tensor | None = None
    ) -> Tensor:
        """The loss, a scalar.

        Args:
            image_features: (n, d), L2-normalised.
            text_features: (n, d), L2-normalised; row i describes image i.
            logit_scale: scalar, already exponentiated.
            groups: (n,) whole numbers; two different pairs of one group say the same and are no negatives.
        """
        logits = logit_scale * image_features @ text_features.T  # (n, n)
        if groups is not None:
            alike = (groups[:, None] == groups[None, :]) & ~torch.eye(
                len(groups), dtype=torch.bool, device=groups.device
            )
            logits = logits.masked_fill(alike, float("-inf"))
        targets = torch.arange(len(logits), device=logits.device)
        return (functional.cross_entropy(logits, targets) + functional.cross_entropy(logits.T, targets)) / 2
