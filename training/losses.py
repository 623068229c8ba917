"""Losses, each the paper in code.

All compute in float32 (or float64, where features are), also under autocast. With several processes each loss is that
of this process's n photos among all N; the mean over processes is the loss of the whole batch.
"""

import contextlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.autograd import Function
from torch.autograd.function import once_differentiable
from torch.nn import functional

from training import distributed


class InfoNCE(nn.Module):
    """Symmetric InfoNCE as in CLIP (https://arxiv.org/abs/2103.00020, figure 3).

    logits = logit_scale · image_features · text_featuresᵀ; the loss is the mean of the cross-entropies of rows and
    columns, each against its diagonal.
    """

    def forward(
        self,
        image_features: Tensor,
        text_features: Tensor,
        logit_scale: Tensor,
        *,
        groups: Tensor | None = None,
        weights: Tensor | None = None,
    ) -> Tensor:
        """The loss, a scalar.

        Args:
            image_features: (n, d), L2-normalised.
            text_features: (n, d), L2-normalised; row i describes image i.
            logit_scale: scalar, already exponentiated.
            groups: (n,) whole numbers; two different pairs of one group say the same and are no negatives.
            weights: (n,) how much each photo counts in the mean, not all zero.
        """
        with _in_full_precision(image_features, text_features) as (images, texts):
            rows = _rows(images, groups, weights)
            columns = _Rows(*map(distributed.gather_constant, rows))
            alike = _alike(rows, columns)  # (n, N)
            per_image = logit_scale * images @ distributed.gather(texts).T  # (n, N)
            per_text = logit_scale * texts @ distributed.gather(images).T  # (n, N)
            losses = [
                functional.cross_entropy(logits.masked_fill(alike, float("-inf")), rows.number, reduction="none")
                for logits in (per_image, per_text)
            ]
            return (rows.weights * torch.stack(losses).mean(dim=0)).sum() / distributed.mean(rows.weights.sum())


class SigLIP(nn.Module):
    """Pairwise sigmoid loss (https://arxiv.org/abs/2303.15343, algorithm 1; in chunks across processes, figure 1).

    −1/n Σᵢ Σⱼ log σ(zᵢⱼ (logit_scale · xᵢ · yⱼ + logit_bias)), with z = 1 on the diagonal and −1 elsewhere. Across
    processes texts are passed round a ring, and one block of n × n logits is in memory at a time.
    """

    def forward(
        self,
        image_features: Tensor,
        text_features: Tensor,
        logit_scale: Tensor,
        logit_bias: Tensor,
        *,
        groups: Tensor | None = None,
        weights: Tensor | None = None,
    ) -> Tensor:
        """The loss, a scalar.

        Args:
            image_features: (n, d), L2-normalised.
            text_features: (n, d), L2-normalised; row i describes image i.
            logit_scale: one number, already exponentiated.
            logit_bias: one number.
            groups: (n,) whole numbers; two different pairs of one group say the same and are left out.
            weights: (n,) how much each photo counts, not all zero; a pair counts by the mean of its two photos'.
        """
        with _in_full_precision(image_features, text_features) as (images, own_texts):
            rows = _rows(images, groups, weights)
            everyones = [distributed.gather_constant(values).chunk(distributed.world_size()) for values in rows]
            total, texts = images.new_zeros(()), own_texts
            for hop in range(distributed.world_size()):
                texts = distributed.pass_round(texts) if hop else texts
                writer = (distributed.rank() - hop) % distributed.world_size()
                columns = _Rows(*(values[writer] for values in everyones))
                block = _SigmoidBlock.apply(images, texts, logit_scale, logit_bias, rows, columns)  # type: ignore[no-untyped-call]
                total = total + block
            return total / distributed.mean(rows.weights.sum())


class NTXent(nn.Module):
    """Normalised temperature-scaled cross-entropy of SimCLR (https://arxiv.org/abs/2002.05709, equation 1).

    Each of the 2N views is to find the other view of its photo among all but itself, by cosine.
    """

    def __init__(self, temperature: float = 0.5) -> None:
        super().__init__()
        self.temperature = temperature

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        """The loss, a scalar, of two views' projections, (n, d) each and not necessarily normalised."""
        with _in_full_precision(first, second) as views:
            own = functional.normalize(torch.cat(views), dim=-1)  # (2n, d)
            logits = own @ distributed.gather(own).T / self.temperature  # (2n, 2N)
            itself = _numbers(own)  # (2n,) columns
            logits = logits.scatter(1, itself[:, None], float("-inf"))
            return functional.cross_entropy(logits, itself.roll(len(first)))


class DINOLoss(nn.Module):
    """Self-distillation with no labels (https://arxiv.org/abs/2104.14294, equations 1 to 4).

    The cross-entropy of every teacher crop's distribution against every other student crop's. The teacher's outputs
    are centred, so that no output wins everywhere, and sharpened by a low temperature, so that not all are even.
    """

    center: Tensor  # (1, K)

    def __init__(self, out_dim: int, *, student_temperature: float = 0.1, center_momentum: float = 0.9) -> None:
        super().__init__()
        self.student_temperature = student_temperature
        self.center_momentum = center_momentum
        self.register_buffer("center", torch.zeros(1, out_dim))

    def forward(self, student: Tensor, teacher: Tensor, *, teacher_temperature: float) -> Tensor:
        """The loss, a scalar.

        Args:
            student: (n, c, K) outputs for c ≥ 2 crops, the teacher's g crops first and in the same order.
            teacher: (n, g, K) outputs, which get no gradient.
        """
        with _in_full_precision(student, teacher.detach()) as (students, teachers):
            targets = functional.softmax((teachers - self.center) / teacher_temperature, dim=-1)  # (n, g, K)
            log_probabilities = functional.log_softmax(students / self.student_temperature, dim=-1)  # (n, c, K)
            losses = -torch.einsum("ngk,nck->gc", targets, log_probabilities) / len(students)  # (g, c)
            same_crop = torch.eye(*losses.shape, dtype=torch.bool, device=losses.device)
            return losses[~same_crop].mean()

    @torch.no_grad()
    def update_center(self, teacher: Tensor) -> None:
        """Moves the center towards the mean of (n, g, K) teacher outputs over crops, photos and processes."""
        batch_center = distributed.mean(teacher.to(self.center.dtype).mean(dim=(0, 1)))  # (K,)
        self.center.lerp_(batch_center, 1 - self.center_momentum)


class KoLeo(nn.Module):
    """The Kozachenko–Leonenko estimator of differential entropy (https://arxiv.org/abs/1806.03198, equation 2).

    −1/n Σᵢ log minⱼ≠ᵢ ‖xᵢ − xⱼ‖ on the unit sphere: each point pushes its nearest neighbour away.
    """

    floor = 1e-8  # of the squared distance: two equal photos would push without end

    def forward(self, features: Tensor) -> Tensor:
        """The loss, a scalar, of (n, d) features, n ≥ 2 and not necessarily normalised."""
        with _in_full_precision(features) as (points,):
            own = functional.normalize(points, dim=-1)
            everyone = distributed.gather(own)  # (N, d)
            cosines = (own.detach() @ everyone.detach().T).scatter(1, _numbers(own)[:, None], float("-inf"))
            nearest = everyone[cosines.argmax(dim=1)]  # (n, d)
            return -((own - nearest).square().sum(dim=-1) + self.floor).log().mean() / 2


class _Rows(NamedTuple):
    """What is known of n photos beside their features; each (n,)."""

    number: Tensor  # in the whole batch
    groups: Tensor
    weights: Tensor


def _rows(features: Tensor, groups: Tensor | None, weights: Tensor | None) -> _Rows:
    number = _numbers(features)
    weights = features.new_ones(len(features)) if weights is None else weights.to(features)
    return _Rows(number, number if groups is None else groups, weights)


def _numbers(features: Tensor) -> Tensor:
    """(n,) where the rows of (n, d) features are among those of all processes."""
    return torch.arange(len(features), device=features.device) + distributed.rank() * len(features)


def _alike(rows: _Rows, columns: _Rows) -> Tensor:
    """(rows, columns) which different photos say the same."""
    same_group = rows.groups[:, None] == columns.groups[None, :]
    return same_group & (rows.number[:, None] != columns.number[None, :])


class _SigmoidBlock(Function):
    """The sigmoid losses of n images and n texts, summed, and their gradient in closed form.

    So the (n, n) logits are gone before the next block comes; autograd would keep every block's until the end.
    """

    @staticmethod
    def forward(  # noqa: PLR0917 - `apply` takes no keywords
        ctx: Any, images: Tensor, texts: Tensor, logit_scale: Tensor, logit_bias: Tensor, rows: _Rows, columns: _Rows
    ) -> Tensor:
        signs = torch.where(rows.number[:, None] == columns.number[None, :], 1.0, -1.0)  # (n, n)
        logits = signs * (logit_scale * images @ texts.T + logit_bias)
        pair_weights = ((rows.weights[:, None] + columns.weights[None, :]) / 2).masked_fill(_alike(rows, columns), 0.0)
        per_logit = -pair_weights * signs * torch.sigmoid(-logits)  # d −log σ(z) / dz = −σ(−z)
        per_scaled_image = per_logit @ texts  # (n, d)
        ctx.save_for_backward(
            logit_scale * per_scaled_image,
            logit_scale * per_logit.T @ images,
            (images * per_scaled_image).sum().view_as(logit_scale),
            per_logit.sum().view_as(logit_bias),
        )
        return -(pair_weights * functional.logsigmoid(logits)).sum()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        return *(gradient * saved for saved in ctx.saved_tensors), None, None


@contextlib.contextmanager
def _in_full_precision(*features: Tensor) -> Iterator[list[Tensor]]:
    with torch.autocast(features[0].device.type, enabled=False):
        yield [part.to(torch.promote_types(part.dtype, torch.float32)) for part in features]
