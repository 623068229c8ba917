"""One photo to look at: fitted, zoomed to the pointer, dragged about."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from desktop_app.gui.motion import animation, is_reduced
from desktop_app.gui.theme import MOVE_MS, VIEWER_GROUND, interface_font, on_photo

_ZOOM_STEP = 1.2
_LARGEST_ZOOM = 8.0
_LARGEST_FIT = 2.0
_CLICK_PX = 6


class PictureCanvas(QWidget):
    """`zoom` is device pixels a photo pixel; 1.0 shows every pixel. Sizes come from the photo, not from what is loaded:
    a small picture stands in until a large one is there."""

    zoom_changed = Signal(float)
    clicked_outside = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._preview: QPixmap | None = None
        self._full = QPointF(1, 1)  # width and height in photo pixels
        self._zoom: float | None = None  # None: fitted
        self._centre = QPointF(0.5, 0.5)  # of the view, in parts of the photo
        self._grabbed: QPointF | None = None
        self._from: QRectF | None = None
        self._message = ""
        self._opening = animation(self, MOVE_MS)
        self._opening.valueChanged.connect(self._on_value_changed)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setMinimumSize(80, 80)

    def show_photo(
        self, width_px: int, height_px: int, preview: QPixmap | None, *, origin: QRectF | None = None
    ) -> None:
        """Another photo, fitted; `preview` stands in, and the photo grows out of `origin` (a tile, in our pixels)."""
        self._full = QPointF(max(width_px, 1), max(height_px, 1))
        self._preview, self._image, self._message = preview, QImage(), ""
        self._zoom, self._centre = None, QPointF(0.5, 0.5)
        self._opening.stop()
        self._from = None if is_reduced() else origin
        if self._from is not None:
            self._opening.start()
        self.zoom_changed.emit(self.zoom)
        self.update()

    def show_image(self, image: QImage) -> None:
        """The photo itself, or more of its pixels."""
        if image.width() > self._image.width():
            shape = QPointF(image.width(), image.height())
            if abs(shape.x() / shape.y() - self._full.x() / self._full.y()) > 0.02:
                self._full = shape  # the library's size is not the file's any more
            self._image, self._message = image, ""
            self.update()

    def show_message(self, text: str) -> None:
        """Why there is no picture."""
        if self._image.isNull():
            self._message = text
            self.update()

    @property
    def message(self) -> str:
        return self._message

    @property
    def has_image(self) -> bool:
        """Whether the photo itself, not only its preview, is there."""
        return not self._image.isNull()

    @property
    def zoom(self) -> float:
        return self._fit() if self._zoom is None else self._zoom

    @property
    def is_fitted(self) -> bool:
        return self._zoom is None

    def needs_more_pixels(self) -> bool:
        """Whether what is loaded is coarser than what is shown."""
        return self._image.width() + 1 < min(self._full.x() * self.zoom, self._full.x())

    def set_zoom(self, zoom: float | None, *, around: QPointF | None = None) -> None:
        """Device pixels a photo pixel, keeping the point `around` (in our pixels) in place; None fits the photo."""
        fit = self._fit()
        if zoom is None or zoom <= fit * 1.001:
            self._zoom, self._centre = None, QPointF(0.5, 0.5)
        else:
            point = around if around is not None else QPointF(self.rect().center())
            under = self.part_at(point)
            self._zoom = min(zoom, max(_LARGEST_ZOOM, fit))
            shown = self._shown_size()
            offset = point - QPointF(self.width() / 2, self.height() / 2)
            self._centre = under - QPointF(offset.x() / shown.x(), offset.y() / shown.y())
            self._keep_inside()
        self.zoom_changed.emit(self.zoom)
        self.update()

    def zoom_by(self, steps: float, *, around: QPointF | None = None) -> None:
        """One step is a notch of the wheel."""
        self.set_zoom(self.zoom * _ZOOM_STEP**steps, around=around)

    def toggle_actual_size(self, *, around: QPointF | None = None) -> None:
        """Fitted, or every pixel."""
        self.set_zoom(1.0 if self.is_fitted else None, around=around)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(VIEWER_GROUND))
        target = self._target()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.zoom < 3)
        if not self._image.isNull():
            painter.drawImage(target, self._image)
        elif self._preview is not None and not self._preview.isNull():
            painter.drawPixmap(target, self._preview, _same_shape(self._preview, target))
        if self._message:
            painter.fillRect(self.rect(), QColor(VIEWER_GROUND))
            painter.setFont(interface_font(15))
            painter.setPen(on_photo(0.8))
            box = self.rect().adjusted(48, 48, -48, -48)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._message)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_by(event.angleDelta().y() / 120, around=event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._grabbed = event.position()
            if not self.is_fitted:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is None or self.is_fitted:
            return
        moved, self._grabbed = event.position() - self._grabbed, event.position()
        shown = self._shown_size()
        self._centre -= QPointF(moved.x() / shown.x(), moved.y() / shown.y())
        self._keep_inside()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.toggle_actual_size(around=event.position())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._keep_inside()
        self.zoom_changed.emit(self.zoom)

    def _fit(self) -> float:
        """The zoom that shows all of it; a small photo is enlarged a little, not blown up."""
        ratio = self.devicePixelRatioF()
        largest = _LARGEST_FIT * ratio
        return min(self.width() * ratio / self._full.x(), self.height() * ratio / self._full.y(), largest)

    def _shown_size(self) -> QPointF:
        return self._full * (self.zoom / self.devicePixelRatioF())

    def part_at(self, point: QPointF) -> QPointF:
        """Which part of the photo, 0 to 1 each way, is at a point in our pixels."""
        target = self._resting_target()
        return QPointF((point.x() - target.left()) / target.width(), (point.y() - target.top()) / target.height())

    def _resting_target(self) -> QRectF:
        shown = self._shown_size()
        left = self.width() / 2 - self._centre.x() * shown.x()
        top = self.height() / 2 - self._centre.y() * shown.y()
        return QRectF(left, top, shown.x(), shown.y())

    def _target(self) -> QRectF:
        rest = self._resting_target()
        if self._from is None:
            return rest
        part = float(self._opening.currentValue() or 0.0)
        begin = self._from
        return QRectF(
            begin.left() + (rest.left() - begin.left()) * part,
            begin.top() + (rest.top() - begin.top()) * part,
            begin.width() + (rest.width() - begin.width()) * part,
            begin.height() + (rest.height() - begin.height()) * part,
        )

    def _keep_inside(self) -> None:
        """No more ground than needed."""
        shown = self._shown_size()
        half_x, half_y = self.width() / 2 / shown.x(), self.height() / 2 / shown.y()
        x = 0.5 if half_x >= 0.5 else min(max(self._centre.x(), half_x), 1 - half_x)
        y = 0.5 if half_y >= 0.5 else min(max(self._centre.y(), half_y), 1 - half_y)
        self._centre = QPointF(x, y)

    @Slot(object)
    def _on_value_changed(self, value: float) -> None:
        if value >= 1.0:
            self._from = None
        self.update()


def _same_shape(pixmap: QPixmap, target: QRectF) -> QRectF:
    """The middle of the pixmap in the target's shape: tiles are cropped."""
    scale = min(pixmap.width() / target.width(), pixmap.height() / target.height())
    width, height = target.width() * scale, target.height() * scale
    return QRectF((pixmap.width() - width) / 2, (pixmap.height() - height) / 2, width, height)
