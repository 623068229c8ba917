"""Measures what a person's actions cost in small and large libraries. Prints one JSON line.

python -m benchmarks.library_scale [--sizes 10000,100000,1000000]

Everything measured goes through the library's own doors, on a copy of a library of `benchmarks.make_library`. What one
action costs must not grow with the library: its cost in the largest is given as a multiple of that in the smallest.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.make_library import PICTURES
from benchmarks.report import Figure, report
from benchmarks.scale import copy_of, key_of_model
from desktop_app.config import LibraryPaths
from desktop_app.jobs import run
from desktop_app.library import Library
from desktop_app.records import Arrangement, Content, ContentId, ImageMetadata, PhotoFilter, PhotoId

MOST_TIMES = 3.0
Figures = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    given = parser.parse_args()
    sizes = sorted(map(int, given.sizes.split(",")))
    figures: dict[str, Figure] = {}
    actions: dict[int, Figures] = {}
    for size in sizes:
        with copy_of(size) as paths:
            actions[size], whole = measure(paths, size)
        figures |= {f"{size:,} photos: {name}": value for name, value in (actions[size] | whole).items()}
    bars: dict[str, str] = {}
    if len(sizes) > 1:
        for name, value in actions[sizes[-1]].items():
            grown = f"{name.removesuffix(', ms')}: {sizes[-1]:,} ÷ {sizes[0]:,} photos"
            figures[grown] = value / actions[sizes[0]][name]
            bars[grown] = f"<= {MOST_TIMES:.0f}"
    report("library_scale", figures, bars)


def measure(paths: LibraryPaths, photos: int) -> tuple[Figures, Figures]:
    """What single actions cost in ms, and what walks over all photos costs in s."""
    Library.open(paths).close()  # brought up to date
    opening = timed(lambda: Library.open(paths).close(), times=20)
    with Library.open(paths) as library:
        actions = {"opening, ms": opening, **measure_actions(library, photos)}
        return {name: 1000 * value for name, value in actions.items()}, measure_walks(library, paths, photos)


def measure_actions(library: Library, photos: int) -> Figures:
    random = np.random.default_rng(7)
    pages = iter(random.integers(1, photos, (1000, 200)))
    contents = iter(random.integers(1, photos - photos // 50, (1000, 300)))
    return {
        "newest 500 of the grid, ms": timed(lambda: library.grid.read(limit=500), times=20),
        "records of 200 photos anywhere, ms": timed(lambda: library.photos.get(next(pages)), times=20),
        "photos of 300 contents found, ms": timed(lambda: library.photos.paths_by_content(next(contents)), times=20),
        "adding a photo, ms": timed(inserter(library, photos), times=20),
        "embedding a photo, ms": timed(embedder(library), times=20),
        "rating a photo, ms": timed(rater(library, next(pages)), times=20),
        "undoing that, ms": timed(library.history.undo, times=20),
    }


def measure_walks(library: Library, paths: LibraryPaths, photos: int) -> Figures:
    ids = library.photos.ids()
    arranged = {f"grid by {by}, s": timed(partial(library.grid.read, by=by), times=2) for by in Arrangement}

    def rate_all() -> None:
        with library.history.action() as action:
            action.set_rating(ids, 5)

    return {
        "file, MB": paths.database.stat().st_size / 1e6,
        "all ids, s": timed(library.photos.ids, times=3),
        **arranged,
        "numbers of the side bar, s": timed(lambda: library.overview.counts(added_since_ns=2**62), times=20),
        "folder tree, s": timed(library.overview.folder_tree, times=20),
        "favourites, s": timed(lambda: library.grid.read(PhotoFilter(favourite=True)), times=3),
        "known files, s": timed(library.photos.known_files, times=1),
        "photos without embedding, s": timed(lambda: library.embeddings.missing(key_of_model()), times=1),
        "reading all embeddings, s": timed(lambda: sum(1 for _ in library.embeddings.parts(key_of_model())), times=1),
        "rating all, s": timed(rate_all, times=1),
        "undoing that, s": timed(library.history.undo, times=1),
        "checking all, s": timed(lambda: run(library.check()), times=1),
    }


def inserter(library: Library, photos: int) -> Callable[[], None]:
    """Adds one new photo at each call."""
    numbers = iter(range(photos + 1, photos + 1_000_000))

    def insert() -> None:
        number = next(numbers)
        content = Content(
            content_hash=f"{number:040x}",
            format="JPEG",
            width_px=4000,
            height_px=3000,
            mean_colour=0,
            perceptual_hash=number,
            metadata=ImageMetadata(camera="Fujifilm X-T3"),
        )
        path = PICTURES / "new" / f"{number}.jpg"
        library.photos.insert(path, content, size_bytes=3_000_000, mtime_ns=1_700_000_000_000_000_000)

    return insert


def embedder(library: Library) -> Callable[[], None]:
    """Stores the embedding of one new content at each call."""
    key = key_of_model()
    random = np.random.default_rng(9)
    dim = library.embeddings.dim(key)
    assert dim is not None
    ids = iter(random.permutation(np.arange(1, 5000)).tolist())  # those that have one get another

    def embed() -> None:
        library.embeddings.add(key, [(ContentId(next(ids)), random.standard_normal(dim, dtype=np.float32))])

    return embed


def rater(library: Library, photo_ids: np.ndarray) -> Callable[[], None]:
    """Rates one photo at each call."""
    turns = iter(range(1_000_000))

    def rate() -> None:
        turn = next(turns)
        with library.history.action() as action:
            action.set_rating([PhotoId(int(photo_ids[turn % len(photo_ids)]))], 1 + turn % 5)

    return rate


def timed(work: Callable[[], object], *, times: int) -> float:
    """The median of `times` runs in seconds."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
