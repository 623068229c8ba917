"""The real window over a real library, driven as a user would."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, QStandardPaths, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QToolButton
from pytestqt.qtbot import QtBot

from desktop_app.config import LibraryPaths
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.screen_room import fit_into
from desktop_app.gui.sheets import Sheet
from desktop_app.gui.theme import DARK, LIGHT, ThemeChoice
from desktop_app.gui.window_settings import WindowSettings
from desktop_app.records import Problem
from desktop_app.worker.protocol import (
    AddFolders,
    AddSamples,
    LibraryChanged,
    ListProblems,
    RemoveFolder,
)
from tests.gui.answers import shown_ids
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn

Open = Callable[[], MainWindow]


def test_who_skipped_the_welcome_finds_its_choices_where_photos_will_be(
    open_window: Open, worker: WorkerStandIn, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    QTest.mouseClick(window.welcome.skip_button, Qt.MouseButton.LeftButton)
    assert window.browse.page is window.browse.welcome
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    QTest.mouseClick(window.browse.welcome.add, Qt.MouseButton.LeftButton)
    assert worker.asked(AddFolders) == [AddFolders((tmp_path,))]
    QTest.mouseClick(window.browse.welcome.samples, Qt.MouseButton.LeftButton)
    assert worker.asked(AddSamples) == [AddSamples()]


def test_photos_appear_when_the_library_says_that_it_changed(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    window = open_window()
    QTest.mouseClick(window.welcome.skip_button, Qt.MouseButton.LeftButton)
    window.actions_on_folders.add([home.folder_path])  # its photos will appear here
    qtbot.waitUntil(window.browse.line.isVisible)
    QApplication.processEvents()
    height = window.browse.line.height()
    ids = home.add_photos(5)
    worker.tell(LibraryChanged(photos=True, folders=True))
    qtbot.waitUntil(lambda: shown_ids(window) == ids)
    QApplication.processEvents()
    assert window.browse.line.height() == height
    assert window.browse.page is window.grid
    assert window.browse.text == "5 photos"
    qtbot.waitUntil(window.grid.is_settled)
    hashes = [photo.content_hash for photo in home.library.photos.get(ids)]
    assert all(window.thumbnails.pixmap(each) is not None for each in hashes)


def test_a_thumbnail_that_comes_later_is_shown_later(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    (photo_id,) = home.add_photos(1)
    (photo,) = home.library.photos.get([photo_id])
    thumbnail = home.thumbnails.path_of(photo.content_hash)
    kept = thumbnail.read_bytes()
    thumbnail.unlink()
    window = open_window()
    qtbot.waitUntil(lambda: window.thumbnails.is_absent(photo.content_hash))
    assert window.thumbnails.pixmap(photo.content_hash) is None
    thumbnail.write_bytes(kept)
    worker.tell(LibraryChanged(photos=True))
    qtbot.waitUntil(lambda: window.thumbnails.pixmap(photo.content_hash) is not None)


def test_double_click_opens_the_viewer_and_escape_returns(open_window: Open, home: Home, qtbot: QtBot) -> None:
    home.add_photos(3)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    middle = window.grid.tile_rect(1).center()
    QTest.mouseDClick(window.grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    assert window.is_viewing
    qtbot.waitUntil(lambda: window.viewer.canvas.has_image)
    QTest.keyClick(window.viewer, Qt.Key.Key_Right)
    assert window.viewer.row == 2
    QTest.keyClick(window.viewer, Qt.Key.Key_Escape)
    assert not window.is_viewing
    assert window.grid.currentIndex().row() == 2


def test_a_removed_folder_can_be_taken_back(open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot) -> None:
    home.add_photos(1)
    folder = home.library.folders.all()[0]
    window = open_window()
    window.actions_on_folders.remove(folder)
    assert worker.asked(RemoveFolder) == [RemoveFolder(folder.id)]
    QTest.mouseClick(window.toast.undo_button, Qt.MouseButton.LeftButton)
    assert worker.asked(AddFolders) == [AddFolders((folder.path,))]


def test_a_folder_can_be_looked_at_alone(open_window: Open, home: Home, tmp_path: Path, qtbot: QtBot) -> None:
    here = home.add_photo("here.png")
    there = home.add_photo("there.png", folder=tmp_path / "Elsewhere")
    window = open_window()
    qtbot.waitUntil(lambda: set(shown_ids(window)) == {here, there})
    window.side_bar.choose("Elsewhere")
    qtbot.waitUntil(lambda: shown_ids(window) == [there])
    assert window.browse.title == "Elsewhere"
    window.side_bar.choose_library()
    qtbot.waitUntil(lambda: set(shown_ids(window)) == {here, there})


def test_files_that_need_attention_are_listed_with_their_reason(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(1)
    path = home.add_problem("broken.jpg")
    window = open_window()
    worker.always(ListProblems, lambda asked: (Problem(path=path, reason="The photo ends early."),))
    qtbot.waitUntil(lambda: "1 file needs attention" in window.side_bar.problems_text)
    window.side_bar.problems_wanted.emit()
    qtbot.waitUntil(lambda: window.sheets.problems.reasons == ["The photo ends early."])
    QTest.keyClick(window.sheets.problems, Qt.Key.Key_Escape)
    assert window.sheets.problems.isHidden()


def test_the_theme_changes_at_once_and_is_remembered(
    open_window: Open, paths: LibraryPaths, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(1)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    corner = QPoint(2, window.grid.viewport().height() - 2)
    assert window.grid.viewport().grab().toImage().pixelColor(corner).name() == DARK.ground.lower()
    window.sheets.settings.theme_chosen.emit(ThemeChoice.LIGHT)
    assert window.grid.viewport().grab().toImage().pixelColor(corner).name() == LIGHT.ground.lower()
    window.close()
    assert WindowSettings(paths).theme is ThemeChoice.LIGHT


def test_the_keyboard_reaches_everything(open_window: Open, home: Home, qtbot: QtBot) -> None:
    home.add_photos(3)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    assert window.focusWidget() is window.search_bar.field
    QTest.keyClick(window.search_bar.field, Qt.Key.Key_Down)
    assert window.focusWidget() is window.grid
    assert window.grid.currentIndex().row() == 0
    QTest.keyClick(window.grid, Qt.Key.Key_Right)
    QTest.keyClick(window.grid, Qt.Key.Key_Space)
    assert window.is_viewing
    QTest.keyClick(window.viewer, Qt.Key.Key_I)
    assert window.viewer.information.isVisible()
    QTest.keyClick(window.viewer, Qt.Key.Key_Space)
    assert not window.is_viewing
    QTest.keyClicks(window.grid, "?")
    assert window.sheets.shortcuts.isVisible()
    QTest.keyClick(window.sheets.shortcuts, Qt.Key.Key_Escape)
    assert window.focusWidget() is window.grid
    QTest.keyClicks(window.grid, "/")
    assert window.focusWidget() is window.search_bar.field


def test_selection_and_place_outlive_photos_that_come_in(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(80)
    window = open_window()
    qtbot.waitUntil(lambda: shown_ids(window) == ids)
    window.grid.verticalScrollBar().setValue(900)
    window.grid.select_only(40)
    place = window.grid.place()
    home.add_photo("brand-new.png", taken=None)
    worker.tell(LibraryChanged(photos=True))
    qtbot.waitUntil(lambda: len(shown_ids(window)) == 81)
    assert window.grid.selected_rows().tolist() == [41]
    assert window.grid.place() == place
    assert np.array_equal(window.model.shown.ids[1:], ids)


def test_a_narrow_grid_keeps_its_tools_apart(open_window: Callable[[], MainWindow], home: Home) -> None:
    home.add_photos(3)
    window = open_window()
    line = window.browse.line
    window.resize(1280, 800)
    assert line.slider.isVisible()
    window.resize(880, 560)
    window.browse.toggle_information()
    QApplication.processEvents()
    assert not line.slider.isVisible()
    shown = [tool.geometry() for tool in line.findChildren(QToolButton) if tool.isVisible()]
    assert shown
    assert not [one for one in shown for other in shown if one is not other and one.intersects(other)]
    assert all(line.rect().contains(each) for each in shown)


def test_sheets_are_made_when_they_are_wanted_and_know_what_was_said_before(open_window: Open, home: Home) -> None:
    home.add_photos(2)
    window = open_window()
    assert not window.findChildren(Sheet)
    window.sheets.show_settings()
    settings = window.sheets.settings
    assert settings.isVisible()
    assert settings in window.findChildren(Sheet)
    assert settings.store.settings == window.sheets.store.settings
    window.sheets.dismiss()
    assert not settings.isVisible()


def test_before_it_is_known_whether_there_are_photos_nobody_is_asked_to_add_some(
    paths: LibraryPaths, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(2)
    window = MainWindow(paths, worker.attach, remembers=False)
    assert window.browse.page is window.grid
    window.show()
    window.start()
    qtbot.waitUntil(window.has_read)
    assert window.browse.page is window.grid
    window.close()


def test_a_window_is_no_larger_than_its_screen(open_window: Open) -> None:
    window = open_window()
    assert (window.width(), window.height()) == (1280, 800)
    fit_into(window, QSize(1900, 1000))
    assert (window.width(), window.height()) == (1280, 800)
    fit_into(window, QSize(952, 540))  # 1920 × 1200, everything twice as large
    assert (window.width(), window.height()) == (952, 540)


def test_where_there_is_no_pictures_folder_choosing_begins_at_home(
    open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    begun: list[str] = []

    def choose(_: object, __: str, start: str) -> str:
        begun.append(start)
        return ""

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", choose)
    places = {QStandardPaths.StandardLocation.PicturesLocation: tmp_path / "Pictures"}
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda place: str(places.get(place, tmp_path)))
    window.actions_on_folders.choose()
    (tmp_path / "Pictures").mkdir()
    window.actions_on_folders.choose()
    assert begun == [str(tmp_path), str(tmp_path / "Pictures")]
