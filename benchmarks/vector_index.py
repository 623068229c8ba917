"""Measures the vector index: exact and through the graph, at several sizes. Prints one JSON line.

    python -m benchmarks.vector_index [--sizes 10000,60000,120000] [--dim 512] [--queries 200]

Vectors lie in clusters, as photos do. Queries are of two kinds: near the vectors (a photo as the query), and a fixed
direction away from all of them, as the texts of a contrastive model lie (Liang et al. 2022, arXiv 2203.02053).
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from desktop_app.search.vector_index import VectorIndex

Vectors = NDArray[np.float16]


def photo_vectors(count: int, dim: int, *, seed: int = 0) -> Vectors:
    random = np.random.default_rng(seed)
    centres = random.normal(size=(500, dim)).astype(np.float32)
    vectors = np.empty((count, dim), np.float16)
    for at in range(0, count, 10_000):
        size = min(10_000, count - at)
        part = centres[random.integers(0, 500, size)] + 0.7 * random.normal(size=(size, dim)).astype(np.float32)
        vectors[at : at + size] = part / np.linalg.norm(part, axis=1, keepdims=True)
    return vectors


def text_queries(near: Vectors, *, seed: int = 1) -> NDArray[np.float32]:
    """`near` photos, seen from the side of the texts: cosine about 0.3."""
    away = np.random.default_rng(seed).normal(size=near.shape[1])
    queries = near.astype(np.float32) * 0.3 + 0.95 * away / np.linalg.norm(away)
    return np.asarray(queries, dtype=np.float32)


def open_index(folder: Path, vectors: Vectors, *, exact: bool) -> VectorIndex:
    def load(after_seq: int) -> tuple[ArrayLike, ArrayLike, ArrayLike]:
        numbers = np.arange(after_seq + 1, len(vectors) + 1)
        return numbers, numbers, vectors[after_seq:]

    limit = len(vectors) if exact else 0
    return VectorIndex.open(folder, model_key="bench@0", dim=vectors.shape[1], load=load, exact_limit=limit)


def timed_queries(index: VectorIndex, queries: NDArray[np.floating], **options: Any) -> tuple[float, list[set[int]]]:
    """Median milliseconds, and the ids that were found."""
    found, times = [], []
    for query in queries:
        started = time.perf_counter()
        ids, _ = index.query(query, 10, **options)
        times.append(time.perf_counter() - started)
        found.append(set(ids.tolist()))
    return float(np.median(times)) * 1000, found


def recall(found: list[set[int]], truth: list[set[int]]) -> float:
    return sum(len(one & other) for one, other in zip(found, truth, strict=True)) / sum(map(len, truth))


def measure(count: int, dim: int, queries: int) -> dict[str, Any]:
    vectors = photo_vectors(count, dim)
    near = photo_vectors(count + queries, dim)[count:]
    texts = text_queries(near)
    with tempfile.TemporaryDirectory() as name:
        started = time.perf_counter()
        exact = open_index(Path(name), vectors, exact=True)
        result: dict[str, Any] = {"vectors": count, "exact_open_s": time.perf_counter() - started}
        result["exact_ms"], photo_truth = timed_queries(exact, near)
        _, text_truth = timed_queries(exact, texts)
        started = time.perf_counter()
        graph = open_index(Path(name), vectors, exact=False)
        graph.wait_until_built()
        result["graph_build_s"] = time.perf_counter() - started
        result["graph_ms"], found = timed_queries(graph, near)
        result["graph_recall_photo"] = recall(found, photo_truth)
        result["graph_text_ms"], found = timed_queries(graph, texts)
        result["graph_recall_text"] = recall(found, text_truth)
        subset = np.random.default_rng(2).permutation(count)[: min(20_000, count // 2)]
        result["subset"], result["subset_ms"] = len(subset), timed_queries(graph, near, allowed=subset)[0]
        started = time.perf_counter()
        graph.save()
        result["graph_save_s"] = time.perf_counter() - started
        result["graph_bytes"] = sum(path.stat().st_size for path in Path(name).iterdir())
        started = time.perf_counter()
        open_index(Path(name), vectors, exact=False).close()
        result["graph_open_s"] = time.perf_counter() - started
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in result.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,60000,120000")
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    rows = [measure(size, options.dim, options.queries) for size in sizes]
    print(json.dumps({"benchmark": "vector_index", "dim": options.dim, "cpus": os.cpu_count(), "sizes": rows}))


if __name__ == "__main__":
    main()
