"""What is shown instead of the window when the library cannot be opened, such as on a drive that is away."""

import re
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTime, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.config import LibraryPaths
from desktop_app.errors import RedBicycleError
from desktop_app.gui.failure_words import in_words
from desktop_app.gui.icons import drawing_pixmap
from desktop_app.gui.labels import faint
from desktop_app.gui.library_place import find_library, why_not_a_library
from desktop_app.gui.style_sheet import dress_application
from desktop_app.gui.theme import Size, ThemeChoice, tokens_for
from desktop_app.gui.words import plain_path

_WIDTH_PX = 560
_DRAWING = QSize(203, 120)
_BREAK = "\u200b"


class ClosedLibrary(QWidget):
    """Which folder, what is wrong, and three ways on: try again, another library, leave. Esc leaves."""

    opened = Signal(object)  # LibraryPaths, as soon as it can be opened
    another_wanted = Signal(object)  # Path of another library

    def __init__(self, root: Path, reason: str, *, theme: ThemeChoice = ThemeChoice.SYSTEM) -> None:
        super().__init__()
        tokens = tokens_for(theme)
        dress_application(tokens)
        self._root = root
        self.setObjectName("closedLibrary")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Red Bicycle")
        self.setFixedWidth(_WIDTH_PX)
        drawing = QLabel()
        drawing.setPixmap(drawing_pixmap("nothing-found", tokens, _DRAWING, self.devicePixelRatioF()))
        drawing.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        title = QLabel(self.tr("Your library cannot be opened"))
        title.setProperty("role", "title")
        self._place = QLabel(_breakable(plain_path(root)))
        self._place.setProperty("role", "strong")
        self._reason = QLabel()
        self._again = faint()
        for label in (title, self._place, self._reason, self._again):
            label.setWordWrap(True)
        self.retry_button = QPushButton(self.tr("Try again"))
        self.retry_button.setProperty("primary", "true")
        self.retry_button.clicked.connect(self._on_retry_clicked)
        self.choose_button = QPushButton(self.tr("Choose another library …"))
        self.choose_button.clicked.connect(self._on_choose_clicked)
        self.quit_button = QPushButton(self.tr("Quit"))
        self.quit_button.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.setSpacing(Size.SPACE)
        buttons.addWidget(self.quit_button)
        buttons.addStretch(1)
        buttons.addWidget(self.choose_button)
        buttons.addWidget(self.retry_button)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(Size.GROUP, Size.GROUP, Size.GROUP, Size.GROUP)
        column.setSpacing(Size.SPACE)
        column.addWidget(drawing)
        column.addSpacing(Size.SPACE)
        column.addWidget(title)
        column.addWidget(self._place)
        column.addWidget(self._reason)
        column.addWidget(self._again)
        column.addSpacing(Size.MARGIN)
        column.addLayout(buttons)
        self._say(reason)
        self._again.hide()
        self.retry_button.setFocus()

    @property
    def text(self) -> str:
        """What is wrong, and what came of the last try."""
        shown = (label.text() for label in (self._reason, self._again) if not label.isHidden())
        return " ".join(shown).replace(_BREAK, "")

    def choose(self, folder: Path) -> None:
        """Another library, or an empty folder for a new one."""
        complaint = why_not_a_library(folder)
        if complaint:
            self._show_again(complaint)
        else:
            self.another_wanted.emit(folder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            (focused if isinstance(focused, QPushButton) else self.retry_button).click()
        else:
            super().keyPressEvent(event)

    def _say(self, reason: str) -> None:
        self._reason.setText(_breakable(reason))
        self.setAccessibleName(f"{self.tr('Your library cannot be opened')}. {plain_path(self._root)}. {reason}")

    def _show_again(self, words: str) -> None:
        self._again.setText(_breakable(words))
        self._again.show()
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as the words need: a window of its own does not ask how high its words are at its width."""
        self._column.invalidate()
        self.setFixedHeight(self._column.totalHeightForWidth(_WIDTH_PX))

    @Slot()
    def _on_retry_clicked(self) -> None:
        try:
            paths: LibraryPaths = find_library(self._root)
        except RedBicycleError as error:
            self._say(in_words(str(error)))
            time = self.locale().toString(QTime.currentTime(), "HH:mm:ss")
            self._show_again(self.tr("Tried again at {time}: it is still so.").format(time=time))
        else:
            self.opened.emit(paths)

    @Slot()
    def _on_choose_clicked(self) -> None:
        start = plain_path(self._root.parent) if self._root.parent.is_dir() else ""
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Open a library"), start)
        if chosen:
            self.choose(Path(chosen))


def _breakable(text: str) -> str:
    """Long words, such as paths, may go on in the next line."""
    return re.sub(r"(\S{24})(?=\S)", rf"\1{_BREAK}", text)
