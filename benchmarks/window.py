"""What the window costs with a million photos: the first picture, its memory, a frame while it is scrolled.

python -m benchmarks.window [--photos 1000000] [--library DIR]

A library from `benchmarks.make_library` without embeddings; where the ride goes, its photos have real thumbnails (of
the samples). Frames are 1920 × 1080, drawn without a screen, and counted from when they were due: what a decoding
thread or an answer of the library's holds up is in them. `--library` keeps the libraries there for the next time.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import machine
from benchmarks.make_library import key_of, make_library
from benchmarks.report import Figure, report
from benchmarks.window_ride import PLACES
from desktop_app.config import LibraryPaths, Settings
from desktop_app.imaging.thumbnails import ThumbnailCache
from desktop_app.library import Library
from desktop_app.records import PhotoId
from resources.scenes import render, sample_scenes
from resources.scenes.files import shape_of

PHOTOS = 1_000_000
FEW = 1_000
"""The same window with so few photos: what is more with many belongs to them."""
_BEFORE, _AFTER = 1_500, 8_000
"""Photos with thumbnails around each place that is scrolled."""
_ID_BYTES = 8
BARS = {
    "first paint, s": "<= 1",
    "memory at first paint, MB": "<= 250",
    "memory with the whole list, MB": "<= 250",
    "torch imported": "= False",
    "memory a photo beyond its id, bytes": "<= 64",
    "frame while scrolling, p95, ms": "<= 16",
    "frame while scrolling, p99, ms": "<= 33",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=PHOTOS)
    parser.add_argument("--library", type=Path, help="where the libraries are kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(given.library or Path(folder), given.photos)
    report("window", figures, BARS)
    return 0


def measure(root: Path, photos: int) -> dict[str, Figure]:
    many, few = prepared(root / f"library-{photos}", photos), prepared(root / f"library-{FEW}", FEW)
    ride("start", few)  # the system has read the programs now
    started, started_few = min((ride("start", many) for _ in range(3)), key=_first_paint), ride("start", few)
    assert started["photos"] == photos
    more_bytes = (started["settled_mb"] - started_few["settled_mb"]) * 2**20 / (photos - FEW)
    scrolled = ride("scroll", many)["frames_ms"]
    frames, work = np.array([frame for kind in scrolled.values() for frame in kind]).T
    return {
        "first paint, s": started["first_paint_s"],
        "first paint, processor time, s": started["processor_s"],
        "memory at first paint, MB": started["first_paint_mb"],
        "memory with the whole list, MB": started["settled_mb"],
        "memory at most, MB": started["peak_mb"],
        "torch imported": started["has_torch"],
        "memory a photo beyond its id, bytes": more_bytes - _ID_BYTES,
        "frame while scrolling, median, ms": float(np.median(frames)),
        "frame while scrolling, p95, ms": float(np.percentile(frames, 95)),
        "frame while scrolling, p99, ms": float(np.percentile(frames, 99)),
        "frame while scrolling, work of the window's thread, p95, ms": float(np.percentile(work, 95)),
        **{
            f"frame by {kind}, p95, ms": float(np.percentile(np.array(each)[:, 0], 95))
            for kind, each in scrolled.items()
        },
    }


def prepared(root: Path, photos: int) -> LibraryPaths:
    """The library of so many photos, made unless it is there, with thumbnails where the ride goes."""
    paths = LibraryPaths(root)
    if not paths.database.exists():
        make_library(paths, photos, dim=0, seed=1, model_key=key_of("starter"))
        make_thumbnails(paths)
    return paths


def make_thumbnails(paths: LibraryPaths) -> None:
    """Some samples, under the names of the photos that will be seen: links, not files of their own."""
    settings = Settings()
    cache = ThumbnailCache(paths.thumbnails, size_px=settings.thumbnail_size_px, limit_bytes=1 << 62)
    samples = []
    for number, scene in enumerate(sample_scenes()[:24]):
        name = f"{number:040x}"
        samples.append(cache.write(name, render(scene, size_px=shape_of(scene))))
    with Library.open(paths, read_only=True) as library:
        ids = library.grid.read().tiles.ids
        for place in range(PLACES):
            first = max(len(ids) * place // PLACES - _BEFORE, 0)
            chosen = [PhotoId(each) for each in ids[first : first + _BEFORE + _AFTER].tolist()]
            for number, photo in enumerate(library.photos.get(chosen)):
                link(samples[number % len(samples)], cache.path_of(photo.content_hash))


def link(sample: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        os.link(sample, path)


def ride(what: str, paths: LibraryPaths) -> dict[str, Any]:
    """In a process of its own, with compiled modules kept as where the app is installed."""
    command = [sys.executable, "-m", "benchmarks.window_ride", str(paths.root), what]
    environment = machine.environment()
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _first_paint(told: dict[str, Any]) -> float:
    return float(told["first_paint_s"])


if __name__ == "__main__":
    raise SystemExit(main())
