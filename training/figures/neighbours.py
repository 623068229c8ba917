"""k-NN classification on image features: how well photos of a kind lie together, without any training."""

import numpy as np
from numpy.typing import NDArray

from training.config import TrainingError
from training.figures.retrieval import Matrix

_ROWS = 1024


def neighbour_votes(
    queries: Matrix,
    bank: Matrix,
    labels: NDArray[np.int64],
    *,
    classes: int,
    k: int = 20,
    temperature: float = 0.07,
    leave_one_out: bool = False,
) -> Matrix:
    """Each of the k most similar photos of the bank votes for its class with weight exp(cosine / temperature).

    Unsupervised Feature Learning via Non-Parametric Instance Discrimination, https://arxiv.org/abs/1805.01978

    Args:
        queries: (photos, d), L2-normalised.
        bank: (m, d), L2-normalised.
        labels: (m,), the class of each photo of the bank, 0 to classes − 1.
        k: at most all of the bank are asked.
        leave_one_out: `queries` is the bank itself, and no photo votes for itself.

    Returns:
        (photos, classes), the shares of the votes, for `zero_shot.accuracy`.

    Raises:
        TrainingError: nobody is there to vote.
    """
    k = min(k, len(bank) - leave_one_out)
    if k < 1:
        raise TrainingError("k-NN needs labelled photos to compare with, and there are none")
    parts = []
    for start in range(0, len(queries), _ROWS):
        similarity = queries[start : start + _ROWS] @ bank.T  # (rows, m)
        if leave_one_out:
            similarity[np.arange(len(similarity)), start + np.arange(len(similarity))] = -np.inf
        nearest = np.argpartition(-similarity, k - 1, axis=1)[:, :k]
        closeness = np.take_along_axis(similarity, nearest, axis=1)
        weights = np.exp(
            (closeness - closeness.max(axis=1, keepdims=True)) / temperature
        )  # the same shares, no overflow
        votes = np.zeros((len(similarity), classes), dtype=np.float32)
        np.add.at(votes, (np.arange(len(similarity))[:, None], labels[nearest]), weights)
        parts.append(votes / votes.sum(axis=1, keepdims=True))
    return np.concatenate(parts)
