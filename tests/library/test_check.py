import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop_app.config import LibraryPaths
from desktop_app.jobs import run
from desktop_app.library import Library
from desktop_app.records import Edit, Folder, FolderId, ModelKey, PhotoId, PhotoState
from tests.library.conftest import Put, content

KEY = ModelKey("starter@0123456789ab")
Spoil = Callable[[str], None]


@pytest.fixture
def spoil(paths: LibraryPaths, library: Library) -> Spoil:
    """Writes behind the library's back, as a damaged disk or an old bug would."""

    def write(statement: str) -> None:
        connection = sqlite3.connect(paths.database)
        connection.execute("PRAGMA ignore_check_constraints = 1")
        connection.execute("PRAGMA writable_schema = 1")
        connection.execute(statement)
        connection.commit()
        connection.close()

    return write


def kinds(library: Library, *, repair: bool = False) -> list[str]:
    return [problem.kind for problem in run(library.check(repair=repair))]


def repaired(library: Library) -> list[str]:
    """The kinds that were found and put right; a second look finds nothing."""
    found = run(library.check(repair=True))
    assert all(problem.repaired for problem in found)
    assert kinds(library) == []
    return [problem.kind for problem in found]


def fill(library: Library, put: Put) -> None:
    with library.transaction():
        ids = [put(f"{number}.jpg", number) for number in range(20)]
        photos = library.photos.get(ids)
        library.photos.set_missing(ids[:2])
        library.embeddings.add(KEY, [(photo.content_id, np.ones(4, np.float32)) for photo in photos])
        with library.history.action() as action:
            action.set_rating(ids, 5)


def test_a_healthy_library_has_no_problems(library: Library, folder: Folder, put: Put) -> None:
    fill(library, put)
    removed = library.folders.add(folder.path.with_name("other"))
    library.photos.insert(removed.path / "a.jpg", content(90), size_bytes=1, mtime_ns=1)
    library.folders.remove(removed.id)
    before = library.data_version()
    assert kinds(library) == []
    assert repaired(library) == []
    assert library.data_version() == before


def test_checking_reports_its_progress(library: Library) -> None:
    seen = [(progress.activity, progress.done) for progress in library.check()]
    assert seen == [("check", done) for done in range(len(seen))]
    assert len(seen) > 3


def test_damaged_embeddings_are_made_anew(library: Library, put: Put, spoil: Spoil) -> None:
    fill(library, put)
    for seq, vector in ((1, b"\x00\x7e" * 4), (2, b"\0" * 8), (3, b"\0" * 6), (4, b"\x00\x7c" * 4)):
        spoil(f"UPDATE embedding SET vector = x'{vector.hex()}' WHERE seq = {seq}")
    assert kinds(library) == ["bad_embedding"]
    assert repaired(library) == ["bad_embedding"]
    assert library.embeddings.count(KEY) == 16
    assert len(library.embeddings.missing(KEY)) == 2


def test_a_photo_without_its_folder_comes_to_the_one_around_it(
    library: Library, folder: Folder, put: Put, spoil: Spoil
) -> None:
    fill(library, put)
    spoil("UPDATE photo SET folder_id = 77 WHERE id IN (5, 6)")
    found = run(library.check())
    assert {problem.path for problem in found} == {folder.path / "4.jpg", folder.path / "5.jpg"}
    assert repaired(library) == ["photo_without_folder"] * 2
    assert library.folders.all()[0].photo_count == 18


@pytest.mark.parametrize("directory", ["NULL + 77", "(SELECT id FROM directory WHERE CAST(path AS TEXT) LIKE '%/x/')"])
def test_a_photo_is_put_back_into_the_folder_its_file_lies_in(
    library: Library, folder: Folder, put: Put, spoil: Spoil, directory: str
) -> None:
    put("x/a.jpg", 1)
    photo_id = put("b.jpg", 2)
    spoil(f"UPDATE photo SET directory_id = coalesce({directory}, 77) WHERE id = {photo_id}")
    kind = "photo_without_directory" if "NULL" in directory else "misplaced_photo"
    assert repaired(library) == [kind]
    assert [(node.path, node.photos) for node in library.overview.folder_tree()] == [
        (folder.path, 1),
        (folder.path / "x", 1),
    ]


def test_folders_without_photos_are_forgotten(library: Library, folder: Folder, put: Put) -> None:
    photo_id = put("x/a.jpg", 1)
    library.photos.move(photo_id, folder.path / "b.jpg", size_bytes=1, mtime_ns=1)
    assert repaired(library) == []
    assert library.photos._database.read("SELECT count(*) FROM directory") == [(1,)]


def test_a_photo_without_any_folder_keeps_what_was_said(
    library: Library, folder: Folder, put: Put, spoil: Spoil
) -> None:
    fill(library, put)
    spoil(f"UPDATE photo SET path = CAST('{folder.path.parent}/lost/a.jpg' AS BLOB) WHERE id = 5")
    assert repaired(library) == ["misplaced_photo"]
    (photo,) = library.photos.get([PhotoId(5)])
    assert (photo.state, photo.rating) == (PhotoState.MISSING, 5)
    back = library.folders.add(folder.path.parent)
    assert (library.photos.get([photo.id])[0].folder_id, library.photos.count()) == (back.id, 18)


def test_a_photo_without_its_content_is_read_again(library: Library, folder: Folder, put: Put, spoil: Spoil) -> None:
    fill(library, put)
    spoil("DELETE FROM content WHERE id = 5")
    found = run(library.check(repair=True))
    assert {problem.kind for problem in found} == {"photo_without_content", "lost_reference"}
    known = library.photos.known_files()[os.fsencode(folder.path / "4.jpg")]
    assert known.mtime_ns == -1
    library.photos.update_content(known.photo_id, content(4), size_bytes=4, mtime_ns=4)
    assert kinds(library) == []
    assert library.photos.get([known.photo_id])[0].rating == 5


def test_a_wrong_order_is_put_right(library: Library, put: Put, spoil: Spoil) -> None:
    fill(library, put)
    expected = library.photos.ids().tolist()
    spoil("UPDATE photo SET sort_at = id * 1000 WHERE id % 2")
    assert library.photos.ids().tolist() != expected
    assert repaired(library) == ["wrong_order"]
    assert library.photos.ids().tolist() == expected


def test_wrong_counts_are_put_right(library: Library, folder: Folder, put: Put, spoil: Spoil) -> None:
    fill(library, put)
    spoil("UPDATE folder SET photo_count = 7")
    spoil("UPDATE directory SET photo_count = 3")
    assert library.photos.count() == 7
    assert repaired(library) == ["wrong_count", "wrong_count"]
    assert library.photos.count() == library.folders.get(folder.id).photo_count == 18


def test_an_index_that_lacks_a_row_is_made_anew(library: Library, paths: LibraryPaths, put: Put, spoil: Spoil) -> None:
    fill(library, put)
    spoil(
        "UPDATE sqlite_schema SET sql = replace(sql, 'gone = 0', 'gone = 0 AND id > 10') WHERE name = 'photo_timeline'"
    )
    library.close()
    spoil("REINDEX photo_timeline")
    spoil("UPDATE sqlite_schema SET sql = replace(sql, ' AND id > 10', '') WHERE name = 'photo_timeline'")
    with Library.open(paths) as opened:
        assert len(opened.photos.ids()) == 10
        assert kinds(opened) == ["damaged_index"]
        assert repaired(opened) == ["damaged_index"]
        assert len(opened.photos.ids()) == 18


def test_a_damaged_page_is_said_and_not_repaired(library: Library, paths: LibraryPaths, put: Put) -> None:
    with library.transaction():
        for number in range(2000):
            put(f"{number}.jpg", number)
    library.close()
    pages = bytearray(paths.database.read_bytes())
    middle = len(pages) // 2 // 4096 * 4096
    pages[middle : middle + 4096] = bytes(4096)
    paths.database.write_bytes(pages)
    with Library.open(paths) as opened:
        (problem,) = run(opened.check(repair=True))
        assert (problem.kind, problem.repaired) == ("damaged_library", False)
        assert "your photos are untouched" in problem.description


def test_unused_contents_are_no_problem_but_are_forgotten_by_a_repair(library: Library, put: Put) -> None:
    fill(library, put)
    put("5.jpg", 500)
    assert kinds(library) == []
    assert repaired(library) == ["unused_content"]
    assert library.photos.find_content(content(5).content_hash) is None


def test_one_file_under_two_spellings_is_listed_once(
    library: Library, folder: Folder, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a file system that takes them for the same; here both names are linked to one file."""
    folder.path.mkdir()
    plain, composed, other = (folder.path / name for name in ("a\u0301.JPG", "\u00e1.jpg", "\u00c1.jpg"))
    plain.write_bytes(b"one")
    try:
        os.link(plain, composed)
        other.write_bytes(b"another")
    except OSError:
        pytest.skip("this file system cannot link, or takes the names for the same")
    ids = [put(path.name, number) for number, path in enumerate((plain, composed))]
    with library.history.action() as action:
        action.set_caption(ids[1:], "Anna")
    assert kinds(library) == ["listed_twice"]
    assert repaired(library) == ["listed_twice"]
    assert library.photos.ids().tolist() == ids[1:]
    third = put(other.name, 3)
    assert kinds(library) == []
    assert third in library.photos.ids()


def test_history_of_a_lost_action_is_dropped(library: Library, put: Put, spoil: Spoil) -> None:
    fill(library, put)
    spoil("DELETE FROM action")
    assert repaired(library) == ["lost_reference"]
    assert library.history.undo() == Edit()
    spoil("INSERT INTO change_photo VALUES (77, 1, 0, 0, 1)")
    assert repaired(library) == ["lost_reference"]
    assert library.folders.get(FolderId(1)).path == Path(library.folders.all()[0].path)
