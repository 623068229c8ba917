"""The little that moves: fades and scrolling, 120 to 180 ms, ease-out; nothing where less motion is asked for."""

import os
import subprocess
import sys
from functools import lru_cache

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QScrollBar, QStyle

from desktop_app.gui.theme import FADE_MS, MOVE_MS

_NOTCH = 120
"""`angleDelta` of one step of a mouse wheel."""
_LINES_A_NOTCH = 3
_GNOMES = ("gnome", "unity", "cinnamon", "budgie")
_ASKING_S = 0.5


def is_reduced() -> bool:
    """Whether the system (or `RED_BICYCLE_REDUCED_MOTION`) asks for no motion."""
    if os.environ.get("RED_BICYCLE_REDUCED_MOTION") or desktop_reduces(sys.platform):
        return True
    return QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0


@lru_cache(maxsize=1)
def desktop_reduces(platform: str) -> bool:
    """Asked once, of desktops whose wish Qt does not hear: GNOME and its relatives, and macOS."""
    desktop = os.environ.get("XDG_CURRENT_DESKTOP", "").casefold()
    if platform == "darwin":
        command, answer = ["defaults", "read", "com.apple.universalaccess", "reduceMotion"], "1"
    elif platform == "linux" and any(name in desktop for name in _GNOMES):
        command, answer = ["gsettings", "get", "org.gnome.desktop.interface", "enable-animations"], "false"
    else:
        return False
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=_ASKING_S, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    return said.strip() == answer


def animation(parent: QObject, duration_ms: int) -> QVariantAnimation:
    """An animation from 0 to 1."""
    made = QVariantAnimation(parent)
    made.setDuration(duration_ms)
    made.setStartValue(0.0)
    made.setEndValue(1.0)
    made.setEasingCurve(QEasingCurve.Type.OutCubic)
    return made


class Hover(QObject):
    """Which tile the pointer is on, and how far the tile has lit up."""

    changed = Signal(int)  # tile to paint again

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.tile: int | None = None
        self.strength = 0.0
        self._fade = animation(self, FADE_MS)
        self._fade.valueChanged.connect(self._on_value_changed)

    def move(self, tile: int | None) -> None:
        """The pointer is on `tile` now, or on none."""
        if tile == self.tile:
            return
        before, self.tile = self.tile, tile
        self._fade.stop()
        self.strength = 0.0
        if before is not None:
            self.changed.emit(before)
        if tile is None:
            return
        if is_reduced():
            self.strength = 1.0
            self.changed.emit(tile)
        else:
            self._fade.start()

    def leave(self) -> None:
        self.move(None)

    @Slot(object)
    def _on_value_changed(self, value: float) -> None:
        self.strength = float(value)
        if self.tile is not None:
            self.changed.emit(self.tile)


class SmoothScroll(QObject):
    """Moves a scroll bar by pixels: at once for touch pads, gliding for the notches of a wheel."""

    def __init__(self, bar: QScrollBar) -> None:
        super().__init__(bar)
        self._bar = bar
        self._from = self._to = 0
        self._glide = animation(self, MOVE_MS)
        self._glide.valueChanged.connect(self._on_value_changed)

    def wheel(self, event: QWheelEvent) -> None:
        """Takes over a wheel event."""
        pixels = event.pixelDelta().y()
        if pixels:
            self.jump(self._bar.value() - pixels)
        else:
            notches = event.angleDelta().y() / _NOTCH
            self.glide_to(self._target() - round(notches * self._bar.singleStep() * _LINES_A_NOTCH))
        event.accept()

    def glide_to(self, value: int) -> None:
        """Scrolls there, visibly."""
        self._to = min(max(value, self._bar.minimum()), self._bar.maximum())
        if is_reduced():
            self.jump(self._to)
            return
        self._from = self._bar.value()
        self._glide.stop()
        self._glide.start()

    def jump(self, value: int) -> None:
        """Is there at once."""
        self._glide.stop()
        self._bar.setValue(value)

    def _target(self) -> int:
        running = self._glide.state() is QVariantAnimation.State.Running
        return self._to if running else self._bar.value()

    @Slot(object)
    def _on_value_changed(self, value: float) -> None:
        self._bar.setValue(round(self._from + (self._to - self._from) * float(value)))
