"""Tells all clients that the library changed, often enough for a lively window and seldom enough to stay cheap."""

import threading
import time
from collections.abc import Callable

from desktop_app.jobs import Progress
from desktop_app.records import ChangeKind, PhotosEdited
from desktop_app.worker.errands import PROGRESS_INTERVAL_S
from desktop_app.worker.events import AnyEvent, JobProgress, JobsPaused, LibraryChanged

CHANGE_INTERVAL_S = 0.25


class Herald:
    """Gathers what changed and tells it at most four times a second; the last change is always told."""

    def __init__(self, tell: Callable[[AnyEvent], None]) -> None:
        self._tell = tell
        self._changed = threading.Condition()
        self._waiting = LibraryChanged()
        self._stopping = False
        self._progress_at = 0.0
        self._thread = threading.Thread(target=self._work, name="herald", daemon=True)
        self._thread.start()

    def mark(
        self, *, photos: bool = False, folders: bool = False, problems: bool = False, searches: bool = False
    ) -> None:
        self._add(LibraryChanged(photos=photos, folders=folders, problems=problems, searches=searches))

    def mark_edited(self, edited: PhotosEdited) -> None:
        """What people changed; lists change with it where photos leave them or come back."""
        moved = not edited.kinds.isdisjoint((ChangeKind.TRASH, ChangeKind.RESTORE))
        self._add(LibraryChanged(photos=moved, edited=edited.kinds, photo_ids=edited.photo_ids))

    def progress(self, progress: Progress | None, failure: str = "") -> None:
        """The worker's own work; at most ten times a second, its end always."""
        now = time.monotonic()
        if progress is None or now - self._progress_at >= PROGRESS_INTERVAL_S:
            self._progress_at = now
            self._tell(JobProgress(progress, failure))

    def tell_paused(self, *, paused: bool) -> None:
        """At once."""
        self._tell(JobsPaused(paused))

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join(timeout=5.0)

    def _work(self) -> None:
        while (event := self._take()) is not None:
            self._tell(event)
            with self._changed:
                self._changed.wait_for(lambda: self._stopping, CHANGE_INTERVAL_S)

    def _add(self, changed: LibraryChanged) -> None:
        with self._changed:
            self._waiting = self._waiting.joined(changed)
            self._changed.notify()

    def _take(self) -> LibraryChanged | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting != LibraryChanged() or self._stopping)
            event, self._waiting = self._waiting, LibraryChanged()
            return event if event != LibraryChanged() else None
