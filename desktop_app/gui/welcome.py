"""The first thing anybody sees: where the photos are, and how well they shall be understood."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from desktop_app.gui import words
from desktop_app.gui.carried import folders_in
from desktop_app.gui.choice_card import ChoiceCard
from desktop_app.gui.icons import drawing_pixmap, icon
from desktop_app.gui.model_chooser import ModelChooser
from desktop_app.gui.notices import ErrorBar
from desktop_app.gui.theme import Size, Tokens, interface_font, tabular
from desktop_app.jobs import Progress
from desktop_app.records import ModelSpec

_DRAWING = QSize(440, 260)
_SMALL_DRAWING = QSize(271, 160)
_MARK = QSize(84, 56)
_ROOMY_PX = 760
"""The window's height from which on the drawing is shown large."""


class WelcomePage(QWidget):
    """Two steps. Says what was chosen; adds and downloads nothing itself."""

    folder_wanted = Signal(object)  # Path; the one that was found, or was dropped
    choosing_wanted = Signal()
    samples_wanted = Signal()
    model_wanted = Signal(object)  # ModelSpec: fetch it in the background
    models_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self._tokens: Tokens | None = None
        self._pictures: Path | None = None
        self.pictures = ChoiceCard("image-bold", self, is_primary=True)
        self.samples = ChoiceCard("sparkle", self)
        self.other = ChoiceCard("folder-open", self)
        self.chooser = ModelChooser(self)
        self.start_button = QPushButton(self)
        self.back_button = QPushButton(self.tr("Back"), self)
        self.skip_button = QToolButton(self)
        self._image, self._lock, self._mark = QLabel(self), QLabel(self), QLabel(self)
        self._promise = QLabel(self.tr("Your photos stay where they are. Nothing leaves this computer."), self)
        self._progress = QLabel(self)
        self._progress.setObjectName("welcomeProgress")
        self._progress.setFont(tabular(interface_font(Size.SECONDARY)))
        self._steps = QStackedWidget(self)
        self.error_bar = ErrorBar(self)
        self._say()
        self._lay_out()
        self._connect()
        self._on_model_changed()

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens = tokens
        for card in (self.pictures, self.samples, self.other):
            card.set_tokens(tokens)
        self.chooser.set_tokens(tokens)
        self.error_bar.set_tokens(tokens)
        lock = icon("lock-simple", tokens.colour("faint"))
        self._lock.setPixmap(lock.pixmap(QSize(16, 16), self.devicePixelRatioF()))
        self._draw()

    @property
    def is_choosing_model(self) -> bool:
        """Whether the second step is shown."""
        return self._steps.currentIndex() == 1

    @property
    def progress_text(self) -> str:
        """How far the photos are that were chosen."""
        return self._progress.text()

    def begin(self) -> None:
        """The first step."""
        self._steps.setCurrentIndex(0)
        self._progress.clear()
        (self.pictures if self.pictures.isEnabled() else self.samples).setFocus()

    def choose_model(self) -> None:
        """The second step."""
        self.error_bar.hide()
        self._steps.setCurrentIndex(1)
        self.start_button.setFocus()
        self.models_wanted.emit()

    def show_models(self, models: Sequence[ModelSpec]) -> None:
        """What there is to choose from."""
        self.chooser.show_models(models)

    def show_progress(self, progress: Progress | None) -> None:
        """How far the photos are meanwhile."""
        self._progress.setText("" if progress is None else words.progress(progress))

    def say_taken_in(self, count: int) -> None:
        """All that was chosen has been read."""
        said = self.tr("{photos} can be searched now")
        self._progress.setText(said.format(photos=words.photos(count)) if count else "")

    def show_pictures_folder(self, folder: Path | None) -> None:
        """The folder that was found by itself; None where there is none."""
        self._pictures = folder
        self.pictures.setEnabled(folder is not None)
        title = self.tr("Add your pictures")
        if folder is None:
            self.pictures.say(title, self.tr("No pictures folder was found on this computer."))
            self.pictures.set_primary(is_primary=False)
        else:
            self.pictures.say(title, self._where(folder, self.tr("looking what is in it …")))

    @Slot(object, int, bool)
    def show_count(self, folder: Path, count: int, is_all: bool) -> None:
        """How many photos were found in the pictures folder so far."""
        if folder != self._pictures:
            return
        if is_all:
            said = words.photos(count) if count else self.tr("no photos in it yet")
        else:
            said = self.tr("{n} and counting").format(n=words.photos(count))
        self.pictures.say(self.pictures.title, self._where(folder, said))
        self.pictures.set_primary(is_primary=count > 0 or not is_all)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        cards = (self.pictures, self.samples, self.other)
        if event.key() == Qt.Key.Key_Escape:
            self._step_back()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not self.is_choosing_model:
            usable = [card for card in cards if card.isEnabled()]
            at = next((n for n, card in enumerate(usable) if card.hasFocus()), 0)
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            usable[(at + step) % len(usable)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, ChoiceCard | QPushButton):
                focused.click()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._draw()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if folders_in(event.mimeData()):
            self._show_target(is_over=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_target(is_over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_target(is_over=False)
        for folder in folders_in(event.mimeData()):
            self.folder_wanted.emit(folder)
        event.acceptProposedAction()

    def _say(self) -> None:
        self.samples.say(self.tr("Try the samples"), self.tr("A few dozen drawn scenes, to see how searching feels."))
        self.other.say(self.tr("Choose a folder"), self.tr("Anywhere on this computer. You can also drop one here."))
        self.start_button.setProperty("primary", "true")
        for button in (self.start_button, self.back_button):
            button.setProperty("large", "true")
        self.skip_button.setText(self.tr("Skip for now"))
        for label in (self._promise, self._progress):
            label.setProperty("faint", "true")

    def _lay_out(self) -> None:
        self._steps.addWidget(self._folder_step())
        self._steps.addWidget(self._model_step())
        page = QVBoxLayout(self)
        page.setContentsMargins(Size.GROUP, Size.GROUP, Size.GROUP, Size.GROUP)
        page.addWidget(self.error_bar)
        page.addWidget(self._steps, 1)

    def _folder_step(self) -> QWidget:
        self._image.setAlignment(Qt.AlignmentFlag.AlignCenter)
        cards = QHBoxLayout()
        cards.setSpacing(Size.MARGIN)
        cards.addStretch(1)
        for card in (self.pictures, self.samples, self.other):
            cards.addWidget(card, 6)
        cards.addStretch(1)
        promise = QHBoxLayout()
        promise.setSpacing(6)
        promise.addStretch(1)
        promise.addWidget(self._lock)
        promise.addWidget(self._promise)
        promise.addStretch(1)
        step = QWidget(self)
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(2)
        column.addWidget(self._image)
        column.addSpacing(Size.GROUP)
        column.addWidget(_centred(self.tr("Find your photos by what is in them"), "hero"))
        column.addSpacing(6)
        column.addWidget(_centred(self.tr("Say where they are, then type what you remember: “red bicycle”."), "lead"))
        column.addSpacing(Size.GROUP + 4)
        column.addLayout(cards)
        column.addSpacing(Size.GROUP)
        column.addLayout(promise)
        column.addSpacing(4)
        column.addWidget(self.skip_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        return step

    def _model_step(self) -> QWidget:
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch(1)
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.start_button)
        buttons.addStretch(1)
        self._progress.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._progress.setMinimumHeight(18)
        self.chooser.setMaximumWidth(800)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self.chooser, 20)
        across.addStretch(1)
        said = self.tr(
            "A small model is here already, so you can search at once. A better one can come in the background and "
            "take over when it knows all your photos; how long that takes here is shown once it has begun."
        )
        step = QWidget(self)
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(2)
        self._mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._mark)
        column.addSpacing(Size.MARGIN)
        column.addWidget(_centred(self.tr("How well shall it understand your photos?"), "hero"))
        column.addSpacing(6)
        column.addWidget(_centred(said, "lead", width=640), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(Size.GROUP)
        column.addLayout(across, 20)
        column.addSpacing(Size.MARGIN)
        column.addLayout(buttons)
        column.addSpacing(Size.SPACE)
        column.addWidget(self._progress)
        column.addStretch(2)
        return step

    def _connect(self) -> None:
        self.pictures.clicked.connect(self._on_pictures_clicked)
        self.samples.clicked.connect(self.samples_wanted)
        self.other.clicked.connect(self.choosing_wanted)
        self.skip_button.clicked.connect(self.closed)
        self.back_button.clicked.connect(self.begin)
        self.start_button.clicked.connect(self._on_started)
        self.chooser.changed.connect(self._on_model_changed)

    def _draw(self) -> None:
        if self._tokens is not None:
            size = _DRAWING if self.height() >= _ROOMY_PX else _SMALL_DRAWING
            self._image.setPixmap(drawing_pixmap("welcome", self._tokens, size, self.devicePixelRatioF()))
            self._mark.setPixmap(drawing_pixmap("mark", self._tokens, _MARK, self.devicePixelRatioF()))
            self._mark.setVisible(self.height() >= _ROOMY_PX)

    def _show_target(self, *, is_over: bool) -> None:
        self.other.is_target = is_over
        self.other.update()

    def _step_back(self) -> None:
        if self.is_choosing_model:
            self.begin()
        else:
            self.closed.emit()

    def _where(self, folder: Path, said: str) -> str:
        return f"{words.file_name(folder) or words.plain_path(folder)} · {said}"

    @Slot()
    def _on_pictures_clicked(self) -> None:
        if self._pictures is not None:
            self.folder_wanted.emit(self._pictures)

    @Slot()
    def _on_model_changed(self) -> None:
        model = self.chooser.chosen
        if model is None or model.in_use:
            self.start_button.setText(self.tr("Start with the small one"))
        elif model.installed:
            self.start_button.setText(self.tr("Start now, and let the better one take over"))
        else:
            self.start_button.setText(self.tr("Start now, get the better one in the background"))

    @Slot()
    def _on_started(self) -> None:
        model = self.chooser.chosen
        if model is not None and not model.in_use:
            self.model_wanted.emit(model)
        self.closed.emit()


def _centred(text: str, role: str, *, width: int = 0) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    if width:
        metrics = QFontMetrics(interface_font(Size.LEAD))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter
        label.setFixedSize(width, metrics.boundingRect(QRect(0, 0, width, 1000), int(flags), text).height() + 4)
    return label
