"""How the library does with many photos: prints one JSON line.

    python benchmarks/library_scale.py --photos 1000000 --vectors 100000

The photos are made up and written straight into the tables; everything measured goes through the library's own doors.
"""

import argparse
import json
import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from desktop_app.config import LibraryPaths
from desktop_app.jobs import run
from desktop_app.library import Library
from desktop_app.library.database import Database
from desktop_app.records import Arrangement, Content, ContentId, FolderId, ImageMetadata, ModelKey, PhotoFilter, PhotoId

MODEL = ModelKey("synthetic@000000000000")
DIM = 512


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=1_000_000)
    parser.add_argument("--vectors", type=int, default=100_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = LibraryPaths(Path(folder) / "library")
        figures = measure(paths, photos=arguments.photos, vectors=arguments.vectors)
    machine = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    print(json.dumps({"benchmark": "library_scale", **machine, **figures}))


def measure(paths: LibraryPaths, *, photos: int, vectors: int) -> dict[str, Any]:
    """Seconds unless the name says otherwise."""
    random = np.random.default_rng(7)
    with Library.open(paths) as library:
        folder = library.folders.add(paths.root.parent / "photos")
    fill(paths, photos, folder.id, folder.path)
    with Library.open(paths) as library:
        figures: dict[str, Any] = {"photos": photos, "vectors": vectors}
        figures["database_bytes"] = paths.database.stat().st_size
        figures["ids_s"] = timed(library.photos.ids)
        figures["ids_of_folder_s"] = timed(lambda: library.photos.ids(folder_id=folder.id))
        figures["ids_under_s"] = timed(lambda: library.photos.ids(under=folder.path / "2012"))
        figures["count_s"] = timed(library.photos.count)
        figures |= measure_lists(library, folder.path)
        figures["folders_s"] = timed(library.folders.all)
        figures["known_files_s"] = timed(library.photos.known_files, times=2)
        figures["known_files_of_a_subfolder_s"] = timed(
            lambda: library.photos.known_files(under=folder.path / "2012" / "07")
        )
        some = [PhotoId(int(each)) for each in random.integers(1, photos, 200)]
        figures["get_200_ms"] = 1000 * timed(lambda: library.photos.get(some), times=20)
        page = [PhotoId(each) for each in range(1, 4097)]
        figures["get_4096_ms"] = 1000 * timed(lambda: library.photos.get(page))
        figures["tiles_4096_ms"] = 1000 * timed(lambda: library.photos.tiles(page))
        contents = [ContentId(int(each)) for each in random.integers(1, photos, 200)]
        figures["by_content_200_ms"] = 1000 * timed(lambda: library.photos.by_content(contents), times=20)
        figures["data_version_us"] = 1e6 * timed(library.data_version, times=100)
        figures["insert_one_ms"] = 1000 * timed(inserter(library, folder.path, photos, batch=1), times=20)
        figures["insert_batch_of_64_ms"] = 1000 * timed(inserter(library, folder.path, 2 * photos, batch=64), times=10)
        figures["set_rating_ms"] = 1000 * timed(rater(library, some), times=20)
        figures |= measure_history(library)
        figures["missing_embeddings_s"] = timed(lambda: library.embeddings.missing(MODEL), times=1)
        figures |= measure_embeddings(library, vectors, random)
        figures["check_s"] = timed(lambda: run(library.check()), times=1)
        figures["folder_taken_over_s"] = timed(lambda: library.folders.add(folder.path.parent), times=1)
        around = library.folders.all()[0].id
        figures["folder_removed_s"] = timed(lambda: library.folders.remove(around), times=1)
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in figures.items()}


def measure_lists(library: Library, folder: Path) -> dict[str, float]:
    """What the window reads for its grid and its side bar."""
    arranged = {f"grid_by_{by}_s": timed(partial(library.grid.read, by=by), times=2) for by in Arrangement}
    vocabulary = library.overview.vocabulary()
    return {
        "grid_first_500_ms": 1000 * timed(lambda: library.grid.read(limit=500), times=20),
        **arranged,
        "grid_favourites_ms": 1000 * timed(lambda: library.grid.read(PhotoFilter(favourite=True))),
        "grid_under_one_folder_ms": 1000 * timed(lambda: library.grid.read(PhotoFilter(under=folder / "2012" / "07"))),
        "counts_ms": 1000 * timed(lambda: library.overview.counts(added_since_ns=0)),
        "folder_tree_ms": 1000 * timed(library.overview.folder_tree),
        "vocabulary_ms": 1000 * timed(library.overview.vocabulary),
        "complete_ms": 1000 * timed(lambda: vocabulary.complete("20"), times=20),
    }


def measure_history(library: Library) -> dict[str, float]:
    """A rating of every photo, and back."""
    ids = library.photos.ids()

    def rate_all() -> None:
        with library.history.action() as action:
            action.set_rating(ids, 5)

    return {
        "rate_all_s": timed(rate_all, times=1),
        "undo_all_s": timed(library.history.undo, times=1),
        "redo_all_s": timed(library.history.redo, times=1),
    }


def measure_embeddings(library: Library, vectors: int, random: np.random.Generator) -> dict[str, float]:
    """Of a model with 512 numbers a vector."""
    rows = random.standard_normal((1024, DIM), dtype=np.float32)
    start = time.perf_counter()
    for first in range(1, vectors + 1, len(rows)):
        ids = range(first, min(first + len(rows), vectors + 1))
        library.embeddings.add(MODEL, [(ContentId(each), rows[place]) for place, each in enumerate(ids)])
    return {
        "embeddings_add_1000_ms": 1000 * (time.perf_counter() - start) / max(vectors / 1000, 1),
        "embeddings_load_s": timed(lambda: library.embeddings.load(MODEL), times=2),
        "embeddings_load_last_100_ms": 1000 * timed(lambda: library.embeddings.load(MODEL, after_seq=vectors - 100)),
    }


def fill(paths: LibraryPaths, photos: int, folder_id: FolderId, folder: Path) -> None:
    """Twenty years of photos, a thousand in a folder, every tenth without a time of its own."""
    database = Database(paths.database)
    taken = np.random.default_rng(3).integers(1_000_000_000, 1_700_000_000, photos) * 1_000_000

    def contents() -> Iterator[tuple[object, ...]]:
        for each in range(1, photos + 1):
            when = None if each % 10 == 0 else int(taken[each - 1])
            yield (each, each.to_bytes(20, "big"), when, 0x336699 + each % 1000)

    def rows() -> Iterator[tuple[object, ...]]:
        for each in range(1, photos + 1):
            month = (each // 1000) % 240
            path = f"{directory(month)}IMG_{each:07}.jpg".encode()
            when = int(taken[each - 1])
            yield (each, each, folder_id, month + 1, path, 3_000_000 + each, when * 1000, when, when * 1000)

    def directory(month: int) -> str:
        return f"{folder}/{2000 + month // 12}/{month % 12 + 1:02}/"

    with database.transaction():
        database.write_many(
            "INSERT INTO content (id, hash, format, width_px, height_px, mean_colour, perceptual_hash, orientation, "
            "taken_at, camera, lens, latitude, longitude, caption, keywords) "
            "VALUES (?1, ?2, 'JPEG', 4000, 3000, ?4, ?1, 1, ?3, 'Fujifilm X-T5', 'XF 23mm', 47.5, 8.6, '', "
            '\'["holiday","sea"]\')',
            contents(),
        )
        database.write_many(
            "INSERT INTO directory VALUES (?, ?)", ((month + 1, directory(month).encode()) for month in range(240))
        )
        database.write_many(
            "INSERT INTO photo (id, content_id, folder_id, directory_id, path, size_bytes, mtime_ns, sort_at, "
            'added_at, keywords, caption, rating) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, \'["holiday","sea"]\', '
            "'At the sea', iif(?1 % 20, 0, 1 + ?1 % 5))",
            rows(),
        )
    database.close()


def inserter(library: Library, folder: Path, first: int, *, batch: int) -> Callable[[], None]:
    """Inserts `batch` new photos in one transaction at each call."""
    numbers = iter(range(first + 1, first + 1_000_000))

    def insert() -> None:
        with library.transaction():
            for _ in range(batch):
                each = next(numbers)
                content = Content(
                    content_hash=f"{each:040x}",
                    format="JPEG",
                    width_px=4000,
                    height_px=3000,
                    mean_colour=0,
                    perceptual_hash=each,
                    metadata=ImageMetadata(camera="Fujifilm X-T5"),
                )
                path = folder / "new" / f"{each}.jpg"
                library.photos.insert(path, content, size_bytes=3_000_000, mtime_ns=1_700_000_000_000_000_000)

    return insert


def rater(library: Library, photo_ids: list[PhotoId]) -> Callable[[], None]:
    """Rates one photo at each call."""
    turns = iter(range(1_000_000))

    def rate() -> None:
        turn = next(turns)
        with library.history.action() as action:
            action.set_rating([photo_ids[turn % len(photo_ids)]], 1 + turn % 5)

    return rate


def timed(work: Callable[[], object], *, times: int = 5) -> float:
    """The median of `times` runs in seconds."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
