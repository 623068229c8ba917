"""What a screen reader hears of the window."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.photo_grid import PhotoGrid
from desktop_app.gui.sheets import Sheet
from tests.gui.home import Home

SAYS_NOTHING = {QAccessible.Role.NoRole, QAccessible.Role.Client}


@pytest.fixture
def window(open_window: Callable[[], MainWindow], home: Home, qtbot: QtBot) -> Iterator[MainWindow]:
    """Of five photos, heard by a screen reader."""
    home.add_photos(5)
    QAccessible.setActive(True)
    opened = open_window()
    qtbot.waitUntil(opened.grid.is_settled)
    yield opened
    QAccessible.setActive(False)


def heard(widget: QWidget) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(widget)


def name(access: QAccessibleInterface) -> str:
    return access.text(QAccessible.Text.Name)


def silent(window: MainWindow) -> set[str]:
    """The widgets that can have the focus now, and have no name or no role. (Qt gives scrolled pages none.)"""
    reached = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
    ]
    assert len(reached) > 5
    return {
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in reached
        if not name(heard(widget)) or (heard(widget).role() in SAYS_NOTHING and not isinstance(widget, QScrollArea))
    }


def test_everything_that_can_have_the_focus_has_a_name_and_a_role(window: MainWindow, qtbot: QtBot) -> None:
    assert silent(window) == set()
    window.browse.toggle_information()
    assert silent(window) == set()
    for sheet in window.findChildren(Sheet):
        sheet.present()
        assert silent(window) == set()
        sheet.dismiss()
    window.open_photo(1)
    qtbot.waitUntil(window.viewer.is_settled)
    assert silent(window) == set()


def test_the_grid_is_a_list_of_photos(window: MainWindow, qtbot: QtBot) -> None:
    grid = heard(window.grid)
    assert (grid.role(), name(grid), grid.childCount()) == (QAccessible.Role.List, "Photos", 6)
    tile = grid.child(1)
    assert tile.role() is QAccessible.Role.ListItem
    assert name(tile).startswith("photo-001.png, ")
    assert grid.indexOfChild(tile) == 1
    assert name(tile.parent()) == "Photos"
    middle = tile.rect().center()
    assert name(grid.childAt(middle.x(), middle.y())) == name(tile)
    assert name(grid.child(5)) == name(heard(window.grid.scrubber))


def test_a_tile_tells_whether_it_is_selected(window: MainWindow, qtbot: QtBot) -> None:
    tile = heard(window.grid).child(2)
    assert tile.state().selectable
    assert not tile.state().selected
    window.grid.select_only(2)
    assert tile.state().selected
    window.activateWindow()
    window.grid.setFocus()
    qtbot.waitUntil(window.grid.hasFocus)
    assert tile.state().focused
    assert name(heard(window.grid).focusChild()) == name(tile)


def test_a_photo_that_was_not_read_has_a_name_too(window: MainWindow) -> None:
    window.model._records.clear()
    assert name(heard(window.grid).child(3)) == "Photo 4 of 5"


def test_the_viewer_says_which_photo_it_shows(window: MainWindow, qtbot: QtBot) -> None:
    window.open_photo(1)
    qtbot.waitUntil(window.viewer.is_settled)
    assert name(heard(window.viewer)).startswith("photo-001.png, ")


def test_another_list_is_told_from_its_beginning(window: MainWindow) -> None:
    assert heard(window.grid).child(0).isValid()
    window.model.show_list(window.model.shown)
    assert name(heard(window.grid).child(0)).startswith("photo-000.png")


def test_a_grid_that_is_gone_leaves_nothing_behind(window: MainWindow) -> None:
    grid = PhotoGrid(window.model, window.thumbnails)
    number = QAccessible.uniqueId(heard(grid).child(0))
    assert QAccessible.accessibleInterface(number) is not None
    grid.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert QAccessible.accessibleInterface(number) is None
