"""Photos on their way to another program: their files, and a picture of the first one under the pointer."""

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSizeF, Qt
from PySide6.QtGui import QDrag, QFont, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QWidget

from desktop_app.gui.theme import Size, Tokens, interface_font
from desktop_app.gui.words import number

AT_MOST = 500
"""Files of one drag; programs that are handed thousands stand still."""
_EDGE_PX = 96
_COUNT_PX = 22


def drag_of(source: QWidget, carried: QMimeData, picture: QPixmap | None, tokens: Tokens) -> QDrag:
    """Ready to be started."""
    drag = QDrag(source)
    drag.setMimeData(carried)
    if picture is not None and not picture.isNull():
        drag.setPixmap(drag_pixmap(picture, len(carried.urls()), tokens, source.devicePixelRatioF()))
        drag.setHotSpot(QPoint(_EDGE_PX // 4, _EDGE_PX // 4))
    return drag


def drag_pixmap(picture: QPixmap, count: int, tokens: Tokens, ratio: float) -> QPixmap:
    """The picture, small, and how many files there are when there are several."""
    shape = QSizeF(picture.size()).scaled(QSizeF(_EDGE_PX, _EDGE_PX), Qt.AspectRatioMode.KeepAspectRatio)
    words = number(count) if count > 1 else ""
    room = _COUNT_PX // 2 if words else 0
    made = QPixmap(((shape + QSizeF(room, room)) * ratio).toSize())
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    box = QRectF(0, room, shape.width(), shape.height())
    outline = QPainterPath()
    outline.addRoundedRect(box, Size.TILE_RADIUS, Size.TILE_RADIUS)
    painter.save()
    painter.setClipPath(outline)
    painter.setOpacity(0.9)
    painter.drawPixmap(box, picture, QRectF(picture.rect()))
    painter.restore()
    if words:
        painter.setFont(interface_font(11, weight=QFont.Weight.DemiBold))
        width = max(painter.fontMetrics().horizontalAdvance(words) + 12, _COUNT_PX)
        badge = QRectF(box.right() + room - width, 0, width, _COUNT_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("accent"))
        painter.drawRoundedRect(badge, _COUNT_PX / 2, _COUNT_PX / 2)
        painter.setPen(tokens.colour("accent_text"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, words)
    painter.end()
    return made
