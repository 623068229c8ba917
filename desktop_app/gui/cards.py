"""Pages of cards under headings, with rows in them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.labels import faint, heading
from desktop_app.gui.theme import Size, Tokens

_PAGE_PX = 704


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
