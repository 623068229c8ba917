"""An honest word about what was typed, below the line that says what was understood."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from desktop_app.gui.icons import icon
from desktop_app.gui.theme import Tokens
from desktop_app.search.query_text import Hint


class QueryHint(QFrame):
    """One sentence; once closed, a hint of its kind stays away while the window is open."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queryHint")
        self._kind: Hint | None = None
        self._silenced: set[Hint] = set()
        self._sign, self._words = QLabel(self), QLabel(self)
        self._words.setProperty("faint", "true")
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.close_button = QToolButton(self)
        self.close_button.setAccessibleName(self.tr("Do not say this again"))
        self.close_button.setToolTip(self.tr("Do not say this again"))
        self.close_button.setIconSize(QSize(12, 12))
        self.close_button.clicked.connect(self._on_closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addWidget(self.close_button)
        self.hide()

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._sign.setPixmap(
            icon("lightbulb", tokens.colour("warning")).pixmap(QSize(16, 16), self.devicePixelRatioF())
        )
        self.close_button.setIcon(icon("x-bold", tokens.colour("faint"), size_px=12))

    @property
    def text(self) -> str:
        """What it says; empty while it is away."""
        return "" if self.isHidden() else self._words.text()

    def say(self, hint: tuple[Hint, str] | None) -> None:
        """This, unless it was closed before; None takes it away."""
        self._kind = None if hint is None else hint[0]
        if hint is not None:
            self._words.setText(hint[1])
            self._words.setAccessibleName(hint[1])
        self.setVisible(hint is not None and hint[0] not in self._silenced)

    @Slot()
    def _on_closed(self) -> None:
        if self._kind is not None:
            self._silenced.add(self._kind)
        self.hide()
        self.closed.emit()
