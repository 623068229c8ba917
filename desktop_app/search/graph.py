"""A hierarchical navigable small-world graph over the rows of a `VectorStore`, in fewer dimensions than they have.

Malkov and Yashunin 2016, arXiv 1603.09320.

Everything hnswlib 0.8 does that surprises is met here, and only here:

- `ef` is 10 after loading, and belongs to the whole index: it is set before each query.
- `knn_query` raises when it cannot fill `k` (many dead or equal vectors): asked again with more `ef`, then given up.
- adding and asking at once is not safe: callers hold a lock.
- `save_index` reports no failure, and takes no path outside the system's code page: the state goes through its pickling
  interface instead, as arrays, and `graph_file` writes them.
"""

import hnswlib
import numpy as np
from numpy.typing import NDArray

from desktop_app.search.projection import Projection
from desktop_app.search.row_lookup import Rows
from desktop_app.search.vector_store import Vector

M = 16
EF_CONSTRUCTION = 200
EF = 400
"""Texts lie away from all photos and need more than photos do. Recall@10 of photo and text queries among 100,000
clustered vectors of 512 dimensions: 1.0 and 0.957 at 100 (0.4 ms), 1.0 and 0.99 at 200, 1.0 and 1.0 at 400 (1.5 ms)."""
MOST_EF = 1600
ROWS_AN_EF = 600
"""The more rows, the more of them a text needs. Recall@10 of texts among a million, in 224 dimensions: 0.929 at 400
(3 ms), 0.972 at 800, 0.990 at 1600 (8 ms)."""
CANDIDATES = 400
"""Rows that a projected graph proposes at least, however few are wanted: they are told apart by whole vectors."""
CANDIDATES_A_RESULT = 1.5
EF_LIMIT = 6400
"""Beyond this, exact search is as fast."""
SPACE = "ip"
GROWTH = 0.25
_SEED = 20

State = dict[str, NDArray[np.generic] | int | float | bool | str]


class Graph:
    """Labels are rows, added in order from 0 on. Not thread-safe."""

    def __init__(self, index: "hnswlib.Index", projection: Projection) -> None:
        self._index = index
        self.projection = projection
        index.set_num_threads(1)

    @classmethod
    def empty(cls, projection: Projection, capacity: int) -> "Graph":
        index = hnswlib.Index(space=SPACE, dim=projection.dim)
        index.init_index(max_elements=max(capacity, 1), M=M, ef_construction=EF_CONSTRUCTION, random_seed=_SEED)
        return cls(index, projection)

    @classmethod
    def from_state(cls, state: State, projection: Projection) -> "Graph":
        """`state` as `state()` gave it: hnswlib checks none of it, so only pass what a checksum vouches for."""
        return cls(hnswlib.Index(params=state), projection)

    def state(self) -> State:
        """Copies of all arrays and settings."""
        state: State = self._index.__getstate__()[0]
        return state

    def __len__(self) -> int:
        """Rows ever added, dead ones included."""
        return int(self._index.get_current_count())

    def add(self, rows: Rows, vectors: NDArray[np.float32], *, threads: int = 1) -> None:
        """`vectors` float32 [N, D] of new rows, of length 1."""
        needed = len(self) + len(rows)
        if needed > self._index.get_max_elements():
            self._index.resize_index(needed + int(needed * GROWTH))
        self._index.add_items(self.projection.of_rows(vectors), rows, num_threads=threads)

    def kill(self, rows: Rows) -> None:
        """Rows that are in the graph."""
        for row in rows.tolist():
            try:
                self._index.mark_deleted(row)
            except RuntimeError:  # it is dead already
                continue

    @property
    def _ef(self) -> int:
        """For few results."""
        return min(max(EF, len(self) // ROWS_AN_EF), MOST_EF)

    def candidates_for(self, k: int) -> int:
        """How many rows to ask for, so that the `k` best by their whole vectors are among them, should some die
        meanwhile."""
        if self.projection.is_whole:
            return k + k // 5 + 10
        return max(CANDIDATES, self._ef // 2, int(CANDIDATES_A_RESULT * k))

    def search(self, query: Vector, k: int) -> Rows | None:
        """About the `k` rows nearest to `query` [D], in no order; None where the graph cannot find as many."""
        k = min(k, len(self))
        if k == 0:
            return np.zeros(0, np.int64)
        projected = self.projection.of_query(query)[np.newaxis]
        ef = max(self._ef, 2 * k if self.projection.is_whole else k)
        while True:
            self._index.set_ef(ef)
            try:
                rows, _ = self._index.knn_query(projected, k=k, num_threads=1)
            except RuntimeError:
                if ef >= EF_LIMIT:
                    return None
                ef = min(ef * 4, EF_LIMIT)
            else:
                found: Rows = rows[0].astype(np.int64)
                return found
