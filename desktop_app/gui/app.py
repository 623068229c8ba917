"""Starts the window."""

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLoggingCategory, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from desktop_app.config import LibraryPaths, remember_library
from desktop_app.errors import RedBicycleError
from desktop_app.gui.accessibility import tell_screen_readers
from desktop_app.gui.clipboard import let_go_at_exit
from desktop_app.gui.closed_library import ClosedLibrary
from desktop_app.gui.failure_words import in_words
from desktop_app.gui.garbage import GarbageCollector
from desktop_app.gui.icons import app_icon
from desktop_app.gui.job_runner import Client, ClientFactory
from desktop_app.gui.language import speak
from desktop_app.gui.large_blocks import give_back_large_blocks
from desktop_app.gui.library_place import find_library
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.theme import interface_font
from desktop_app.gui.window_settings import WindowSettings
from desktop_app.worker.client import WorkerClient
from desktop_app.worker.protocol import Event


def main(paths: LibraryPaths, *, folders: tuple[Path, ...] = (), samples: bool = False) -> int:
    """Shows the library until the window is closed. `folders` and the `samples` are added first. Returns 0.

    What keeps a library from being opened is told in a window too.
    """
    application = make_application()
    stage = Stage(application, paths, client_factory)

    def add_first(window: MainWindow) -> None:
        if folders:
            window.actions_on_folders.add(folders)
        if samples:
            window.actions_on_folders.add_samples()

    stage.opened.connect(add_first)
    stage.begin()
    return application.exec()


class Stage(QObject):
    """Has one window, and another in its place when another language or library is chosen: words are asked for once."""

    opened = Signal(object)  # MainWindow: the first one

    def __init__(
        self, application: QApplication, paths: LibraryPaths, make_client: Callable[[LibraryPaths], ClientFactory]
    ) -> None:
        super().__init__()
        self._application, self._paths, self._make_client = application, paths, make_client
        self._change = QTimer(self, singleShot=True)
        self._change.timeout.connect(self._on_language_due)
        self.window: MainWindow | None = None
        self.closed: ClosedLibrary | None = None
        """Stands in for the window until there is a library that can be opened."""

    def begin(self) -> None:
        """Opens the first window, or says why it cannot."""
        try:
            self._paths = find_library(self._paths.root)
        except RedBicycleError as error:
            remembered = WindowSettings(self._paths)
            speak(self._application, remembered.language)
            closed = self.closed = ClosedLibrary(self._paths.root, in_words(str(error)), theme=remembered.theme)
            closed.opened.connect(self._on_library_opened)
            closed.another_wanted.connect(self._on_another_wanted)
            closed.show()
        else:
            self.opened.emit(self.open_window())

    def open_window(self) -> MainWindow:
        """Shows it, in the language that was chosen last."""
        speak(self._application, WindowSettings(self._paths).language)
        window = self.window = MainWindow(self._paths, self._make_client(self._paths))
        window.language_chosen.connect(self._on_language_chosen)
        window.library_wanted.connect(self._on_library_wanted)
        window.show()
        window.start()
        return window

    @Slot(str)
    def _on_language_chosen(self, code: str) -> None:
        WindowSettings(self._paths).set_language(code)
        self._change.start()  # not while the old window is still saying it

    @Slot(object)
    def _on_library_wanted(self, folder: Path) -> None:
        """Another one, or this one where it was moved to; from now on it opens by itself."""
        with contextlib.suppress(RedBicycleError):  # then it must be chosen again the next time, and is open now
            remember_library(folder)
        self._paths = LibraryPaths(folder)
        self._change.start()

    @Slot(object)
    def _on_library_opened(self, paths: LibraryPaths) -> None:
        self._paths = paths
        closed, self.closed = self.closed, None
        self.opened.emit(self.open_window())
        if closed is not None:
            closed.close()  # not before: the application ends with its last window
            closed.deleteLater()

    @Slot(object)
    def _on_another_wanted(self, folder: Path) -> None:
        with contextlib.suppress(RedBicycleError):
            remember_library(folder)
        self._on_library_opened(LibraryPaths(folder))

    @Slot()
    def _on_language_due(self) -> None:
        old = self.window
        self._application.setQuitOnLastWindowClosed(False)
        if old is not None:
            old.close()
        self.open_window().sheets.show_settings()
        self._application.setQuitOnLastWindowClosed(True)
        if old is not None:
            old.deleteLater()


def client_factory(paths: LibraryPaths) -> ClientFactory:
    """The real way to the worker of this library."""

    def make(on_event: Callable[[Event], None]) -> Client:
        return WorkerClient(paths, on_event=on_event)

    return make


def make_application() -> QApplication:
    """The one application object, dressed and translated."""
    give_back_large_blocks()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Red Bicycle")
    application.setDesktopFileName("red-bicycle")
    application.setStyle("Fusion")
    QLoggingCategory.setFilterRules("qt.gui.imageio*=false")  # broken photos are told in the window
    application.setFont(interface_font())
    application.setWindowIcon(app_icon())
    speak(application)
    let_go_at_exit()
    if application.findChild(GarbageCollector) is None:
        GarbageCollector(application)
        tell_screen_readers()
    return application
