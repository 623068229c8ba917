"""What settings are set with: a switch, one of several, a few side by side."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, QVariantAnimation, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QToolButton,
    QWidget,
)

from desktop_app.gui.icons import paint_icon
from desktop_app.gui.motion import animation, is_reduced
from desktop_app.gui.painted import Painted
from desktop_app.gui.theme import FADE_MS, Tokens

_SWITCH = QSize(40, 24)


class Switch(Painted, QAbstractButton):
    """On or off. Its name is what it switches."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFixedSize(_SWITCH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._at = 0.0
        self._slide = animation(self, FADE_MS)
        self._slide.valueChanged.connect(self._on_value_changed)
        self.toggled.connect(self._on_toggled)

    def set_on(self, is_on: bool) -> None:
        """How it stands, without saying that somebody switched it."""
        before = QSignalBlocker(self)
        self.setChecked(is_on)
        before.unblock()
        self._slide.stop()
        self._at = float(is_on)
        self.update()

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        track = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setOpacity(1.0 if self.isEnabled() else 0.45)
        painter.setBrush(tokens.colour("faint", 0.55))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        painter.setBrush(tokens.colour("accent", self._at))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        side = track.height() - 4
        knob = QRectF(track.left() + 2 + self._at * (track.width() - side - 4), track.top() + 2, side, side)
        painter.setBrush(tokens.colour("accent_text"))
        painter.drawEllipse(knob)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.colour("text"), 1.5))
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    @Slot(bool)
    def _on_toggled(self, is_on: bool) -> None:
        if is_reduced() or not self.isVisible():
            self._at = float(is_on)
            self.update()
            return
        self._slide.setDirection(QVariantAnimation.Direction.Forward if is_on else QVariantAnimation.Direction.Backward)
        self._slide.start()

    @Slot(object)
    def _on_value_changed(self, value: float) -> None:
        self._at = float(value)
        self.update()


class Choice(QComboBox):
    """One of several values, each with its words. The wheel scrolls the page, not the choice."""

    chosen = Signal(object)

    def __init__(self, name: str, options: Iterable[tuple[object, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._values: list[object] = []
        self._plain = 0
        self.set_options(options)
        self.activated.connect(self._on_activated)

    def set_options(self, options: Iterable[tuple[object, str]]) -> None:
        """Replaces them."""
        self.clear()
        self._values = []
        for value, words in options:
            self._values.append(value)
            self.addItem(words)
        self._plain = len(self._values)

    def set_value(self, value: object, *, words: str = "") -> None:
        """Shows the value; one that is none of the options is added as `words`, for as long as it is in use."""
        while len(self._values) > self._plain:
            self._values.pop()
            self.removeItem(len(self._values))
        if value not in self._values:
            self._values.append(value)
            self.addItem(words or str(value))
        self.setCurrentIndex(self._values.index(value))

    @property
    def value(self) -> object:
        """What is shown."""
        return self._values[self.currentIndex()]

    def choose(self, value: object) -> None:
        """As if the user had picked it."""
        index = self._values.index(value)
        self.setCurrentIndex(index)
        self.activated.emit(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # Qt would take Ctrl and a page key, which turn the sheet's pages, for another choice
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        box = QRectF(self.width() - 24, self.height() / 2 - 6, 12, 12)
        paint_icon(painter, "caret-down-bold", box, self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.end()

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self.chosen.emit(self._values[index])


class Segments(QFrame):
    """A few choices side by side; one is in use. Arrows move between them."""

    chosen = Signal(object)

    def __init__(self, name: str, options: Sequence[tuple[object, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segments")
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._values = [value for value, _ in options]
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for n, (_, words) in enumerate(options):
            button = QToolButton(self)
            button.setText(words)
            button.setAccessibleName(f"{name}: {words}")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            self._group.addButton(button, n)
            row.addWidget(button)
        self._group.idClicked.connect(self._on_clicked)

    def set_value(self, value: object) -> None:
        """What is in use."""
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)

    @property
    def value(self) -> object:
        """What is in use; None before anything was."""
        number = self._group.checkedId()
        return self._values[number] if number >= 0 else None

    def button(self, value: object) -> QAbstractButton:
        """The one that stands for `value`."""
        return self._group.button(self._values.index(value))

    @Slot(int)
    def _on_clicked(self, number: int) -> None:
        self.chosen.emit(self._values[number])
