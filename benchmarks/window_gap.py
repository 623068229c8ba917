"""The longest time for which the window's event loop stands still while the worker indexes at full speed.

python -m benchmarks.window_gap [--photos 400]

A real window without a screen, a real worker, a new folder of photos. A timer of two milliseconds notes when it comes
late. `computing` counts the processor time of the window's own thread between two of its ticks: where other programs
take the cores, it alone says what the window does to itself.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot

from benchmarks.real_worker import draw_photos, end_worker
from benchmarks.report import report
from desktop_app.config import LibraryPaths
from desktop_app.gui.app import client_factory, make_application
from desktop_app.gui.job_runner import JobRunner, Task
from desktop_app.gui.main_window import MainWindow
from desktop_app.worker.protocol import AddFolders

TICK_MS = 2
_PATIENCE_S = 1200.0


class Ticker(QObject):
    """Notes the gaps between its ticks, in ms."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self.computing: list[float] = []
        self._at, self._computed = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(TICK_MS)

    def forget(self) -> None:
        """From here on it counts."""
        self._at, self._computed = time.perf_counter(), time.thread_time()
        self.gaps.clear()
        self.computing.clear()

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def _on_tick(self) -> None:
        at, computed = time.perf_counter(), time.thread_time()
        self.gaps.append(1000 * (at - self._at))
        self.computing.append(1000 * (computed - self._computed))
        self._at, self._computed = at, computed


class End(QObject):
    """Hears of the end of taking a folder in."""

    def __init__(self, runner: JobRunner) -> None:
        super().__init__()
        self.has_come = False
        runner.task_started.connect(self._on_task_started)

    @Slot(object)
    def _on_task_started(self, task: Task) -> None:
        if isinstance(task.request, AddFolders):
            task.ended.connect(self._on_ended)

    @Slot()
    def _on_ended(self) -> None:
        self.has_come = True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=400)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = LibraryPaths(Path(folder) / "library")
        photos = Path(folder) / "photos"
        draw_photos(photos, given.photos, size=(1600, 1200))
        ticker, seconds = index_under_a_window(paths, photos)
        end_worker(paths)
    gaps, computing = np.array(ticker.gaps), np.array(ticker.computing)
    figures = {
        "longest gap, ms": float(gaps.max()),
        "p99.9 of the gaps, ms": float(np.percentile(gaps, 99.9)),
        "longest computing at a stretch, ms": float(computing.max()),
        "photos a second meanwhile": given.photos / seconds,
    }
    report("window_gap", figures, {"longest gap, ms": "<= 50"})
    return 0


def index_under_a_window(paths: LibraryPaths, photos: Path) -> tuple[Ticker, float]:
    """The ticks of a window while a folder is taken in, and how many seconds that took."""
    application = make_application()
    window = MainWindow(paths, client_factory(paths), remembers=False)
    window.show()
    window.start()
    wait_for(lambda: window.runner.is_ready)
    ticker = Ticker()
    settle = QEventLoop()
    QTimer.singleShot(1000, settle.quit)
    settle.exec()
    end = End(window.runner)
    ticker.forget()
    began = time.perf_counter()
    window.actions_on_folders.add((photos,))
    wait_for(lambda: end.has_come)
    seconds = time.perf_counter() - began
    ticker.stop()
    window.close()
    application.processEvents()
    return ticker, seconds


def wait_for(condition: object) -> None:
    """Runs the event loop until `condition()`."""
    assert callable(condition)
    loop = QEventLoop()
    looker = QTimer()
    looker.timeout.connect(lambda: loop.quit() if condition() else None)
    looker.start(20)
    QTimer.singleShot(int(1000 * _PATIENCE_S), loop.quit)
    loop.exec()
    looker.stop()
    assert condition(), "it did not come to its end"


if __name__ == "__main__":
    raise SystemExit(main())
