"""What one action costs must not grow with the library: none of its statements may walk over a table of photos."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from desktop_app.library import Library
from desktop_app.records import ContentId, Folder, ModelKey, PhotoId
from tests.library.conftest import Put, content

KEY = ModelKey("starter@0123456789ab")
WALK = re.compile(r"SCAN (photo|content|embedding|change_photo|path_history)\b")


@contextmanager
def traced(library: Library) -> Iterator[list[str]]:
    """The statements that run meanwhile, with their values."""
    statements: list[str] = []
    with library._database.connection() as connection:
        connection.set_trace_callback(statements.append)
    try:
        yield statements
    finally:
        with library._database.connection() as connection:
            connection.set_trace_callback(None)


def walks(library: Library, statements: list[str]) -> list[str]:
    """The steps of their plans that walk over a whole table or index."""
    found = []
    for statement in statements:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            plan = library._database.read(f"EXPLAIN QUERY PLAN {statement}")
            found += [f"{step}: {statement}" for *_, step in plan if WALK.search(step)]
    return found


def photo_ids(library: Library) -> list[PhotoId]:
    return [PhotoId(photo_id) for photo_id in library.photos.ids().tolist()]


def insert(library: Library) -> None:
    (folder,) = library.folders.all()
    library.photos.insert(folder.path / "new.jpg", content(99), size_bytes=1, mtime_ns=1)


def move(library: Library) -> None:
    (folder,) = library.folders.all()
    library.photos.move(photo_ids_known[0], folder.path / "other" / "moved.jpg", size_bytes=1, mtime_ns=1)


photo_ids_known = [PhotoId(1), PhotoId(2)]


def rate(library: Library) -> None:
    with library.history.action() as action:
        action.set_rating(photo_ids_known, 5)
        action.set_caption(photo_ids_known, "A boat")


def undo_and_redo(library: Library) -> None:
    library.history.undo()
    library.history.redo()
    library.history.state()


ACTIONS: dict[str, Callable[[Library], object]] = {
    "folders": lambda library: library.folders.all(),
    "how many": lambda library: library.photos.count(),
    "records": lambda library: library.photos.get(photo_ids_known),
    "by path": lambda library: library.photos.by_path(Path("/photos/a.jpg")),
    "by content": lambda library: library.photos.by_content([ContentId(1)]),
    "photos found": lambda library: library.photos.paths_by_content([ContentId(1), ContentId(2)]),
    "known content": lambda library: library.photos.find_content(f"{1:040x}"),
    "moved from": lambda library: library.photos.missing_with_content(ContentId(1)),
    "insert": insert,
    "move": move,
    "rate": rate,
    "undo": undo_and_redo,
    "missing": lambda library: library.photos.set_missing([PhotoId(1)]),
    "back": lambda library: library.photos.set_present([PhotoId(1)]),
    "embed": lambda library: library.embeddings.add(KEY, [(ContentId(2), np.ones(4, np.float32))]),
    "new embeddings": lambda library: library.embeddings.load(KEY, after_seq=1),
    "one embedding": lambda library: library.embeddings.get([ContentId(1)], KEY),
    "not embedded": lambda library: library.embeddings.missing(KEY, among=[ContentId(2)]),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_reads_only_what_it_is_about(library: Library, folder: Folder, put: Put, name: str) -> None:
    for number in range(1, 30):
        put(f"{number}.jpg", number)
    library.embeddings.add(KEY, [(ContentId(number), np.ones(4, np.float32)) for number in (1, 3)])
    rate(library)
    with traced(library) as statements:
        ACTIONS[name](library)
    assert statements
    assert walks(library, statements) == []


def test_a_page_of_the_grid_is_read_from_an_index_in_order(library: Library, put: Put) -> None:
    put("a.jpg", 1)
    with traced(library) as statements:
        library.grid.read(limit=500)
    plans = [
        step
        for statement in statements
        if statement.startswith("SELECT")
        for *_, step in library._database.read(f"EXPLAIN QUERY PLAN {statement}")
    ]
    assert any("photo_timeline" in step for step in plans)
    assert not any("TEMP B-TREE FOR ORDER BY" in step for step in plans)
