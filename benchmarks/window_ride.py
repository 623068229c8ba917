"""The window's own process in `benchmarks.window`: opens a library, is measured, prints one JSON object.

python -m benchmarks.window_ride LIBRARY start|scroll

There is no worker: what is measured is the window, and with a library that big a worker has its own work to do.
"""

import argparse
import gc
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.errors import WorkerUnavailableError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop_app.gui.main_window import MainWindow

FRAME_S = 1 / 60
WIDE, HIGH = 1920, 1080
PLACES, FRAMES_A_PLACE, STEP_PX = 12, 60, 40
"""Scrolled by wheel: at so many places, for a second each, 2,400 pixels a second."""
DRAG_FRAMES = 240
"""The scrubber from the newest photo to the oldest, and PageDown, in so many frames."""
PAGES = 60
THUMBNAILS = "thumbnails-of-the-ride"
_LIMIT_S = 120


class NoWorker:
    """A client that never connects."""

    def __init__(self, on_event: object) -> None:
        self._closed = threading.Event()

    def connect(self) -> None:
        self._closed.wait()
        raise WorkerUnavailableError("There is no worker here.")

    def submit(self, request: object, *, on_progress: object = None) -> Any:
        raise AssertionError("nothing is sent to a worker that is not there")

    def close(self) -> None:
        self._closed.set()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.window_ride", description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("what", choices=("start", "scroll"))
    given = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    gc.disable()  # as `desktop_app.__main__` does for the window
    os.environ["RED_BICYCLE_REDUCED_MOTION"] = "1"  # frames are ours, not those of an animation
    ride = {"start": start, "scroll": scroll}[given.what]
    print(json.dumps(ride(given.library)))
    return 0


def start(library: Path) -> dict[str, Any]:
    """Seconds from the process's start to the first picture, and memory then and when the whole list was read."""
    from desktop_app.gui.app import make_application
    from desktop_app.gui.first_paint import FirstPaint, process_started

    application = make_application()
    window = open_window(library)
    seen: dict[str, Any] = {}

    def on_painted() -> None:
        seen.update(first_paint_s=time.time() - process_started(), processor_s=time.process_time())
        seen.update(first_paint_mb=memory_mb("VmRSS"))

    FirstPaint(window.browse).painted.connect(on_painted)
    window.show()
    window.start()
    wait(application, lambda: bool(seen) and not window.reader.is_busy and window.grid.is_settled())
    ids = len(window.model.shown)
    rest(application, 1.0)
    seen.update(photos=ids, settled_mb=memory_mb("VmRSS"), peak_mb=memory_mb("VmHWM"), has_torch="torch" in sys.modules)
    window.close()
    return seen


def scroll(library: Path) -> dict[str, Any]:
    """Milliseconds a frame, from when it was due to when it was painted, and what of it was work of this thread."""
    from desktop_app.gui.app import make_application

    application = make_application()
    window = open_window(library)
    window.show()
    window.start()
    wait(application, lambda: window.has_read() and not window.reader.is_busy and window.grid.is_settled())
    frames: dict[str, list[tuple[float, float]]] = {}
    for kind, places in (("wheel", wheel(window)), ("drag", drag(window)), ("pages", pages(window))):
        frames[kind] = list(run(application, window, places))
    shown = len(window.model.shown)
    pictures = len(window.thumbnails._pixmaps)
    window.close()
    return {"photos": shown, "frames_ms": frames, "pictures": pictures}


def wheel(window: "MainWindow") -> Iterator[int]:
    most = window.grid.verticalScrollBar().maximum()
    for place in range(PLACES):
        top = most * place // PLACES
        yield from range(top, top + FRAMES_A_PLACE * STEP_PX, STEP_PX)


def drag(window: "MainWindow") -> Iterator[int]:
    most = window.grid.verticalScrollBar().maximum()
    yield from (most * n // DRAG_FRAMES for n in range(DRAG_FRAMES))


def pages(window: "MainWindow") -> Iterator[int]:
    """One page every sixth frame: a key that is held repeats some ten times a second."""
    bar = window.grid.verticalScrollBar()
    begin = bar.maximum() // 3
    for page in range(PAGES):
        yield from [begin + page * bar.pageStep()] * 6


def run(application: "QApplication", window: "MainWindow", places: Iterator[int]) -> Iterator[tuple[float, float]]:
    """Frames sixty times a second; one that is late lets those be dropped that were due meanwhile.

    A frame is over when Qt has painted all of the window that is to be painted, which is what it does at the screen's
    next beat otherwise.
    """
    from PySide6.QtCore import QEvent

    bar, began = window.grid.verticalScrollBar(), time.perf_counter()
    due, worked = 0, time.thread_time()
    for value in places:
        due = max(due + 1, int((time.perf_counter() - began) / FRAME_S))
        rest(application, began + due * FRAME_S - time.perf_counter())
        since = min(began + due * FRAME_S, time.perf_counter())
        bar.setValue(value)
        application.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))
        before, worked = worked, time.thread_time()
        yield 1000 * (time.perf_counter() - since), 1000 * (worked - before)


def open_window(library: Path) -> "MainWindow":
    from desktop_app.config import LibraryPaths
    from desktop_app.gui.main_window import MainWindow

    window = MainWindow(LibraryPaths(library), NoWorker, remembers=False)
    window.resize(WIDE, HIGH)
    return window


def wait(application: "QApplication", is_there: Callable[[], bool]) -> None:
    ends = time.monotonic() + _LIMIT_S
    while not is_there():
        assert time.monotonic() < ends, "the window was never ready"
        rest(application, 0.05)


def rest(application: "QApplication", seconds: float) -> None:
    """Lets the window live for so long."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    if seconds <= 0:
        application.processEvents()
        return
    loop, timer = QEventLoop(), QTimer(singleShot=True, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(loop.quit)
    timer.start(int(seconds * 1000))
    loop.exec()


def memory_mb(field: str) -> float:
    """VmRSS or VmHWM of this process."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    raise LookupError(field)


if __name__ == "__main__":
    sys.exit(main())
