"""Whether indexing needs more memory the more photos there are. Prints one JSON line.

    python -m benchmarks.index_memory [--photos 100000]

Small JPEGs, all different, written before; the encoder costs nothing, so that nothing but the pipeline is seen. The
resident size of the process is looked at every tenth of a second. What the first 5,000 photos need is set against what
all of them need; the list of what is to be read is complete before the first.
"""

import argparse
import io
import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
from PIL import Image

from benchmarks.indexing_parts import FreeEncoder, library_of
from benchmarks.report import report

FIRST = 5_000
_A_FOLDER = 500
_SIZE_PX = (160, 120)
GROWTH = "peak memory of all ÷ peak of the first 5,000"
FLAT = 1.1
"""Flat but for what the allocator and SQLite's cache keep."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=100_000)
    arguments = parser.parse_args()
    report("index_memory", measure(arguments.photos), {GROWTH: f"<= {FLAT}"})


def measure(count: int) -> dict[str, Any]:
    """The figures, by their names."""
    process = psutil.Process()
    with TemporaryDirectory(prefix="many-") as folder:
        photos = Path(folder).resolve() / "photos"
        write_photos(photos, count)
        peaks = {False: 0, True: 0}  # by whether the first 5,000 are done
        began_s = time.perf_counter()
        with library_of(photos, FreeEncoder(sees=False)) as indexer:
            job = indexer.index()
            while True:
                try:
                    progress = next(job)
                except StopIteration as stop:
                    indexed = stop.value.indexed
                    break
                if progress.activity == "index":
                    later = progress.done > FIRST
                    peaks[later] = max(peaks[later], process.memory_info().rss)
    assert indexed == count, indexed
    seconds = time.perf_counter() - began_s
    return {
        GROWTH: max(peaks.values()) / max(peaks[False], 1),
        "peak of the first 5,000, MB": peaks[False] / 2**20,
        "peak of all, MB": max(peaks.values()) / 2**20,
        "photos": count,
        "photos a second": count / seconds,
    }


def write_photos(folder: Path, count: int) -> None:
    """JPEGs of a few kilobytes. A comment makes each another content, at no cost."""
    shuffle = random.Random(3)
    pictures = []
    for _ in range(16):
        buffer = io.BytesIO()
        Image.effect_noise(_SIZE_PX, shuffle.randrange(20, 80)).convert("RGB").save(buffer, "JPEG", quality=80)
        pictures.append(buffer.getvalue())
    for number in range(count):
        path = folder / f"{number // _A_FOLDER:04}" / f"IMG_{number:06}.jpg"
        if number % _A_FOLDER == 0:
            path.parent.mkdir(parents=True)
        data, comment = pictures[number % len(pictures)], b"\xff\xfe\x00\x0a" + f"{number:08}".encode()
        path.write_bytes(data[:2] + comment + data[2:])


if __name__ == "__main__":
    main()
