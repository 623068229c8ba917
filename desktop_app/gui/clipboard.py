"""What was copied, and who lets go of it in the end.

A platform plug-in without a clipboard of the system's (offscreen, minimal …) keeps what was copied in a static object
that is taken apart after the interpreter. What Python made would then be called in an interpreter that is gone (seen:
a segmentation fault in `_PyErr_Fetch` as the process ended).
"""

import atexit
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage

_WITH_A_CLIPBOARD = {"xcb", "wayland", "wayland-egl", "windows", "cocoa", "android", "ios", "wasm"}
"""Platforms that pass on to the system what was copied, as they end."""


def copy_files(paths: Sequence[Path], picture: QImage | None = None) -> None:
    """The files, and a picture for programs that take no files."""
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    if picture is not None:
        carried.setImageData(picture)
    QGuiApplication.clipboard().setMimeData(carried)


def let_go() -> None:
    """Forgets what was copied where it would die with this process anyway."""
    if QGuiApplication.instance() is not None and QGuiApplication.platformName() not in _WITH_A_CLIPBOARD:
        QGuiApplication.clipboard().clear()


def let_go_at_exit() -> None:
    """Asks for it once, while the application and the interpreter are both still there."""
    atexit.unregister(let_go)
    atexit.register(let_go)
