"""The vectors of one model in memory, one row a content: the truth that exact answers and the graph share.

Rows are append-only: a new vector of a known id takes a new row and its old row dies, so a reader that took a
`Snapshot` is never disturbed. Dead rows are skipped and swept out by `compacted()`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

CHUNK_ROWS = 256
"""Rows turned to float32 at a time where the matrix is kept as float16: they stay in the processor's cache."""

_SIGN_AND_MAGNITUDE = np.array(0x8FFFFFFF, np.uint32).view(np.int32)

Ids = NDArray[np.int64]
Rows = NDArray[np.int64]
Vector = NDArray[np.float32]
Matrix = NDArray[np.float32] | NDArray[np.float16]


class Snapshot(NamedTuple):
    """What a query sees: `matrix` [N, D], `ids` [N], `scale` [N] (1 / norm), `alive` [N]."""

    matrix: Matrix
    ids: Ids
    scale: Vector
    alive: NDArray[np.bool_]

    def rows_of(self, allowed: Ids) -> Rows:
        """Living rows whose id is in `allowed`."""
        rows: Rows = np.flatnonzero(np.isin(self.ids, allowed) & self.alive)
        return rows

    def similarities(self, query: Vector, rows: Rows | None = None) -> Vector:
        """Cosine of the unit vector `query` [D] with `rows`, or with all: float32 [len(rows)]; −inf for dead rows."""
        if rows is None:
            scores = self._all_products(query) * self.scale
            scores[~self.alive] = -np.inf
            return scores
        if 4 * len(rows) > len(self.ids):  # reading on is faster than picking
            return self.similarities(query)[rows]
        parts = [self._products(query, rows[at : at + CHUNK_ROWS]) for at in range(0, len(rows), CHUNK_ROWS)]
        scores = np.concatenate([np.zeros(0, np.float32), *parts]) * self.scale[rows]
        scores[~self.alive[rows]] = -np.inf
        return scores

    def nearest(self, query: Vector, k: int, rows: Rows | None = None) -> tuple[Ids, Vector]:
        """The `k` living rows nearest to `query`, among `rows` if given: ids and similarities, best first."""
        scores = self.similarities(query, rows)
        top = top_k(scores, k)
        top = top[np.isfinite(scores[top])]
        chosen = top if rows is None else rows[top]
        return self.ids[chosen], scores[top]

    def _all_products(self, query: Vector) -> Vector:
        if self.matrix.dtype == np.float32:
            return np.asarray(self.matrix @ query, dtype=np.float32)
        count = len(self.matrix)
        parts = [self._part(slice(at, at + CHUNK_ROWS)) @ query for at in range(0, count, CHUNK_ROWS)]
        return np.concatenate([np.zeros(0, np.float32), *parts])

    def _products(self, query: Vector, rows: Rows) -> Vector:
        return np.asarray(self._part(rows) @ query, dtype=np.float32)

    def _part(self, rows: Rows | slice) -> NDArray[np.float32]:
        part = self.matrix[rows]
        return (
            widened(part.astype(np.float16, copy=False))
            if part.dtype == np.float16
            else part.astype(np.float32, copy=False)
        )


def widened(half: NDArray[np.float16]) -> NDArray[np.float32]:
    """`half`, all finite, as float32: numpy's own conversion takes three times as long.

    The sign and the other bits move to their places in a float32, and a product puts the exponent right (its bias is 15
    in one and 127 in the other), also of subnormal numbers.
    """
    bits = half.view(np.int16).astype(np.int32)
    np.left_shift(bits, 13, out=bits)
    np.bitwise_and(bits, _SIGN_AND_MAGNITUDE, out=bits)
    single: NDArray[np.float32] = bits.view(np.float32)
    single *= np.float32(2.0**112)
    return single


def top_k(scores: Vector, k: int) -> Rows:
    """Positions of the `k` highest scores, highest first; equal scores keep their order."""
    if k < len(scores):
        best: Rows = np.argpartition(-scores, k - 1)[:k] if k > 0 else np.zeros(0, np.int64)
        best.sort()
    else:
        best = np.arange(len(scores))
    return best[np.argsort(-scores[best], kind="stable")]


def clean(ids: Ids, vectors: NDArray[np.floating]) -> tuple[Ids, NDArray[np.float16]]:
    """The last vector of each id, of unit length, as float16; those not finite or without length are left out."""
    half = np.empty(vectors.shape, np.float16)
    for at in range(0, len(vectors), CHUNK_ROWS):
        part = vectors[at : at + CHUNK_ROWS]
        half[at : at + CHUNK_ROWS] = part if _are_half_units(part) else _units(part)
    usable = _finite(half)
    if not usable.all():
        ids, half = ids[usable], half[usable]
    _, from_the_end = np.unique(ids[::-1], return_index=True)
    if len(from_the_end) == len(ids):
        return ids, half
    last = np.sort(len(ids) - 1 - from_the_end)
    return ids[last], half[last]


def _finite(half: NDArray[np.float16]) -> NDArray[np.bool_]:
    """Rows without an infinity or NaN, whose exponents have all bits set."""
    finite: NDArray[np.bool_] = ((half.view(np.uint16) & 0x7C00) != 0x7C00).all(axis=1)
    return finite


def _are_half_units(vectors: NDArray[np.floating]) -> bool:
    """As the library stores them: nothing needs to be done."""
    if vectors.dtype != np.float16 or not _finite(half := vectors.astype(np.float16, copy=False)).all():
        return False
    single = widened(half)
    return bool((np.abs(np.einsum("ij,ij->i", single, single) - 1.0) < 4e-3).all())


def _units(vectors: NDArray[np.floating]) -> NDArray[np.float16]:
    """NaN where a vector is zero or not finite."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        single = vectors.astype(np.float32)
        single /= np.abs(single).max(axis=1, keepdims=True)  # squares of large numbers overflow
        single /= np.linalg.norm(single, axis=1, keepdims=True)
        return single.astype(np.float16)


class VectorStore:
    """Grows by doubling. Values are those of float16, whichever type holds them: nothing is lost on the way.

    float32 makes exact search fast; `keep_half()` saves memory once a graph answers.
    """

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._count = 0
        self._row_of: dict[int, int] = {}
        self._matrix: Matrix = np.zeros((0, dim), np.float32)
        self._ids = np.zeros(0, np.int64)
        self._scale = np.zeros(0, np.float32)
        self._alive = np.zeros(0, np.bool_)

    def __len__(self) -> int:
        """Living vectors."""
        return len(self._row_of)

    def __contains__(self, content_id: int) -> bool:
        return content_id in self._row_of

    @property
    def row_count(self) -> int:
        """Rows, dead ones included."""
        return self._count

    @property
    def dead_share(self) -> float:
        return 1.0 - len(self) / self._count if self._count else 0.0

    def snapshot(self) -> Snapshot:
        n = self._count
        return Snapshot(self._matrix[:n], self._ids[:n], self._scale[:n], self._alive[:n])

    def add(self, ids: Ids, vectors: NDArray[np.float16]) -> Rows:
        """Appends vectors [N, D] as `clean` returns them; returns the rows that died because their id was known."""
        dead = self.remove(ids)
        start, self._count = self._count, self._count + len(ids)
        self._reserve(self._count)
        rows = slice(start, self._count)
        self._ids[rows] = ids
        for at in range(0, len(ids), CHUNK_ROWS):
            single = widened(vectors[at : at + CHUNK_ROWS])
            part = slice(start + at, start + at + len(single))
            self._matrix[part] = single if self._matrix.dtype == np.float32 else vectors[at : at + CHUNK_ROWS]
            self._scale[part] = 1.0 / np.linalg.norm(single, axis=1)
        self._alive[rows] = True
        self._row_of.update(zip(ids.tolist(), range(start, self._count), strict=True))
        return dead

    def remove(self, ids: Ids) -> Rows:
        """Returns the rows that died; unknown ids are passed over."""
        found = (self._row_of.pop(content_id, None) for content_id in ids.tolist())
        rows: Rows = np.array([row for row in found if row is not None], dtype=np.int64)
        self._alive[rows] = False
        return rows

    def live_ids(self) -> Ids:
        return np.fromiter(self._row_of, dtype=np.int64, count=len(self._row_of))

    def keep_half(self) -> None:
        self._matrix = self._matrix[: self._count].astype(np.float16)
        self._trim()

    def restore(self, vectors: NDArray[np.float16], ids: Ids, alive: NDArray[np.bool_]) -> None:
        """Takes over rows [N, D] as they were, dead ones included, and keeps them as float16."""
        self._count = len(ids)
        self._matrix, self._ids, self._alive = vectors, ids, alive
        self._scale = np.concatenate(
            [np.zeros(0, np.float32)]
            + [
                1.0 / np.linalg.norm(widened(vectors[at : at + CHUNK_ROWS]), axis=1)
                for at in range(0, len(ids), CHUNK_ROWS)
            ]
        )
        live = np.flatnonzero(alive)
        self._row_of = dict(zip(ids[live].tolist(), live.tolist(), strict=True))

    def compacted(self) -> "VectorStore":
        """A new store with the living rows only, as float32."""
        live = np.flatnonzero(self._alive[: self._count])
        store = VectorStore(self.dim)
        store.add(self._ids[live], self._matrix[live].astype(np.float16))
        return store

    def _trim(self) -> None:
        n = self._count
        self._ids, self._scale, self._alive = self._ids[:n].copy(), self._scale[:n].copy(), self._alive[:n].copy()

    def _reserve(self, count: int) -> None:
        if count <= len(self._ids):
            return
        capacity = max(count, 1024, len(self._ids) + len(self._ids) // 2)
        used = min(self._count, len(self._ids))
        matrix = np.zeros((capacity, self.dim), self._matrix.dtype)
        ids, scale, alive = np.zeros(capacity, np.int64), np.zeros(capacity, np.float32), np.zeros(capacity, np.bool_)
        matrix[:used], ids[:used] = self._matrix[:used], self._ids[:used]
        scale[:used], alive[:used] = self._scale[:used], self._alive[:used]
        self._matrix, self._ids, self._scale, self._alive = matrix, ids, scale, alive
