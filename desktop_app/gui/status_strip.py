"""What is being done, how far it is, and how to hold or stop it. Only there when there is something to say."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from desktop_app.gui import words
from desktop_app.gui.icons import icon
from desktop_app.gui.job_runner import Task
from desktop_app.gui.theme import Size, Tokens, interface_font, tabular
from desktop_app.jobs import Progress

_BAR_PX = 200
_PATIENCE_MS = 2000


class StatusStrip(QWidget):
    """Follows the newest task that was given to it; without one, the worker's own work."""

    pause_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusStrip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(Size.STATUS)
        self._tasks: list[Task] = []
        self._background: Progress | None = None
        self._is_paused = False
        self._notice = self._coming_notice = self._standing = ""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_ended)
        self._tokens: Tokens | None = None
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(_BAR_PX)
        self._words = QLabel(self)
        self._words.setFont(tabular(interface_font(Size.SECONDARY)))
        self._button = QToolButton(self)
        self._button.setIconSize(QSize(14, 14))
        self._button.clicked.connect(self._on_button_clicked)
        self._hold = QToolButton(self)
        self._hold.setIconSize(QSize(14, 14))
        self._hold.clicked.connect(self._on_hold_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(Size.MARGIN, 0, Size.SPACE, 0)
        row.setSpacing(12)
        row.addWidget(self._bar)
        row.addWidget(self._hold)  # before the words, whose length changes: a button stays under the pointer
        row.addWidget(self._button)
        row.addWidget(self._words)
        row.addStretch(1)
        self._show()

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens = tokens
        self._show()

    def follow(self, task: Task) -> None:
        """Shows how far this task is until it has ended."""
        self._tasks.append(task)
        task.progressed.connect(self._on_progressed)
        task.ended.connect(self._on_ended)
        task.setProperty("progress", None)
        self._show()

    def set_notice(self, text: str) -> None:
        """A sentence about the worker itself, when nothing is under way; empty to take it back.

        It waits a moment: most of the time it is not needed any more.
        """
        self._coming_notice = text
        if text:
            self._patience.start()
        else:
            self._on_patience_ended()

    def set_standing(self, text: str) -> None:
        """What is true as long as the window is open, said whenever there is nothing else to say."""
        self._standing = text
        self._show()

    @property
    def text(self) -> str:
        """What the strip says."""
        return "" if self.isHidden() else self._words.text()

    @property
    def button(self) -> QToolButton:
        """Stops the task, or holds the worker's own work."""
        return self._button

    @property
    def hold_button(self) -> QToolButton:
        """Holds indexing back beside a task, or lets it go on while nothing is under way."""
        return self._hold

    @Slot(object)
    def on_background_progressed(self, progress: Progress | None) -> None:
        """The worker's own work."""
        self._background = progress
        self._show()

    @Slot(bool)
    def on_paused_changed(self, is_paused: bool) -> None:
        """Somebody holds indexing back, here or elsewhere, or no longer."""
        self._is_paused = is_paused
        self._show()

    def _show(self) -> None:
        now = self._current()
        text = self._notice if now is None else words.progress(now)
        is_stopping = bool(self._tasks) and self._tasks[-1].is_cancelled
        if is_stopping:
            text = self.tr("Stopping …")
        elif self._is_paused:
            text = self.tr("Paused") + " · " + text if text else self.tr("Reading photos is paused")
        text = text or self._standing
        self.setVisible(bool(text))
        self._words.setText(text)
        self._words.setToolTip("" if now is None else now.detail)
        self._bar.setVisible(now is not None)
        self._button.setVisible(now is not None and not is_stopping)
        self._hold.setVisible((bool(self._tasks) and not is_stopping) or (now is None and self._is_paused))
        if now is not None:
            is_known = now.total is not None and now.total > 0
            self._bar.setRange(0, 1000 if is_known else 0)
            if is_known:
                assert now.total is not None
                self._bar.setValue(1000 * now.done // now.total)
        self._dress_buttons()

    def _current(self) -> Progress | None:
        for task in reversed(self._tasks):
            return task.property("progress") or Progress("start")
        return self._background

    def _dress_buttons(self) -> None:
        name = "play-fill" if self._is_paused else "pause-fill"
        meaning = self.tr("Go on") if self._is_paused else self.tr("Pause")
        self._dress(self._hold, name, meaning)
        if self._tasks:
            name, meaning = "x-bold", self.tr("Stop")
        self._dress(self._button, name, meaning)

    def _dress(self, button: QToolButton, name: str, meaning: str) -> None:
        button.setToolTip(meaning)
        button.setAccessibleName(meaning)
        if self._tokens is not None:
            button.setIcon(icon(name, self._tokens.colour("faint"), size_px=14))

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        self.sender().setProperty("progress", progress)
        self._show()

    @Slot()
    def _on_ended(self) -> None:
        task = self.sender()
        self._tasks = [each for each in self._tasks if each is not task]
        self._show()

    @Slot()
    def _on_patience_ended(self) -> None:
        self._patience.stop()
        self._notice = self._coming_notice
        self._show()

    @Slot()
    def _on_button_clicked(self) -> None:
        if self._tasks:
            self._tasks[-1].cancel()  # the worker may be in the middle of something that takes seconds
            self._show()
        else:
            self._on_hold_clicked()

    @Slot()
    def _on_hold_clicked(self) -> None:
        self._is_paused = not self._is_paused
        self.pause_wanted.emit(self._is_paused)
        self._show()
