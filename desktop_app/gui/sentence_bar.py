"""A bar that says one sentence until it is closed."""

from PySide6.QtCore import QMargins, QSize, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from desktop_app.gui.icons import icon
from desktop_app.gui.theme import Tokens


class SentenceBar(QFrame):
    """A sign, the sentence, and a cross. `tone` is the token that colours the sign."""

    def __init__(self, sign: str, tone: str, parent: QWidget | None = None, *, margins: QMargins | None = None) -> None:
        super().__init__(parent)
        self._sign_name, self._tone = sign, tone
        self._sign, self._words = QLabel(self), QLabel(self)
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.close_button = QToolButton(self)
        self.close_button.setIconSize(QSize(12, 12))
        self.close_button.clicked.connect(self._on_close_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(margins or QMargins())
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addWidget(self.close_button)
        self.hide()

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        sign = icon(self._sign_name, tokens.colour(self._tone))
        self._sign.setPixmap(sign.pixmap(QSize(16, 16), self.devicePixelRatioF()))
        self.close_button.setIcon(icon("x-bold", tokens.colour("faint"), size_px=12))

    def name_cross(self, words: str) -> None:
        """What the cross does."""
        self.close_button.setAccessibleName(words)
        self.close_button.setToolTip(words)

    @property
    def text(self) -> str:
        """What it says; empty while it is away."""
        return "" if self.isHidden() else self._words.text()

    def _put(self, sentence: str) -> None:
        self._words.setText(sentence)
        self._words.setAccessibleName(sentence)

    @Slot()
    def _on_close_clicked(self) -> None:
        self.hide()
