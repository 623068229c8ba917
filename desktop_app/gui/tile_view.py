"""The grid as Qt sees it: where tiles are, what is selected, and how both survive a list that changes."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop_app.gui import grid_selection
from desktop_app.gui.grid_justify import justify
from desktop_app.gui.grid_layout import GridLayout, GridMetrics, nothing, squares
from desktop_app.gui.headings import title_at
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.scrubber import NARROW, WIDE, Scrubber
from desktop_app.gui.scrubber_marks import marks_of
from desktop_app.gui.theme import Size

AnyIndex = QModelIndex | QPersistentModelIndex

SMALLEST, LARGEST, USUAL = 72, 420, 196
_HEADING, _FIRST_HEADING = 64, 44
_BELOW_HEADING = 12
_TOP = 4
_ROWS = 512
"""Rows whose tiles are remembered from one painting to the next."""
_Flag = QItemSelectionModel.SelectionFlag


@dataclass(frozen=True)
class Place:
    """Where the grid was: the top of this photo was `offset` pixels below the top edge."""

    photo_id: int
    offset: int


@dataclass(frozen=True)
class Kept:
    """What outlives a new version of the list."""

    selected: NDArray[np.int64]
    current: int | None
    place: Place | None
    is_all: bool = False
    """Of a list that goes on: the rest of it is meant too."""


class TileView(QAbstractItemView):
    """Rows of tiles under headings. Knows geometry, scrolling and selection; paints nothing.

    A subclass calls `setModel` when it is ready for what Qt asks then.
    """

    row_height_changed = Signal(int)

    def __init__(self, model: PhotoListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photos = model
        self._row_height = USUAL
        self._is_square = False
        self._kept: Kept | None = None
        self._is_new_list = True
        self._strip = NARROW
        self._is_dressing = False
        self._layout = nothing(self._metrics())
        self._tiles_of_rows: dict[int, list[tuple[int, int, int]]] = {}
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scrubber = Scrubber(self.verticalScrollBar(), self._name_at, self)
        self.setViewportMargins(0, 0, self._strip, 0)
        model.modelAboutToBeReset.connect(self._on_about_to_be_reset)
        model.shapes_changed.connect(self._on_shapes_changed)

    @property
    def row_height(self) -> int:
        return self._row_height

    def set_row_height(self, height: int) -> None:
        """How tall rows are aimed to be, in pixels."""
        height = min(max(height, SMALLEST), LARGEST)
        if height != self._row_height:
            self._row_height = height
            self._lay_out_in_place()
            self.row_height_changed.emit(height)

    @property
    def is_square(self) -> bool:
        """Whether all tiles are squares, instead of each in its photo's shape."""
        return self._is_square

    def set_square(self, is_square: bool) -> None:
        """Squares, or photos in their shapes."""
        if is_square != self._is_square:
            self._is_square = is_square
            self._lay_out_in_place()

    def expect_new_list(self) -> None:
        """The next list that the model shows is another one: it begins at its top, with nothing selected."""
        self._is_new_list = True

    def place(self) -> Place | None:
        """Where the grid is, to come back to after the list has changed; None at its top."""
        top = self.verticalOffset()
        rows = self._layout.rows_between(top, top + self.viewport().height())
        if top <= 0 or not rows:
            return None
        tile = int(self._layout.starts[rows[0]])
        return Place(self._photos.photo_id(tile), int(self._layout.tops[rows[0]]) - top)

    def return_to(self, place: Place | None) -> None:
        """Scrolls to where it was, or to the top."""
        if place is None:
            self.verticalScrollBar().setValue(0)
            return
        for row in self._photos.rows_of(np.array([place.photo_id], np.int64)):
            top = int(self._layout.tops[self._layout.row_of(int(row))])
            self.verticalScrollBar().setValue(top - place.offset)

    def select_only(self, row: int) -> None:
        """Makes the photo the current and only selected one, and shows it."""
        self.selectionModel().setCurrentIndex(self._photos.index(row), _Flag.ClearAndSelect)

    def selected_rows(self) -> NDArray[np.int64]:
        """Rows of the selected photos, ascending."""
        return grid_selection.rows_of(self.selectionModel().selection())

    def selected_count(self) -> int:
        """How many photos are selected."""
        return grid_selection.count_of(self.selectionModel().selection())

    def tile_rect(self, row: int) -> QRect:
        """Where the tile is, in viewport pixels."""
        left, top, width, height = self._layout.tile_box(row)
        return QRect(left + Size.MARGIN, top + _TOP - self.verticalOffset(), width, height)

    def visible_rows(self) -> range:
        """The tiles of which something is visible."""
        return self._tiles_between(0, self.viewport().height())

    # What Qt asks for

    def visualRect(self, index: AnyIndex) -> QRect:
        if not index.isValid() or index.row() >= self._layout.count:
            return QRect()
        return self.tile_rect(index.row())

    def indexAt(self, point: QPoint) -> QModelIndex:
        tile = self._layout.tile_at(point.x() - Size.MARGIN, point.y() - _TOP + self.verticalOffset())
        return QModelIndex() if tile is None else self._photos.index(tile)

    def scrollTo(
        self, index: AnyIndex, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid() or index.row() >= self._layout.count:
            return
        tile, page, offset = self.tile_rect(index.row()), self.viewport().height(), self.verticalOffset()
        if hint is QAbstractItemView.ScrollHint.PositionAtCenter:
            offset += tile.center().y() - page // 2
        elif tile.top() < Size.SPACE:
            offset = 0 if self._layout.row_of(index.row()) == 0 else offset + tile.top() - Size.SPACE
        elif tile.bottom() + Size.SPACE > page:
            offset += tile.bottom() + Size.SPACE - page
        self.verticalScrollBar().setValue(offset)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: AnyIndex) -> bool:
        return False

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        return self.currentIndex()  # keys are taken by the grid itself

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Tiles that the rectangle touches, as ranges."""
        self.selectionModel().select(grid_selection.selection_of(self._photos, self._touched_by(rect)), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        return QRegion(self.viewport().rect())  # to paint what is visible is cheaper than to find out

    def selectAll(self) -> None:
        if self._layout.count:
            self._select_between(0, self._layout.count - 1, _Flag.ClearAndSelect)

    def keyboardSearch(self, search: str) -> None:
        """Typing letters does not jump about in the photos."""

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self._on_model_reset)  # last: the selection model clears itself at this signal

    def updateGeometries(self) -> None:
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(page)
        bar.setSingleStep(max(self._row_height // 3, 1))
        bar.setRange(0, max(self._layout.height + _TOP + Size.MARGIN - page, 0))
        self.scrubber.setGeometry(self.width() - self._strip, 0, self._strip, self.height())
        self.scrubber.setVisible(bar.maximum() > 0)
        super().updateGeometries()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width() and not self._is_dressing:
            self._lay_out_in_place()
        super().resizeEvent(event)

    # Inside

    def _tiles_between(self, top: int, bottom: int) -> range:
        """Tiles in the rows that touch these viewport pixels."""
        offset = self.verticalOffset() - _TOP
        return self._layout.tiles_in(self._layout.rows_between(top + offset, bottom + offset))

    def _tile_boxes(self, top: int, bottom: int) -> Iterator[tuple[int, QRect]]:
        """The same tiles with where they are, in viewport pixels."""
        offset = self.verticalOffset() - _TOP
        layout = self._layout
        for row in layout.rows_between(top + offset, bottom + offset):
            tile_top, height = int(layout.tops[row]) - offset, int(layout.heights[row])
            tiles = self._tiles_of_rows.get(row)
            if tiles is None:
                if len(self._tiles_of_rows) >= _ROWS:
                    self._tiles_of_rows.clear()
                tiles = self._tiles_of_rows[row] = layout.row_tiles(row)
            for tile, left, width in tiles:
                yield tile, QRect(left + Size.MARGIN, tile_top, width, height)

    def _touched_by(self, rect: QRect) -> list[range]:
        """Runs of the tiles that a rectangle in viewport pixels touches."""
        area = rect.normalized().translated(-Size.MARGIN, self.verticalOffset() - _TOP)
        return grid_selection.runs_touched(self._layout, area.left(), area.top(), area.right() + 1, area.bottom() + 1)

    def _headings_between(self, top: int, bottom: int) -> list[tuple[int, QRect]]:
        """Number and box of the headings that touch these viewport pixels."""
        offset = self.verticalOffset() - _TOP
        tops = self._layout.heading_tops
        first = int(np.searchsorted(tops, top + offset - _HEADING))
        last = int(np.searchsorted(tops, bottom + offset, side="right"))
        boxes = []
        for n in range(first, last):
            height = (_FIRST_HEADING if n == 0 else _HEADING) - _BELOW_HEADING
            boxes.append((n, QRect(Size.MARGIN, int(tops[n]) - offset, self._layout.metrics.width, height)))
        return boxes

    def _metrics(self) -> GridMetrics:
        return GridMetrics(
            width=self.viewport().width() - Size.MARGIN - (Size.SPACE if self._strip == NARROW else 0),
            row_height=self._row_height,
            gap=Size.TILE_GAP,
            heading=_HEADING,
            first_heading=_FIRST_HEADING,
        )

    def _page_rows(self) -> int:
        return max(self.viewport().height() // (self._row_height + Size.TILE_GAP), 1)

    def _name_at(self, value: int) -> str:
        """What is at the upper edge when the page is scrolled to `value`."""
        if not self._layout.count:
            return ""
        return title_at(self._photos.shown, int(self._layout.starts[self._layout.row_at(value)]))

    def _lay_out(self) -> None:
        shown = self._photos.shown
        firsts = shown.sections.firsts
        strip = WIDE if len(firsts) else NARROW
        if strip != self._strip:
            self._strip, self._is_dressing = strip, True
            self.setViewportMargins(0, 0, strip, 0)
            self._is_dressing = False
        self._layout = self._laid_out(self._metrics())
        self._tiles_of_rows.clear()
        self.scrubber.set_marks(marks_of(shown, self._layout.heading_tops.tolist()) if self._layout.count else [])
        self.updateGeometries()
        self.viewport().update()

    def _laid_out(self, metrics: GridMetrics) -> GridLayout:
        """A list that was read again and has changed nowhere keeps its layout: a million photos take 0.05 s."""
        shown = self._photos.shown
        aspects = None if self._is_square else shown.aspects
        if self._layout.is_of(aspects, shown.sections.firsts, metrics, count=len(shown)):
            return self._layout
        if aspects is None:
            return squares(len(shown), shown.sections.firsts, metrics)
        return justify(aspects, shown.sections.firsts, metrics)

    def _lay_out_in_place(self) -> None:
        place = self.place()
        self._lay_out()
        if place is not None:
            self.return_to(place)

    def _select_between(self, first: int, last: int, command: QItemSelectionModel.SelectionFlag) -> None:
        run = QItemSelection(self._photos.index(min(first, last)), self._photos.index(max(first, last)))
        self.selectionModel().select(run, command)

    def _select_again(self, kept: Kept) -> None:
        if kept.is_all:
            self.selectAll()
        else:
            runs = grid_selection.runs_of(self._photos.rows_of(kept.selected))
            self.selectionModel().select(grid_selection.selection_of(self._photos, runs), _Flag.ClearAndSelect)
        if kept.current is not None:
            for row in self._photos.rows_of(np.array([kept.current], np.int64)):
                self.selectionModel().setCurrentIndex(self._photos.index(int(row)), _Flag.NoUpdate)

    @Slot()
    def _on_model_reset(self) -> None:
        kept, self._kept = self._kept, None
        self._lay_out()
        if kept is None:
            self.verticalScrollBar().setValue(0)
            return
        self._select_again(kept)
        if kept.place is not None:
            self.return_to(kept.place)

    @Slot()
    def _on_about_to_be_reset(self) -> None:
        if self._is_new_list or self._layout.count != len(self._photos.shown):
            self._is_new_list, self._kept = False, None
            return
        ids = self._photos.shown.ids
        current = self.currentIndex()
        self._kept = Kept(
            selected=ids[self.selected_rows()],
            current=int(ids[current.row()]) if current.isValid() else None,
            place=self.place(),
            is_all=self._photos.shown.goes_on and self.selected_count() == self._layout.count > 0,
        )

    @Slot()
    def _on_shapes_changed(self) -> None:
        self._lay_out_in_place()
