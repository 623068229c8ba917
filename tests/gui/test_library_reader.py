"""Reading away from the GUI thread."""

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop_app.config import LibraryPaths
from desktop_app.gui import library_reader
from desktop_app.gui.library_reader import LibraryReader, Overview
from desktop_app.gui.timeline import Timeline
from tests.gui.home import Home


@pytest.fixture
def reader(paths: LibraryPaths, qtbot: QtBot) -> Iterator[LibraryReader]:
    made = LibraryReader(paths)
    yield made
    made.close()


def test_a_library_that_is_not_there_yet_is_no_failure(reader: LibraryReader, qtbot: QtBot) -> None:
    with qtbot.waitSignal(reader.missing), qtbot.assertNotEmitted(reader.failed):
        reader.request_timeline()


def test_a_file_that_is_no_library_is_told(paths: LibraryPaths, reader: LibraryReader, qtbot: QtBot) -> None:
    paths.root.mkdir()
    paths.database.write_bytes(b"something else" * 100)
    with qtbot.waitSignal(reader.failed) as failed:
        reader.request_overview()
    assert "library.db" in failed.args[0]


def test_the_timeline_has_the_columns_of_all_photos(reader: LibraryReader, home: Home, qtbot: QtBot) -> None:
    ids = home.add_photos(7)
    with qtbot.waitSignal(reader.timeline_read) as read:
        reader.request_timeline()
    folder_id, shown = read.args
    assert folder_id is None
    assert shown.ids.tolist() == ids
    assert shown.aspects[:3].tolist() == pytest.approx([1.5, 2 / 3, 1.0])
    assert shown.months[0] == 2023 * 12 + 10
    assert shown.is_complete


def test_a_long_list_comes_at_once_and_is_completed_step_by_step(
    reader: LibraryReader, home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = home.add_photos(20)
    monkeypatch.setattr(library_reader, "_CHUNK", 4)
    seen: list[Timeline] = []
    reader.timeline_read.connect(lambda _, shown: seen.append(shown))
    reader.request_timeline()
    qtbot.waitUntil(lambda: bool(seen) and seen[-1].is_complete)
    assert [int((~np.isnan(each.aspects)).sum()) for each in seen] == [4, 8, 16, 20]
    assert all(each.ids.tolist() == ids for each in seen)


def test_the_last_folder_asked_for_wins(reader: LibraryReader, home: Home, qtbot: QtBot) -> None:
    home.add_photo("a.png")
    elsewhere = home.add_photo("b.png", folder=home.folder_path.parent / "Elsewhere")
    folder = next(each for each in home.library.folders.all() if each.path.name == "Elsewhere")
    seen: list[tuple[object, list[int]]] = []
    reader.timeline_read.connect(lambda folder_id, shown: seen.append((folder_id, shown.ids.tolist())))
    reader.request_timeline()
    reader.request_timeline(folder.id)
    qtbot.waitUntil(lambda: (folder.id, [elsewhere]) in seen)
    assert seen[-1] == (folder.id, [elsewhere])


def test_the_overview_counts(reader: LibraryReader, home: Home, qtbot: QtBot) -> None:
    home.add_photos(3)
    home.add_problem("broken.jpg")
    with qtbot.waitSignal(reader.overview_read) as read:
        reader.request_overview()
    overview = read.args[0]
    assert isinstance(overview, Overview)
    assert (overview.photos, overview.problems, len(overview.folders)) == (3, 1, 1)


def test_records_come_back_with_their_purpose_in_the_order_asked(
    reader: LibraryReader, home: Home, qtbot: QtBot
) -> None:
    first, _, third = home.add_photos(3)
    with qtbot.waitSignal(reader.photos_read) as read:
        reader.request_photos("hits 1", np.array([third, 999, first], np.int64))
    purpose, asked, photos = read.args
    assert purpose == "hits 1"
    assert asked == [third, 999, first]
    assert [photo.id for photo in photos] == [third, first]
