"""Keeps a window on its screen: laptops, and screens that show everything twice as large, have little room."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_FRAME = QSize(8, 40)
"""What a window's frame may take."""


def fit_to_screen(window: QWidget) -> None:
    """No larger than its screen; without a screen (Qt's "offscreen") as it is."""
    if QGuiApplication.platformName() != "offscreen":
        fit_into(window, window.screen().availableSize() - _FRAME)


def fit_into(window: QWidget, room: QSize) -> None:
    """No larger than this, in pixels, even if that is less than it would be at least."""
    window.setMinimumSize(window.minimumSize().boundedTo(room))
    if not window.isMaximized() and not window.isFullScreen():
        window.resize(window.size().boundedTo(room))
