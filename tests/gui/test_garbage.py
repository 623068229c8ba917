"""Where widgets are destroyed."""

import gc
import threading
import weakref

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.gui import garbage
from desktop_app.gui.garbage import GarbageCollector


class Knot(QWidget):
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def test_threads_do_not_destroy_widgets(qapp: QApplication) -> None:
    assert qapp.findChild(GarbageCollector) is not None
    knot = weakref.ref(Knot())
    thread = threading.Thread(target=lambda: [[each] for each in range(200_000)])
    thread.start()
    thread.join()
    assert knot() is not None
    gc.collect()
    assert knot() is None


def test_the_gui_thread_collects(qapp: QApplication, qtbot: QtBot) -> None:
    knot = weakref.ref(Knot())
    kept = [[each] for each in range(garbage._YOUNG * 2)]
    collector = qapp.findChild(GarbageCollector)
    assert isinstance(collector, GarbageCollector)
    timer = collector.findChild(QTimer)
    assert isinstance(timer, QTimer)
    timer.setInterval(1)
    qtbot.waitUntil(lambda: knot() is None)
    timer.setInterval(garbage._INTERVAL_MS)
    assert len(kept) > 0
