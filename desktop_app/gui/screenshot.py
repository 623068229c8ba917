"""A picture of the real window, without a screen.

    python -m desktop_app.gui.screenshot LIBRARY_DIR OUT.png [--query TEXT] [--theme dark|light] [--size 1440x900]
        [--scale 1|2] [--photo N] [--wait-index] [--timeout SECONDS]

Sizes are in device-independent pixels. Exit 0 when the picture was saved, 1 when it was saved or given up before
everything was there (one sentence on stderr says what was missing).
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.config import LibraryPaths

if TYPE_CHECKING:
    from desktop_app.gui.main_window import MainWindow

_LOOK_EVERY_MS = 40


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    asked = _parse(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("RED_BICYCLE_REDUCED_MOTION", "1")
    os.environ["QT_SCALE_FACTOR"] = str(asked.scale)
    from desktop_app.gui.app import client_factory, make_application
    from desktop_app.gui.main_window import MainWindow

    make_application()
    paths = LibraryPaths(asked.library)
    window = MainWindow(paths, client_factory(paths), remembers=False)
    try:
        return _take(window, asked)
    finally:
        window.close()


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m desktop_app.gui.screenshot", description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--query", default="", help="what to search for")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--size", type=_size, default=(1440, 900), help="WIDTHxHEIGHT")
    parser.add_argument("--scale", type=float, choices=(1, 2), default=1)
    parser.add_argument("--photo", type=int, help="opens the viewer on the photo with this number, from 1")
    parser.add_argument("--wait-index", action="store_true", help="brings the library up to date first")
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds to wait for each step")
    return parser.parse_args(arguments)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def _take(window: "MainWindow", asked: argparse.Namespace) -> int:
    from desktop_app.gui.theme import ThemeChoice

    window.set_theme(ThemeChoice(asked.theme))
    window.resize(*asked.size)
    window.show()
    window.start()
    missing = []
    for what, is_there in _steps(window, asked):
        if not _wait(is_there, asked.timeout):
            missing.append(what)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    saved = window.grab().save(str(asked.out))
    if not saved:
        missing.append(f"a file that can be written at {asked.out}")
    if missing:
        sys.stderr.write(f"The picture lacks {', '.join(missing)}.\n")
    return 1 if missing else 0


def _steps(window: "MainWindow", asked: argparse.Namespace) -> Iterator[tuple[str, Callable[[], bool]]]:
    """What to wait for, one after the other; the next one is begun when the one before is there."""
    from desktop_app.worker.protocol import IndexLibrary

    if asked.wait_index:
        ended: list[bool] = []
        window.runner.submit(IndexLibrary()).ended.connect(lambda: ended.append(True))
        yield "the index", lambda: bool(ended)
    yield "the library", window.has_read
    if asked.query:
        window.search(asked.query)
        yield "the hits", lambda: window.session.result is not None and not window.runner.has_search
        yield "the photos found", window.browse.shows_result
    yield "thumbnails", window.grid.is_settled
    if asked.photo is not None and 0 < asked.photo <= window.model.rowCount():
        window.open_photo(asked.photo - 1)
        yield "the photo", window.viewer.is_settled


def _wait(is_there: Callable[[], bool], timeout_s: float) -> bool:
    """Lets the window live until `is_there`, at most `timeout_s`."""
    from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer

    deadline = QDeadlineTimer(int(timeout_s * 1000))
    loop = QEventLoop()
    look = QTimer()
    look.setInterval(_LOOK_EVERY_MS)
    look.timeout.connect(lambda: loop.quit() if is_there() or deadline.hasExpired() else None)
    look.start()
    loop.exec()
    look.stop()
    return is_there()


if __name__ == "__main__":
    sys.exit(main())
