"""The app as it is started, ridden by a script and left: `python -m tests.gui.ride LIBRARY at-once|looked-around`.

What went wrong on the way is told on stderr, and the exit status is then 3.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QPointF, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.__main__ import open_window
from desktop_app.config import LibraryPaths
from desktop_app.gui.app import make_application
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.theme import ThemeChoice

LIMIT_MS = 60_000
FAILED = 3


class Rider(QObject):
    """Does what a person does, then closes the window."""

    def __init__(self, *, looks_around: bool) -> None:
        super().__init__()
        self.complaint = ""
        self._looks_around = looks_around
        QTimer.singleShot(0, self._on_started)

    @Slot()
    def _on_started(self) -> None:
        window = next(each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow))
        try:
            if self._looks_around:
                self._look_around(window)
                QTest.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
                if window.isVisible():
                    self.complaint = "Ctrl+Q did not close the window."
        except Exception as error:  # noqa: BLE001 - told at the end
            self.complaint = f"{type(error).__name__}: {error}"
        window.close()

    def _look_around(self, window: MainWindow) -> None:
        self._wait(lambda: window.has_read() and window.model.rowCount() > 0, "the photos")
        self._wait(window.grid.is_settled, "the thumbnails")
        window.set_theme(ThemeChoice.LIGHT)
        window.grid.selectAll()
        window.grid.select_only(0)
        window.open_photo(0)
        self._wait(window.viewer.is_settled, "the photo")
        for key in (Qt.Key.Key_I, Qt.Key.Key_Right, Qt.Key.Key_L):
            QTest.keyClick(window.viewer, key)
        window.viewer.canvas.pan(QPointF(5, 5))
        self._wait(window.viewer.is_settled, "the next photo")
        QTest.keyClick(window.viewer, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(window.viewer, Qt.Key.Key_Escape)
        for sheet in (window.sheets.settings, window.sheets.shortcuts):
            sheet.present()
            sheet.dismiss()
        self._wait(lambda: window.runner.is_ready, "the worker")
        window.search("a search that is left under way")

    def _wait(self, is_there: Callable[[], bool], what: str) -> None:
        deadline = QDeadlineTimer(LIMIT_MS)
        while not is_there():
            if deadline.hasExpired():
                raise TimeoutError(what)
            QTest.qWait(20)


def main(arguments: list[str]) -> int:
    make_application()
    rider = Rider(looks_around=arguments[1] == "looked-around")
    status = open_window(LibraryPaths(Path(arguments[0])))
    if rider.complaint:
        sys.stderr.write(f"{rider.complaint}\n")
    return status or (FAILED if rider.complaint else 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
