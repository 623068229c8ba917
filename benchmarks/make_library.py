"""Makes a library of N made-up photos, without the photos: to measure what a large library costs.

python -m benchmarks.make_library DIR N [--dim 512] [--seed 1] [--model starter]

The rows are as real ones: folders by year, month and camera, times of 15 years, ratings, captions, places, copies. The
embeddings lie in clusters and belong to the model named, the shipped one by default, so that the app searches them. The
watched folder is on a drive that is not there: its photos are offline, and none is taken as removed.
A million photos take about three minutes and 3 GB.
"""

import argparse
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.made_embeddings import Motifs
from benchmarks.made_photos import CAMERAS, COPY_EVERY, Contents, Photos, make_contents, make_photos
from desktop_app.config import LibraryPaths, default_models_dir
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.encoders.text_tower import load_text_tower
from desktop_app.library import Library
from desktop_app.records import FolderState, ModelKey
from resources.scenes import random_scenes

PICTURES = Path("/media/red-bicycle-benchmark/Pictures")
"""Exists nowhere."""
_ROWS = 20_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR", help="the new library's folder")
    parser.add_argument("photos", type=int, metavar="N")
    parser.add_argument("--dim", type=int, default=512, help="of the embeddings; 0 makes none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", default="starter", help="whose embeddings they shall be")
    given = parser.parse_args()
    paths = LibraryPaths(given.folder.resolve())
    if paths.database.exists():
        parser.exit(1, f"There is a library in {given.folder} already.\n")
    if given.photos < 1:
        parser.exit(1, "A library needs at least one photo.\n")
    started = time.perf_counter()
    make_library(paths, given.photos, dim=given.dim, seed=given.seed, model_key=key_of(given.model))
    size = paths.database.stat().st_size
    print(f"{given.photos:,} photos, {size / 1e9:.2f} GB, {time.perf_counter() - started:.0f} s")
    return 0


def key_of(model_id: str) -> ModelKey:
    """Raises `ModelError` for an unknown model; one that is not on this machine has no key."""
    key = ModelCatalog(default_models_dir()).get(model_id).key
    assert key is not None, f"{model_id} is not on this machine"
    return key


def texts_of(model_id: str) -> NDArray[np.float32]:
    """The text_features of a thousand captions [N, D], of length 1: a library made for them resembles a real one."""
    catalog = ModelCatalog(default_models_dir())
    tower = load_text_tower(catalog.get(model_id), catalog)
    assert tower is not None, f"{model_id} has no text tower of CLIP's own kind"
    return tower.encode_text([scene.captions[0] for scene in random_scenes(1000, seed=1)])


def make_library(
    paths: LibraryPaths,
    photos: int,
    *,
    dim: int,
    seed: int,
    model_key: ModelKey,
    texts: NDArray[np.float32] | None = None,
) -> None:
    """Through the library's own door for the tables and the folder; the rows then straight into the tables.

    `texts`: those of the model whose embeddings these are to be, as `texts_of` gives them.
    """
    with Library.open(paths) as library:
        folder = library.folders.add(PICTURES)
        library.folders.set_state(folder.id, FolderState.OFFLINE)
    random = np.random.default_rng(seed)
    contents = make_contents(max(photos - photos // COPY_EVERY, 1), random)
    rows = make_photos(photos, contents, random)
    connection = sqlite3.connect(paths.database, isolation_level=None)
    try:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -262144", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN IMMEDIATE")
        indexes = _drop_indexes(connection)
        _write_contents(connection, contents, random)
        _write_photos(connection, rows, contents, folder.id)
        if dim:
            parts = made_vectors(len(contents.taken_at), dim, seed=seed, texts=texts)
            _write_embeddings(connection, parts, dim=dim, model_key=model_key)
        for index in indexes:
            connection.execute(index)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _drop_indexes(connection: sqlite3.Connection) -> list[str]:
    """Returns how they are made again: at the end that takes a fraction of keeping them."""
    indexes = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql <> ''").fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    return [sql for _, sql in indexes]


def _write_contents(connection: sqlite3.Connection, contents: Contents, random: np.random.Generator) -> None:
    """Ids from 1. Hashes ascend, since the table that they are unique in is written in their order."""
    count = len(contents.taken_at)
    step = (1 << 62) // count
    head = np.arange(count, dtype=np.int64) * step + random.integers(0, step, count)
    tail = random.bytes(12 * count)
    look = random.integers(-(1 << 63), (1 << 63) - 1, count)
    names, lenses = [each.name for each in CAMERAS], [each.lens for each in CAMERAS]

    def rows(part: slice) -> Iterator[tuple[object, ...]]:
        columns = zip(
            *(
                column[part].tolist()
                for column in (
                    contents.width_px,
                    contents.height_px,
                    contents.mean_colour,
                    look,
                    contents.taken_at,
                    contents.camera,
                    contents.latitude,
                    contents.longitude,
                    head,
                )
            ),
            strict=True,
        )
        for at, (width, height, colour, seen, taken, camera, latitude, longitude, first) in enumerate(columns):
            place = part.start + at
            yield (
                place + 1,
                first.to_bytes(8, "big") + tail[12 * place : 12 * place + 12],
                width,
                height,
                colour,
                seen,
                None if taken < 0 else taken,
                names[camera],
                lenses[camera],
                None if latitude != latitude else latitude,  # noqa: PLR0124 - NaN is not itself
                None if longitude != longitude else longitude,  # noqa: PLR0124
            )

    for part in _parts(count):
        connection.executemany(
            "INSERT INTO content (id, hash, format, width_px, height_px, mean_colour, perceptual_hash, orientation, "
            "taken_at, camera, lens, latitude, longitude, caption, keywords) "
            "VALUES (?, ?, 'JPEG', ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, '', '[]')",
            rows(part),
        )


def _write_photos(connection: sqlite3.Connection, photos: Photos, contents: Contents, folder_id: int) -> None:
    directories = [f"{PICTURES}/{each}" for each in photos.directories]
    connection.executemany(
        "INSERT INTO directory (id, path) VALUES (?, ?)",
        ((place + 1, path.encode()) for place, path in enumerate(directories)),
    )

    def rows(part: slice) -> Iterator[tuple[object, ...]]:
        content = photos.content[part]
        columns = (
            content + 1,
            photos.directory[part],
            contents.size_bytes[content],
            photos.sort_at[part],
            photos.added_at_ns[part],
            photos.caption[part],
            photos.rating[part],
            photos.favourite[part].astype(np.int64),
            photos.rotation[part],
        )
        for at, (content_id, directory, size, when, added, caption, *user) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        ):
            number = part.start + at + 1
            words = photos.captions[caption]
            rating, favourite, rotation = user
            yield (
                number,
                content_id,
                folder_id,
                directory + 1,
                f"{directories[directory]}IMG_{number:07}.jpg".encode(),
                size,
                when * 1000,
                when,
                added,
                words,
                rating,
                favourite,
                int(words != ""),
                int(rating > 0),
                favourite,
                rotation,
            )

    for part in _parts(len(photos.content)):
        connection.executemany(
            "INSERT INTO photo (id, content_id, folder_id, directory_id, path, size_bytes, mtime_ns, sort_at, "
            "added_at, keywords, caption, rating, favourite, caption_by_user, rating_by_user, favourite_by_user, "
            "rotation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', ?, ?, ?, ?, ?, ?, ?)",
            rows(part),
        )


def _write_embeddings(
    connection: sqlite3.Connection, parts: Iterator[tuple[int, NDArray[np.float16]]], *, dim: int, model_key: ModelKey
) -> None:
    model_id = connection.execute("INSERT INTO model (key, dim) VALUES (?, ?)", (model_key, dim)).lastrowid
    for first, vectors in parts:
        connection.executemany(
            "INSERT INTO embedding (model_id, content_id, vector) VALUES (?, ?, ?)",
            ((model_id, first + at + 1, row.tobytes()) for at, row in enumerate(vectors)),
        )


def made_vectors(
    count: int, dim: int, *, seed: int, texts: NDArray[np.float32] | None = None
) -> Iterator[tuple[int, NDArray[np.float16]]]:
    """The embeddings of a made library, part by part: the place of the first, and float16 [N, D]."""
    motifs = Motifs(dim, count, seed=seed, texts=texts)
    random = np.random.default_rng([seed, 2])
    for part in _parts(count):
        yield part.start, motifs.photos(part.stop - part.start, random).astype("<f2")


def _parts(count: int) -> Iterator[slice]:
    for first in range(0, count, _ROWS):
        yield slice(first, min(first + _ROWS, count))


if __name__ == "__main__":
    raise SystemExit(main())
