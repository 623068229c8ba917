"""Large buttons that say what they do: a sign, a title, a sentence."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_app.gui.icons import paint_icon
from desktop_app.gui.painted import Painted
from desktop_app.gui.theme import Size, Tokens, interface_font

_PAD = 20
_SIGN_PX, _DISC_PX = 20, 40
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class Line(NamedTuple):
    """A sign and a sentence below the title of a card."""

    sign: str
    text: str


class LargeButton(Painted, QAbstractButton):
    """Painted by itself: raised, rounded, lit up under the pointer, ringed with the keyboard or when it is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_target = False
        """Something is being dragged that this card takes."""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        if not self.isEnabled():
            painter.setOpacity(0.55)
        self._paint_ground(painter, tokens)
        self.paint_content(painter, tokens)

    @abstractmethod
    def paint_content(self, painter: QPainter, tokens: Tokens) -> None:
        """What stands on it."""

    def _paint_ground(self, painter: QPainter, tokens: Tokens) -> None:
        is_marked = self.isChecked() or self.hasFocus() or self.is_target
        width = 2.0 if is_marked else 1.0
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        pen = QPen(tokens.colour("accent" if is_marked else "line"), width)
        if self.is_target:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        is_lit = self.underMouse() and self.isEnabled()
        painter.setBrush(tokens.colour("hovered" if is_lit else "raised"))
        painter.drawRoundedRect(box, Size.DIALOG_RADIUS, Size.DIALOG_RADIUS)


class ChoiceCard(LargeButton):
    """One way to begin. `is_primary`: its sign is in the accent, since it is what most people want."""

    def __init__(self, sign: str, parent: QWidget | None = None, *, is_primary: bool = False) -> None:
        super().__init__(parent)
        self._sign, self._is_primary = sign, is_primary
        self._title = self._detail = ""
        self.setMinimumSize(210, 168)
        self.setMaximumWidth(280)

    def set_primary(self, *, is_primary: bool) -> None:
        """Whether it is what most people want."""
        self._is_primary = is_primary
        self.update()

    def say(self, title: str, detail: str) -> None:
        """What it does."""
        self._title, self._detail = title, detail
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.update()

    @property
    def title(self) -> str:
        return self._title

    @property
    def detail(self) -> str:
        return self._detail

    def sizeHint(self) -> QSize:
        return QSize(252, 168)

    def paint_content(self, painter: QPainter, tokens: Tokens) -> None:
        disc = QRectF(_PAD, _PAD, _DISC_PX, _DISC_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("accent") if self._is_primary else tokens.colour("line"))
        painter.drawEllipse(disc)
        inset = (_DISC_PX - _SIGN_PX) / 2
        sign = disc.adjusted(inset, inset, -inset, -inset)
        paint_icon(painter, self._sign, sign, tokens.colour("accent_text" if self._is_primary else "text"))
        room = self.width() - 2 * _PAD
        top = disc.bottom() + 14
        painter.setFont(interface_font(Size.SECTION, weight=QFont.Weight.DemiBold))
        painter.setPen(tokens.colour("text"))
        title = QFontMetrics(painter.font()).elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(_PAD, top, room, 22), Qt.AlignmentFlag.AlignLeft, title)
        painter.setFont(interface_font(Size.BODY))
        painter.setPen(tokens.colour("faint"))
        painter.drawText(QRectF(_PAD, top + 26, room, self.height() - top - 34), int(_WRAP), self._detail)


class OptionCard(LargeButton):
    """One of several, of which one is chosen: a title, a badge, and lines with signs."""

    def __init__(self, title: str, badge: str, lines: Sequence[Line], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._badge, self._lines = title, badge, tuple(lines)
        self.setCheckable(True)
        self.setMinimumWidth(280)
        self.setMaximumWidth(380)
        self.setAccessibleName(", ".join(filter(None, [title, badge])))
        self.setAccessibleDescription(". ".join(line.text for line in lines))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def lines(self) -> tuple[str, ...]:
        """What it says below its title."""
        return tuple(line.text for line in self._lines)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return _PAD + 34 + sum(self._line_height(line, width) + 8 for line in self._lines) + _PAD - 8

    def sizeHint(self) -> QSize:
        return QSize(340, self.heightForWidth(340))

    def minimumSizeHint(self) -> QSize:
        return QSize(280, self.heightForWidth(self.maximumWidth()))

    def paint_content(self, painter: QPainter, tokens: Tokens) -> None:
        room = self.width() - 2 * _PAD
        badge_px = self._paint_badge(painter, tokens)
        painter.setFont(interface_font(Size.SECTION, weight=QFont.Weight.DemiBold))
        painter.setPen(tokens.colour("text"))
        left = _PAD + 28
        title_px = room - 28 - badge_px
        title = QFontMetrics(painter.font()).elidedText(self._title, Qt.TextElideMode.ElideRight, int(title_px))
        painter.drawText(QRectF(left, _PAD, title_px, 20), Qt.AlignmentFlag.AlignVCenter, title)
        self._paint_radio(painter, tokens)
        top = _PAD + 34.0
        painter.setFont(interface_font(Size.BODY))
        for line in self._lines:
            height = self._line_height(line, self.width())
            paint_icon(painter, line.sign, QRectF(_PAD + 2, top + 1, 16, 16), tokens.colour("faint"))
            painter.setPen(tokens.colour("text"))
            painter.drawText(QRectF(left, top, room - 28, height), int(_WRAP), line.text)
            top += height + 8

    def _paint_radio(self, painter: QPainter, tokens: Tokens) -> None:
        ring = QRectF(_PAD + 1, _PAD + 1, 18, 18)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.colour("accent"))
            painter.drawEllipse(ring)
            paint_icon(painter, "check-bold", ring.adjusted(4, 4, -4, -4), tokens.colour("accent_text"))
        else:
            painter.setPen(QPen(tokens.colour("faint"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(ring.adjusted(0.75, 0.75, -0.75, -0.75))

    def _paint_badge(self, painter: QPainter, tokens: Tokens) -> float:
        if not self._badge:
            return 0.0
        painter.setFont(interface_font(11, weight=QFont.Weight.DemiBold))
        width = QFontMetrics(painter.font()).horizontalAdvance(self._badge) + 14
        box = QRectF(self.width() - _PAD - width, _PAD, width, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("line"))
        painter.drawRoundedRect(box, 10, 10)
        painter.setPen(tokens.colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._badge)
        return width + 8.0

    def _line_height(self, line: Line, width: int) -> int:
        metrics = QFontMetrics(interface_font(Size.BODY))
        room = QRectF(0, 0, width - 2 * _PAD - 28, 1000).toRect()
        return max(metrics.boundingRect(room, int(_WRAP), line.text).height(), 18)
