"""InfoNCE where a photo has several captions that fit."""

import torch
from torch import Tensor, nn

from training import distributed


class MultiPositiveInfoNCE(nn.Module):
    """InfoNCE between n photos and all their k captions, as supervised contrastive learning has several positives.

    After https://arxiv.org/abs/2004.11362 (equation 2: the mean over positives stands outside the logarithm), but the
    other captions of the same photo are left out of a caption's denominator: they too are right. With k = 1 it is
    CLIP's loss.
    """

    def forward(
        self,
        image_features: Tensor,
        text_features: Tensor,
        logit_scale: Tensor,
        *,
        groups: Tensor,
        weights: Tensor,
    ) -> Tensor:
        """The loss of this process's rows against the columns of all processes, a scalar.

        Args:
            image_features: (n, d), L2-normalised.
            text_features: (n, k, d), L2-normalised.
            logit_scale: scalar, already exponentiated.
            groups: (n,) whole numbers; photos of one group are no negatives of each other's captions.
            weights: (n,) of the photos in the mean.
        """
        with torch.autocast(image_features.device.type, enabled=False):
            rows = torch.arange(len(groups), device=groups.device)
            own = rows + len(groups) * distributed.rank()  # which of the N columns are this process's
            alike = (groups[:, None] == distributed.gather_constant(groups))[:, None]  # (n, 1, N), own among them
            images, texts = distributed.gather(image_features), distributed.gather(text_features)
            to_texts = logit_scale * torch.einsum("nd,mkd->nkm", image_features, texts)  # (n, k, N)
            to_images = logit_scale * torch.einsum("nkd,md->nkm", text_features, images)  # (n, k, N)
            fitting = to_images[rows, :, own]  # (n, k)
            other_texts = to_texts.masked_fill(alike, float("-inf")).logsumexp(dim=(1, 2))[:, None]  # (n, 1)
            other_images = to_images.masked_fill(alike, float("-inf")).logsumexp(dim=2)  # (n, k)
            losses = (torch.logaddexp(fitting, other_texts) + torch.logaddexp(fitting, other_images)) / 2 - fitting
            return (weights * losses.mean(dim=1)).sum() / distributed.mean(weights.sum())
