"""Libraries of every released schema open, with all that they knew."""

import os
import sqlite3
from pathlib import Path

import pytest

from desktop_app.config import LibraryPaths
from desktop_app.jobs import run
from desktop_app.library import Library
from desktop_app.records import FolderState, PhotoId, PhotoState

SCHEMAS = Path(__file__).parent / "schemas"
A, B, C, D, E, GONE = (PhotoId(number) for number in range(1, 7))

pytestmark = pytest.mark.skipif(os.sep != "/", reason="the stored libraries have paths of POSIX")


@pytest.fixture
def first(paths: LibraryPaths) -> LibraryPaths:
    """A library as the first version wrote it."""
    paths.root.mkdir()
    connection = sqlite3.connect(paths.database)
    connection.executescript((SCHEMAS / "001_first_schema.sql").read_text(encoding="utf-8"))
    connection.close()
    return paths


def test_the_first_schema_opens_with_its_photos(first: LibraryPaths) -> None:
    with Library.open(first) as library:
        photos = {photo.id: photo for photo in library.photos.get([A, B, C, D, E, GONE])}
        assert [str(folder.path) for folder in library.folders.all()] == ["/media/stick", "/photos"]
        assert library.photos.count() == 4
        assert {photo.id for photo in photos.values() if photo.state is PhotoState.MISSING} == {E, GONE}
        assert photos[D].state is PhotoState.OFFLINE
        assert (photos[A].rating, photos[A].caption, photos[A].favourite) == (4, "Anna 🚲", True)
        assert {photo.quarter_turns for photo in photos.values()} == {0}
        assert library.photos.previous_paths(B) == [Path("/photos/2024/b.jpg")]
        assert library.problems.count() == 1
        assert run(library.check()) == ()
    assert len(list(first.backups.iterdir())) == 1


def test_its_folders_become_a_tree(first: LibraryPaths) -> None:
    with Library.open(first) as library:
        tree = [(node.path, node.depth, node.photos, node.state) for node in library.overview.folder_tree()]
    assert tree == [
        (Path("/media/stick"), 0, 1, FolderState.OFFLINE),
        (Path("/photos"), 0, 0, FolderState.WATCHED),
        (Path("/photos/2024"), 1, 2, FolderState.WATCHED),
        (Path("/photos/caf\udce9"), 1, 1, FolderState.WATCHED),
    ]


def test_its_history_can_be_undone_and_redone(first: LibraryPaths) -> None:
    with Library.open(first) as library:
        state = library.history.state()
        assert state.undo is not None
        assert state.redo is not None
        assert (state.undo.title, state.redo.title) == ("Rating of 1 photo", "Rating of 1 photo")
        assert library.history.redo().changed == 1
        assert library.photos.get([A])[0].rating == 1
        for _ in range(4):
            library.history.undo()
        assert library.history.state().undo is None
        photos = library.photos.get([A, B, C, E])
        assert [(photo.rating, photo.caption, photo.favourite) for photo in photos] == [
            (2, "From the file", False),
            (0, "", False),
            (0, "", False),
            (0, "", False),
        ]
