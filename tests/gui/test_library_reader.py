"""Reading away from the GUI thread."""

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop_app.config import LibraryPaths
from desktop_app.gui import library_reader
from desktop_app.gui.library_reader import LibraryReader, ListWanted, Overview, PhotosWanted, recent_since_ns
from desktop_app.records import Arrangement, Photo, PhotoFilter
from tests.gui.home import Home

LIMIT_S = 60


@pytest.fixture
def reader(paths: LibraryPaths, qtbot: QtBot) -> Iterator[LibraryReader]:
    made = LibraryReader(paths)
    yield made
    made.close()


def test_a_library_that_is_not_there_yet_is_no_failure(reader: LibraryReader, qtbot: QtBot) -> None:
    with qtbot.waitSignal(reader.missing), qtbot.assertNotEmitted(reader.failed):
        reader.request_list(ListWanted())


def test_a_file_that_is_no_library_is_told(paths: LibraryPaths, reader: LibraryReader, qtbot: QtBot) -> None:
    paths.root.mkdir()
    paths.database.write_bytes(b"something else" * 100)
    with qtbot.waitSignal(reader.failed) as failed:
        reader.request_overview()
    assert "library.db" in failed.args[0]


def test_a_list_has_the_columns_of_all_photos(reader: LibraryReader, home: Home, qtbot: QtBot) -> None:
    ids = home.add_photos(7)
    with qtbot.waitSignal(reader.list_read) as read:
        reader.request_list(ListWanted())
    asked, shown = read.args
    assert asked == ListWanted()
    assert shown.ids.tolist() == ids
    assert shown.aspects[:3].tolist() == pytest.approx([1.5, 2 / 3, 1.0])
    assert shown.months[0] == 2023 * 12 + 10


def test_of_a_long_list_the_first_photos_come_at_once(
    reader: LibraryReader, home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = home.add_photos(20)
    monkeypatch.setattr(library_reader, "FIRST_PHOTOS", 4)
    seen: list[list[int]] = []
    reader.list_read.connect(lambda _, shown: seen.append(shown.ids.tolist()))
    reader.request_list(ListWanted())
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [ids[:4], ids]


def test_the_last_list_asked_for_wins(reader: LibraryReader, home: Home, qtbot: QtBot) -> None:
    home.add_photo("a.png")
    elsewhere = home.add_photo("b.png", folder=home.folder_path.parent / "Elsewhere")
    wanted = ListWanted(PhotoFilter(under=home.folder_path.parent / "Elsewhere"))
    seen: list[tuple[object, list[int]]] = []
    reader.list_read.connect(lambda asked, shown: seen.append((asked, shown.ids.tolist())))
    reader.request_list(ListWanted())
    reader.request_list(wanted)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(wanted, [elsewhere])]


class Held(LibraryReader):
    """Holds up the first of what it has read that `is_held`, until the test lets it go."""

    def __init__(self, paths: LibraryPaths, is_held: Callable[[object], bool]) -> None:
        super().__init__(paths)
        self._is_held = is_held
        self.has_read, self.may_tell = threading.Event(), threading.Event()

    def _hold(self, wanted: object) -> None:
        if self._is_held(wanted) and not self.has_read.is_set():
            self.has_read.set()
            assert self.may_tell.wait(LIMIT_S)

    def _read_list(self, wanted: object) -> library_reader._Read:
        read = super()._read_list(wanted)
        self._hold(wanted)
        return read

    def _read_photos(self, wanted: PhotosWanted) -> list[Photo]:
        read = super()._read_photos(wanted)
        self._hold(wanted)
        return read


Hold = Callable[[Callable[[object], bool]], Held]


@pytest.fixture
def held(paths: LibraryPaths, qtbot: QtBot) -> Iterator[Hold]:
    made: list[Held] = []

    def make(is_held: Callable[[object], bool]) -> Held:
        made.append(Held(paths, is_held))
        return made[-1]

    yield make
    for each in made:
        each.may_tell.set()
        each.close()


def is_first_part(wanted: object) -> bool:
    return isinstance(wanted, library_reader._ListReading) and wanted.limit is not None


def is_of_records(wanted: object) -> bool:
    return isinstance(wanted, PhotosWanted)


def test_a_list_that_is_late_does_not_replace_a_newer_one(home: Home, held: Hold, qtbot: QtBot) -> None:
    home.add_photos(2)
    reader = held(is_first_part)
    seen: list[int] = []
    reader.list_read.connect(lambda _, shown: seen.append(len(shown)))
    reader.request_list(ListWanted())
    assert reader.has_read.wait(LIMIT_S)
    home.add_photo("new.png")
    reader.request_list(ListWanted())  # the library has changed: read on the other thread
    qtbot.waitUntil(lambda: seen == [3])
    reader.may_tell.set()
    qtbot.waitUntil(lambda: not reader.is_busy)
    assert seen == [3]


def test_a_list_that_was_left_and_is_wanted_again_is_read_again(home: Home, held: Hold, qtbot: QtBot) -> None:
    home.add_photos(2)
    reader = held(is_first_part)
    seen: list[tuple[ListWanted, int]] = []
    reader.list_read.connect(lambda asked, shown: seen.append((asked, len(shown))))
    reader.request_list(ListWanted())
    assert reader.has_read.wait(LIMIT_S)
    other = ListWanted(by=Arrangement.RATING)
    reader.request_list(other)
    qtbot.waitUntil(lambda: seen == [(other, 2)])
    home.add_photo("new.png")
    reader.request_list(ListWanted())
    reader.may_tell.set()
    qtbot.waitUntil(lambda: not reader.is_busy)
    assert seen[-1] == (ListWanted(), 3)


def test_records_that_are_asked_for_again_while_they_are_read_are_read_again(
    home: Home, held: Hold, qtbot: QtBot
) -> None:
    ids = home.add_photos(2)
    reader = held(is_of_records)
    ratings: list[list[int]] = []
    reader.photos_read.connect(lambda _, __, photos: ratings.append([photo.rating for photo in photos]))
    reader.request_photos("grid", np.array(ids, np.int64))
    assert reader.has_read.wait(LIMIT_S)
    with home.library.history.action() as action:
        action.set_rating(ids, 4)
    reader.request_photos("grid", np.array(ids, np.int64))
    reader.may_tell.set()
    qtbot.waitUntil(lambda: not reader.is_busy)
    assert ratings[-1] == [4, 4]


def test_lists_come_arranged(reader: LibraryReader, home: Home, qtbot: QtBot) -> None:
    first, second = home.add_photos(2)
    with home.library.history.action() as action:
        action.set_rating([second], 5)
    with qtbot.waitSignal(reader.list_read) as read:
        reader.request_list(ListWanted(by=Arrangement.RATING))
    shown = read.args[1]
    assert shown.ids.tolist() == [second, first]
    assert list(shown.sections.keys) == [5, 0]


def test_the_overview_has_counts_the_tree_and_what_fails(reader: LibraryReader, home: Home, qtbot: QtBot) -> None:
    ids = home.add_photos(3)
    home.add_photo("deep.png", folder=home.folder_path / "Alps")
    broken = home.add_problem("broken.jpg")
    with home.library.history.action() as action:
        action.set_favourite(ids[:2], favourite=True)
    with qtbot.waitSignal(reader.overview_read) as read:
        reader.request_overview()
    overview = read.args[0]
    assert isinstance(overview, Overview)
    counts = overview.counts
    assert (counts.photos, counts.favourites, counts.recently_added, counts.problems) == (4, 2, 4, 1)
    assert [(node.path.name, node.photos_below) for node in overview.tree] == [("Pictures", 4), ("Alps", 1)]
    assert overview.failing == {broken: "The photo ends early."}


def test_recently_means_the_same_all_day() -> None:
    assert recent_since_ns() % 86_400_000_000_000 == 0
    assert 29 < (time.time_ns() - recent_since_ns()) / 86_400_000_000_000 < 32


def test_newer_wishes_for_records_replace_older_ones_of_their_purpose(
    reader: LibraryReader, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(6)
    answered: list[tuple[str, list[int]]] = []
    reader.photos_read.connect(lambda purpose, asked, photos: answered.append((purpose, [each.id for each in photos])))
    reader.request_photos("hits 1", np.array(ids[:1], np.int64))
    for photo_id in ids:
        reader.request_photos("grid", np.array([photo_id], np.int64))
    qtbot.waitUntil(lambda: ("grid", ids[5:]) in answered and ("hits 1", ids[:1]) in answered)
    assert len([each for each in answered if each == ("grid", [])]) == 5


def test_a_few_records_can_be_had_at_once(reader: LibraryReader, home: Home) -> None:
    ids = home.add_photos(2)
    assert [photo.id for photo in reader.photos_now([ids[1], 999])] == [ids[1]]


def test_records_at_once_are_none_without_a_library(reader: LibraryReader) -> None:
    assert reader.photos_now([1]) == []


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
