"""An entry of the list of sections in the settings."""

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QWidget,
)

from desktop_app.gui.icons import icon
from desktop_app.gui.painted import Painted
from desktop_app.gui.theme import Size, Tokens


class SectionButton(Painted, QAbstractButton):
    """One entry of the list of sections at the left."""

    def __init__(self, words: str, sign: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(words)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setFixedHeight(36)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._sign = sign
        self._is_hovered = False

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 64, 36)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._is_hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._is_hovered = False
        self.update()

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        box = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self._is_hovered:
            ground = tokens.colour("accent", 0.14) if self.isChecked() else tokens.colour("hovered")
            painter.setBrush(ground)
            painter.drawRoundedRect(box, Size.CONTROL_RADIUS, Size.CONTROL_RADIUS)
        colour = tokens.colour("accent" if self.isChecked() else "faint")
        name = f"{self._sign}-fill" if self.isChecked() else self._sign
        sign = icon(name, colour, size_px=18).pixmap(QSize(18, 18), self.devicePixelRatioF())
        painter.drawPixmap(QPoint(12, (self.height() - 18) // 2), sign)
        font = self.font()
        font.setWeight(font.Weight.DemiBold if self.isChecked() else font.Weight.Normal)
        painter.setFont(font)
        painter.setPen(tokens.colour("text"))
        room = self.rect().adjusted(42, 0, -8, 0)
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.colour("accent"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), Size.CONTROL_RADIUS - 1, Size.CONTROL_RADIUS - 1)
