"""The made libraries that benchmarks share: made once, kept in a folder, and copied where they are changed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.make_library import key_of, make_library, texts_of
from desktop_app.config import LibraryPaths
from desktop_app.library import Library
from desktop_app.records import ModelKey
from desktop_app.search.vector_index import VectorIndex

DIM = 512
MODEL = "starter"
SEED = 1
_FOLDER = "RED_BICYCLE_BENCHMARKS"


def folder() -> Path:
    """Where they are kept: 2 GB for a million photos, and as much again for the search index."""
    return Path(os.environ.get(_FOLDER) or Path(__file__).parents[1] / ".benchmarks")


def key_of_model() -> ModelKey:
    """Whose embeddings the libraries hold: the shipped model's, so that the app searches them."""
    return key_of(MODEL)


def library_of(photos: int) -> LibraryPaths:
    """A library of so many photos that nobody changes."""
    paths = LibraryPaths(folder() / f"{photos}")
    if not paths.database.exists():
        folder().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder()) as unfinished:
            made = LibraryPaths(Path(unfinished) / "library")
            texts = texts_of(MODEL)
            make_library(made, photos, dim=DIM, seed=SEED, model_key=key_of_model(), texts=texts)
            made.root.replace(paths.root)
    with Library.open(paths):  # brings one of an earlier version up to date
        return paths


@contextmanager
def copy_of(photos: int) -> Iterator[LibraryPaths]:
    """Such a library to be changed, without an index."""
    kept = library_of(photos)
    with tempfile.TemporaryDirectory(dir=folder()) as place:
        paths = LibraryPaths(Path(place) / "library")
        paths.root.mkdir()
        shutil.copyfile(kept.database, paths.database)
        yield paths


def open_index(library: Library) -> VectorIndex:
    """As the app opens it."""
    key, embeddings = key_of_model(), library.embeddings
    return VectorIndex.open(
        library.paths.index,
        model_key=key,
        dim=DIM,
        load=lambda after_seq: embeddings.parts(key, after_seq=after_seq),
        live_ids=lambda: embeddings.content_ids(key),
    )


def build_index(paths: LibraryPaths) -> None:
    """Until its graph answers, and saves it; one that was saved is only read."""
    with Library.open(paths) as library:
        index = open_index(library)
        try:
            index.wait_until_built()
            index.save()
        finally:
            index.close()
