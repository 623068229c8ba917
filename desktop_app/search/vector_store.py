"""The vectors of one model, one row a content: the truth that exact answers and the graph share.

In memory while they are few, in a file once they are many. Rows are append-only: a new vector of a known id takes a new
row and its old row dies, so a reader that took a `Snapshot` is never disturbed. Dead rows are skipped and swept out by
`compacted()`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from desktop_app.errors import SearchError
from desktop_app.search.row_lookup import Ids, RowLookup, Rows
from desktop_app.search.vector_file import VectorFile

CHUNK_ROWS = 256
"""Rows turned to float32 at a time where they are kept as float16: they stay in the processor's cache."""
SPAN_ROWS = 4096
"""Rows read from a file at a time."""
KEPT_BYTES = 128 * 1024**2
"""A file up to this size is kept in memory too: 130,000 vectors of 512 numbers. Scoring the 500 candidates of a search
takes 1.6 ms from the file and 0.7 from memory."""
_NEARLY_ALL = 0.95

_SIGN_AND_MAGNITUDE = np.array(0x8FFFFFFF, np.uint32).view(np.int32)

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32] | NDArray[np.float16]


class Vectors(Protocol):
    """Rows of vectors, wherever they lie. Raise `OSError` and `IndexDamagedError` where that is a file."""

    def pick(self, rows: Rows) -> NDArray[np.float32]:
        """[len(rows), D]."""

    def span(self, start: int, stop: int) -> NDArray[np.float32]:
        """Rows start ≤ row < stop [N, D]."""

    def products(self, query: Vector, count: int) -> Vector:
        """With `query` [D], of the first `count` rows."""


class InMemory:
    """A matrix [N, D]."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix

    def pick(self, rows: Rows) -> NDArray[np.float32]:
        return _single(self.matrix[rows])

    def span(self, start: int, stop: int) -> NDArray[np.float32]:
        return _single(self.matrix[start:stop])

    def products(self, query: Vector, count: int) -> Vector:
        if self.matrix.dtype == np.float32:
            return np.asarray(self.matrix[:count] @ query, dtype=np.float32)
        parts = [self.span(at, min(at + CHUNK_ROWS, count)) @ query for at in range(0, count, CHUNK_ROWS)]
        return np.concatenate([np.zeros(0, np.float32), *parts])


class OnDisk:
    """A file of rows; while it is small, what single rows are picked from is kept in memory as well."""

    def __init__(self, file: VectorFile) -> None:
        self.file = file
        self._kept = np.zeros((0, file.dim), np.float16)

    def pick(self, rows: Rows) -> NDArray[np.float32]:
        kept = self._keep()
        if len(rows) and rows.max() < len(kept):
            return widened(kept[rows])
        return widened(self.file.pick(rows))

    def _keep(self) -> NDArray[np.float16]:
        """The first rows, nearly all or none."""
        count = len(self.file)
        if self.file.size_bytes > KEPT_BYTES:
            self._kept = self._kept[:0].copy()
        elif len(self._kept) < _NEARLY_ALL * count:
            self._kept = self.file.checked(0, count)
        return self._kept

    def span(self, start: int, stop: int) -> NDArray[np.float32]:
        return widened(self.file.span(start, stop))

    def products(self, query: Vector, count: int) -> Vector:
        products = np.empty(count, np.float32)
        for start in range(0, count, SPAN_ROWS):
            half = self.file.span(start, min(start + SPAN_ROWS, count))
            for at in range(0, len(half), CHUNK_ROWS):
                part = widened(half[at : at + CHUNK_ROWS])
                products[start + at : start + at + len(part)] = part @ query
        return products


class Snapshot(NamedTuple):
    """What a query sees: `vectors`, and of its first N rows `ids` [N], `scale` [N] (1 / norm), `alive` [N]."""

    vectors: Vectors
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
            scores = self.vectors.products(query, len(self.ids)) * self.scale
            scores[~self.alive] = -np.inf
            return scores
        if 4 * len(rows) > len(self.ids):  # reading on is faster than picking
            return self.similarities(query)[rows]
        # Not "@": BLAS would wait for a second thread, long where the processor is busy.
        picked = (self.vectors.pick(rows[at : at + CHUNK_ROWS]) for at in range(0, len(rows), CHUNK_ROWS))
        parts = [np.einsum("ij,j->i", part, query) for part in picked]
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

    def units(self, rows: Rows) -> NDArray[np.float32]:
        """Their vectors [N, D], of length 1."""
        return self.vectors.pick(rows) * self.scale[rows][:, np.newaxis]


def _single(part: Matrix) -> NDArray[np.float32]:
    return widened(part.astype(np.float16, copy=False)) if part.dtype == np.float16 else part.astype(np.float32)


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


def unit_query(vector: ArrayLike, dim: int) -> Vector:
    """Of unit length [dim]. Raises `SearchError` for another dimension, for zero, and for what is not finite."""
    query = np.asarray(vector, dtype=np.float32).reshape(-1)
    length = float(np.linalg.norm(query))
    if query.shape != (dim,) or not np.isfinite(length) or length == 0.0:
        raise SearchError(f"A search needs one vector of {dim} numbers that are not all zero.")
    return query / np.float32(length)


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
    """Values are those of float16, wherever they lie: nothing is lost on the way.

    As float32 in memory, which grows by half and makes exact search fast, until `move_to_file`.
    """

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._count = 0
        self._lookup = RowLookup()
        self._vectors: InMemory | OnDisk = InMemory(np.zeros((0, dim), np.float32))
        self._ids = np.zeros(0, np.int64)
        self._scale = np.zeros(0, np.float32)
        self._alive = np.zeros(0, np.bool_)

    @classmethod
    def restored(cls, file: VectorFile, ids: Ids, scale: Vector, alive: NDArray[np.bool_]) -> "VectorStore":
        """With the rows of a file as they were, dead ones included."""
        store = cls(file.dim)
        store._vectors, store._count = OnDisk(file), len(ids)
        store._ids, store._scale, store._alive = ids, scale, alive
        live = np.flatnonzero(alive)
        store._lookup = RowLookup(ids[live], live)
        return store

    def __len__(self) -> int:
        """Living vectors."""
        return len(self._lookup)

    def __contains__(self, content_id: int) -> bool:
        return content_id in self._lookup

    def knows(self, ids: Ids) -> NDArray[np.bool_]:
        """Which of `ids` [N] have a vector."""
        known: NDArray[np.bool_] = self._lookup.rows_of(ids) >= 0
        return known

    @property
    def row_count(self) -> int:
        """Rows, dead ones included."""
        return self._count

    @property
    def dead_share(self) -> float:
        return 1.0 - len(self) / self._count if self._count else 0.0

    @property
    def file(self) -> VectorFile | None:
        """Where the vectors lie; None for the memory."""
        return self._vectors.file if isinstance(self._vectors, OnDisk) else None

    def snapshot(self) -> Snapshot:
        n = self._count
        vectors = self._vectors if isinstance(self._vectors, OnDisk) else InMemory(self._vectors.matrix[:n])
        return Snapshot(vectors, self._ids[:n], self._scale[:n], self._alive[:n])

    def add(self, ids: Ids, vectors: NDArray[np.float16]) -> Rows:
        """Appends vectors [N, D] as `clean` returns them; returns the rows that died because their id was known.

        Raises `OSError` where they lie in a file; then nothing was added.
        """
        if isinstance(self._vectors, OnDisk):
            self._vectors.file.append(vectors)
        start, count = self._count, self._count + len(ids)
        self._reserve(count)
        dead = self.remove(ids)
        self._ids[start:count] = ids
        for at in range(0, len(ids), CHUNK_ROWS):
            single = widened(vectors[at : at + CHUNK_ROWS])
            part = slice(start + at, start + at + len(single))
            if isinstance(self._vectors, InMemory):
                whole = self._vectors.matrix.dtype == np.float32
                self._vectors.matrix[part] = single if whole else vectors[at : at + CHUNK_ROWS]
            self._scale[part] = 1.0 / np.linalg.norm(single, axis=1)
        self._alive[start:count] = True
        self._count = count
        self._lookup.put(ids, np.arange(start, count))
        return dead

    def remove(self, ids: Ids) -> Rows:
        """Returns the rows that died; unknown ids are passed over."""
        rows = self._lookup.remove(ids)
        self._alive[rows] = False
        return rows

    def live_ids(self) -> Ids:
        """Ascending."""
        return self._lookup.ids()

    def move_to_file(self, path: Path) -> None:
        """From now on the vectors lie there. Raises `OSError`; then they stay where they were."""
        file = VectorFile(path, self.dim)
        try:
            for half in self._halves():
                file.append(half)
        except BaseException:
            file.close()
            path.unlink(missing_ok=True)
            raise
        self._vectors = OnDisk(file)

    def move_to_memory(self) -> None:
        """As float16: for where no file can be written. Raises `OSError` where the file cannot be read."""
        matrix = np.concatenate([np.zeros((0, self.dim), np.float16), *self._halves()])
        self._vectors = InMemory(np.zeros((len(self._ids), self.dim), np.float16))
        self._vectors.matrix[: len(matrix)] = matrix

    def compacted(self, path: Path | None) -> "VectorStore":
        """A new store with the living rows only, in a file at `path` if given. Raises `OSError`."""
        store = VectorStore(self.dim)
        if path is not None:
            store.move_to_file(path)
        at = 0
        for half in self._halves():
            live = np.flatnonzero(self._alive[at : at + len(half)])
            store.add(self._ids[at + live], half[live])
            at += len(half)
        return store

    def _halves(self) -> Iterator[NDArray[np.float16]]:
        """All rows in order, as float16 [N, D]."""
        for start in range(0, self._count, SPAN_ROWS):
            stop = min(start + SPAN_ROWS, self._count)
            if isinstance(self._vectors, OnDisk):
                yield self._vectors.file.span(start, stop)
            else:
                yield self._vectors.matrix[start:stop].astype(np.float16)

    def _reserve(self, count: int) -> None:
        if count <= len(self._ids):
            return
        capacity = max(count, 1024, len(self._ids) + len(self._ids) // 2)
        used = self._count
        ids, scale, alive = np.zeros(capacity, np.int64), np.zeros(capacity, np.float32), np.zeros(capacity, np.bool_)
        ids[:used], scale[:used], alive[:used] = self._ids[:used], self._scale[:used], self._alive[:used]
        self._ids, self._scale, self._alive = ids, scale, alive
        if isinstance(self._vectors, InMemory):
            matrix = np.zeros((capacity, self.dim), self._vectors.matrix.dtype)
            matrix[:used] = self._vectors.matrix[:used]
            self._vectors = InMemory(matrix)
