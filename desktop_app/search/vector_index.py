"""The nearest contents of a vector: exact while that is fast, through an HNSW graph above.

The graph is only a short cut. The vectors themselves stay in a `VectorStore`, so an exact answer is always possible:
for few vectors, for a small `allowed` set, for a large `k`, while the graph is being built, and whenever the graph
cannot fill `k`. A graph's candidates are scored again with the stored vectors: similarities are the same cosines either
way.
"""

import logging
import os
import threading
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from desktop_app.errors import IndexDamagedError, SearchError
from desktop_app.search.graph import Graph, State
from desktop_app.search.graph_file import Header, read_graph, remove_graph, write_graph
from desktop_app.search.vector_store import Ids, Rows, Snapshot, Vector, VectorStore, clean

_log = logging.getLogger(__name__)

EXACT_LIMIT = 80_000
"""Vectors up to which a query reads them all. benchmarks/vector_index.py, 512 dimensions, 2 cores: 6 ms for 60,000 and
12 for 120,000 on an idle machine, 26 and 52 on one that is busy indexing; a graph takes 1.3, but minutes to build.
A text takes some 20 ms to encode."""
SUBSET_LIMIT = 8_000
"""An `allowed` set up to this size is read whole: exact, and as fast as asking the graph for many and dropping most."""
GRAPH_K_LIMIT = 2_000
"""Candidates beyond which the graph is not faster than reading all vectors."""
MAX_DEAD_SHARE = 0.3
"""Dead rows cost the graph recall and time: above this share it is dropped and built anew."""
INSERT_ROWS = 32
"""Rows added to the graph while a query waits: about 15 ms."""
BUILD_ROWS = 512
BUILD_THREADS = max(1, (os.cpu_count() or 1) // 4)
"""The machine has other work while the graph is built."""

Load = Callable[[int], tuple[ArrayLike, ArrayLike, ArrayLike]]
"""`load(after_seq)`: sequence numbers [N], content ids [N], vectors [N, D] of what was embedded after `after_seq`."""


class VectorIndex:
    """One vector a content id, for one model. All methods may be called from any thread."""

    def __init__(self, folder: Path, *, model_key: str, dim: int, exact_limit: int = EXACT_LIMIT) -> None:
        """An empty index; `open` fills it."""
        self.model_key, self.dim = model_key, dim
        self._folder, self._exact_limit = folder, exact_limit
        self._lock = threading.RLock()  # store, graph and their exchange; never held while a file is written
        self._save_lock = threading.Lock()
        self._store = VectorStore(dim)
        self._graph: Graph | None = None
        self._stop = threading.Event()
        self._builders: list[threading.Thread] = []
        self._at_exit = weakref.finalize(self, _end_builds, self._stop, self._builders)
        self._last_seq = 0
        self._changed = False

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        model_key: str,
        dim: int,
        load: Load,
        live_ids: Callable[[], ArrayLike] | None = None,
        exact_limit: int = EXACT_LIMIT,
    ) -> "VectorIndex":
        """Reads what `save` left in `folder` and catches up with the library; starts from nothing when in doubt.

        `live_ids` gives the content ids that the library has a vector of: it finds what was removed, or lost, behind a
        saved graph's back. Without it only additions are noticed.

        Raises:
            SearchError: `load` gives vectors of another dimension.
        """
        index = cls(folder, model_key=model_key, dim=dim, exact_limit=exact_limit)
        try:
            index._read()
            index._catch_up(load)
            if live_ids is not None and index._graph is not None:
                index._reconcile(np.asarray(live_ids(), dtype=np.int64))
        except IndexDamagedError as error:
            _log.warning("The search index is rebuilt: %s", error)
            index = cls(folder, model_key=model_key, dim=dim, exact_limit=exact_limit)
            index._catch_up(load)
        index._start_building_if_worth_it()
        return index

    def __len__(self) -> int:
        return len(self._store)

    @property
    def last_seq(self) -> int:
        """The newest embedding of the library that is in here."""
        return self._last_seq

    @property
    def exact(self) -> bool:
        """Whether every query reads all vectors, because they are few or the graph is not ready."""
        return self._graph is None

    def add(self, ids: ArrayLike, vectors: ArrayLike, *, last_seq: int) -> None:
        """Adds or replaces the vectors [N, D] of `ids` [N]; they need not be normalised.

        `last_seq` is the newest sequence number of them. Vectors that are zero or not finite are left out, and logged.
        """
        new_ids, new_vectors = self._checked(ids, vectors)
        step = max(len(new_ids), 1) if self.exact else INSERT_ROWS
        for at in range(0, len(new_ids), step):
            with self._lock:
                self._insert(new_ids[at : at + step], new_vectors[at : at + step])
        with self._lock:
            self._last_seq = max(self._last_seq, last_seq)
            self._changed = True
            self._drop_dead()
        self._start_building_if_worth_it()

    def remove(self, ids: ArrayLike) -> None:
        """Unknown ids are passed over."""
        with self._lock:
            dead = self._store.remove(np.asarray(ids, dtype=np.int64).reshape(-1))
            if self._graph is not None:
                self._graph.kill(dead)
            self._changed = self._changed or len(dead) > 0
            self._drop_dead()
        self._start_building_if_worth_it()

    def query(self, vector: ArrayLike, k: int, *, allowed: ArrayLike | None = None) -> tuple[Ids, Vector]:
        """The `k` ids nearest to `vector` [D], among `allowed` ids if given: ids int64 and cosines float32, best first.

        Fewer than `k` only where there are not more.

        Raises:
            SearchError: the vector has another dimension, is zero or not finite.
        """
        query = self._unit(vector)
        with self._lock:
            snapshot, graph = self._store.snapshot(), self._graph
        rows = None if allowed is None else snapshot.rows_of(np.asarray(allowed, dtype=np.int64).reshape(-1))
        available = len(self._store) if rows is None else len(rows)
        k = min(max(k, 0), available)
        if graph is not None and k > 0 and not (rows is not None and available <= SUBSET_LIMIT):
            found = self._through_graph(graph, query, k, snapshot, rows)
            if found is not None:
                return found
        return snapshot.nearest(query, k, rows)

    def knows(self, ids: ArrayLike) -> NDArray[np.bool_]:
        """Which of `ids` [N] have a vector."""
        with self._lock:
            snapshot = self._store.snapshot()
        known: NDArray[np.bool_] = np.isin(np.asarray(ids, dtype=np.int64).reshape(-1), snapshot.ids[snapshot.alive])
        return known

    def save(self) -> None:
        """Writes the graph, if there is one: a small index comes back from the library as fast. Raises `OSError`."""
        with self._save_lock:
            with self._lock:
                if self._graph is None:
                    remove_graph(self._folder, self.model_key)
                    return
                if not self._changed:
                    return
                state, snapshot = self._graph.state(), self._store.snapshot()
                extra = {"our_ids": snapshot.ids.copy(), "our_alive": snapshot.alive.copy()}
                count, last_seq = len(self._store), self._last_seq
                self._changed = False
            try:
                write_graph(self._folder, state, extra, model_key=self.model_key, count=count, last_seq=last_seq)
            except OSError:
                self._changed = True
                raise

    def wait_until_built(self, timeout_s: float | None = None) -> bool:
        """Whether no graph is being built any more, after at most `timeout_s`."""
        for builder in list(self._builders):
            builder.join(timeout_s)
        return not self._builders

    def close(self) -> None:
        """Ends a build under way; the index still answers, exactly. Does not save."""
        self._at_exit()

    # Asking

    def _unit(self, vector: ArrayLike) -> Vector:
        query = np.asarray(vector, dtype=np.float32).reshape(-1)
        length = float(np.linalg.norm(query))
        if query.shape != (self.dim,) or not np.isfinite(length) or length == 0.0:
            raise SearchError(f"A search needs one vector of {self.dim} numbers that are not all zero.")
        return query / np.float32(length)

    def _through_graph(
        self, graph: Graph, query: Vector, k: int, snapshot: Snapshot, rows: Rows | None
    ) -> tuple[Ids, Vector] | None:
        """None where an exact answer is as fast, or the only one."""
        permitted = snapshot.alive
        if rows is not None:
            permitted = np.zeros(len(snapshot.ids), np.bool_)
            permitted[rows] = True
        share = 1.0 if rows is None else len(rows) / max(len(self._store), 1)
        wanted = int(k / share * 1.2) + 10
        while wanted <= GRAPH_K_LIMIT:
            with self._lock:
                found = graph.search(query, wanted)
            if found is None:
                return None
            found = found[found < len(permitted)]  # rows added since the snapshot
            found = found[permitted[found]]
            if len(found) >= k:
                return snapshot.nearest(query, k, np.sort(found))
            wanted *= 4
        return None

    # Changing

    def _checked(self, ids: ArrayLike, vectors: ArrayLike) -> tuple[Ids, NDArray[np.float16]]:
        wanted = np.asarray(ids, dtype=np.int64).reshape(-1)
        matrix = np.asarray(vectors)
        if matrix.size == 0 and len(wanted) == 0:
            return wanted, np.zeros((0, self.dim), np.float16)
        if matrix.shape != (len(wanted), self.dim):
            raise SearchError(f"The index of {self.model_key} takes vectors of {self.dim} numbers, not {matrix.shape}.")
        kept, half = clean(wanted, matrix)
        if len(kept) < len(np.unique(wanted)):
            _log.warning("Embeddings that are zero or not finite were left out of the search index.")
        return kept, half

    def _insert(self, ids: Ids, vectors: NDArray[np.float16]) -> None:
        first = self._store.row_count
        dead = self._store.add(ids, vectors)
        if self._graph is not None:
            try:
                self._graph.kill(dead)
                self._graph.add(np.arange(first, first + len(ids)), vectors.astype(np.float32))
            except (RuntimeError, MemoryError) as error:
                _log.warning("The search graph could not grow and is built anew: %s", error)
                self._graph = None

    def _drop_dead(self) -> None:
        if self._store.dead_share <= MAX_DEAD_SHARE or self._builders:
            return
        self._graph = None
        self._store = self._store.compacted()

    # Building

    def _start_building_if_worth_it(self) -> None:
        with self._lock:
            wanted = self._graph is None and len(self._store) > self._exact_limit
            if wanted and not self._builders and not self._stop.is_set():
                # A daemon, or Python would wait minutes for it; `_at_exit` ends it before C++ loses the interpreter.
                builder = threading.Thread(target=self._build, name="vector-index-build", daemon=True)
                builder.start()
                self._builders.append(builder)

    def _build(self) -> None:
        """Inserts all rows into a graph that nobody asks yet, until it has caught up; then queries turn to it."""
        graph = Graph.empty(self.dim, int(self._store.row_count * 1.1))
        at, done = 0, False
        while not done and not self._stop.is_set():
            with self._lock:
                snapshot = self._store.snapshot()
                rows = np.arange(at, min(at + BUILD_ROWS, len(snapshot.ids)))
                done = at + len(rows) == len(snapshot.ids) and len(rows) < BUILD_ROWS
                if done:
                    self._finish(graph, rows, snapshot)
            if not done:
                graph.add(rows, snapshot.matrix[rows].astype(np.float32), threads=BUILD_THREADS)
                at += len(rows)
        with self._lock:
            self._builders.clear()

    def _finish(self, graph: Graph, rest: Rows, snapshot: Snapshot) -> None:
        if len(rest):
            graph.add(rest, snapshot.matrix[rest].astype(np.float32))
        graph.kill(np.flatnonzero(~snapshot.alive))
        self._graph, self._changed = graph, True
        self._store.keep_half()

    # Reading

    def _read(self) -> None:
        found = read_graph(self._folder, model_key=self.model_key, dim=self.dim)
        if found is None:
            return
        header, state, extra = found
        try:
            self._store.restore(*_rows_of(header, state, extra))
            self._graph, self._last_seq = Graph.from_state(state), header.last_seq
        except (KeyError, ValueError, TypeError, RuntimeError, MemoryError) as error:
            raise IndexDamagedError(f"The search index cannot be read: {error}.") from error
        if len(self._store) != header.count:
            raise IndexDamagedError("The search index holds another number of photos than it should.")

    def _catch_up(self, load: Load) -> None:
        seqs, ids, vectors = load(self._last_seq)
        newest = np.asarray(seqs, dtype=np.int64)
        if len(newest):
            self.add(ids, vectors, last_seq=int(newest.max()))

    def _reconcile(self, live: Ids) -> None:
        known = self._store.live_ids()
        self.remove(np.setdiff1d(known, live))
        if len(np.setdiff1d(live, known)) > 0:
            raise IndexDamagedError("The search index lacks photos that the library has.")


def _end_builds(stop: threading.Event, builders: list[threading.Thread]) -> None:
    stop.set()
    for builder in list(builders):
        builder.join()


def _rows_of(
    header: Header, state: State, extra: dict[str, NDArray[np.generic]]
) -> tuple[NDArray[np.float16], Ids, NDArray[np.bool_]]:
    """Vectors, ids and life of all rows; each element of hnswlib's level 0 holds its label and vector."""
    ids, alive = extra["our_ids"].astype(np.int64), extra["our_alive"].astype(np.bool_)
    size, at, label_at = (int(str(state[key])) for key in ("size_data_per_element", "offset_data", "label_offset"))
    level0 = state["data_level0"]
    assert isinstance(level0, np.ndarray)
    elements = level0.view(np.uint8).reshape(-1, size)[: len(ids)]
    labels = np.ascontiguousarray(elements[:, label_at : label_at + 8]).view(np.uint64).reshape(-1).astype(np.int64)
    if not np.array_equal(np.sort(labels), np.arange(len(ids))):
        raise IndexDamagedError("The search index does not number its photos as it should.")
    vectors = np.zeros((len(ids), header.dim), np.float16)
    for start in range(0, len(ids), 8192):
        raw = np.ascontiguousarray(elements[start : start + 8192, at : at + 4 * header.dim])
        vectors[labels[start : start + 8192]] = raw.view(np.float32)
    return vectors, ids, alive
