"""Mean average precision: the names of objects as queries, right with every photo that shows one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.config import TrainingError
from training.figures.intervals import Interval, bootstrap
from training.figures.retrieval import Matrix, best_first


def object_truth(objects: Sequence[Sequence[str]]) -> tuple[list[str], NDArray[np.bool_]]:
    """The names that occur, sorted, each a query; and (queries, photos), true where the photo shows one.

    Args:
        objects: the names of each photo; those of a photo without any make it wrong everywhere.
    """
    names = sorted({name for shown in objects for name in shown})
    return names, np.array([[name in shown for shown in objects] for name in names], dtype=np.bool_)


def average_precisions(similarity: Matrix, right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The mean of the precision at the rank of each right photo; equal similarities count against it.

    Args:
        similarity: (queries, photos).
        right: (queries, photos), at least one a row.

    Returns:
        (queries,)

    Raises:
        TrainingError: a query without a right photo, which has no average precision.
    """
    if not right.any(axis=1).all():
        raise TrainingError("average precision needs a right photo for every query: leave the other queries out")
    found = best_first(similarity, right)
    precision = found.cumsum(axis=1) / np.arange(1, found.shape[1] + 1)
    averages: NDArray[np.float64] = (precision * found).sum(axis=1) / found.sum(axis=1)
    return averages


def mean_average_precision(similarity: Matrix, right: NDArray[np.bool_]) -> Interval:
    """The mean over queries, its interval over queries too; shapes and errors as `average_precisions`."""
    return bootstrap(average_precisions(similarity, right))
