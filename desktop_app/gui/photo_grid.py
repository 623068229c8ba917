"""The grid of photos. It paints what is visible and knows nothing else: a million photos cost what sixty do.

(`QListView` lays out every item: 0.9 s for each resize of a million.)
"""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QDrag, QFont, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop_app.gui import grid_keys
from desktop_app.gui.motion import Hover, SmoothScroll
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.theme import Size, Tokens, interface_font
from desktop_app.gui.thumbnail_loader import ThumbnailLoader, Wanted
from desktop_app.gui.tile_painter import TileLook, check_box, paint_tile
from desktop_app.gui.tile_view import TileView
from desktop_app.gui.words import month

_ZOOM_STEP = 1.12
_AHEAD_PX = 600
"""Beyond the edges, thumbnails are made ready this far."""
_DRAGGED_AT_MOST = 500
_Flag = QItemSelectionModel.SelectionFlag
_Modifier = Qt.KeyboardModifier


class PhotoGrid(TileView):
    """Tiles under month headings, for pointer and keyboard."""

    photo_opened = Signal(int)  # row
    search_wanted = Signal()

    def __init__(self, model: PhotoListModel, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._loader = loader
        self._tokens: Tokens | None = None
        self._range_from = 0
        self._last_offset = 0
        self.setFrameShape(QAbstractItemView.Shape.NoFrame)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Photos"))
        self._hover = Hover(self)
        self._hover.changed.connect(self._on_hover_changed)
        self._scroll = SmoothScroll(self.verticalScrollBar())
        loader.loaded.connect(self.viewport().update)
        self.setModel(model)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens = tokens
        self.viewport().update()

    def is_settled(self) -> bool:
        """Whether every visible tile has its picture, or none can be had."""
        photos = [self._photos.photo(row) for row in self.visible_rows()]
        known = [photo for photo in photos if photo is not None]
        return (
            len(known) == len(photos)
            and not self._loader.is_busy
            and all(
                self._loader.pixmap(photo.content_hash) or self._loader.is_absent(photo.content_hash) for photo in known
            )
        )

    def reset(self) -> None:
        if self.model() is not None:
            self._hover.leave()
            self._range_from = 0
        super().reset()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._hover.leave()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._tokens is None:
            return
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._tokens.colour("ground"))
        self._paint_headings(painter, event.rect())
        selection, current = self.selectionModel(), self.currentIndex().row()
        for row in self._tiles_between(event.rect().top(), event.rect().bottom() + 1):
            look = self._look(row, selected=selection.isSelected(self._photos.index(row)), is_current=row == current)
            paint_tile(painter, QRectF(self.tile_rect(row)), look, self._tokens)
        painter.end()
        self._request_pictures()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid():
            super().mousePressEvent(event)
        elif event.modifiers() & _Modifier.ShiftModifier:
            self._extend_to(index.row(), keep=bool(event.modifiers() & _Modifier.ControlModifier))
        elif check_box(QRectF(self.tile_rect(index.row()))).contains(event.position()):
            self._range_from = index.row()
            self.selectionModel().setCurrentIndex(index, _Flag.Toggle)
        else:
            self._range_from = index.row()
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._hover.move(index.row() if index.isValid() else None)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover.leave()
        super().leaveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            self.photo_opened.emit(index.row())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & _Modifier.ControlModifier:
            self.set_row_height(round(self.row_height * _ZOOM_STEP ** (event.angleDelta().y() / 120)))
            event.accept()
        else:
            self._scroll.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = grid_keys.action_of(event.key())
        if action is not None:
            target = self._target(action, event.modifiers())
            if target.isValid():
                self._move_to(target.row(), event.modifiers())
        elif event.text() == "/":
            self.search_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.currentIndex().isValid():
                self.photo_opened.emit(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
        else:
            event.ignore()

    def startDrag(self, actions: Qt.DropAction) -> None:
        rows = self.selected_rows()[:_DRAGGED_AT_MOST]
        drag = QDrag(self)
        drag.setMimeData(self._photos.mimeData([self._photos.index(int(row)) for row in rows]))
        current = self.currentIndex()
        photo = self._photos.photo(current.row()) if current.isValid() else None
        pixmap = self._loader.pixmap(photo.content_hash) if photo is not None else None
        if pixmap is not None:
            drag.setPixmap(pixmap.scaledToHeight(96, Qt.TransformationMode.SmoothTransformation))
            drag.setHotSpot(QPoint(24, 24))
        drag.exec(Qt.DropAction.CopyAction)

    def _look(self, row: int, *, selected: bool, is_current: bool) -> TileLook:
        photo = self._photos.photo(row)
        shown = self._photos.timeline
        is_known = bool(shown.aspects[row] == shown.aspects[row])  # NaN is not equal to itself
        return TileLook(
            pixmap=self._loader.pixmap(photo.content_hash) if photo is not None else None,
            mean_colour=int(shown.colours[row]) if is_known else None,
            photo=photo,
            selected=selected,
            current=is_current and self.hasFocus(),
            hover=self._hover.strength if row == self._hover.tile else 0.0,
        )

    def _paint_headings(self, painter: QPainter, area: QRect) -> None:
        assert self._tokens is not None
        painter.setFont(interface_font(Size.HEADING, weight=QFont.Weight.DemiBold))
        painter.setPen(self._tokens.colour("text"))
        for first, box in self._headings_between(area.top(), area.bottom()):
            months = int(self._photos.timeline.months[first])
            if months >= 0:
                words = str(months // 12) if self._shows_years else month(months)
                painter.drawText(box, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, words)

    def _request_pictures(self) -> None:
        """Records and thumbnails of what is visible, then of what will be if the scrolling goes on."""
        visible = self.visible_rows()
        if not visible:
            return
        offset, height = self.verticalOffset(), self.viewport().height()
        goes_up = offset < self._last_offset
        self._last_offset = offset
        ahead = self._tiles_between(-_AHEAD_PX, 0) if goes_up else self._tiles_between(height, height + _AHEAD_PX)
        self._photos.request_rows(min((visible[0], *ahead[:1])), max((visible[-1], *ahead[-1:])))
        beyond = [row for row in ahead if row not in visible]
        self._loader.want([wanted for row in (*visible, *beyond) if (wanted := self._wanted(row)) is not None])

    def _wanted(self, row: int) -> Wanted | None:
        photo = self._photos.photo(row)
        if photo is None:
            return None
        ratio, tile = self.devicePixelRatioF(), self.tile_rect(row)
        return Wanted(
            photo.content_hash,
            round(tile.width() * ratio),
            round(tile.height() * ratio),
            round(Size.TILE_RADIUS * ratio),
        )

    def _target(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Where the key leads; the first arrow only shows where one is."""
        visible = self.visible_rows()
        if action in grid_keys.ARROWS and visible and not self.selectionModel().hasSelection():
            current = self.currentIndex()
            return current if current.row() in visible else self._photos.index(visible[0])
        return self.moveCursor(action, modifiers)

    def _move_to(self, target: int, modifiers: Qt.KeyboardModifier) -> None:
        index = self._photos.index(target)
        if modifiers & _Modifier.ShiftModifier:
            self._extend_to(target, keep=False)
        elif modifiers & _Modifier.ControlModifier:
            self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
        else:
            self._range_from = target
            self.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect)
        self.scrollTo(index)
        self.viewport().update()

    def _extend_to(self, target: int, *, keep: bool) -> None:
        """Selects from where the range began to `target`."""
        first = min(self._range_from, max(len(self._photos.timeline) - 1, 0))
        self._select_between(first, target, _Flag.Select if keep else _Flag.ClearAndSelect)
        self.selectionModel().setCurrentIndex(self._photos.index(target), _Flag.NoUpdate)

    @Slot(int)
    def _on_hover_changed(self, tile: int) -> None:
        if tile < self._layout.count:
            self.viewport().update(self.tile_rect(tile))
