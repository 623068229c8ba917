"""Ratings and captions that the worker had not confirmed when the window closed: the next window asks for them again.

They are in `unconfirmed.changes` beside the library, from the closing of one window until the worker has confirmed them
to another.
"""

import logging
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, Slot

from desktop_app.config import LibraryPaths
from desktop_app.errors import ProtocolError
from desktop_app.gui.job_runner import JobRunner, Task
from desktop_app.worker.protocol import SetCaption, SetFavourite, SetRating, decode, encode

log = logging.getLogger(__name__)

LASTING = (SetRating, SetFavourite, SetCaption)
"""What is the same when it is done twice."""
PATIENCE_S = 3.0
"""How long a closing window waits for the worker, which may just be starting again."""
_Changes: TypeAlias = list[SetRating | SetFavourite | SetCaption]


class Unconfirmed(QObject):
    """Knows what the worker owes an answer for, across windows."""

    def __init__(self, runner: JobRunner, paths: LibraryPaths) -> None:
        super().__init__(runner)
        self._runner = runner
        self._path = paths.root / "unconfirmed.changes"
        self._left: set[int] = set()

    def ask_again(self) -> None:
        """For all that the last window left; once, when the window opens."""
        for change in self._read():
            task = self._runner.submit(change, is_quiet=True)
            self._left.add(id(task))
            task.succeeded.connect(self._on_answered)
            task.failed.connect(self._on_answered)

    def keep(self) -> None:
        """Waits a moment for the worker, then writes down what it has not confirmed."""
        self._runner.finish(*LASTING, timeout_s=PATIENCE_S)
        changes = self._runner.unanswered(*LASTING)
        if not changes:
            return
        temporary = self._path.with_name(f"{self._path.name}.tmp")
        try:
            temporary.write_bytes(encode(changes))
            temporary.replace(self._path)
        except OSError as error:  # the library's drive is away or full, and so is the worker's
            log.error("%d changes could not be kept: %s", len(changes), error)

    def _read(self) -> _Changes:
        try:
            changes: _Changes = decode(self._path.read_bytes(), expected=_Changes)
        except OSError:
            return []
        except ProtocolError as error:
            log.error("%s cannot be read: %s", self._path, error)
            self._path.replace(self._path.with_suffix(".damaged"))
            return []
        return changes

    @Slot()
    def _on_answered(self) -> None:
        task = self.sender()
        assert isinstance(task, Task)
        self._left.discard(id(task))
        if not self._left:
            _forget(self._path)


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s stays: %s", path, error)
