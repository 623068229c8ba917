"""The grid: pointer, keyboard, selection, and what it costs."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.gui import tile_view
from desktop_app.gui.grid_justify import justify
from desktop_app.gui.photo_grid import PhotoGrid
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.scrubber import Scrubber
from desktop_app.gui.theme import DARK, LIGHT, Tokens
from desktop_app.gui.tile_signs import check_box
from tests.gui.photo_lists import list_of

CTRL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
LEFT = Qt.MouseButton.LeftButton


def selected(grid: PhotoGrid) -> list[int]:
    return [int(row) for row in grid.selected_rows()]


def click(grid: PhotoGrid, row: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(grid.viewport(), LEFT, modifiers, grid.tile_rect(row).center())


def test_arrows_home_end_and_pages_move(grid: PhotoGrid) -> None:
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert grid.currentIndex().row() == 0
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert selected(grid) == [1]
    QTest.keyClick(grid, Qt.Key.Key_Down)
    below = grid.currentIndex().row()
    assert below > 1
    QTest.keyClick(grid, Qt.Key.Key_Up)
    assert grid.currentIndex().row() < below
    QTest.keyClick(grid, Qt.Key.Key_End)
    assert grid.currentIndex().row() == 199
    assert grid.viewport().rect().contains(grid.tile_rect(199))
    QTest.keyClick(grid, Qt.Key.Key_PageUp)
    assert 100 < grid.currentIndex().row() < 199
    QTest.keyClick(grid, Qt.Key.Key_Home)
    assert grid.currentIndex().row() == 0
    assert grid.verticalScrollBar().value() == 0


def test_enter_and_double_click_open_and_slash_goes_to_the_search(grid: PhotoGrid, qtbot: QtBot) -> None:
    grid.select_only(3)
    with qtbot.waitSignal(grid.photo_opened) as opened:
        QTest.keyClick(grid, Qt.Key.Key_Return)
    assert opened.args == [3]
    with qtbot.waitSignal(grid.photo_opened) as opened:
        QTest.mouseDClick(grid.viewport(), LEFT, NONE, grid.tile_rect(1).center())
    assert opened.args == [1]
    with qtbot.waitSignal(grid.search_wanted):
        QTest.keyClicks(grid, "/")


def test_control_adds_and_shift_extends_in_reading_order(grid: PhotoGrid) -> None:
    click(grid, 2)
    click(grid, 5, CTRL)
    assert selected(grid) == [2, 5]
    click(grid, 1)
    click(grid, 6, SHIFT)
    assert selected(grid) == [1, 2, 3, 4, 5, 6]
    QTest.keyClick(grid, Qt.Key.Key_Left, SHIFT)
    assert selected(grid) == [1, 2, 3, 4, 5]
    QTest.keyClick(grid, Qt.Key.Key_Right, CTRL)
    assert selected(grid) == [1, 2, 3, 4, 5]
    assert grid.currentIndex().row() == 6


def test_the_check_at_the_corner_toggles_one_photo(grid: PhotoGrid) -> None:
    click(grid, 0)
    corner = check_box(grid.tile_rect(3).toRectF()).center().toPoint()
    QTest.mouseClick(grid.viewport(), LEFT, NONE, corner)
    assert selected(grid) == [0, 3]
    QTest.mouseClick(grid.viewport(), LEFT, NONE, corner)
    assert selected(grid) == [0]


def test_everything_is_selected_as_one_range(grid: PhotoGrid) -> None:
    QTest.keyClick(grid, Qt.Key.Key_A, CTRL)
    assert grid.selectionModel().selection().count() == 1
    assert len(selected(grid)) == 200


def test_everything_means_also_what_of_the_list_is_still_to_come(grid: PhotoGrid) -> None:
    whole = list_of(500)
    first = replace(list_of(40), goes_on=True)
    model = grid.model()
    assert isinstance(model, PhotoListModel)
    model.show_list(first)
    QTest.keyClick(grid, Qt.Key.Key_A, CTRL)
    model.show_list(whole)
    assert grid.selected_count() == 500
    model.show_list(list_of(501))  # nothing is to come of a whole list: a new photo is not selected
    assert grid.selected_count() == 500
    model.show_list(first)
    click(grid, 3)
    model.show_list(whole)
    assert selected(grid) == [3]


def test_a_list_that_was_read_again_unchanged_is_not_laid_out_again(
    grid: PhotoGrid, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid: list[int] = []

    def justified(aspects: Any, *given: Any) -> Any:
        laid.append(len(aspects))
        return justify(aspects, *given)

    monkeypatch.setattr(tile_view, "justify", justified)
    model = grid.model()
    assert isinstance(model, PhotoListModel)
    model.show_list(list_of(200))
    assert not laid
    model.show_list(list_of(201))
    assert laid == [201]


def test_a_rectangle_selects_the_tiles_it_touches(grid: PhotoGrid) -> None:
    area = grid.tile_rect(0).united(grid.tile_rect(1)).adjusted(10, 10, -10, -10)
    grid.setSelection(area, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    assert selected(grid) == [0, 1]
    grid.setSelection(QRect(0, 0, 5, 5), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    assert selected(grid) == []


def test_control_and_the_wheel_change_the_size_and_keep_the_place(grid: PhotoGrid) -> None:
    grid.verticalScrollBar().setValue(2000)
    before = grid.visible_rows()[0]
    wheel = QWheelEvent(
        QPointF(300, 300),
        grid.mapToGlobal(QPointF(300, 300)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        CTRL,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - positional only
    )
    height = grid.row_height
    grid.wheelEvent(wheel)
    assert grid.row_height > height
    assert before in grid.visible_rows()


def test_before_the_thumbnail_a_tile_has_the_photos_colour(grid: PhotoGrid) -> None:
    picture = grid.viewport().grab().toImage()
    tile = grid.tile_rect(0)
    assert picture.pixelColor(tile.center()) == QColor("#336699")
    assert picture.pixelColor(tile.topLeft()) == QColor(DARK.ground)


def test_a_selected_tile_has_a_ring_in_the_accent(grid: PhotoGrid) -> None:
    grid.select_only(1)
    picture = grid.viewport().grab().toImage()
    tile = grid.tile_rect(1)
    assert picture.pixelColor(tile.left() + 1, tile.center().y()) == QColor(DARK.accent)
    other = grid.tile_rect(0)
    assert picture.pixelColor(other.left() + 1, other.center().y()) == QColor("#336699")


def test_a_paint_looks_at_what_is_visible_and_at_nothing_else(grid: PhotoGrid, monkeypatch: pytest.MonkeyPatch) -> None:
    model = grid.model()
    assert isinstance(model, PhotoListModel)
    grid.expect_new_list()
    model.show_list(list_of(1_000_000, a_month=2000))
    looked_at: list[int] = []
    photo = model.photo

    def watched(row: int) -> object:
        looked_at.append(row)
        return photo(row)

    monkeypatch.setattr(model, "photo", watched)
    grid.verticalScrollBar().setValue(20_000_000)
    grid.viewport().repaint()
    assert 10 < len(looked_at) < 300
    assert max(looked_at) - min(looked_at) < 150


def test_resizing_keeps_what_is_looked_at_in_view(grid: PhotoGrid) -> None:
    grid.verticalScrollBar().setValue(2500)
    place = grid.place()
    grid.resize(700, 700)
    assert place is not None
    assert place.photo_id - 1 in grid.visible_rows()


def test_another_list_begins_at_its_top(grid: PhotoGrid) -> None:
    grid.verticalScrollBar().setValue(2500)
    grid.select_only(90)
    grid.expect_new_list()
    model = grid.model()
    assert isinstance(model, PhotoListModel)
    model.show_list(list_of(150))
    assert grid.verticalScrollBar().value() == 0
    assert selected(grid) == []


def test_accessible_names_are_there(grid: PhotoGrid) -> None:
    assert grid.accessibleName() == "Photos"


def test_the_marks_of_the_scrubber_are_painted_when_they_change_and_not_at_every_step(
    grid: PhotoGrid, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    paint = Scrubber._paint_marks

    def counted(scrubber: Scrubber, painter: QPainter, tokens: Tokens) -> None:
        painted.append(1)
        paint(scrubber, painter, tokens)

    monkeypatch.setattr(Scrubber, "_paint_marks", counted)
    grid.scrubber.set_tokens(LIGHT)
    light = grid.scrubber.grab().toImage()
    for _ in range(3):
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().value() + 300)
        grid.scrubber.grab()
    assert len(painted) == 1
    grid.scrubber.set_tokens(DARK)
    assert grid.scrubber.grab().toImage() != light
    grid.resize(grid.width(), grid.height() - 100)
    grid.scrubber.grab()
    assert len(painted) == 3


def test_the_right_button_on_one_of_several_makes_it_the_one_that_is_meant(grid: PhotoGrid) -> None:
    grid.select_only(0)
    QTest.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert grid.selected_rows().tolist() == [0, 1, 2]
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.RightButton, pos=grid.tile_rect(1).center())
    assert grid.selected_rows().tolist() == [0, 1, 2]
    assert grid.currentIndex().row() == 1
