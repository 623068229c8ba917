"""Starts the window."""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QLoggingCategory, QTranslator
from PySide6.QtWidgets import QApplication

from desktop_app.config import LibraryPaths
from desktop_app.gui.clipboard import let_go_at_exit
from desktop_app.gui.garbage import GarbageCollector
from desktop_app.gui.icons import app_icon
from desktop_app.gui.job_runner import Client, ClientFactory
from desktop_app.gui.large_blocks import give_back_large_blocks
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.theme import interface_font
from desktop_app.worker.client import WorkerClient
from desktop_app.worker.protocol import Event
from resources import RESOURCES_DIR


def main(paths: LibraryPaths, *, folders: tuple[Path, ...] = (), samples: bool = False) -> int:
    """Shows the library until the window is closed. `folders` and the `samples` are added first. Returns 0."""
    application = make_application()
    window = MainWindow(paths, client_factory(paths))
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
    give_back_large_blocks()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    if QLocale().language() is QLocale.Language.C:
        QLocale.setDefault(QLocale(QLocale.Language.English))  # "C" writes 8310, not 8,310
    application.setApplicationName("Red Bicycle")
    application.setDesktopFileName("red-bicycle")
    application.setStyle("Fusion")
    QLoggingCategory.setFilterRules("qt.gui.imageio*=false")  # broken photos are told in the window
    application.setFont(interface_font())
    application.setWindowIcon(app_icon())
    _translate(application)
    let_go_at_exit()
    if application.findChild(GarbageCollector) is None:
        GarbageCollector(application)
    return application


def _translate(application: QApplication) -> None:
    """Qt's own words and ours, as far as there are translations for the system's language."""
    ours = RESOURCES_DIR / "translations"
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase", qt), ("red_bicycle", str(ours))):
        translator = QTranslator(application)
        if translator.load(QLocale(), name, "_", folder):
            application.installTranslator(translator)
