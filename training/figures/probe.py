"""A linear probe: how much a plane through the image features can tell, with everything else locked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy

from training.config import TrainingError
from training.figures.retrieval import Matrix

Labels = NDArray[np.int64]
STRENGTHS = tuple(float(strength) for strength in np.logspace(0, -6, 13))
"""From strong to weak, two a decade; in front of half the squared norm of the weights, the loss being a mean."""


@dataclass(frozen=True)
class Probe:
    """Multinomial logistic regression: scores = features · weights + bias."""

    weights: Matrix  # (d, classes)
    bias: Matrix  # (classes,)
    strength: float

    def scores(self, features: Matrix) -> Matrix:
        """(photos, d) to (photos, classes)."""
        return features @ self.weights + self.bias


def fit_probe(
    features: Matrix, labels: Labels, *, classes: int, strength: float, start: Probe | None = None, steps: int = 300
) -> Probe:
    """Minimises the mean cross-entropy + strength / 2 · ‖weights‖² by L-BFGS; the bias goes free.

    Args:
        features: (photos, d).
        labels: (photos,), 0 to classes − 1.
        start: where to start from, which saves steps along a path of strengths.
    """
    x, y = torch.from_numpy(features).double(), torch.from_numpy(labels)
    weights = torch.zeros(x.shape[1], classes, dtype=torch.float64)
    bias = torch.zeros(classes, dtype=torch.float64)
    if start is not None:
        weights, bias = torch.from_numpy(start.weights).double(), torch.from_numpy(start.bias).double()
    optimizer = torch.optim.LBFGS(
        [weights.requires_grad_(), bias.requires_grad_()],
        max_iter=steps,
        tolerance_grad=1e-6,
        tolerance_change=1e-9,
        line_search_fn="strong_wolfe",
    )

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = cross_entropy(x @ weights + bias, y) + strength / 2 * weights.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return Probe(weights.detach().float().numpy(), bias.detach().float().numpy(), strength)


def choose_probe(
    features: Matrix,
    labels: Labels,
    *,
    classes: int,
    strengths: Sequence[float] = STRENGTHS,
    held_out: float = 0.2,
    seed: int = 0,
) -> Probe:
    """The strength that is right most often on a held-out part, the strongest among equals; then a fit on all.

    As in https://arxiv.org/abs/2103.00020, appendix A.3, where the search is coarser at first.

    Args:
        features: (photos, d).
        labels: (photos,), 0 to classes − 1.
        strengths: to choose from, the strongest first.
        held_out: the share of photos that only choose.

    Raises:
        TrainingError: too few photos or kinds to learn from.
    """
    order = np.random.default_rng(seed).permutation(len(labels))
    held, kept = np.split(order, [round(held_out * len(order))])
    if not len(held) or len(set(labels[kept].tolist())) < 2:
        raise TrainingError(
            "a linear probe needs labelled photos of at least two kinds, some to learn and some to test"
        )
    best, best_share, probe = strengths[0], -1.0, None
    for strength in strengths:
        probe = fit_probe(features[kept], labels[kept], classes=classes, strength=strength, start=probe)
        share = float((probe.scores(features[held]).argmax(axis=1) == labels[held]).mean())
        if share > best_share:
            best, best_share = strength, share
    return fit_probe(features, labels, classes=classes, strength=best, start=probe)
