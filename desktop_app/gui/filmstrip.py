"""The photos around the one that is looked at, in a row. Only what is visible is laid out, however many there are."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from desktop_app.gui.icons import paint_icon
from desktop_app.gui.motion import animation, is_reduced
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.theme import DARK, MOVE_MS, Size, Tokens, on_photo, shade
from desktop_app.gui.thumbnail_loader import ThumbnailLoader, Wanted
from desktop_app.gui.words import file_name, number
from desktop_app.records import Photo

TILE_PX = 60
PITCH_PX = TILE_PX + Size.TILE_GAP
HEIGHT_PX = TILE_PX + 16
_END_PX = 10.0
_RADIUS = 5
_BADGE_PX = 14
_NOTCH = 120
_AHEAD = 6
"""Tiles beyond each edge whose thumbnails are asked for."""


class Filmstrip(QWidget):
    """Shows rows of the model; the current one comes to the middle. The wheel, or dragging, looks further."""

    row_chosen = Signal(int)

    def __init__(self, model: PhotoListModel, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._thumbnails = model, thumbnails
        self._tokens = DARK
        self._look: Callable[[Photo], Photo] = lambda photo: photo
        self._row, self._hovered = -1, -1
        self._offset = 0.0
        self._from = self._to = 0.0
        self._grabbed: QPointF | None = None
        self._is_dragged = False
        self._glide = animation(self, MOVE_MS)
        self._glide.valueChanged.connect(self._on_glide)
        self.setFixedHeight(HEIGHT_PX)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Filmstrip"))
        thumbnails.loaded.connect(self._on_loaded)
        model.dataChanged.connect(self._on_data_changed)
        model.modelReset.connect(self._on_model_reset)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens = tokens
        self.update()

    def show_as(self, look: Callable[[Photo], Photo]) -> None:
        """How a record is to be shown."""
        self._look = look

    @property
    def row(self) -> int:
        """The current one."""
        return self._row

    def show_row(self, row: int) -> None:
        """Brings a row to the middle, visibly when it is near."""
        is_near = self._row >= 0 and abs(row - self._row) * PITCH_PX < 2 * self.width()
        self._row = row
        count = number(self._model.rowCount())
        self.setAccessibleDescription(self.tr("Photo {n} of {all}").format(n=number(row + 1), all=count))
        self._scroll_to(self._centred(row), is_gliding=is_near)

    def visible_rows(self) -> range:
        """Those of which something is to be seen."""
        first = max(int(self._offset // PITCH_PX), 0)
        last = min(int((self._offset + self.width()) // PITCH_PX) + 1, self._model.rowCount())
        return range(first, max(last, first))

    def tile_rect(self, row: int) -> QRectF:
        """Where a row is, in our pixels."""
        left = row * PITCH_PX + Size.TILE_GAP / 2 - self._offset
        return QRectF(left, (HEIGHT_PX - TILE_PX) / 2, TILE_PX, TILE_PX)

    def row_at(self, x: float) -> int:
        """The row under a point; -1 for none."""
        row = int((x + self._offset) // PITCH_PX)
        return row if 0 <= row < self._model.rowCount() else -1

    def sizeHint(self) -> QSize:
        return QSize(480, HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._tokens.colour("viewer"))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        for row in self.visible_rows():
            self._paint_tile(painter, row)
        painter.end()
        self._want()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._grabbed, self._is_dragged = event.position(), False
            self._glide.stop()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is None:
            self._hover(self.row_at(event.position().x()))
            return
        moved = event.position().x() - self._grabbed.x()
        if self._is_dragged or abs(moved) >= QApplication.startDragDistance():
            self._is_dragged, self._grabbed = True, event.position()
            self._set_offset(self._offset - moved)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_click = self._grabbed is not None and not self._is_dragged
        self._grabbed = None
        row = self.row_at(event.position().x())
        if was_click and row >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self.row_chosen.emit(row)

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels = event.pixelDelta()
        if not pixels.isNull():
            self._glide.stop()
            self._set_offset(self._offset - (pixels.x() or pixels.y()))
        else:
            turned = event.angleDelta().y() or event.angleDelta().x()
            start = self._to if self._glide.state() is self._glide.State.Running else self._offset
            self._scroll_to(start - turned / _NOTCH * 3 * PITCH_PX, is_gliding=True)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._row >= 0:
            self._scroll_to(self._centred(self._row), is_gliding=False)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and self._hovered >= 0:
            photo = self._model.photo(self._hovered)
            if photo is not None:
                QToolTip.showText(event.globalPos(), file_name(photo.path), self)  # type: ignore[attr-defined]
            return True
        return super().event(event)

    def _paint_tile(self, painter: QPainter, row: int) -> None:
        tile, record = self.tile_rect(row), self._model.photo(row)
        photo = None if record is None else self._look(record)
        pixmap = None if photo is None else self._thumbnails.pixmap(photo.content_hash)
        if pixmap is None or photo is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._tokens.colour("raised") if photo is None else QColor.fromRgb(photo.mean_colour))
            painter.drawRoundedRect(tile, _RADIUS, _RADIUS)
        else:
            _paint_turned(painter, tile, pixmap, photo.quarter_turns)
        if row != self._row:
            self._veil(painter, tile, 0.0 if row == self._hovered else 0.28)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._tokens.colour("viewer"), 2))
            painter.drawRoundedRect(tile.adjusted(2.5, 2.5, -2.5, -2.5), _RADIUS - 1, _RADIUS - 1)
            painter.setPen(QPen(self._tokens.colour("accent"), 2.5))
            painter.drawRoundedRect(tile.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS + 1, _RADIUS + 1)
        if photo is not None:
            _paint_badges(painter, tile, photo)

    def _veil(self, painter: QPainter, tile: QRectF, opacity: float) -> None:
        """Those that are not looked at step back."""
        if opacity:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._tokens.colour("viewer", opacity))
            painter.drawRoundedRect(tile, _RADIUS, _RADIUS)

    def _want(self) -> None:
        rows = self.visible_rows()
        if not rows or not self.isVisible():
            return
        first = max(rows.start - _AHEAD, 0)
        last = min(rows.stop + _AHEAD, self._model.rowCount()) - 1
        self._model.request_rows(first, last)
        middle = (self._offset + self.width() / 2) / PITCH_PX
        side = round(TILE_PX * self.devicePixelRatioF())
        radius = round(_RADIUS * self.devicePixelRatioF())
        photos = [self._model.photo(row) for row in sorted(range(first, last + 1), key=lambda row: abs(row - middle))]
        self._thumbnails.want([Wanted(each.content_hash, side, side, radius) for each in photos if each is not None])

    def _centred(self, row: int) -> float:
        return row * PITCH_PX + PITCH_PX / 2 - self.width() / 2

    def _scroll_to(self, offset: float, *, is_gliding: bool) -> None:
        self._from, self._to = self._offset, self._kept_inside(offset)
        self._glide.stop()
        if is_gliding and not is_reduced() and self.isVisible():
            self._glide.start()
        else:
            self._set_offset(self._to)

    def _kept_inside(self, offset: float) -> float:
        """No empty room at the ends; a few photos stand in the middle."""
        spare = self._model.rowCount() * PITCH_PX + 2 * _END_PX - self.width()
        return spare / 2 - _END_PX if spare < 0 else min(max(offset, -_END_PX), spare - _END_PX)

    def _set_offset(self, offset: float) -> None:
        self._offset = self._kept_inside(offset)
        self.update()

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.setCursor(Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    @Slot(object)
    def _on_loaded(self, content_hashes: frozenset[str]) -> None:
        self.update()

    @Slot(object)
    def _on_glide(self, part: float) -> None:
        self._set_offset(self._from + (self._to - self._from) * float(part))

    @Slot()
    def _on_data_changed(self) -> None:
        self.update()

    @Slot()
    def _on_model_reset(self) -> None:
        self._row, self._hovered = -1, -1
        self.update()


def _paint_turned(painter: QPainter, tile: QRectF, pixmap: QPixmap, quarter_turns: int) -> None:
    painter.save()
    painter.translate(tile.center())
    painter.rotate(90.0 * quarter_turns)
    side = QRectF(-TILE_PX / 2, -TILE_PX / 2, TILE_PX, TILE_PX)
    painter.drawPixmap(side, pixmap, QRectF(pixmap.rect()))
    painter.restore()


def _paint_badges(painter: QPainter, tile: QRectF, photo: Photo) -> None:
    """A heart, and as many dots as stars."""
    if not photo.favourite and not photo.rating:
        return
    width = (_BADGE_PX if photo.favourite else 0) + (5 * photo.rating + 4 if photo.rating else 0)
    backing = QRectF(tile.left() + 3, tile.bottom() - 3 - _BADGE_PX, width, _BADGE_PX)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade(0.6))
    painter.drawRoundedRect(backing, _BADGE_PX / 2, _BADGE_PX / 2)
    left = backing.left()
    if photo.favourite:
        paint_icon(painter, "heart-fill", QRectF(left + 2.5, backing.top() + 2.5, 9, 9), on_photo())
        left += _BADGE_PX - 3
    painter.setBrush(on_photo())
    for star in range(photo.rating):
        painter.drawEllipse(QRectF(left + 3.5 + 5 * star, backing.center().y() - 1.5, 3, 3))
