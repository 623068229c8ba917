"""One watched folder and the observer on it: events where the system sends them, polling where it does not."""

import logging
import os
import queue
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from desktop_app.imaging.decode import is_candidate
from desktop_app.indexing.drives import is_network_drive, is_readable_folder

_log = logging.getLogger(__name__)

Inbox: TypeAlias = "queue.SimpleQueue[Path | None]"
"""Paths at which something happened; None wakes the listener."""

_EVENTS: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]


class ObservedRoot:
    """Attaches an observer while the folder is there, and again when it is back. All calls come from one thread."""

    def __init__(self, path: Path, inbox: Inbox, *, is_polled: bool, poll_s: float) -> None:
        self._path = path
        self._inbox = inbox
        self._is_polled = is_polled
        self._poll_s = poll_s
        self._observer: BaseObserver | None = None
        self._identity: tuple[int, int] | None = None
        self._looked_s = 0.0
        self._was_there: bool | None = None

    def look_after(self, *, rescan_s: float) -> bool:
        """Attaches or lets go as needed; whether the folder must be looked through as a whole now."""
        identity = _identity(self._path)
        if self._observer is not None and (identity != self._identity or not self._is_alive()):
            self.close()
        has_changed = (identity is not None) != self._was_there
        self._was_there = identity is not None
        if self._observer is None and identity is not None:
            self._attach(identity)
            has_changed = has_changed or self._observer is not None
        if has_changed or time.monotonic() - self._looked_s > rescan_s:
            self._looked_s = time.monotonic()
            return True
        return False

    def close(self) -> None:
        """Ends the observer's threads."""
        observer, self._observer = self._observer, None
        if observer is not None:
            _end(observer)

    def _is_alive(self) -> bool:
        observer = self._observer
        if observer is None:
            return False
        reader: threading.Thread | None = getattr(observer, "_inotify_fd", None)  # what an error in it ends, is silent
        threads = [observer, *observer.emitters, *([] if reader is None else [reader])]
        return all(each.is_alive() for each in threads)

    def _attach(self, identity: tuple[int, int]) -> None:
        self._identity = identity
        if not self._is_polled and not is_network_drive(self._path):
            try:
                self._observer = self._start(Observer())
                _check_limit(self._observer)
            except OSError as error:
                self.close()
                _log.warning(
                    "The system cannot watch %s any further (%s); it is looked through every %g seconds instead.",
                    self._path,
                    error.strerror or error,
                    self._poll_s,
                )
            else:
                return
        try:
            self._observer = self._start(PollingObserver(timeout=self._poll_s))
        except OSError as error:  # it went away in this moment
            _log.warning("%s cannot be watched: %s.", self._path, error.strerror or error)

    def _start(self, observer: BaseObserver) -> BaseObserver:
        try:
            observer.schedule(_Handler(self._path, self._inbox), str(self._path), recursive=True, event_filter=_EVENTS)
            observer.start()
        except BaseException:
            _end(observer)
            raise
        return observer


class OverflowListener(logging.Handler):
    """watchdog tells only its log when the system dropped events; then every root must be looked through."""

    def __init__(self, inbox: Inbox) -> None:
        super().__init__(level=logging.WARNING)
        self._inbox = inbox
        self._logger = logging.getLogger("watchdog.observers")
        self.roots: list[Path] = []

    def emit(self, record: logging.LogRecord) -> None:
        if "overflow" in record.getMessage().lower():
            for root in self.roots:
                self._inbox.put(root)

    def __enter__(self) -> "OverflowListener":
        self._logger.addHandler(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._logger.removeHandler(self)


class _Handler(FileSystemEventHandler):
    """Runs in watchdog's threads: only hands paths over."""

    def __init__(self, root: Path, inbox: Inbox) -> None:
        self._root = root
        self._inbox = inbox

    def on_any_event(self, event: FileSystemEvent) -> None:
        for raw_path in (event.src_path, event.dest_path):
            path = Path(os.fsdecode(raw_path)) if raw_path else None
            if path is None or (path == self._root and not event.is_directory):
                continue
            if event.is_directory or is_candidate(path) or path.suffix.lower() == ".xmp":
                self._inbox.put(path)


def _identity(folder: Path) -> tuple[int, int] | None:
    """Another one after a drive was mounted over the folder or taken from it; None while it cannot be read."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if is_readable_folder(folder) else None


def _check_limit(observer: BaseObserver) -> None:
    """Raises OSError if inotify's limit is reached: watchdog leaves out subfolders beyond it without a word."""
    if not sys.platform.startswith("linux"):
        return
    with tempfile.TemporaryDirectory() as probe:
        watch = observer.schedule(FileSystemEventHandler(), probe)
        observer.unschedule(watch)


def _end(observer: BaseObserver) -> None:
    observer.stop()
    if observer.is_alive():
        observer.join()
