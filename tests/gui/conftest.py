"""Qt for tests: no screen, no motion, and nothing left running."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["RED_BICYCLE_REDUCED_MOTION"] = "1"
os.environ["LC_ALL"] = "C.UTF-8"  # the window speaks the system's language
os.environ.pop("LANGUAGE", None)

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.config import LibraryPaths
from desktop_app.gui import job_runner, unconfirmed
from desktop_app.gui.app import make_application
from desktop_app.gui.garbage import GarbageCollector
from desktop_app.gui.language import speak
from desktop_app.gui.library_reader import LibraryReader
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.photo_grid import PhotoGrid
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.settings_sheet import SettingsSheet
from desktop_app.gui.theme import DARK, ThemeChoice
from desktop_app.gui.thumbnail_loader import ThumbnailLoader
from tests.gui.home import Home
from tests.gui.photo_lists import list_of
from tests.gui.settings_bench import Bench
from tests.gui.worker_stand_in import WorkerStandIn


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as the app makes it."""
    return make_application()


@pytest.fixture(autouse=True)
def pointer_elsewhere(qapp: QApplication) -> None:
    """Where the test before left it, a tile would light up."""
    QCursor.setPos(-1000, -1000)


@pytest.fixture
def own_language(qapp: QApplication) -> Iterator[None]:
    """Whatever a test lets the window speak, the system's language comes back afterwards."""
    yield
    speak(qapp)


@pytest.fixture
def german(qapp: QApplication, own_language: None) -> None:
    """The window speaks it."""
    speak(qapp, "de")


@pytest.fixture(scope="package", autouse=True)
def own_garbage(qapp: QApplication) -> Iterator[None]:
    """Other rooms' tests get Python's collector back, and no widget for their threads to destroy."""
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    collector = qapp.findChild(GarbageCollector)
    assert isinstance(collector, GarbageCollector)
    gc.collect()
    collector.stop()


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Fails a test that leaves a thread, also a daemon."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(timeout=30)
    alive = [thread.name for thread in left if thread.is_alive()]
    assert not alive, f"threads left behind: {alive}"


@pytest.fixture(autouse=True)
def patient_closing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What closes is closed: the limit is for a worker that hangs, not for a machine with other work to do."""
    monkeypatch.setattr(job_runner, "_CLOSE_S", 30.0)


class PatientBot(QtBot):
    """Waits longer for what must come: a machine with other work to do fails no test."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 30_000) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = 30_000, **named: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **named)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """In place of the plugin's own."""
    return PatientBot(request)


@pytest.fixture
def paths(tmp_path: Path) -> LibraryPaths:
    """Of a library that is not there yet."""
    return LibraryPaths(tmp_path / "library")


@pytest.fixture
def home(paths: LibraryPaths) -> Iterator[Home]:
    """A library that the test fills."""
    made = Home(paths)
    yield made
    made.close()


@pytest.fixture
def worker() -> WorkerStandIn:
    """What the window believes is the worker."""
    return WorkerStandIn()


@pytest.fixture
def open_window(
    qtbot: QtBot, paths: LibraryPaths, worker: WorkerStandIn, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], MainWindow]]:
    """Opens the real window on `paths`, waits until it has nothing more to read, and closes it again."""
    windows: list[MainWindow] = []
    monkeypatch.setattr(unconfirmed, "PATIENCE_S", 0.1)

    def open_one() -> MainWindow:
        window = MainWindow(paths, worker.attach)
        window.set_theme(ThemeChoice.DARK)
        windows.append(window)
        window.show()
        window.start()
        qtbot.waitUntil(window.has_read)
        qtbot.waitUntil(lambda: window.runner.is_ready)
        qtbot.waitUntil(lambda: not window.reader.is_busy)  # all is read once more when the worker is there
        return window

    yield open_one
    for window in windows:
        window.close()
        active = [timer for timer in window.findChildren(QTimer) if timer.isActive()]
        assert not active, "timers left running"
        window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def grid(paths: LibraryPaths, qtbot: QtBot) -> Iterator[PhotoGrid]:
    """200 photos, 1000 pixels wide; the library has none of their records."""
    reader, loader = LibraryReader(paths), ThumbnailLoader(paths.thumbnails)
    model = PhotoListModel(reader)
    made = PhotoGrid(model, loader)
    made.set_tokens(DARK)
    made.resize(1000, 700)
    model.show_list(list_of(200))
    made.show()
    made.setFocus()
    yield made
    made.close()
    loader.close()
    reader.close()


@pytest.fixture
def bench(worker: WorkerStandIn) -> Bench:
    return Bench(worker)


@pytest.fixture
def sheet(open_window: Callable[[], MainWindow], home: Home, bench: Bench, qtbot: QtBot) -> SettingsSheet:
    """Open, over a library with three photos in one folder."""
    home.add_photos(3)
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    sheet = window.sheets.settings
    assert sheet.isVisible()
    qtbot.waitUntil(lambda: "2 of 3 photos" in sheet.thumbnails.text)
    return sheet
