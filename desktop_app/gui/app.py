"""Starts the window."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from desktop_app.config import LibraryPaths
from desktop_app.gui.icons import app_icon
from desktop_app.gui.job_runner import Client, ClientFactory
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.theme import interface_font
from desktop_app.worker.client import WorkerClient
from desktop_app.worker.protocol import Event

TIMING = "RED_BICYCLE_TIMING"
"""Set in the environment: the time from the start of the process to the first picture is written to stderr."""


def main(paths: LibraryPaths, *, folders: tuple[Path, ...] = (), samples: bool = False) -> int:
    """Shows the library until the window is closed. `folders` and the `samples` are added first. Returns 0."""
    application = make_application()
    window = MainWindow(paths, client_factory(paths))
    if os.environ.get(TIMING):
        FirstPaint(window)
    window.show()
    window.start()
    if folders:
        window.actions_on_folders.add(folders)
    if samples:
        window.actions_on_folders.add_samples()
    return application.exec()


def client_factory(paths: LibraryPaths) -> ClientFactory:
    """The real way to the worker of this library."""

    def make(on_event: Callable[[Event], None]) -> Client:
        return WorkerClient(paths, on_event=on_event)

    return make


def make_application() -> QApplication:
    """The one application object, dressed and translated."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    if QLocale().language() is QLocale.Language.C:
        QLocale.setDefault(QLocale(QLocale.Language.English))  # "C" writes 8310, not 8,310
    application.setApplicationName("Red Bicycle")
    application.setDesktopFileName("red-bicycle")
    application.setStyle("Fusion")
    application.setFont(interface_font())
    application.setWindowIcon(app_icon())
    _translate(application)
    return application


def _translate(application: QApplication) -> None:
    """Qt's own words and ours, as far as there are translations for the system's language."""
    ours = Path(__file__).resolve().parents[2] / "resources" / "translations"
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase", qt), ("red_bicycle", str(ours))):
        translator = QTranslator(application)
        if translator.load(QLocale(), name, "_", folder):
            application.installTranslator(translator)


class FirstPaint(QObject):
    """Writes how long it took from the start of the process until the window was painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        window.browse.installEventFilter(self)
        self._window = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self._window.browse.removeEventFilter(self)
            sys.stderr.write(f"first paint after {time.time() - process_started():.3f} s\n")
        return False


def process_started() -> float:
    """Seconds since 1970 when this process began, where the system says; else when Python's clock began to count."""
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        ticks, up = int(fields[19]), float(Path("/proc/uptime").read_text().split()[0])
        return time.time() - up + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return time.time() - time.process_time()
