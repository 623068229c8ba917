"""The grid as Qt sees it: where tiles are, what is selected, and how both survive a list that changes."""

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

from desktop_app.gui import grid_keys
from desktop_app.gui.grid_layout import GridMetrics, justify, time_sections
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.theme import Size

AnyIndex = QModelIndex | QPersistentModelIndex

SMALLEST, LARGEST, USUAL = 96, 420, 196
_HEADING, _FIRST_HEADING = 64, 44
_BELOW_HEADING = 12
_TOP = 4
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


class TileView(QAbstractItemView):
    """Justified rows under month headings. Knows geometry, scrolling and selection; paints nothing.

    A subclass calls `setModel` when it is ready for what Qt asks then.
    """

    row_height_changed = Signal(int)

    def __init__(self, model: PhotoListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photos = model
        self._row_height = USUAL
        self._kept: Kept | None = None
        self._is_new_list = True
        self._shows_years = False
        self._layout = justify(np.zeros(0, np.float32), np.zeros(0, np.int64), self._metrics())
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
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
        selection = self.selectionModel().selection()
        runs = [np.arange(selection.at(n).top(), selection.at(n).bottom() + 1) for n in range(selection.count())]
        return np.unique(np.concatenate(runs)) if runs else np.zeros(0, np.int64)

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
        target = grid_keys.target_tile(action, self.currentIndex().row(), self._layout, page_rows=self._page_rows())
        return QModelIndex() if target is None else self._photos.index(target)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Tiles that the rectangle touches, as ranges."""
        area = rect.normalized().translated(-Size.MARGIN, self.verticalOffset() - _TOP)
        runs = QItemSelection()
        for row in self._layout.rows_between(area.top(), area.bottom() + 1):
            touched = [
                tile
                for tile, left, width in self._layout.row_tiles(row)
                if left <= area.right() and left + width > area.left()
            ]
            if touched:
                runs.select(self._photos.index(touched[0]), self._photos.index(touched[-1]))
        self.selectionModel().select(runs, command)

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

    def updateGeometries(self) -> None:
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(page)
        bar.setSingleStep(max(self._row_height // 3, 1))
        bar.setRange(0, max(self._layout.height + _TOP + Size.MARGIN - page, 0))
        bar.setEnabled(bar.maximum() > 0)
        super().updateGeometries()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._lay_out_in_place()
        super().resizeEvent(event)

    # Inside

    def _tiles_between(self, top: int, bottom: int) -> range:
        """Tiles in the rows that touch these viewport pixels."""
        offset = self.verticalOffset() - _TOP
        rows = self._layout.rows_between(top + offset, bottom + offset)
        return range(int(self._layout.starts[rows[0]]), int(self._layout.starts[rows[-1] + 1])) if rows else range(0)

    def _headings_between(self, top: int, bottom: int) -> list[tuple[int, QRect]]:
        """First tile and box of the headings that touch these viewport pixels."""
        offset = self.verticalOffset() - _TOP
        tops = self._layout.heading_tops
        first = int(np.searchsorted(tops, top + offset - _HEADING))
        last = int(np.searchsorted(tops, bottom + offset, side="right"))
        boxes = []
        for n in range(first, last):
            height = (_FIRST_HEADING if n == 0 else _HEADING) - _BELOW_HEADING
            box = QRect(Size.MARGIN, int(tops[n]) - offset, self._layout.metrics.width, height)
            boxes.append((int(self._layout.headings[n]), box))
        return boxes

    def _metrics(self) -> GridMetrics:
        return GridMetrics(
            width=self.viewport().width() - 2 * Size.MARGIN,
            row_height=self._row_height,
            gap=Size.TILE_GAP,
            heading=_HEADING,
            first_heading=_FIRST_HEADING,
        )

    def _page_rows(self) -> int:
        return max(self.viewport().height() // (self._row_height + Size.TILE_GAP), 1)

    def _lay_out(self) -> None:
        shown = self._photos.timeline
        sections, self._shows_years = time_sections(shown.months)
        self._layout = justify(shown.aspects, sections, self._metrics())
        self.updateGeometries()
        self.viewport().update()

    def _lay_out_in_place(self) -> None:
        place = self.place()
        self._lay_out()
        if place is not None:
            self.return_to(place)

    def _select_between(self, first: int, last: int, command: QItemSelectionModel.SelectionFlag) -> None:
        run = QItemSelection(self._photos.index(min(first, last)), self._photos.index(max(first, last)))
        self.selectionModel().select(run, command)

    def _select_again(self, kept: Kept) -> None:
        rows = self._photos.rows_of(kept.selected)
        runs = QItemSelection()
        for run in np.split(rows, np.flatnonzero(np.diff(rows) != 1) + 1):
            if len(run):
                runs.select(self._photos.index(int(run[0])), self._photos.index(int(run[-1])))
        self.selectionModel().select(runs, _Flag.ClearAndSelect)
        if kept.current is not None:
            for row in self._photos.rows_of(np.array([kept.current], np.int64)):
                self.selectionModel().setCurrentIndex(self._photos.index(int(row)), _Flag.NoUpdate)

    @Slot()
    def _on_about_to_be_reset(self) -> None:
        if self._is_new_list or self._layout.count != len(self._photos.timeline):
            self._is_new_list, self._kept = False, None
            return
        ids = self._photos.timeline.ids
        current = self.currentIndex()
        self._kept = Kept(
            selected=ids[self.selected_rows()],
            current=int(ids[current.row()]) if current.isValid() else None,
            place=self.place(),
        )

    @Slot()
    def _on_shapes_changed(self) -> None:
        self._lay_out_in_place()
