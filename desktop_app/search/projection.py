"""Fewer numbers a vector for the graph, so that a million of them fit into memory.

The axes along which the vectors of a sample differ most, from all they have in common on (principal axes about zero);
and, as one more number, the length of what the axes leave out. So projected vectors keep length 1, which a graph's
neighbourhoods need, and a query, which has 0 there, meets them with just the inner product that the axes see (Bachrach
et al. 2014, doi 10.1145/2645710.2645741). The graph proposes; what it proposes is scored with the whole vectors.
"""

import numpy as np
from numpy.typing import NDArray

MOST_DIMS = 256
FEWEST_DIMS = 128
"""Where vectors are no longer, the graph gets them whole."""
_STEP = 32
KEPT = 0.92
"""The share of the sample's inner products with itself that the axes shall see."""
SAMPLE_ROWS = 20_000

Matrix = NDArray[np.float32]


class Projection:
    """From vectors of D numbers to those of the graph."""

    def __init__(self, axes: Matrix | None, dim: int) -> None:
        """`axes` [D, A] are at right angles and of length 1; None passes vectors of `dim` numbers on as they are."""
        self.axes = axes
        self.dim = dim if axes is None else axes.shape[1] + 1
        """Numbers of a projected vector."""

    @classmethod
    def learn(cls, sample: Matrix) -> "Projection":
        """From vectors [N, D] of length 1."""
        dim = sample.shape[1]
        if dim <= MOST_DIMS:
            return cls(None, dim)
        variances, axes = np.linalg.eigh((sample.T @ sample).astype(np.float64))
        seen = np.cumsum(variances[::-1]) / variances.sum()
        enough = int(np.searchsorted(seen, KEPT)) + 1
        dims = min(max(-(-(enough + 1) // _STEP) * _STEP, FEWEST_DIMS), MOST_DIMS)
        return cls(np.ascontiguousarray(axes[:, ::-1][:, : dims - 1], np.float32), dim)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.axes is None

    def of_rows(self, vectors: Matrix) -> Matrix:
        """[N, D] of length 1 → [N, `dim`]."""
        if self.axes is None:
            return vectors
        seen = vectors @ self.axes
        rest = np.sqrt(np.maximum(1.0 - np.einsum("ij,ij->i", seen, seen), 0.0))
        return np.concatenate([seen, rest[:, np.newaxis]], axis=1)

    def of_query(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """[D] → [`dim`]."""
        return query if self.axes is None else np.append(np.einsum("i,ij->j", query, self.axes), np.float32(0))
