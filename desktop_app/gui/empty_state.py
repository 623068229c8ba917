"""What is shown where no photos are: a picture, a sentence, what to do."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.gui.icons import drawing_pixmap
from desktop_app.gui.theme import Size, Tokens

_WELCOME = QSize(440, 260)
_SMALL = QSize(320, 190)
_TEXT_PX = 560


class EmptyState(QWidget):
    """A picture drawn by us above a title, a sentence, and up to two buttons."""

    def __init__(self, picture: str, parent: QWidget | None = None, *, size: QSize = _SMALL) -> None:
        super().__init__(parent)
        self._picture, self._size = picture, size
        self._image = QLabel(self)
        self._image.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title.setWordWrap(True)
        self._sentence = QLabel(self)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setWordWrap(True)
        self._sentence.setProperty("faint", "true")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(12)
        self._lay_out()

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._image.setPixmap(drawing_pixmap(self._picture, tokens, self._size, self.devicePixelRatioF()))

    def say(self, title: str, sentence: str) -> None:
        """The words under the picture."""
        self._title.setText(title)
        self._sentence.setText(sentence)

    @property
    def title(self) -> str:
        return self._title.text()

    def add_button(self, words: str, *, is_primary: bool) -> QPushButton:
        """A button under the words."""
        button = QPushButton(words, self)
        button.setProperty("primary", "true" if is_primary else "false")
        button.setProperty("large", "true")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._buttons.addWidget(button)
        return button

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addLayout(self._buttons)
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.addWidget(self._image)
        column.addSpacing(Size.GROUP)
        column.addWidget(self._title)
        column.addSpacing(Size.SPACE)
        column.addWidget(self._sentence)
        column.addSpacing(Size.GROUP)
        column.addLayout(buttons)
        for label in (self._title, self._sentence):
            label.setMinimumWidth(_TEXT_PX)
        outer = QHBoxLayout()
        outer.addStretch(1)
        outer.addLayout(column)
        outer.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(Size.GROUP, Size.GROUP, Size.GROUP, 56)
        page.addStretch(1)
        page.addLayout(outer)
        page.addStretch(1)


class Welcome(EmptyState):
    """The first thing anybody sees."""

    folder_wanted = Signal()
    samples_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("welcome", parent, size=_WELCOME)
        self.say(
            self.tr("Find your photos by what is in them"),
            self.tr("Choose a folder and type what you remember. Your photos never leave this computer."),
        )
        self.add = self.add_button(self.tr("Add a folder"), is_primary=True)
        self.add.clicked.connect(self.folder_wanted)
        self.samples = self.add_button(self.tr("Open the samples"), is_primary=False)
        self.samples.clicked.connect(self.samples_wanted)
