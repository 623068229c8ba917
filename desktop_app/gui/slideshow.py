"""Photos one after the other by themselves: the clock of it, and the little bar that steers it."""

import random

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from desktop_app.gui.icons import icon
from desktop_app.gui.theme import Size, on_photo
from desktop_app.gui.viewer_settings import SLIDE_SECONDS, ViewerSettings
from desktop_app.gui.words import duration

SLIDE_FADE_MS = 600
"""Part of the show, not a motion of the window."""
_LOOK_AGAIN_MS = 100
_LONGEST_WAIT_MS = 3000


class Slideshow(QObject):
    """Says when it is time for the next photo, and which one that is. Waits a while for one that is not decoded yet."""

    due = Signal()
    changed = Signal()
    """Begun, paused, gone on, ended, or set otherwise."""

    def __init__(self, settings: ViewerSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._is_running = self._is_paused = False
        self._waited_ms = 0
        self._jump: tuple[int, int] | None = None  # from row, to row
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.due)

    @property
    def is_running(self) -> bool:
        """Also while it is paused."""
        return self._is_running

    @property
    def is_paused(self) -> bool:
        return self._is_paused

    @property
    def slide_s(self) -> int:
        return self._settings.slide_s

    @property
    def is_shuffled(self) -> bool:
        return self._settings.is_shuffled

    def start(self) -> None:
        """From the photo that is shown."""
        self._is_running, self._is_paused = True, False
        self.begin_slide()
        self.changed.emit()

    def stop(self) -> None:
        """Ends it."""
        if self._is_running:
            self._is_running = self._is_paused = False
            self._timer.stop()
            self.changed.emit()

    def begin_slide(self) -> None:
        """A photo is shown from now on."""
        self._waited_ms = 0
        if self._is_running and not self._is_paused:
            self._timer.start(self.slide_s * 1000)

    def may_wait(self) -> bool:
        """The next photo is not there yet: asks again soon, but not for ever."""
        if self._waited_ms >= _LONGEST_WAIT_MS:
            return False
        self._waited_ms += _LOOK_AGAIN_MS
        self._timer.start(_LOOK_AGAIN_MS)
        return True

    def next_row(self, row: int, count: int) -> int:
        """What follows `row`; the same until it is there, so that it can be decoded ahead. After the last comes the
        first."""
        if not self.is_shuffled or count < 3:
            return (row + 1) % max(count, 1)
        if self._jump is None or self._jump[0] != row or self._jump[1] >= count:
            other = random.randrange(count - 1)  # noqa: S311 - nothing depends on it
            self._jump = (row, other + (other >= row))
        return self._jump[1]

    @Slot()
    def toggle_pause(self) -> None:
        """Stays on this photo, or goes on."""
        self._is_paused = not self._is_paused
        self._timer.stop()
        self.begin_slide()
        self.changed.emit()

    def set_slide_s(self, seconds: int) -> None:
        """How long each is shown, from now on and next time."""
        self._settings.slide_s = seconds
        self.begin_slide()
        self.changed.emit()

    @Slot(bool)
    def set_shuffled(self, is_so: bool) -> None:
        """Jumps about, or goes in order."""
        self._settings.is_shuffled = is_so
        self._jump = None
        self.changed.emit()


class SlideshowBar(QFrame):
    """Floats over the photo while the pointer moves."""

    previous_wanted = Signal()
    next_wanted = Signal()
    end_wanted = Signal()

    def __init__(self, show: Slideshow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewerPill")
        self._show = show
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(4)
        self._previous = self._make_button("skip-back-fill", self.tr("Previous (←)"))
        self.pause = self._make_button("pause-fill", self.tr("Pause (Space)"))
        self._next = self._make_button("skip-forward-fill", self.tr("Next (→)"))
        self.interval = self._make_button("timer", self.tr("How long each photo is shown"))
        self.shuffle = self._make_button("shuffle", self.tr("In any order"))
        self.end = self._make_button("x-bold", self.tr("End the slideshow (Esc)"))
        self.interval.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.interval.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.interval.setMenu(self._make_menu())
        self.shuffle.setCheckable(True)
        for button in (self._previous, self.pause, self._next, self.interval, self.shuffle, self.end):
            row.addWidget(button)
        self._previous.clicked.connect(self.previous_wanted)
        self._next.clicked.connect(self.next_wanted)
        self.pause.clicked.connect(show.toggle_pause)
        self.shuffle.clicked.connect(show.set_shuffled)
        self.end.clicked.connect(self.end_wanted)
        show.changed.connect(self._on_changed)
        self._on_changed()
        self.hide()

    def _make_button(self, sign: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(sign, on_photo(), size_px=Size.ICON_LARGE))
        button.setIconSize(QSize(Size.ICON_LARGE, Size.ICON_LARGE))
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for seconds in SLIDE_SECONDS:
            action = menu.addAction(duration(seconds))
            action.setData(seconds)
            action.setCheckable(True)
            group.addAction(action)
        group.triggered.connect(self._on_interval_chosen)
        return menu

    @Slot(object)
    def _on_interval_chosen(self, action: object) -> None:
        self._show.set_slide_s(int(action.data()))  # type: ignore[attr-defined]

    @Slot()
    def _on_changed(self) -> None:
        is_paused = self._show.is_paused
        words = self.tr("Go on (Space)") if is_paused else self.tr("Pause (Space)")
        self.pause.setIcon(icon("play-fill" if is_paused else "pause-fill", on_photo(), size_px=Size.ICON_LARGE))
        self.pause.setToolTip(words)
        self.pause.setAccessibleName(words)
        self.interval.setText(f" {duration(self._show.slide_s)}")
        self.shuffle.setChecked(self._show.is_shuffled)
        menu = self.interval.menu()
        assert menu is not None
        for action in menu.actions():
            action.setChecked(action.data() == self._show.slide_s)
        self.adjustSize()
