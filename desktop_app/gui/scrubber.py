"""The scroll bar of the grid: beside it the years, and while it is dragged or pointed at, the month."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QScrollBar, QWidget

from desktop_app.gui.painted import Painted
from desktop_app.gui.scrubber_marks import Mark, PlacedMark, placed
from desktop_app.gui.theme import Size, Tokens, interface_font, tabular

WIDE, NARROW = 56, 20
"""With marks and without."""
_INSET = 10
_THUMB_PX, _SHORTEST_PX, _THUMB_RIGHT = 6, 36, 5
_LABEL_PX, _DOT_PX = 22, 7
_BUBBLE_HEIGHT = 34


class Scrubber(QAbstractSlider):
    """Follows a scroll bar and moves it. `name_at` says what is at a value of it."""

    hovered = Signal()

    def __init__(self, bar: QScrollBar, name_at: Callable[[int], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._bar = bar
        self._name_at = name_at
        self._tokens: Tokens | None = None
        self._marks: list[Mark] = []
        self._placed: list[PlacedMark] | None = None
        self._picture: QPixmap | None = None  # of the marks: some hundred words and dots, painted at every step else
        self._grip: int | None = None
        self._pointer: int | None = None
        self._font = tabular(interface_font(11))
        self.setOrientation(Qt.Orientation.Vertical)
        self.setInvertedControls(True)  # arrow down goes down the page
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Position in the photos"))
        self.bubble = Bubble(parent)
        bar.rangeChanged.connect(self._on_range_changed)
        bar.valueChanged.connect(self.setValue)
        self.valueChanged.connect(bar.setValue)
        self.valueChanged.connect(self._on_value_changed)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens = tokens
        self.bubble.set_tokens(tokens)
        self._place_again()

    def set_marks(self, marks: list[Mark]) -> None:
        """What is named beside the track."""
        self._marks = marks
        self._place_again()

    @property
    def labels(self) -> list[str]:
        """What can be read beside the track, top to bottom."""
        return [mark.label for mark in self._places() if mark.label]

    @property
    def thumb(self) -> QRect:
        """The part of the page that is in view."""
        track, page = self._track(), self.pageStep()
        height = max(track.height() * page // max(page + self.maximum(), 1), _SHORTEST_PX)
        way = track.height() - height
        top = track.top() + round(way * self.value() / max(self.maximum(), 1))
        return QRect(self.width() - _THUMB_PX - _THUMB_RIGHT, top, _THUMB_PX, height)

    def value_at(self, y: int) -> int:
        """The value that puts the middle of the thumb at `y`."""
        track, height = self._track(), self.thumb.height()
        part = (y - track.top() - height / 2) / max(track.height() - height, 1)
        return round(min(max(part, 0.0), 1.0) * self.maximum())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._tokens is None or self.maximum() <= 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._picture_of_marks(self._tokens))
        is_active = self._grip is not None or self._pointer is not None or self.hasFocus()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._tokens.colour("text" if self._grip is not None else "faint", 1 if is_active else 0.6))
        painter.drawRoundedRect(self.thumb, _THUMB_PX / 2, _THUMB_PX / 2)
        if self._pointer is not None and self._grip is None:
            painter.fillRect(QRect(self.width() - 22, self._pointer, 18, 2), self._tokens.colour("text"))
        if self.hasFocus():
            painter.setPen(QPen(self._tokens.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.thumb).adjusted(-3, -3, 3, 3), 6, 6)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        y, thumb = event.position().toPoint().y(), self.thumb
        self._grip = y - thumb.center().y() if thumb.top() <= y <= thumb.bottom() else 0
        self.setSliderDown(True)
        self._drag_to(y)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position().toPoint().y()
        if self._grip is not None:
            self._drag_to(self._pointer)
        else:
            self._show_bubble(self._pointer, self.value_at(self._pointer))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None
        self.setSliderDown(False)
        if not self.rect().contains(event.position().toPoint()):
            self._leave()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        if self._grip is None:
            self._leave()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the grid glides

    def focusInEvent(self, event: object) -> None:
        self.update()

    def focusOutEvent(self, event: object) -> None:
        self._leave()

    def hideEvent(self, event: object) -> None:
        self._leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_again()

    def _place_again(self) -> None:
        self._placed = self._picture = None
        self.update()

    def _track(self) -> QRect:
        return self.rect().adjusted(0, _INSET, 0, -_INSET)

    def _places(self) -> list[PlacedMark]:
        if self._placed is None:
            height = self._track().height()
            page = self.maximum() + self.pageStep()
            scale = height / max(page, 1)
            self._placed = placed(self._marks, track_px=height, scale=scale, label_px=_LABEL_PX, dot_px=_DOT_PX)
        return self._placed

    def _picture_of_marks(self, tokens: Tokens) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_marks(painter, tokens)
            painter.end()
        return self._picture

    def _paint_marks(self, painter: QPainter, tokens: Tokens) -> None:
        painter.setFont(self._font)
        room, top = self.width() - _THUMB_PX - _THUMB_RIGHT - 6, self._track().top()
        for mark in self._places():
            y = top + mark.y
            if mark.label:
                painter.setPen(tokens.colour("faint"))
                words = painter.fontMetrics().elidedText(mark.label, Qt.TextElideMode.ElideRight, room)
                painter.drawText(QRect(0, y - 8, room, 16), Qt.AlignmentFlag.AlignRight, words)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(tokens.colour("faint", 0.5))
                painter.drawEllipse(QRectF(room - 4, y - 1.5, 3, 3))

    def _drag_to(self, y: int) -> None:
        self.setValue(self.value_at(y - (self._grip or 0)))
        self._show_bubble(self.thumb.center().y(), self.value())
        self.update()

    def _show_bubble(self, y: int, value: int) -> None:
        self.bubble.show_words(self._name_at(value), QPoint(self.x() - 6, self.y() + y))

    def _leave(self) -> None:
        self._pointer = None
        self.bubble.hide()
        self.update()

    @Slot(int, int)
    def _on_range_changed(self, least: int, most: int) -> None:
        self.setPageStep(self._bar.pageStep())
        self.setSingleStep(self._bar.singleStep())
        self.setRange(least, most)
        self._place_again()

    @Slot(int)
    def _on_value_changed(self, value: int) -> None:
        if self.hasFocus() and self._grip is None:
            self._show_bubble(self.thumb.center().y(), value)
        self.update()


class Bubble(Painted, QWidget):
    """A few words that point at the scrubber."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.words = ""
        self.setFont(interface_font(Size.BODY, weight=QFont.Weight.DemiBold))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_words(self, words: str, tip: QPoint) -> None:
        """Says them to the left of `tip`, in pixels of the parent; nothing is said with no words."""
        self.words = words
        if not words:
            self.hide()
            return
        width = self.fontMetrics().horizontalAdvance(words) + 2 * Size.MARGIN
        top = min(max(tip.y() - _BUBBLE_HEIGHT // 2, 4), self._over.height() - _BUBBLE_HEIGHT - 4)
        self.setGeometry(tip.x() - width, top, width, _BUBBLE_HEIGHT)
        self.show()
        self.raise_()
        self.update()

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        painter.setPen(QPen(tokens.colour("line"), 1))
        painter.setBrush(tokens.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), Size.SPACE, Size.SPACE)
        painter.setPen(tokens.colour("text"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.words)
