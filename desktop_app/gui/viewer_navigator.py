"""A small map of a photo that is zoomed: which part is in view, and another one by a click or a drag."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.gui.theme import Size, on_photo, shade

_LONGEST_PX = 148
_DIM = 0.45


class Navigator(QWidget):
    """Shown only while something of the photo is out of view."""

    part_chosen = Signal(QPointF)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = QImage()
        self._small = QImage()
        self._part = QRectF(0, 0, 1, 1)
        self.setAccessibleName(self.tr("Map of the photo"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def show_part(self, picture: QImage, part: QRectF) -> None:
        """Which part (0 to 1 each way) of the picture is in view."""
        is_needed = not picture.isNull() and (part.width() < 0.999 or part.height() < 0.999)
        self._part = part
        if is_needed and picture.cacheKey() != self._picture.cacheKey():
            self._picture = picture
            size = picture.size().scaled(QSize(_LONGEST_PX, _LONGEST_PX), Qt.AspectRatioMode.KeepAspectRatio)
            self.resize(size)
            mode = Qt.TransformationMode.SmoothTransformation
            self._small = picture.scaled(size * self.devicePixelRatioF(), Qt.AspectRatioMode.IgnoreAspectRatio, mode)
        if not is_needed:
            self._picture = self._small = QImage()
        self.setVisible(is_needed)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        outline = QPainterPath()
        outline.addRoundedRect(box, Size.CONTROL_RADIUS, Size.CONTROL_RADIUS)
        painter.setClipPath(outline)
        painter.drawImage(box, self._small)
        frame = QRectF(
            self._part.left() * box.width(),
            self._part.top() * box.height(),
            self._part.width() * box.width(),
            self._part.height() * box.height(),
        )
        hole = QPainterPath()
        hole.addRect(frame)
        painter.fillPath(outline - hole, shade(_DIM))
        painter.setPen(QPen(on_photo(0.9), 1.5))
        painter.drawRect(frame.adjusted(0.75, 0.75, -0.75, -0.75))
        painter.setClipping(False)
        painter.setPen(QPen(on_photo(0.25), 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), Size.CONTROL_RADIUS, Size.CONTROL_RADIUS)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(event.position())

    def _choose(self, point: QPointF) -> None:
        self.part_chosen.emit(QPointF(point.x() / self.width(), point.y() / self.height()))
