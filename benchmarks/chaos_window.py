"""The window that `benchmarks.chaos` kills: rates, captions and searches by itself, and notes what was confirmed.

python -m benchmarks.chaos_window LIBRARY NOTES SEED

Each line of NOTES is "ask" or "ack", the kind, the photo's id and the value, with a tab between; "ack" is written when
the window has heard that the library holds it.
"""

import os
import random
import sys
from pathlib import Path
from typing import TextIO

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, QTimer, Slot

from desktop_app.config import LibraryPaths
from desktop_app.gui.app import client_factory, make_application
from desktop_app.gui.job_runner import Task
from desktop_app.gui.main_window import MainWindow
from desktop_app.records import PhotoId
from desktop_app.worker.protocol import SetCaption, SetRating

EVERY_MS = 40
_WORDS = ("red", "bicycle", "sea", "dog", "snow", "street")


class User(QObject):
    """Somebody in a hurry."""

    def __init__(self, window: MainWindow, notes: TextIO, seed: int) -> None:
        super().__init__(window)
        self._window, self._notes, self._random = window, notes, random.Random(seed)
        self._turn = 0
        window.runner.task_started.connect(self._on_task_started)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._act)
        self._timer.start(EVERY_MS)

    @Slot()
    def _act(self) -> None:
        window, model, self._turn = self._window, self._window.model, self._turn + 1
        if self._turn % 25 == 0:
            window.search(" ".join(self._random.sample(_WORDS, 2)) if self._turn % 50 else "")
        if not model.rowCount():
            return
        photo_id = PhotoId(model.photo_id(self._random.randrange(model.rowCount())))
        if self._turn % 3:
            window.actions_on_photos.rate([photo_id], self._random.randrange(6))
        else:
            window.actions_on_photos.set_caption([photo_id], f"caption {self._random.randrange(10**9)}")

    @Slot(object)
    def _on_task_started(self, task: Task) -> None:
        request = task.request
        if isinstance(request, SetRating | SetCaption):
            self._note("ask", request)
            task.succeeded.connect(self._on_succeeded)

    @Slot(object)
    def _on_succeeded(self, _: object) -> None:
        task = self.sender()
        assert isinstance(task, Task)
        self._note("ack", task.request)

    def _note(self, word: str, request: object) -> None:
        assert isinstance(request, SetRating | SetCaption)
        kind, value = ("rating", request.rating) if isinstance(request, SetRating) else ("caption", request.caption)
        self._notes.write(f"{word}\t{kind}\t{request.photo_ids[0]}\t{value}\n")
        self._notes.flush()


def main() -> int:
    library, notes, seed = sys.argv[1:]
    paths = LibraryPaths(Path(library))
    application = make_application()
    window = MainWindow(paths, client_factory(paths), remembers=False)
    with Path(notes).open("a", encoding="utf-8") as file:
        window.show()
        window.start()
        User(window, file, int(seed))
        return application.exec()


if __name__ == "__main__":
    raise SystemExit(main())
