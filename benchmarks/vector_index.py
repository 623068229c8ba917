"""Measures the vector index of libraries of several sizes: recall, memory, times. Prints one JSON line.

python -m benchmarks.vector_index [--sizes 10000,100000,1000000] [--queries 200]

Queries are of two kinds: further photos of the same motifs, and texts, which lie away from all photos. What is right is
found by comparing each with all vectors that the library stores, without the index. Memory is what a process of its own
has more after opening the index and asking it than before.
"""

import argparse
import multiprocessing
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress

import numpy as np
import psutil
from numpy.typing import NDArray

from benchmarks.made_embeddings import Motifs
from benchmarks.made_photos import COPY_EVERY
from benchmarks.report import Figure, report
from benchmarks.scale import DIM, SEED, build_index, key_of_model, library_of, open_index
from desktop_app.config import LibraryPaths
from desktop_app.library import Library
from desktop_app.search.vector_index import VectorIndex
from desktop_app.workspace.memory import return_large_blocks

BARS = {"recall@10, photos": ">= 0.98", "recall@10, texts": ">= 0.98", "memory, MB": "<= 1500"}
BARRED = 1_000_000
Queries = dict[str, NDArray[np.float32]]
K = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--queries", type=int, default=200)
    given = parser.parse_args()
    figures: dict[str, Figure] = {}
    bars: dict[str, str] = {}
    for size in map(int, given.sizes.split(",")):
        # A process for each size: memory that one gave back must not hide what the next one takes.
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
            measured = process.submit(measure, size, given.queries).result()
        figures |= {f"{size:,} × {DIM}: {name}": value for name, value in measured.items()}
        if size == BARRED:
            bars |= {f"{size:,} × {DIM}: {name}": bar for name, bar in BARS.items()}
    report("vector_index", figures, bars)


def measure(size: int, count: int) -> dict[str, Figure]:
    paths = library_of(size)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        process.submit(build_index, paths).result()
    queries = make_queries(size, count)
    figures, found = measure_index(paths, queries)
    right = truth(paths, queries)
    recalls: dict[str, Figure] = {f"recall@10, {kind}": recall(found[kind], right[kind]) for kind in queries}
    return recalls | figures


def measure_index(paths: LibraryPaths, queries: Queries) -> tuple[dict[str, Figure], dict[str, NDArray[np.int64]]]:
    """The figures, and for each kind the ids that were found [N, K]."""
    return_large_blocks()  # as the worker does
    with Library.open(paths) as library:
        library.embeddings.count(key_of_model())
        before = psutil.Process().memory_info().rss
        with Peak() as peak:
            began = time.perf_counter()
            index = open_index(library)
            opened_s = time.perf_counter() - began
        assert index.wait_until_built()
        found, times = {}, {}
        for kind, vectors in queries.items():
            for vector in vectors[:20]:  # what is asked often lies in the system's cache
                index.query(vector, K)
            found[kind], times[kind] = asked(index, vectors)
        after = psutil.Process().memory_info().rss
        exact = [_timed(index, vector, len(index)) for vector in queries["texts"][:3]]
        figures: dict[str, Figure] = {
            "memory, MB": (after - before) / 1e6,
            "memory at most while it is opened, MB": (peak.bytes - before) / 1e6,
            "opening, s": opened_s,
            "on the disk, MB": sum(path.stat().st_size for path in paths.index.glob("*")) / 1e6,
        }
        for kind, seconds in times.items():
            figures[f"query of {kind}: median, ms"] = 1000 * float(np.median(seconds))
            figures[f"query of {kind}: p95, ms"] = 1000 * float(np.percentile(seconds, 95))
        figures["all of them in order, ms"] = 1000 * float(np.median(exact))
        index.close()
    return figures, found


def make_queries(photos: int, count: int) -> Queries:
    """As `benchmarks.make_library` made the library's."""
    motifs = Motifs(DIM, photos - photos // COPY_EVERY, seed=SEED)
    random = np.random.default_rng(77)
    return {"photos": motifs.photos(count, random), "texts": motifs.texts(count, random)}


def asked(index: VectorIndex, vectors: NDArray[np.float32]) -> tuple[NDArray[np.int64], list[float]]:
    """The ids found [N, K], and seconds."""
    found, seconds = [], []
    for vector in vectors:
        began = time.perf_counter()
        ids, _ = index.query(vector, K)
        seconds.append(time.perf_counter() - began)
        found.append(ids)
    return np.array(found), seconds


def truth(paths: LibraryPaths, queries: Queries) -> dict[str, NDArray[np.int64]]:
    """The ids that are nearest [N, K], by brute force over what is stored."""
    names, all_queries = list(queries), np.concatenate(list(queries.values()))
    best = np.full((len(all_queries), K), -np.inf, np.float32)
    ids = np.zeros((len(all_queries), K), np.int64)
    with Library.open(paths, read_only=True) as library:
        for _, part_ids, vectors in library.embeddings.parts(key_of_model()):
            units = vectors.astype(np.float32)
            units /= np.linalg.norm(units, axis=1, keepdims=True)
            scores = np.concatenate([best, all_queries @ units.T], axis=1)
            candidates = np.concatenate([ids, np.broadcast_to(part_ids, (len(ids), len(part_ids)))], axis=1)
            top = np.argpartition(-scores, K - 1, axis=1)[:, :K]
            best, ids = np.take_along_axis(scores, top, axis=1), np.take_along_axis(candidates, top, axis=1)
    return dict(zip(names, np.split(ids, len(names)), strict=True))


def recall(found: NDArray[np.int64], right: NDArray[np.int64]) -> float:
    return float(np.mean([np.isin(one, other).mean() for one, other in zip(right, found, strict=True)]))


class Peak:
    """The most memory that this process had meanwhile, looked at every few milliseconds."""

    def __init__(self) -> None:
        self.bytes = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        process = psutil.Process()
        while not self._done.wait(0.01):
            with suppress(psutil.Error):
                self.bytes = max(self.bytes, process.memory_info().rss)


def _timed(index: VectorIndex, vector: NDArray[np.float32], k: int) -> float:
    began = time.perf_counter()
    index.query(vector, k)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
