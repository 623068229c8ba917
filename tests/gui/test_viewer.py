"""The viewer over real files, good and bad."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.picture_loader import PictureWanted
from desktop_app.worker.protocol import LibraryChanged
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn

Open = Callable[[], MainWindow]


def test_a_file_that_broke_says_so_and_the_next_one_is_shown(open_window: Open, home: Home, qtbot: QtBot) -> None:
    first, _ = home.add_photos(2)
    home.library.photos.get([first])[0].path.write_bytes(b"\xff\xd8\xff but no photo any more")
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    window.open_photo(0)
    qtbot.waitUntil(lambda: window.viewer.canvas.message != "")
    assert not window.viewer.canvas.has_image
    QTest.keyClick(window.viewer, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.viewer.canvas.has_image)
    assert window.viewer.canvas.message == ""


def test_a_file_that_went_away_says_so(open_window: Open, home: Home, qtbot: QtBot) -> None:
    (first,) = home.add_photos(1)
    home.library.photos.get([first])[0].path.unlink()
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    window.open_photo(0)
    qtbot.waitUntil(lambda: window.viewer.canvas.message != "")


def test_the_keys_go_through_all_photos_and_stop_at_the_ends(open_window: Open, home: Home, qtbot: QtBot) -> None:
    home.add_photos(4)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    window.open_photo(0)
    QTest.keyClick(window.viewer, Qt.Key.Key_Left)
    assert window.viewer.row == 0
    QTest.keyClick(window.viewer, Qt.Key.Key_End)
    assert window.viewer.row == 3
    QTest.keyClick(window.viewer, Qt.Key.Key_Right)
    assert window.viewer.row == 3
    assert window.grid.selected_rows().tolist() == [3]
    QTest.keyClick(window.viewer, Qt.Key.Key_Home)
    assert window.viewer.row == 0


def test_photos_that_come_in_do_not_change_what_is_looked_at(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(3)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    window.open_photo(1)
    home.add_photo("new.png")
    worker.tell(LibraryChanged(photos=True))
    qtbot.waitUntil(lambda: window.viewer.row == 2)
    assert window.viewer.photo is not None
    assert window.viewer.photo.id == ids[1]
    home.library.photos.set_missing([ids[1]])
    worker.tell(LibraryChanged(photos=True))
    qtbot.waitUntil(lambda: window.viewer.photo is not None and window.viewer.photo.id == ids[2])


def test_the_viewer_closes_when_the_last_photo_goes(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(1)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    window.open_photo(0)
    home.library.photos.set_missing(ids)
    worker.tell(LibraryChanged(photos=True))
    qtbot.waitUntil(lambda: not window.is_viewing)
    assert window.browse.page is window.browse.waiting


def test_neighbours_are_decoded_ahead(open_window: Open, home: Home, qtbot: QtBot) -> None:
    ids = home.add_photos(3)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    window.open_photo(1)
    qtbot.waitUntil(lambda: window.viewer.canvas.has_image and not window.pictures.is_busy)
    edge = window.viewer.view_edge_px()
    photos = home.library.photos.get(ids)
    wanted = [PictureWanted(photo.path, edge, version=photo.mtime_ns) for photo in photos]
    qtbot.waitUntil(lambda: all(window.pictures.picture(each) is not None for each in wanted))
