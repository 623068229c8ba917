"""The nearest contents of a vector: exact while that is fast, through an HNSW graph above.

The graph is only a short cut. The vectors themselves stay in a `VectorStore`, so an exact answer is always possible:
for few vectors, for a small `allowed` set, for a large `k`, while the graph is being built, and whenever the graph
cannot fill `k`. A graph's candidates are scored again with the stored vectors: similarities are the same cosines either
way.

Few vectors lie in memory and come from the library each time. Many lie in a file beside the graph, and the graph has
them in fewer dimensions: a million photos take 1.2 GB of memory. A graph under way is saved from time to time, and
gone on with after whatever end.
"""

import logging
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from desktop_app.errors import IndexDamagedError, SearchError
from desktop_app.search.graph import Graph
from desktop_app.search.graph_file import new_vectors_path, remove_graph, remove_leftovers
from desktop_app.search.graph_search import learn_projection, through_graph
from desktop_app.search.row_lookup import Ids, Rows
from desktop_app.search.saved_index import SavedIndex, read_index, writing
from desktop_app.search.vector_store import Vector, VectorStore, clean, unit_query

_log = logging.getLogger(__name__)

EXACT_LIMIT = 80_000
"""Vectors up to which a query reads them all. benchmarks/vector_index.py, 512 dimensions, 2 cores: 6 ms for 60,000 and
12 for 120,000 on an idle machine, 26 and 52 on one that is busy indexing; a graph takes 1.3, but minutes to build.
A text takes some 20 ms to encode."""
SUBSET_LIMIT = 8_000
"""An `allowed` set up to this size is read whole: exact, and as fast as asking the graph for many and dropping most."""
MAX_DEAD_SHARE = 0.3
"""Dead rows cost the graph recall and time: above this share it is dropped and built anew."""
INSERT_ROWS = 32
"""Rows added to the graph while a query waits: about 15 ms."""
LATE_ROWS = 512
"""New rows since a graph was saved up to which it is ready at once; more are inserted in the background."""
BUILD_ROWS = 512
BUILD_SAVE_S = 120.0
"""How often a graph under way is saved."""
BUILD_THREADS = max(1, (os.cpu_count() or 1) // 4)
"""The machine has other work while the graph is built."""

Load = Callable[[int], Iterable[tuple[ArrayLike, ArrayLike, ArrayLike]]]
"""`load(after_seq)`: sequence numbers [N], content ids [N], vectors [N, D] of what was embedded after `after_seq`, in
parts that each fit into memory."""


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
        self._unfinished: Graph | None = None
        """A graph that lacks the newest rows; only the builder touches it while there is one."""
        self._load: Load = lambda _: ()
        self._stop = threading.Event()
        self._builders: list[threading.Thread] = []
        self._at_exit = weakref.finalize(self, _end_builds, self._stop, self._builders)
        self._last_seq = 0
        self._changed = False
        self._can_write = True

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
        index._load = load
        try:
            if index._read():
                index._catch_up()
                if live_ids is not None:
                    index._reconcile(np.asarray(live_ids(), dtype=np.int64))
            else:
                index._catch_up()
        except (IndexDamagedError, OSError) as error:
            index._start_over(error)
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
        query = unit_query(vector, self.dim)
        wanted = None if allowed is None else np.asarray(allowed, dtype=np.int64).reshape(-1)
        try:
            return self._answer(query, k, wanted)
        except IndexDamagedError as error:
            self._start_over(error)
            self._start_building_if_worth_it()
            return self._answer(query, k, wanted)
        except OSError as error:
            raise SearchError(f"The search index cannot be read: {error.strerror or error}.") from error

    def knows(self, ids: ArrayLike) -> NDArray[np.bool_]:
        """Which of `ids` [N] have a vector."""
        with self._lock:
            return self._store.knows(np.asarray(ids, dtype=np.int64).reshape(-1))

    def save(self) -> None:
        """Writes the graph, if there is one. Raises `OSError`."""
        with self._save_lock:
            with self._lock:
                graph = self._graph
                if graph is None:
                    if len(self._store) <= self._exact_limit and not self._builders:
                        remove_graph(self._folder, self.model_key)
                    return
                if not self._changed:
                    return
                write = self._writing(graph)
                self._changed = False
            try:
                write()
            except OSError:
                self._changed = True
                raise

    def wait_until_built(self, timeout_s: float | None = None) -> bool:
        """Whether no graph is being built any more, after at most `timeout_s`."""
        for builder in list(self._builders):
            builder.join(timeout_s)
        return not self._builders

    def close(self) -> None:
        """Ends a build under way, and saves how far it came, but no graph that is ready; the index still answers."""
        self._at_exit()
        with self._lock:
            unfinished = self._unfinished
        if unfinished is not None and len(unfinished) > 0:
            self._save_unfinished(unfinished)

    # Asking

    def _answer(self, query: Vector, k: int, allowed: Ids | None) -> tuple[Ids, Vector]:
        with self._lock:
            snapshot, graph, living = self._store.snapshot(), self._graph, len(self._store)
        rows = None if allowed is None else snapshot.rows_of(allowed)
        available = living if rows is None else len(rows)
        k = min(max(k, 0), available)
        if graph is not None and k > 0 and not (rows is not None and available <= SUBSET_LIMIT):
            found = through_graph(graph, query, k, snapshot, rows=rows, lock=self._lock)
            if found is not None:
                return found
        return snapshot.nearest(query, k, rows)

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
        dead = self._append(ids, vectors)
        if self._graph is not None:
            try:
                self._graph.kill(dead)
                self._insert_late_rows(self._graph)
            except (RuntimeError, MemoryError) as error:
                _log.warning("The search graph could not grow and is built anew: %s", error)
                self._graph = None

    def _append(self, ids: Ids, vectors: NDArray[np.float16]) -> Rows:
        if self._store.file is None and self._store.row_count + len(ids) > self._exact_limit:
            self._use_file()
        try:
            return self._store.add(ids, vectors)
        except OSError as error:
            self._give_up_file(error)
            return self._store.add(ids, vectors)

    def _use_file(self) -> None:
        if not self._can_write:
            return
        try:
            self._store.move_to_file(new_vectors_path(self._folder, self.model_key))
        except OSError as error:
            self._give_up_file(error)

    def _give_up_file(self, error: OSError) -> None:
        """A folder that cannot be written costs memory, no more."""
        _log.warning("The search index stays in memory: %s.", error.strerror or error)
        self._can_write = False
        self._store.move_to_memory()

    def _insert_late_rows(self, graph: Graph, *, threads: int = 1) -> None:
        first, snapshot = len(graph), self._store.snapshot()
        rows = np.arange(first, len(snapshot.ids))
        if len(rows):
            graph.add(rows, snapshot.units(rows), threads=threads)

    def _drop_dead(self) -> None:
        if self._store.dead_share <= MAX_DEAD_SHARE or self._builders:
            return
        self._graph = self._unfinished = None
        path = None
        if self._can_write and len(self._store) > self._exact_limit:
            path = new_vectors_path(self._folder, self.model_key)
        try:
            self._store = self._store.compacted(path)
        except OSError as error:
            self._give_up_file(error)
            self._store = self._store.compacted(None)

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
        try:
            with self._lock:
                snapshot, graph = self._store.snapshot(), self._unfinished
            if graph is None:
                graph = Graph.empty(learn_projection(snapshot), int(len(snapshot.ids) * 1.1))
                with self._lock:
                    self._unfinished = graph
            self._grow(graph)
        except (IndexDamagedError, OSError) as error:
            _log.warning("The search graph could not be built: %s", error)
            with self._lock:
                self._unfinished = None
        finally:
            with self._lock:
                self._builders.clear()

    def _grow(self, graph: Graph) -> None:
        done, saved_at = False, time.monotonic()
        while not done and not self._stop.is_set():
            with self._lock:
                snapshot = self._store.snapshot()
                first, last = len(graph), len(snapshot.ids)
                rows = np.arange(first, min(first + BUILD_ROWS, last))
                done = last - first < BUILD_ROWS
                if done:
                    self._insert_late_rows(graph)
                    graph.kill(np.flatnonzero(~snapshot.alive))
                    self._graph, self._unfinished, self._changed = graph, None, True
            if not done:
                graph.add(rows, snapshot.units(rows), threads=BUILD_THREADS)
                if time.monotonic() - saved_at > BUILD_SAVE_S:
                    self._save_unfinished(graph)
                    saved_at = time.monotonic()

    # Saving and reading

    def _writing(self, graph: Graph) -> Callable[[], None]:
        """What `graph` and store are at this moment, to be written later. Raises `OSError`."""
        if self._store.file is None:
            self._store.move_to_file(new_vectors_path(self._folder, self.model_key))
            self._can_write = True
        return writing(
            self._folder, SavedIndex(self._store, graph, self._last_seq), model_key=self.model_key, dim=self.dim
        )

    def _save_unfinished(self, graph: Graph) -> None:
        """A full disk costs the work so far when the program ends, no more."""
        try:
            with self._save_lock:
                with self._lock:
                    write = self._writing(graph)
                write()
        except OSError as error:
            _log.warning("The search graph under way could not be saved: %s.", error.strerror or error)

    def _read(self) -> bool:
        """Whether there was something."""
        saved = read_index(self._folder, model_key=self.model_key, dim=self.dim)
        if saved is None:
            remove_leftovers(self._folder, self.model_key, keep=())
            return False
        self._store, self._unfinished, self._last_seq = saved.store, saved.graph, saved.last_seq
        return True

    def _catch_up(self) -> None:
        """New rows join the graph here while they are few, else in the background."""
        for seqs, ids, vectors in self._load(self._last_seq):
            newest = np.asarray(seqs, dtype=np.int64)
            new_ids, new_vectors = self._checked(ids, vectors)
            with self._lock:
                self._append(new_ids, new_vectors)
                self._last_seq = max(self._last_seq, int(newest.max()) if len(newest) else 0)
                self._changed = self._changed or len(newest) > 0
        with self._lock:
            graph = self._unfinished
            if graph is not None and self._store.row_count - len(graph) <= LATE_ROWS:
                self._insert_late_rows(graph)
                graph.kill(np.flatnonzero(~self._store.snapshot().alive))
                self._graph, self._unfinished = graph, None
            self._drop_dead()

    def _reconcile(self, live: Ids) -> None:
        known = self._store.live_ids()
        self.remove(np.setdiff1d(known, live))
        if len(np.setdiff1d(live, known)) > 0:
            raise IndexDamagedError("The search index lacks photos that the library has.")

    def _start_over(self, error: Exception) -> None:
        """From the library alone."""
        _log.warning("The search index is rebuilt: %s", error)
        with self._lock:
            self._store, self._graph, self._unfinished = VectorStore(self.dim), None, None
            self._last_seq, self._changed = 0, True
            remove_graph(self._folder, self.model_key)
            self._catch_up()


def _end_builds(stop: threading.Event, builders: list[threading.Thread]) -> None:
    stop.set()
    for builder in list(builders):
        builder.join()
