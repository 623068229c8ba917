"""What pages of settings are made of: cards of rows, switches, choices side by side, names as chips."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSignalBlocker, QSize, Qt, QVariantAnimation, Signal, Slot
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.icons import icon, paint_icon
from desktop_app.gui.motion import animation, is_reduced
from desktop_app.gui.theme import FADE_MS, Size, Tokens

_SWITCH = QSize(40, 24)
_PAGE_PX = 704
_CHIP_PX = 28
_PILL_PX = 20


def faint(text: str = "", *, wraps: bool = True) -> QLabel:
    """A line of secondary text."""
    label = QLabel(text)
    label.setProperty("faint", "true")
    label.setWordWrap(wraps)
    return label


def heading(text: str) -> QLabel:
    """Above a card."""
    label = QLabel(text)
    label.setProperty("role", "cardTitle")
    return label


def pill(text: str, tone: str, meaning: str = "") -> QLabel:
    """A word about a state: good, warning, accent or quiet."""
    label = QLabel(text)
    label.setProperty("role", "pill")
    label.setProperty("tone", tone)
    label.setFixedHeight(_PILL_PX)
    label.setToolTip(meaning)
    return label


def tell_style(widget: QWidget, name: str, value: str) -> None:
    """Sets a property that the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Switch(QAbstractButton):
    """On or off. Its name is what it switches."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFixedSize(_SWITCH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tokens: Tokens | None = None
        self._at = 0.0
        self._slide = animation(self, FADE_MS)
        self._slide.valueChanged.connect(self._on_value_changed)
        self.toggled.connect(self._on_toggled)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens = tokens
        self.update()

    def set_on(self, is_on: bool) -> None:
        """How it stands, without saying that somebody switched it."""
        before = QSignalBlocker(self)
        self.setChecked(is_on)
        before.unblock()
        self._slide.stop()
        self._at = float(is_on)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._tokens is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setOpacity(1.0 if self.isEnabled() else 0.45)
        painter.setBrush(self._tokens.colour("faint", 0.55))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        painter.setBrush(self._tokens.colour("accent", self._at))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        side = track.height() - 4
        knob = QRectF(track.left() + 2 + self._at * (track.width() - side - 4), track.top() + 2, side, side)
        painter.setBrush(self._tokens.colour("accent_text"))
        painter.drawEllipse(knob)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._tokens.colour("text"), 1.5))
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        painter.end()

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


class Row(QWidget):
    """What can be set, what that means, and at the right how it is set."""

    def __init__(self, title: str, note: str = "", control: QWidget | None = None) -> None:
        super().__init__()
        self._note = faint(note)
        self._note.setVisible(bool(note))
        words = QVBoxLayout()
        words.setSpacing(2)
        name = QLabel(title)
        name.setWordWrap(True)
        words.addWidget(name)
        words.addWidget(self._note)
        line = QHBoxLayout(self)
        line.setContentsMargins(Size.MARGIN, 12, Size.MARGIN, 12)
        line.setSpacing(Size.MARGIN)
        line.addLayout(words, 1)
        if control is not None:
            line.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self.line = line

    def say(self, note: str) -> None:
        """What stands under the title."""
        self._note.setText(note)
        self._note.setVisible(bool(note))

    @property
    def note(self) -> str:
        return self._note.text()


class Card(QFrame):
    """Rows with lines between them, in a frame."""

    def __init__(self, *rows: QWidget) -> None:
        super().__init__()
        self.setObjectName("card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        for row in rows:
            self.add(row)

    def add(self, row: QWidget) -> QWidget:
        """One more, at the end."""
        if self._column.count():
            rule = QFrame()
            rule.setObjectName("rule")
            rule.setFixedHeight(1)
            self._column.addWidget(rule)
        self._column.addWidget(row)
        return row

    def clear(self) -> None:
        """Takes all rows out."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()


class Page(QScrollArea):
    """One section of the settings, scrolling by itself."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.setAccessibleName(title)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._inside.setObjectName("settingsPage")
        self._inside.setMaximumWidth(_PAGE_PX + 2 * Size.GROUP)
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(Size.GROUP, 4, Size.GROUP, Size.GROUP)
        self.column.setSpacing(Size.SPACE)
        self.setWidget(self._inside)

    def add(self, *widgets: QWidget) -> None:
        """Below what is there."""
        for widget in widgets:
            self.column.addWidget(widget)

    def add_card(self, title: str, *rows: QWidget) -> Card:
        """A card under a heading."""
        self.column.addSpacing(Size.SPACE)
        self.column.addWidget(heading(title))
        card = Card(*rows)
        self.column.addWidget(card)
        return card

    def end(self) -> None:
        """Nothing comes below."""
        self.column.addStretch(1)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""


class Flow(QLayout):
    """From left to right, then on the next line."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), moves=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, moves=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        widest = max((item.minimumSize().width() for item in self._items), default=0)
        highest = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(min(widest, 200), highest)

    def _place(self, rect: QRect, *, moves: bool) -> int:
        """Returns the height that is needed."""
        x, y, line = rect.left(), rect.top(), 0
        for item in self._items:
            size = item.sizeHint()
            size.setWidth(min(size.width(), rect.width()))
            if x > rect.left() and x + size.width() > rect.right() + 1:
                x, y, line = rect.left(), y + line + self.spacing(), 0
            if moves:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            line = max(line, size.height())
        return y + line - rect.top()


class NameChip(QFrame):
    """A name with a cross that takes it away."""

    removed = Signal(str)

    def __init__(self, name: str, remove_words: str) -> None:
        super().__init__()
        self.setObjectName("nameChip")
        self.setFixedHeight(_CHIP_PX)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.name = name
        label = QLabel(label_text(name))
        label.setToolTip(name)
        self.cross = QToolButton()
        self.cross.setIconSize(QSize(12, 12))
        self.cross.setAccessibleName(remove_words)
        self.cross.setToolTip(remove_words)
        self.cross.clicked.connect(self._on_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 3, 0)
        row.setSpacing(4)
        row.addWidget(label)
        row.addWidget(self.cross)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self.cross.setIcon(icon("x-bold", tokens.colour("faint"), size_px=12))

    @Slot()
    def _on_clicked(self) -> None:
        self.removed.emit(self.name)


def label_text(name: str, *, longest: int = 48) -> str:
    """Shortened in the middle."""
    half = (longest - 1) // 2
    return name if len(name) <= longest else f"{name[:half]}…{name[-half:]}"


class SectionButton(QAbstractButton):
    """One entry of the list of sections at the left."""

    def __init__(self, words: str, sign: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(words)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setFixedHeight(36)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._sign = sign
        self._tokens: Tokens | None = None
        self._is_hovered = False

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens = tokens
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 64, 36)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._is_hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._is_hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._tokens is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self._is_hovered:
            ground = self._tokens.colour("accent", 0.14) if self.isChecked() else self._tokens.colour("hovered")
            painter.setBrush(ground)
            painter.drawRoundedRect(box, Size.CONTROL_RADIUS, Size.CONTROL_RADIUS)
        colour = self._tokens.colour("accent" if self.isChecked() else "faint")
        name = f"{self._sign}-fill" if self.isChecked() else self._sign
        sign = icon(name, colour, size_px=18).pixmap(QSize(18, 18), self.devicePixelRatioF())
        painter.drawPixmap(QPoint(12, (self.height() - 18) // 2), sign)
        font = self.font()
        font.setWeight(font.Weight.DemiBold if self.isChecked() else font.Weight.Normal)
        painter.setFont(font)
        painter.setPen(self._tokens.colour("text"))
        room = self.rect().adjusted(42, 0, -8, 0)
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._tokens.colour("accent"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), Size.CONTROL_RADIUS - 1, Size.CONTROL_RADIUS - 1)
        painter.end()
