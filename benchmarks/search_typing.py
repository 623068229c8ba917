"""How long the window takes from a key to its picture in the search bar, while searches run and photos come in.

    python -m benchmarks.search_typing [--photos FOLDER | --library DIR] [--keys N]

The real window, drawn offscreen, on a library of the sample scenes with the starter; the worker is a process of its own
and answers every search that the typing begins. A key is posted every 60 ms, like somebody who types fast, and every
fourth one at the moment in which a search has begun; the time ends when the field was painted with it. The work of the
window's thread is its processor time in between, which the load of other programs does not lengthen. One JSON line.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.report import Figure, report

if TYPE_CHECKING:
    from desktop_app.gui.main_window import MainWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

BARS = {
    "key to paint, p95, ms": "<= 50",
    "key to paint while a search ran, p95, ms": "<= 50",
    "keys typed while a search ran, of 100": ">= 20",
}
BETWEEN_KEYS_MS = 60
PAUSE_EVERY, LONGEST_PAUSE_S = 4, 1.0
"""A pause begins a search; the key after it is typed while that runs."""
_READY_S = 600
_TEXT = "red bicycle in the snow without people at sunset "


def main(arguments: list[str] | None = None) -> int:
    """The command. Returns 1 where the bar does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, help="a folder with photos; without one, the samples are drawn")
    parser.add_argument("--library", type=Path, help="a library that is ready, instead of a new one")
    parser.add_argument("--keys", type=int, default=300)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(asked.library or Path(folder) / "library", photos=asked.photos, keys=asked.keys)
    report("search_typing", figures, BARS)
    return 0


def measure(library: Path, *, photos: Path | None, keys: int) -> dict[str, Figure]:
    """Types `keys` keys; milliseconds from posting a key to the paint that shows it."""
    import numpy as np
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtTest import QTest

    from desktop_app.config import LibraryPaths
    from desktop_app.gui.app import client_factory, make_application
    from desktop_app.gui.main_window import MainWindow

    application = make_application()
    paths = LibraryPaths(library)
    is_new = not paths.database.exists()
    window = MainWindow(paths, client_factory(paths), remembers=False)
    window.show()
    window.start()
    _fill(window, photos, is_new=is_new)
    field = window.search_bar.field
    painted: list[tuple[float, int]] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() is QEvent.Type.Paint:
                painted.append((time.perf_counter(), len(field.text())))
            return False

    watch = Watch()
    field.installEventFilter(watch)
    answered: list[str] = []
    window.session.hits_found.connect(lambda request, *_: answered.append(request.text))
    took: list[float] = []
    worked: list[float] = []
    while_searching: list[float] = []
    for n in range(keys):
        if n % len(_TEXT) == 0:
            window.search_bar.clear()
            QTest.qWait(2 * BETWEEN_KEYS_MS)
        if n % PAUSE_EVERY == 0:
            _wait_for_search(window)
        is_searching = window.runner.has_search
        painted.clear()
        wanted = len(field.text()) + 1
        began, worked_before = time.perf_counter(), time.thread_time()
        QTest.keyClicks(field, _TEXT[n % len(_TEXT)])
        while not any(length >= wanted for _, length in painted) and time.perf_counter() - began < 1.0:
            application.processEvents()
        took.append(1000 * (next((at for at, _ in painted), time.perf_counter()) - began))
        worked.append(1000 * (time.thread_time() - worked_before))
        while_searching += [took[-1]] if is_searching else []
        QTest.qWait(BETWEEN_KEYS_MS)
    field.removeEventFilter(watch)
    window.close()
    times = np.array(took)
    return {
        "key to paint, p50, ms": float(np.percentile(times, 50)),
        "key to paint, p95, ms": float(np.percentile(times, 95)),
        "key to paint while a search ran, p95, ms": float(np.percentile(while_searching or [np.inf], 95)),
        "key to paint, longest, ms": float(times.max()),
        "work of the window's thread a key, p95, ms": float(np.percentile(worked, 95)),
        "keys typed while a search ran, of 100": round(100 * len(while_searching) / keys),
        "searches answered": len(answered),
    }


def _fill(window: "MainWindow", photos: Path | None, *, is_new: bool) -> None:
    """Waits until there are photos, understood by the model."""
    from PySide6.QtTest import QTest

    if photos is not None:
        window.actions_on_folders.add([photos])
    elif is_new:
        window.actions_on_folders.add_samples()
    deadline = time.monotonic() + _READY_S
    while time.monotonic() < deadline and not (
        window.has_read() and window.model.rowCount() and not window.actions_on_folders.is_reading
    ):
        QTest.qWait(50)


def _wait_for_search(window: "MainWindow") -> None:
    """Until what was typed is searched for; nothing is where the field is empty."""
    from PySide6.QtTest import QTest

    ends = time.perf_counter() + LONGEST_PAUSE_S
    while window.search_bar.field.text() and not window.runner.has_search and time.perf_counter() < ends:
        QTest.qWait(1)


if __name__ == "__main__":
    sys.exit(main())
