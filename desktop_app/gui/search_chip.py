"""One part of a search, as a chip that can be taken away."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.gui.icons import paint_icon
from desktop_app.gui.painted import Painted
from desktop_app.gui.search_parts import SIGNS, Part, PartKind
from desktop_app.gui.theme import Size, Tokens, interface_font

HEIGHT = 26
NAME_PX, NARROWEST_PX = 150, 28
_PICTURE, _SIGN, _CROSS = 20, 14, 9
_GAP, _LEFT, _RIGHT = 5, 7, 24
_RADIUS = 6
_PICTURE_LEFT = 3


class SearchChip(Painted, QAbstractButton):
    """A click on the cross, Delete or Backspace takes it away. Keys that mean nothing here are for the field."""

    removed = Signal()
    stepped = Signal(int)
    """An arrow key: to the chip before (−1) or behind (1)."""
    typed = Signal(object)  # QKeyEvent

    def __init__(self, part: Part, tokens: Tokens | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = part
        self.tokens = tokens
        self._picture: QPixmap | None = None
        self._name_px = NAME_PX
        self._is_on_cross = False
        self.setFont(interface_font(Size.SECONDARY))
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(part.spoken)
        self.setAccessibleDescription(self.tr("Delete takes this part of the search away"))
        self.setToolTip(part.spoken if part.path is None else f"{part.spoken}\n{part.path}")
        self.clicked.connect(self.removed)

    def set_picture(self, picture: QPixmap | None) -> None:
        """The photo itself, in front of its name."""
        self._picture = picture
        self.update()

    @property
    def has_picture(self) -> bool:
        return self._picture is not None and not self._picture.isNull()

    def fit(self, name_px: int) -> int:
        """Its width when its words may take so much; it takes it."""
        self._name_px = max(name_px, NARROWEST_PX)
        self.setFixedWidth(self.sizeHint().width())
        self.update()
        return self.width()

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self._elided())
        return QSize(_LEFT + self._lead() + _GAP + words + _RIGHT, HEIGHT)

    def hitButton(self, point: QPoint) -> bool:
        """Only the cross takes it away."""
        place = QPointF(point)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            place.setX(self.width() - place.x())
        return self._cross_box().adjusted(-6, -9, 8, 9).contains(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.removed.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            is_forward = (key == Qt.Key.Key_Right) == (self.layoutDirection() is Qt.LayoutDirection.LeftToRight)
            self.stepped.emit(1 if is_forward else -1)
        elif event.text().strip() or key in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._is_on_cross = self.hitButton(event.position().toPoint())
        self.update()
        super().mouseMoveEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._is_on_cross = False
        super().leaveEvent(event)
        self.update()

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        ring = 2.0 if self.hasFocus() else 1.0
        box = QRectF(self.rect()).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2)
        painter.setPen(QPen(tokens.colour("accent" if self.hasFocus() else "line"), ring))
        painter.setBrush(tokens.colour("hovered"))
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        self._paint_lead(painter, tokens)
        self._paint_cross(painter, tokens)
        painter.resetTransform()
        self._paint_words(painter, tokens)

    def _paint_lead(self, painter: QPainter, tokens: Tokens) -> None:
        side = self._lead()
        inset = 2.5 if self.part.kind is PartKind.WITHOUT else 0.0
        box = QRectF(_LEFT, (HEIGHT - side) / 2, side, side)
        if self.part.kind is PartKind.PHOTO:
            box.translate(_PICTURE_LEFT - _LEFT, 0)
        if self._picture is None or self._picture.isNull():
            inner = box.adjusted(inset, inset, -inset, -inset)
            paint_icon(painter, SIGNS[self.part.kind], inner, tokens.colour("faint"))
            return
        outline = QPainterPath()
        outline.addRoundedRect(box, 4, 4)
        painter.save()
        painter.setClipPath(outline)
        whole = QRectF(self._picture.rect())
        edge = min(whole.width(), whole.height())
        middle = QRectF((whole.width() - edge) / 2, (whole.height() - edge) / 2, edge, edge)
        painter.drawPixmap(box, self._picture, middle)
        painter.restore()

    def _paint_words(self, painter: QPainter, tokens: Tokens) -> None:
        left = _LEFT + self._lead() + _GAP
        box = QRectF(left, 0, self.width() - left - _RIGHT + 2, HEIGHT)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            box.moveLeft(self.width() - box.right())
        painter.setPen(tokens.colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self._elided())

    def _paint_cross(self, painter: QPainter, tokens: Tokens) -> None:
        box = self._cross_box()
        if self._is_on_cross:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.colour("line"))
            painter.drawEllipse(box.adjusted(-4, -4, 4, 4))
        paint_icon(painter, "x-bold", box, tokens.colour("text" if self._is_on_cross else "faint"))

    def _cross_box(self) -> QRectF:
        return QRectF(self.width() - _RIGHT + (_RIGHT - _CROSS) / 2 - 1, (HEIGHT - _CROSS) / 2, _CROSS, _CROSS)

    def _lead(self) -> int:
        return _PICTURE if self.part.kind is PartKind.PHOTO else _SIGN

    def _elided(self) -> str:
        metrics = QFontMetrics(self.font())
        where = Qt.TextElideMode.ElideMiddle if self.part.path is not None else Qt.TextElideMode.ElideRight
        return metrics.elidedText(self.part.text, where, self._name_px)
