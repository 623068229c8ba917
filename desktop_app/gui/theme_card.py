"""A theme to choose, as a picture of the window."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractButton

from desktop_app.gui.painted import Painted
from desktop_app.gui.theme import DARK, LIGHT, Size, ThemeChoice, Tokens


class ThemeCard(Painted, QAbstractButton):
    """A small picture of the window in one theme; half and half for what the system says."""

    def __init__(self, choice: ThemeChoice, name: str) -> None:
        super().__init__()
        self.choice = choice
        self.setText(name)
        self.setAccessibleName(name)
        self.setCheckable(True)
        self.setFixedSize(QSize(148, 118))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        box = QRectF(4, 4, self.width() - 8, 84)
        outline = QPainterPath()
        outline.addRoundedRect(box, 8, 8)
        painter.save()
        painter.setClipPath(outline)
        if self.choice is ThemeChoice.SYSTEM:
            self._paint_window(painter, box, LIGHT)
            half = QPainterPath()
            half.moveTo(box.topRight())
            half.lineTo(box.bottomRight())
            half.lineTo(box.bottomLeft())
            half.closeSubpath()
            painter.setClipPath(half.intersected(outline))
            self._paint_window(painter, box, DARK)
        else:
            self._paint_window(painter, box, DARK if self.choice is ThemeChoice.DARK else LIGHT)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tokens.colour("line"), 1))
        painter.drawPath(outline)
        if self.isChecked():
            painter.setPen(QPen(tokens.colour("accent"), 3))
            painter.drawRoundedRect(box.adjusted(-1.5, -1.5, 1.5, 1.5), 9.5, 9.5)
        font = self.font()
        font.setWeight(font.Weight.DemiBold if self.isChecked() else font.Weight.Normal)
        painter.setFont(font)
        painter.setPen(tokens.colour("text"))
        words_box = QRectF(0, 92, self.width(), 24)
        painter.drawText(words_box, Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            painter.setPen(QPen(tokens.colour("accent"), 2))
            painter.drawRoundedRect(words_box.adjusted(1, 1, -1, -1), Size.CONTROL_RADIUS, Size.CONTROL_RADIUS)

    @staticmethod
    def _paint_window(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
        painter.fillRect(box, tokens.colour("ground"))
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 14), tokens.colour("surface"))
        painter.fillRect(QRectF(box.left(), box.top() + 14, 34, box.height()), tokens.colour("surface"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("line"))
        painter.drawRoundedRect(QRectF(box.left() + 44, box.top() + 4, 66, 6), 3, 3)
        for n in range(4):
            painter.drawRoundedRect(QRectF(box.left() + 8, box.top() + 22 + 10 * n, 18 if n else 14, 4), 2, 2)
        widths = ((34, 24, 30), (24, 38, 26))
        for line, tiles in enumerate(widths):
            at = QPointF(box.left() + 40, box.top() + 20 + line * 31)
            for n, width in enumerate(tiles):
                is_chosen = line == 0 and n == 1
                painter.setBrush(tokens.colour("accent") if is_chosen else tokens.colour("line"))
                painter.drawRoundedRect(QRectF(at.x(), at.y(), width, 27), 3, 3)
                at.setX(at.x() + width + 3)
