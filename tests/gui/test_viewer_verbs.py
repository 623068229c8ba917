"""What is done with a photo in the viewer, by keys and mouse, in the real window over a real library."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.viewer import Viewer
from desktop_app.records import Photo, PhotoId
from desktop_app.worker.protocol import TrashPhotos
from tests.gui.editing_worker import edit_for_real
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn

Open = Callable[[], MainWindow]
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def ids(home: Home, worker: WorkerStandIn) -> list[PhotoId]:
    edit_for_real(worker, home)
    return home.add_photos(3)


@pytest.fixture
def window(open_window: Open, ids: list[PhotoId], qtbot: QtBot) -> MainWindow:
    made = open_window()
    qtbot.waitUntil(lambda: made.model.rowCount() == 3)
    made.open_photo(0)
    qtbot.waitUntil(lambda: made.viewer.canvas.has_image)
    return made


@pytest.fixture
def viewer(window: MainWindow) -> Viewer:
    return window.viewer


def stored(home: Home, photo_id: PhotoId) -> Photo:
    return home.library.photos.get([photo_id])[0]


def shown(viewer: Viewer) -> Photo:
    assert viewer.photo is not None
    return viewer.photo


def test_digits_rate_and_undo_takes_it_back_and_says_so(
    window: MainWindow, viewer: Viewer, home: Home, ids: list[PhotoId], qtbot: QtBot
) -> None:
    QTest.keyClicks(viewer, "4")
    assert viewer.foot.rating.rating == 4
    qtbot.waitUntil(lambda: stored(home, ids[0]).rating == 4)
    QTest.keyClicks(viewer, "0")
    qtbot.waitUntil(lambda: stored(home, ids[0]).rating == 0)
    window.actions_on_photos.undo()
    qtbot.waitUntil(window.toast.isVisible)
    assert window.toast.text == "Undone: rating · 1 photo"
    assert stored(home, ids[0]).rating == 4
    qtbot.waitUntil(lambda: viewer.foot.rating.rating == 4)
    window.actions_on_photos.redo()
    qtbot.waitUntil(lambda: viewer.foot.rating.rating == 0)


def test_stars_and_heart_by_mouse(viewer: Viewer, home: Home, ids: list[PhotoId], qtbot: QtBot) -> None:
    bar = viewer.foot.rating
    centre = bar.star_rect(3).center().toPoint()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, centre)
    QTest.mouseClick(viewer.foot.favourite, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stored(home, ids[0]).favourite)
    assert stored(home, ids[0]).rating == 3
    QTest.keyClick(viewer, Key.Key_F)
    qtbot.waitUntil(lambda: not stored(home, ids[0]).favourite)


def test_a_caption_is_written_in_place(viewer: Viewer, home: Home, ids: list[PhotoId], qtbot: QtBot) -> None:
    QTest.keyClick(viewer, Key.Key_C)
    assert viewer.editor.isVisible()
    QTest.keyClicks(viewer.editor.field, "A red bicycle")
    QTest.keyClick(viewer.editor.field, Key.Key_Return, CTRL)
    assert viewer.editor.isHidden()
    assert viewer.foot.caption.text() == "A red bicycle"
    qtbot.waitUntil(lambda: stored(home, ids[0]).caption == "A red bicycle")
    QTest.mouseClick(viewer.foot.caption, Qt.MouseButton.LeftButton)
    QTest.keyClicks(viewer.editor.field, " and more")
    QTest.keyClick(viewer.editor.field, Key.Key_Escape)
    assert viewer.foot.caption.text() == "A red bicycle"
    assert stored(home, ids[0]).caption == "A red bicycle"


def test_what_is_typed_is_kept_for_its_photo_when_one_goes_on(
    viewer: Viewer, home: Home, ids: list[PhotoId], qtbot: QtBot
) -> None:
    viewer.edit_caption()
    QTest.keyClicks(viewer.editor.field, "first")
    viewer.show_next()
    qtbot.waitUntil(lambda: stored(home, ids[0]).caption == "first")
    assert stored(home, ids[1]).caption == ""


def test_turning_shows_at_once_and_leaves_the_file_alone(
    viewer: Viewer, home: Home, ids: list[PhotoId], qtbot: QtBot
) -> None:
    before = stored(home, ids[0]).path.read_bytes()
    QTest.keyClicks(viewer, "]")
    assert (shown(viewer).width_px, shown(viewer).height_px) == (80, 120)
    assert viewer.canvas.picture.width() < viewer.canvas.picture.height()
    qtbot.waitUntil(lambda: stored(home, ids[0]).quarter_turns == 1)
    QTest.keyClicks(viewer, "[")
    QTest.keyClicks(viewer, "[")
    qtbot.waitUntil(lambda: stored(home, ids[0]).quarter_turns == 3)
    assert stored(home, ids[0]).path.read_bytes() == before


def test_delete_goes_on_to_the_next_photo_and_says_where_it_went(
    window: MainWindow, viewer: Viewer, worker: WorkerStandIn, ids: list[PhotoId], qtbot: QtBot
) -> None:
    QTest.keyClick(viewer, Key.Key_Delete)
    assert worker.asked(TrashPhotos) == [TrashPhotos((ids[0],))]
    assert shown(viewer).id == ids[1]
    qtbot.waitUntil(window.toast.isVisible)
    assert window.toast.text == "1 photo in the trash"
    qtbot.waitUntil(lambda: window.model.rowCount() == 2)
    assert shown(viewer).id == ids[1]
    QTest.mouseClick(window.toast.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.model.rowCount() == 3)
    assert shown(viewer).id == ids[1]


def test_zoom_by_keys_and_buttons(viewer: Viewer) -> None:
    fitted = viewer.canvas.zoom
    QTest.keyClicks(viewer, "+")
    assert viewer.canvas.zoom > fitted
    QTest.keyClick(viewer, Key.Key_0, CTRL)
    assert viewer.canvas.is_fitted
    QTest.mouseClick(viewer.foot.buttons["closer"], Qt.MouseButton.LeftButton)
    assert not viewer.canvas.is_fitted
    QTest.mouseClick(viewer.foot.zoom, Qt.MouseButton.LeftButton)
    assert viewer.canvas.is_fitted


def test_information_filmstrip_and_copy(viewer: Viewer, home: Home, ids: list[PhotoId]) -> None:
    QTest.keyClick(viewer, Key.Key_I)
    assert viewer.information.isVisible()
    assert str(home.folder_path) in viewer.information.words()
    QTest.keyClick(viewer, Key.Key_L)
    assert not viewer.strip.isVisible()
    QTest.keyClick(viewer, Key.Key_C, CTRL)
    copied = QGuiApplication.clipboard().mimeData()
    assert [url.toLocalFile() for url in copied.urls()] == [str(stored(home, ids[0]).path)]
    assert copied.hasImage()


def test_the_filmstrip_follows_and_leads(viewer: Viewer, ids: list[PhotoId]) -> None:
    viewer.show_next()
    assert viewer.strip.row == 1
    centre = viewer.strip.tile_rect(2).center().toPoint()
    QTest.mouseClick(viewer.strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, centre)
    assert shown(viewer).id == ids[2]


def test_the_slideshow_goes_on_by_itself_pauses_and_gives_the_window_back(
    window: MainWindow, viewer: Viewer, qtbot: QtBot
) -> None:
    QTest.keyClick(viewer, Key.Key_P)
    assert window.isFullScreen()
    assert not viewer.top.isVisible()
    viewer.slideshow.due.emit()
    qtbot.waitUntil(lambda: viewer.row == 1)
    QTest.keyClick(viewer, Key.Key_Space)
    assert viewer.slideshow.is_paused
    QTest.keyClick(viewer, Key.Key_Escape)
    assert not viewer.slideshow.is_running
    assert window.is_viewing
    assert not window.isFullScreen()
    assert viewer.top.isVisible()
    QTest.keyClick(viewer, Key.Key_Escape)
    assert not window.is_viewing


def test_in_the_full_screen_the_bars_step_aside_while_the_pointer_rests(window: MainWindow, viewer: Viewer) -> None:
    window.setWindowState(Qt.WindowState.WindowFullScreen)
    assert viewer.is_immersed
    assert viewer.canvas.size() == viewer.size()
    viewer.setFocus()
    QCursor.setPos(viewer.mapToGlobal(viewer.rect().center()))
    QApplication.processEvents()
    viewer.rest()
    assert not viewer.top.isVisible()
    QTest.keyClick(viewer, Key.Key_Right)
    assert viewer.top.isVisible()
    window.setWindowState(Qt.WindowState.WindowNoState)
    assert viewer.canvas.height() < viewer.height()
