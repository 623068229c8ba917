"""What pointer and keys do in the grid: they select, open, drag along, and lead about."""

from abc import abstractmethod

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPointF,
    QRect,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop_app.gui import drag_out, grid_keys, grid_selection
from desktop_app.gui.grid_keys import Step
from desktop_app.gui.motion import Hover, SmoothScroll
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.rubber_band import RubberBand
from desktop_app.gui.shortcuts import Scope, verb_of
from desktop_app.gui.tile_signs import Sign, SignKind, sign_at
from desktop_app.gui.tile_view import TileView

_ZOOM_STEP = 1.12
_Flag = QItemSelectionModel.SelectionFlag
_Modifier = Qt.KeyboardModifier
_LEFT = Qt.MouseButton.LeftButton


class GridInput(TileView):
    """A tile view that can be used. A subclass knows how it looks: where the words of a heading are, and what a drag
    shows."""

    photo_opened = Signal(int)  # row
    search_wanted = Signal()
    sign_clicked = Signal(int, object)  # row, Sign: heart or star

    def __init__(self, model: PhotoListModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._range_from = 0
        self._sign: Sign | None = None
        self._part: int | None = None  # of the heading that the pointer is on
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.band = RubberBand(self)
        self.band.changed.connect(self._on_band_changed)
        self._hover = Hover(self)
        self._hover.changed.connect(self._on_hover_changed)
        self._scroll = SmoothScroll(self.verticalScrollBar())

    @abstractmethod
    def _reach(self, part: int, box: QRect) -> QRectF:
        """Where in its box a heading can be clicked."""

    @abstractmethod
    def _drag(self, carried: QMimeData) -> QDrag:
        """The drag of these files."""

    def reset(self) -> None:
        if self.model() is not None:
            self._hover.leave()
            self._part = None
            self._range_from = 0
            self.band.end()
        super().reset()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """What stays visible is moved, not painted again."""
        if self.band.is_held or abs(dy) >= self.viewport().height():
            self.viewport().update()
        else:
            self.viewport().scroll(0, dy)
        if not self.band.is_held:
            self._hover.leave()

    # Pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index, modifiers = self.indexAt(point), event.modifiers()
        if event.button() is not _LEFT:
            self._press_other(event, index)
        elif not index.isValid() or self._draws_band(modifiers):
            self._begin_band(event)
        elif modifiers & _Modifier.ShiftModifier:
            self._extend_to(index.row(), keep=bool(modifiers & _Modifier.ControlModifier))
        elif not self._press_sign(event.position(), index):
            self._range_from = index.row()
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self.band.is_held:
            self.band.move(point)
            return
        index = self.indexAt(point)
        self._hover.move(index.row() if index.isValid() else None)
        self._point_at(index, event.position())
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.band.is_held:
            was_drawn = self.band.end()
            if not was_drawn:
                self._click_ground(event)
            self.viewport().update()
            return
        super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover.leave()
        self._set_part(None)
        super().leaveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() is _LEFT and index.isValid() and not self._press_sign(event.position(), index):
            self.photo_opened.emit(index.row())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & _Modifier.ControlModifier:
            self.set_row_height(round(self.row_height * _ZOOM_STEP ** (event.angleDelta().y() / 120)))
            event.accept()
        else:
            self._scroll.wheel(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        carried = self._photos.mimeData([self._photos.index(int(row)) for row in self.dragged_rows()])
        if carried.urls():
            self._drag(carried).exec(Qt.DropAction.CopyAction)

    def dragged_rows(self) -> list[int]:
        """The rows that a drag carries: the selected ones, bounded, from the current one on."""
        rows: list[int] = self.selected_rows().tolist()
        current = self.currentIndex().row()
        if len(rows) > drag_out.AT_MOST:
            begin = rows.index(current) if current in rows else 0
            rows = (rows[begin:] + rows[:begin])[: drag_out.AT_MOST]
        return rows

    def _press_other(self, event: QMouseEvent, index: QModelIndex) -> None:
        """The right button on a photo that is not selected selects it alone. One of several becomes the current one,
        which is what "More like this", or whatever goes with one photo only, means."""
        if not index.isValid():
            self.clearSelection()
        elif not self.selectionModel().isSelected(index):
            self._range_from = index.row()
            self.select_only(index.row())
        else:
            self._range_from = index.row()
            self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
        event.accept()

    def _draws_band(self, modifiers: Qt.KeyboardModifier) -> bool:
        """From a photo a drag takes it along; with Alt it draws a rectangle there too."""
        return bool(modifiers & _Modifier.AltModifier)

    def _begin_band(self, event: QMouseEvent) -> None:
        keeps = bool(event.modifiers() & (_Modifier.ControlModifier | _Modifier.ShiftModifier))
        base = QItemSelection(self.selectionModel().selection()) if keeps else QItemSelection()
        self.band.begin(event.position().toPoint(), base)

    def _click_ground(self, event: QMouseEvent) -> None:
        """A heading selects its photos, or none of them when all are; a click beside photos selects none."""
        keeps = bool(event.modifiers() & (_Modifier.ControlModifier | _Modifier.ShiftModifier))
        part = self._heading_at(event.position())
        if part is None:
            if not keeps and not self.indexAt(event.position().toPoint()).isValid():
                self.clearSelection()
            return
        rows, selection = self._photos.shown.rows_in(part), self.selectionModel()
        run = grid_selection.selection_of(self._photos, [rows])
        selection.select(run, _Flag.Deselect if self._is_all_selected(selection, rows) else _Flag.Select)
        selection.setCurrentIndex(self._photos.index(rows[0]), _Flag.NoUpdate)
        self._range_from = rows[0]

    def _press_sign(self, point: QPointF, index: QModelIndex) -> bool:
        """What lies on the tile is clicked."""
        sign = sign_at(QRectF(self.tile_rect(index.row())), point)
        if sign is None or (sign.kind is not SignKind.CHECK and self._hover.tile != index.row()):
            return False
        if sign.kind is SignKind.CHECK:
            self._range_from = index.row()
            self.selectionModel().setCurrentIndex(index, _Flag.Toggle)
        else:
            self.sign_clicked.emit(index.row(), sign)
        return True

    def _point_at(self, index: QModelIndex, point: QPointF) -> None:
        """The pointer is here: what under it can be clicked lights up."""
        sign = sign_at(QRectF(self.tile_rect(index.row())), point) if index.isValid() else None
        if sign != self._sign:
            self._sign = sign
            if index.isValid():
                self.viewport().update(self.tile_rect(index.row()))
        self._set_part(None if index.isValid() else self._heading_at(point))

    def _set_part(self, part: int | None) -> None:
        if part != self._part:
            self._part = part
            self.viewport().update()

    def _heading_at(self, point: QPointF) -> int | None:
        y = int(point.y())
        for part, box in self._headings_between(y, y + 1):
            if self._reach(part, box).contains(point):
                return part
        return None

    def _is_all_selected(self, selection: QItemSelectionModel, rows: range) -> bool:
        """Whether one range of the selection holds all of these rows."""
        ranges = selection.selection()
        return any(ranges.at(n).top() <= rows[0] and ranges.at(n).bottom() >= rows[-1] for n in range(ranges.count()))

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = grid_keys.step_of(event.key(), event.modifiers())
        if step is not None:
            target = self._target(step)
            if target is not None:
                self._move_to(target, step, event.modifiers())
        else:
            self._do_key(event)

    def _do_key(self, event: QKeyEvent) -> None:
        verb, index = verb_of(event, Scope.GRID), self.currentIndex()
        if verb_of(event, Scope.WINDOW) == "search":
            self.search_wanted.emit()
        elif verb == "select_all":
            self.selectAll()
        elif verb == "toggle":
            if index.isValid():
                self.selectionModel().select(index, _Flag.Toggle)
        elif verb in ("open", "preview"):
            if index.isValid():
                self.photo_opened.emit(index.row())
        else:
            event.ignore()

    def _target(self, step: Step) -> int | None:
        """Where the key leads; the first arrow only shows where one is."""
        visible, current = self.visible_rows(), self.currentIndex()
        if step in grid_keys.ARROWS and visible and not self.selectionModel().hasSelection():
            return current.row() if current.row() in visible else visible[0]
        return grid_keys.target_tile(step, current.row(), self._layout, page_rows=self._page_rows())

    def _move_to(self, target: int, step: Step, modifiers: Qt.KeyboardModifier) -> None:
        index = self._photos.index(target)
        if modifiers & _Modifier.ShiftModifier:
            self._extend_to(target, keep=False)
        elif modifiers & _Modifier.ControlModifier and step not in grid_keys.MOVES_ALWAYS:
            self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
        else:
            self._range_from = target
            self.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect)
        self.scrollTo(index)
        self.viewport().update()

    def _extend_to(self, target: int, *, keep: bool) -> None:
        """Selects from where the range began to `target`."""
        first = min(self._range_from, max(len(self._photos.shown) - 1, 0))
        self._select_between(first, target, _Flag.Select if keep else _Flag.ClearAndSelect)
        self.selectionModel().setCurrentIndex(self._photos.index(target), _Flag.NoUpdate)

    @Slot()
    def _on_band_changed(self) -> None:
        rect = self.band.rect
        if rect is None:
            return
        chosen = QItemSelection(self.band.base)
        runs = grid_selection.selection_of(self._photos, self._touched_by(rect))
        chosen.merge(runs, _Flag.Select)
        self.selectionModel().select(chosen, _Flag.ClearAndSelect)
        self.viewport().update()

    @Slot(int)
    def _on_hover_changed(self, tile: int) -> None:
        if tile < self._layout.count:
            self.viewport().update(self.tile_rect(tile))
