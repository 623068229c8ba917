"""What the grid paints: no more than what has changed on the screen."""

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.gui.photo_grid import PhotoGrid
from tests.gui.photo_lists import list_of, photo


class Paints(QObject):
    """What of a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.count += 1
            self.region += event.region()
        return False


def picture(grid: PhotoGrid) -> QImage:
    """What the user should see, painted afresh."""
    return grid.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def painted_by_scrolling(grid: PhotoGrid, value: int) -> QRegion:
    """What of the photos Qt has painted, and not only moved, when the grid is scrolled there."""
    QApplication.sendEvent(grid.window(), QEvent(QEvent.Type.UpdateRequest))
    paints = Paints(grid.viewport())
    grid.verticalScrollBar().setValue(value)
    QApplication.sendEvent(grid.window(), QEvent(QEvent.Type.UpdateRequest))
    grid.viewport().removeEventFilter(paints)
    return paints.region


def without(region: QRegion, image: QImage, *, moved_by: int = 0) -> QImage:
    """The picture, moved up, with that region blackened."""
    made = QImage(image.size(), image.format())
    made.fill(Qt.GlobalColor.black)
    painter = QPainter(made)
    painter.setClipRegion(QRegion(made.rect()) - region)
    painter.drawImage(0, -moved_by, image)
    painter.end()
    return made


def test_scrolling_paints_what_comes_into_view_and_no_more(grid: PhotoGrid) -> None:
    QApplication.processEvents()
    painted = painted_by_scrolling(grid, 40)
    height = grid.viewport().height()
    assert painted.boundingRect() == QRect(0, height - 40, grid.viewport().width(), 40)


@pytest.mark.parametrize("values", [(40, 80, 95), (900, 860, 400), (3000, 2990, 0), (7, 5000, 5001)])
def test_what_is_only_moved_looks_as_it_should(grid: PhotoGrid, values: tuple[int, ...]) -> None:
    QApplication.processEvents()
    grid.select_only(4)
    for value in values:
        QTest.mouseMove(grid.viewport(), grid.tile_rect(grid.visible_rows().start + 7).center())
        before, moved_by = picture(grid), value - grid.verticalOffset()
        painted = painted_by_scrolling(grid, value)
        assert without(painted, before, moved_by=moved_by) == without(painted, picture(grid))


def test_a_rectangle_that_is_drawn_stays_whole_while_the_photos_scroll_by(grid: PhotoGrid) -> None:
    QApplication.processEvents()
    QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(3, 300))
    QTest.mouseMove(grid.viewport(), QPoint(400, 500))
    assert painted_by_scrolling(grid, 60) == QRegion(grid.viewport().rect())
    assert grid.band.rect is not None
    QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(400, 500))


def test_pictures_that_arrive_together_are_painted_together_and_nothing_else_is(grid: PhotoGrid, qtbot: QtBot) -> None:
    photos = [photo(number) for number in range(1, 200)]
    grid._photos.show_hits(photos, {})
    qtbot.waitUntil(lambda: grid.is_settled() and not grid._arrivals.isActive())
    QApplication.processEvents()
    paints = Paints(grid.viewport())
    interval = grid._arrivals.interval()
    assert 0 < interval < 100
    grid._arrivals.setInterval(3_600_000)  # the test says when it is over
    for row in (0, 4, 150, 4, 0) * 4:
        grid._loader.loaded.emit(frozenset({photos[row].content_hash}))
        QApplication.processEvents()
    assert paints.count == 0
    assert grid._arrivals.isActive()
    grid._arrivals.start(interval)
    qtbot.waitUntil(lambda: paints.region == QRegion(grid.tile_rect(0)) + grid.tile_rect(4))
    assert paints.count == 1


def test_new_records_of_every_photo_are_asked_of_the_visible_ones_only(
    grid: PhotoGrid, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid._photos.show_list(list_of(50_000))
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum() // 2)
    QApplication.processEvents()
    asked: list[int] = []
    where = grid.tile_rect

    def noted(row: int) -> QRect:
        asked.append(row)
        return where(row)

    monkeypatch.setattr(grid, "tile_rect", noted)
    paints = Paints(grid.viewport())
    grid._photos.read_again(None)
    qtbot.waitUntil(lambda: paints.count > 0)
    assert len(asked) <= 2 * len(grid.visible_rows())
    grid._photos.dataChanged.emit(grid._photos.index(0), grid._photos.index(5))
    qtbot.wait(100)
    assert paints.count == 1  # nothing of that is visible


def test_pages_that_fly_by_are_not_asked_for_and_the_one_that_stays_is(
    grid: PhotoGrid, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid._photos.show_list(list_of(20_000))
    QApplication.processEvents()
    asked: list[range] = []
    monkeypatch.setattr(grid._photos, "request_rows", lambda first, last: asked.append(range(first, last + 1)))
    bar = grid.verticalScrollBar()
    for page in range(1, 9):
        bar.setValue(page * 2 * bar.pageStep())
        grid.viewport().repaint()
    assert len(asked) <= 1
    qtbot.waitUntil(lambda: bool(asked) and grid.visible_rows().start in asked[-1])
