"""One photo to look at: fitted, zoomed to the pointer, dragged about, turned, blended into the next."""

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, QTimer, QVariantAnimation, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QImage,
    QInputDevice,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from desktop_app.gui.motion import animation, is_reduced
from desktop_app.gui.theme import DARK, FADE_MS, MOVE_MS, Tokens
from desktop_app.gui.viewer_message import paint_message
from desktop_app.gui.viewer_placement import ZOOM_STEP, Placement, between, middle_in_shape, standing

PATIENCE_MS = 150
_PIXELS_VISIBLE_AT = 3.0
_NOTCH = 120


class _Drawn(NamedTuple):
    picture: QImage
    part: QRectF
    rect: QRectF


class PictureCanvas(QWidget):
    """Sizes come from the photo, not from what is loaded: a small picture stands in until a large one is there, and the
    photo before stays until there is anything at all, so that nothing flashes."""

    zoom_changed = Signal(float)
    moved = Signal()
    """Another part of the photo is in view."""
    pointer_moved = Signal(QPointF)
    stepped = Signal(int)
    """The buttons of the mouse that go back and forward: -1 or 1."""
    menu_wanted = Signal(object)  # QPoint on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._placement = Placement()
        self._image, self._detail, self._preview = QImage(), QImage(), QImage()
        self._colour: QColor | None = None
        self._ground, self._ink = DARK.colour("viewer"), DARK.colour("faint")
        self._message = ""
        self._grabbed: QPointF | None = None
        self._from: QRectF | None = None
        self._from_angle = 0.0
        self._moving = animation(self, MOVE_MS)
        self._moving.valueChanged.connect(self._on_value_changed)
        self._moving.finished.connect(self._on_moved)
        self._before: _Drawn | None = None
        self._fade_ms = 0
        self._fading = animation(self, FADE_MS)
        self._fading.valueChanged.connect(self._on_value_changed)
        self._fading.finished.connect(self._forget_before)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._forget_before)
        self.setMouseTracking(True)
        self.setMinimumSize(80, 80)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.grabGesture(Qt.GestureType.PinchGesture)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._ground, self._ink = tokens.colour("viewer"), tokens.colour("faint")
        self.update()

    # What is shown

    def clear(self) -> None:
        """Nothing, not even what was shown before."""
        self._stop()
        self._image, self._detail, self._preview, self._message = QImage(), QImage(), QImage(), ""
        self._colour = None
        self._forget_before()

    def show_photo(
        self, width_px: int, height_px: int, *, colour: QColor, origin: QRectF | None = None, fade_ms: int = 0
    ) -> None:
        """Another photo, fitted. Its pictures follow; it grows out of `origin` (a tile, in our pixels), or blends in
        for `fade_ms`. Where nothing follows soon, its mean colour stands for it."""
        drawn = self._drawn()
        self._stop()
        self._before, self._fade_ms = drawn, 0 if is_reduced() else fade_ms
        self._image, self._detail, self._preview, self._message = QImage(), QImage(), QImage(), ""
        self._colour = colour
        self._placement.photo = QSizeF(max(width_px, 1), max(height_px, 1))
        self._placement.fit_whole()
        if self._before is not None:
            self._patience.start()
        if origin is not None:
            self._travel_from(origin)
        self._tell()

    def show_preview(self, picture: QImage) -> None:
        """A small picture of it; ignored once there is a better one."""
        if self._image.isNull() and self._detail.isNull() and picture.width() > self._preview.width():
            self._preview = picture
            self._begin_to_show()

    def show_image(self, image: QImage, *, is_all: bool = False) -> None:
        """The photo for the size of the view, or `is_all` its pixels."""
        shape, photo = image.width() / max(image.height(), 1), self._placement.photo
        if abs(shape / (photo.width() / photo.height()) - 1) > 0.02:
            self._placement.photo = QSizeF(image.size())  # the library's size is not the file's any more
            self._placement.fit_whole()
        if is_all:
            self._detail = image
        else:
            self._image = image
        self._message = ""
        self._begin_to_show()

    def show_message(self, text: str) -> None:
        """Why there is no picture, or none but the small one."""
        if not self.has_image:
            self._message = text
            self._forget_before()

    def turn(self, quarter_turns: int) -> None:
        """Turns what is shown clockwise by so many times 90°."""
        if quarter_turns % 4 == 0:
            return
        now = self._target()
        by = QTransform().rotate(90 * quarter_turns)
        self._image, self._detail, self._preview = (
            picture.transformed(by) for picture in (self._image, self._detail, self._preview)
        )
        if quarter_turns % 2:
            self._placement.photo = self._placement.photo.transposed()
            now = standing(now)
        self._placement.fit_whole()
        self._travel_from(now, angle=-90.0 * ((quarter_turns + 1) % 4 - 1))
        self._tell()

    @property
    def message(self) -> str:
        return self._message

    @property
    def has_image(self) -> bool:
        """Whether the photo itself, not only its preview, is there."""
        return not (self._image.isNull() and self._detail.isNull())

    @property
    def picture(self) -> QImage:
        """The best there is for the size of the view; may be null."""
        return next((each for each in (self._image, self._detail, self._preview) if not each.isNull()), QImage())

    # Where it is shown

    @property
    def zoom(self) -> float:
        """Device pixels a photo pixel; 1.0 shows every pixel."""
        return self._placement.zoom

    @property
    def is_fitted(self) -> bool:
        return self._placement.is_fitted

    @property
    def visible_part(self) -> QRectF:
        """In parts of the photo."""
        return self._placement.visible_part

    def part_at(self, point: QPointF) -> QPointF:
        """Which part of the photo, 0 to 1 each way, is at a point in our pixels."""
        return self._placement.part_at(point)

    def needs_all_pixels(self) -> bool:
        """Whether the picture for the view is coarser than what is shown."""
        photo = self._placement.photo
        return not self.is_fitted and self._image.width() + 1 < min(photo.width() * self.zoom, photo.width())

    def set_zoom(self, zoom: float | None, *, around: QPointF | None = None, is_gliding: bool = True) -> None:
        """Device pixels a photo pixel, keeping the point `around` (in our pixels) in place; None fits the photo."""
        now = self._target()
        if zoom is None:
            self._placement.fit_whole()
        else:
            self._placement.zoom_to(zoom, around=around)
        if is_gliding and self.picture.width():
            self._travel_from(now)
        self._tell()

    def zoom_by(self, steps: float, *, around: QPointF | None = None, is_gliding: bool = True) -> None:
        """One step is a notch of the wheel."""
        self.set_zoom(self.zoom * ZOOM_STEP**steps, around=around, is_gliding=is_gliding)

    def toggle_actual_size(self, *, around: QPointF | None = None) -> None:
        """Fitted, or every pixel; twice its size where fitted is every pixel."""
        fit = self._placement.fit
        self.set_zoom((2.0 * fit if fit == 1.0 else 1.0) if self.is_fitted else None, around=around)

    def pan(self, by: QPointF) -> None:
        """Moves the photo by a way in our pixels, as far as it goes."""
        self._placement.move(by)
        self._tell()

    def centre_on(self, part: QPointF) -> None:
        """Brings a part of the photo to the middle."""
        self._placement.centre_on(part)
        self._tell()

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._ground)
        target, picture = self._target(), self._best()
        has_any = not picture.isNull()
        if self._before is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._before.rect, self._before.picture, self._before.part)
            if has_any and self._fade_ms:
                painter.setOpacity(float(self._fading.currentValue() or 0.0))
                painter.setClipRegion(QRegion(self.rect()) - QRegion(target.toAlignedRect()))
                painter.fillRect(self.rect(), self._ground)
                painter.setClipping(False)
        if has_any:
            self._paint_picture(painter, target, picture)
            painter.resetTransform()
        if self._message:
            paint_message(painter, self.rect(), self._message, ink=self._ink, is_over_picture=has_any)
        elif not has_any and self._before is None and self._colour is not None:
            painter.fillRect(target, self._colour)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
            self.set_zoom(self.zoom * (1 + event.value()), around=event.position(), is_gliding=False)
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                around = QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint()))
                self.set_zoom(self.zoom * pinch.scaleFactor(), around=around, is_gliding=False)
                return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms; two fingers on a touch pad drag a photo that is zoomed, as everywhere else."""
        is_pad = event.device().type() is QInputDevice.DeviceType.TouchPad
        is_zoom = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if is_pad and not is_zoom and not self.is_fitted:
            self.pan(QPointF(event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2))
        else:
            self.zoom_by(event.angleDelta().y() / _NOTCH, around=event.position(), is_gliding=not is_pad)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._grabbed = event.position()
            self.show_hand()
        elif event.button() in (Qt.MouseButton.BackButton, Qt.MouseButton.ForwardButton):
            self.stepped.emit(1 if event.button() is Qt.MouseButton.ForwardButton else -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer_moved.emit(event.position())
        if self._grabbed is not None and not self.is_fitted:
            moved, self._grabbed = event.position() - self._grabbed, event.position()
            self._stop()
            self.pan(moved)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None
        self.show_hand()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.toggle_actual_size(around=event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self.pointer_moved.emit(QPointF(-1, -1))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._stop()
        self._forget_before()
        self._placement.resize(QSizeF(self.size()), self.devicePixelRatioF())
        self._tell()

    # Inside

    def _paint_picture(self, painter: QPainter, target: QRectF, picture: QImage) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.zoom < _PIXELS_VISIBLE_AT)
        angle = self._from_angle * (1 - self._travelled())
        if angle:
            painter.translate(target.center())
            painter.rotate(angle)
            painter.translate(-target.center())
        if picture is self._preview and self._colour is not None:
            painter.fillRect(target, self._colour)  # a tile has round corners
            painter.drawImage(target, picture, middle_in_shape(QSizeF(picture.size()), target))
        else:
            painter.drawImage(target, picture)

    def _best(self) -> QImage:
        """The smallest picture that has all the pixels that are shown: a larger one would flicker when scaled down."""
        if not self._detail.isNull() and (self._image.isNull() or self.needs_all_pixels()):
            return self._detail
        return self._preview if self._image.isNull() else self._image

    def _drawn(self) -> _Drawn | None:
        picture = self._best()
        if picture.isNull():
            return self._before
        target = self._target()
        return _Drawn(picture, middle_in_shape(QSizeF(picture.size()), target), target)

    def _target(self) -> QRectF:
        rest = self._placement.rect
        if self._from is not None:
            return between(self._from, rest, self._travelled())
        ratio = self._placement.ratio
        left, top = round(rest.left() * ratio) / ratio, round(rest.top() * ratio) / ratio
        return QRectF(left, top, rest.width(), rest.height())  # at 100 % each pixel is one of the screen

    def _travelled(self) -> float:
        return float(self._moving.currentValue() or 0.0) if self._from is not None else 1.0

    def _travel_from(self, rect: QRectF, *, angle: float = 0.0) -> None:
        self._moving.stop()
        if not is_reduced():
            self._from, self._from_angle = rect, angle
            self._moving.start()

    def _begin_to_show(self) -> None:
        """Something of the photo is there now."""
        self._patience.stop()
        if self._before is not None and self._fade_ms:
            if self._fading.state() is not QVariantAnimation.State.Running:
                self._fading.setDuration(self._fade_ms)
                self._fading.start()
        else:
            self._before = None
        self.update()

    def _stop(self) -> None:
        """Is there at once."""
        self._moving.stop()
        self._fading.stop()
        self._patience.stop()
        self._on_moved()

    def show_hand(self) -> None:
        """The pointer tells whether the photo can be dragged."""
        if not self._placement.is_cut:
            self.unsetCursor()
        else:
            held = self._grabbed is not None
            self.setCursor(Qt.CursorShape.ClosedHandCursor if held else Qt.CursorShape.OpenHandCursor)

    def _tell(self) -> None:
        self.show_hand()
        self.zoom_changed.emit(self.zoom)
        self.moved.emit()
        self.update()

    @Slot(object)
    def _on_value_changed(self, _: float) -> None:
        self.update()

    @Slot()
    def _on_moved(self) -> None:
        self._from, self._from_angle = None, 0.0
        self.update()

    @Slot()
    def _forget_before(self) -> None:
        self._before, self._fade_ms = None, 0
        self.update()
