"""Whether a faster way to the same embeddings may be used: they must be the same for everyone who searches."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

COSINE = 0.995
TOP = 10
SAME_TOP = 0.95
"""Share of the queries."""


class Agreement(NamedTuple):
    """`cosine` is the lowest between both embeddings of a photo; `same_top` the share of queries with the same best
    ten, in any order; None without queries."""

    cosine: float
    same_top: float | None = None

    @property
    def holds(self) -> bool:
        return self.cosine >= COSINE and (self.same_top is None or self.same_top >= SAME_TOP)


def agreement(
    expected: NDArray[np.float32],
    found: NDArray[np.float32],
    queries: NDArray[np.float32] | None = None,
    *,
    top: int = TOP,
) -> Agreement:
    """Compares embeddings [N, D] of the same photos, in general by their answers to queries [Q, D]. All of length 1.

    A photo counts as one of the best ten if it is as close to the query as the tenth, to a part in ten thousand: equal
    photos have no order.
    """
    cosine = float((expected * found).sum(axis=1).min()) if len(expected) else 1.0
    if queries is None or not len(queries) or len(expected) <= top:
        return Agreement(cosine)
    same = sum(_same_best(expected @ query, found @ query, top) for query in queries)
    return Agreement(cosine, same / len(queries))


def _same_best(expected: NDArray[np.float32], found: NDArray[np.float32], top: int) -> bool:
    """Whether each of the best by `found` is, by `expected`, among the best or level with the last of them."""
    tenth = np.partition(expected, -top)[-top]
    return bool((expected[np.argpartition(found, -top)[-top:]] >= tenth - 1e-4).all())
