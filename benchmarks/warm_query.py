"""Measures a warm text query through the worker: a real worker, a real client, from the question to the decoded answer.

python -m benchmarks.warm_query [--sizes 100000,1000000] [--queries 200]

Prints one JSON line. What the text encoder took is in the answer and subtracted: it is the model's, not the library's.
Each text is asked once, for as many photos as the window asks for, when the worker has looked at its folders and rests.
What the machine adds is told too: the same small computation is timed after each answer. On a Xeon at 2.5 GHz it takes
4.2 ms when nothing else is on that processor, and up to 8 where two cores share one with others.
"""

import argparse
import itertools
import time

import numpy as np
import psutil
from numpy.typing import NDArray

from benchmarks.made_photos import SETTINGS, SUBJECTS
from benchmarks.report import Figure, report
from benchmarks.scale import build_index, library_of
from desktop_app.records import SearchRequest
from desktop_app.worker.client import WorkerClient
from desktop_app.worker.protocol import Search, Shutdown

LIMIT = 300
"""As `desktop_app.gui.search_bar`, which would bring Qt along."""
_RESTING_PERCENT = 5
BARS_MS = {100_000: 10, 1_000_000: 25}
ADJECTIVES = ("", "small", "old", "bright", "distant", "happy", "blurred", "blue", "wet", "first")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100000,1000000")
    parser.add_argument("--queries", type=int, default=200)
    given = parser.parse_args()
    figures: dict[str, Figure] = {}
    bars: dict[str, str] = {}
    for size in map(int, given.sizes.split(",")):
        measured = measure(size, given.queries)
        figures |= {f"{name.format(f'{size:,} photos')}": value for name, value in measured.items()}
        if size in BARS_MS:
            bars[f"beyond the text encoder, {size:,} photos: p95, ms"] = f"<= {BARS_MS[size]}"
    report("warm_query", figures, bars)


def measure(photos: int, queries: int) -> dict[str, Figure]:
    paths = library_of(photos)
    build_index(paths)
    client = WorkerClient(paths, name="benchmark")
    client.connect(timeout_s=120)
    try:
        began = time.perf_counter()
        client.submit(Search(SearchRequest(text="a photo", limit=LIMIT))).result()
        first_s = time.perf_counter() - began
        worker = psutil.Process(client.worker_pid)
        _wait_for_rest(worker)
        for text in texts(queries + 20)[queries:]:
            _ask(client, text)
        whole, encoding, still = np.array([(*_ask(client, text), _compute()) for text in texts(queries)]).T
        rss_mb = worker.memory_info().rss / 1e6
        client.submit(Shutdown()).result(60)
    finally:
        client.close()
    beyond = 1000 * (whole - encoding)
    return {
        "beyond the text encoder, {}: median, ms": float(np.median(beyond)),
        "beyond the text encoder, {}: p95, ms": _p95(beyond),
        "with the text encoder, {}: p95, ms": _p95(1000 * whole),
        "a fixed computation beside it, {}: median, ms": 1000 * float(np.median(still)),
        "a fixed computation beside it, {}: p95 ÷ median": _p95(still) / float(np.median(still)),
        "first query of a new worker, {}, s": first_s,
        "memory of the worker, {}, MB": rss_mb,
    }


def texts(count: int) -> list[str]:
    """Different ones."""
    parts = itertools.product(ADJECTIVES, SUBJECTS, SETTINGS)
    words = [" ".join(filter(None, part)) for part in parts]
    assert count <= len(words)
    order = np.random.default_rng(4).permutation(len(words))
    return [words[place] for place in order[:count]]


def _ask(client: WorkerClient, text: str) -> tuple[float, float]:
    """Seconds in all and in the encoder."""
    began = time.perf_counter()
    result = client.submit(Search(SearchRequest(text=text, limit=LIMIT))).result(60)
    took = time.perf_counter() - began
    assert len(result.hits) == LIMIT
    return took, result.encoding_seconds


def _wait_for_rest(process: psutil.Process) -> None:
    """Until it has computed next to nothing for a second; 60 s at most."""
    until = time.monotonic() + 60
    while process.cpu_percent(interval=1.0) > _RESTING_PERCENT and time.monotonic() < until:
        pass


def _compute() -> float:
    """Seconds for a few milliseconds of plain computing."""
    began = time.perf_counter()
    sum(range(200_000))
    return time.perf_counter() - began


def _p95(values: NDArray[np.float64]) -> float:
    return float(np.percentile(values, 95))


if __name__ == "__main__":
    main()
