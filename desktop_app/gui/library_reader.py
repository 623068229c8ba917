"""Reads the library for the window, away from the GUI thread. It never writes."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.config import LibraryPaths
from desktop_app.errors import LibraryMissingError, RedBicycleError
from desktop_app.gui import timeline
from desktop_app.gui.crew import Crew
from desktop_app.gui.timeline import Timeline, TimelineCache
from desktop_app.library import Library
from desktop_app.records import Folder, FolderId, Photo, PhotoId

log = logging.getLogger(__name__)

_CHUNK = 4096
"""Records read at a time. The first list comes after one chunk; each further one has twice as many photos known."""
_REST_SHARE = 3
"""After reading the whole list for t seconds it rests 3 t: a library that changes all the time stays readable."""


@dataclass(frozen=True)
class Overview:
    """What the side bar shows."""

    folders: tuple[Folder, ...]
    photos: int
    problems: int


@dataclass(frozen=True)
class TimelineWanted:
    """The photos of one folder, or of all; `generation` tells one wish from the next."""

    folder_id: FolderId | None


@dataclass(frozen=True)
class PhotosWanted:
    """Records by id; `purpose` comes back with them."""

    purpose: str
    ids: tuple[int, ...]


_OVERVIEW = "overview"


class Pace(QObject):
    """Lets one kind of reading happen at once, but not again before it has rested."""

    def __init__(self, read: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._read = read
        self._rested_at = 0.0
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._on_rested)

    def ask(self) -> None:
        """Reads now, or as soon as it has rested."""
        wait_s = self._rested_at - time.monotonic()
        if wait_s <= 0:
            self._read()
        elif not self._again.isActive():
            self._again.start(int(wait_s * 1000) + 1)

    def rest(self, seconds: float) -> None:
        """A reading took this long."""
        self._rested_at = time.monotonic() + seconds * _REST_SHARE

    def stop(self) -> None:
        """Forgets what was asked for."""
        self._again.stop()

    @Slot()
    def _on_rested(self) -> None:
        self._read()


class LibraryReader(QObject):
    """Answers come as signals on the GUI thread, in whatever order they are ready."""

    timeline_read = Signal(object, object)  # FolderId | None, Timeline
    photos_read = Signal(str, list, list)  # purpose, ids asked, Photos found
    overview_read = Signal(object)  # Overview
    missing = Signal()
    """There is no library yet."""
    failed = Signal(str)

    def __init__(self, paths: LibraryPaths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paths = paths
        self._opening = threading.Lock()
        self._library: Library | None = None
        self._cache = TimelineCache()
        self._lists: Crew[object, tuple[object, float]] = Crew("library-lists", self._read_list, parent=self)
        self._records: Crew[PhotosWanted, list[Photo]] = Crew("library-records", self._read_photos, parent=self)
        self._lists.finished.connect(self._on_lists_finished)
        self._records.finished.connect(self._on_records_finished)
        self._wanted_folder: FolderId | None = None
        self._timeline_pace = Pace(self._want_timeline, self)
        self._overview_pace = Pace(self._want_overview, self)

    def request_timeline(self, folder_id: FolderId | None = None) -> None:
        """The list of photos, newest first. The last folder asked for wins."""
        if folder_id != self._wanted_folder:
            self._wanted_folder = folder_id
            self._timeline_pace.stop()
            self._want_timeline()
        else:
            self._timeline_pace.ask()

    def request_overview(self) -> None:
        """Folders and counts."""
        self._overview_pace.ask()

    def request_photos(self, purpose: str, ids: NDArray[np.int64]) -> None:
        """Records; the newest request is served first."""
        self._records.want_next(PhotosWanted(purpose, tuple(ids.tolist())))

    def close(self) -> None:
        """Ends the threads and the connection."""
        self._timeline_pace.stop()
        self._overview_pace.stop()
        ended = [self._records.close(), self._lists.close()]
        with self._opening:
            if self._library is not None and all(ended):
                self._library.close()

    def _want_timeline(self) -> None:
        self._lists.want_again(TimelineWanted(self._wanted_folder))

    def _want_overview(self) -> None:
        self._lists.want_again(_OVERVIEW)

    def _open(self) -> Library:
        with self._opening:
            if self._library is None:
                self._library = Library.open(self._paths, read_only=True)
            return self._library

    def _read_list(self, wanted: object) -> tuple[object, float]:
        """A Timeline or an Overview, and the seconds it took."""
        library, began = self._open(), time.monotonic()
        read: object
        if isinstance(wanted, TimelineWanted):
            read = self._read_timeline(library, wanted)
        else:
            folders = tuple(library.folders.all())
            read = Overview(folders=folders, photos=library.photos.count(), problems=library.problems.count())
        return read, time.monotonic() - began

    def _read_timeline(self, library: Library, wanted: TimelineWanted) -> Timeline:
        """The columns of the photos; only ids never seen before are read as records."""
        ids = library.photos.ids(folder_id=wanted.folder_id)
        known = self._cache.fill(ids)
        fresh = ids[np.isnan(known.aspects)]
        budget = max(len(ids) - len(fresh), _CHUNK)
        parts = []
        for start in range(0, min(len(fresh), budget), _CHUNK):
            photos = library.photos.get(fresh[start : start + _CHUNK])
            parts.append(timeline.of_photos(photos, by_time=True))
            if self._lists.is_closing:
                break
        if parts:
            self._cache.learn(parts)
            known = self._cache.fill(ids)
        return known

    def _read_photos(self, wanted: PhotosWanted) -> list[Photo]:
        return self._open().photos.get([PhotoId(each) for each in wanted.ids])

    @Slot(list)
    def _on_lists_finished(self, outcomes: list[tuple[object, tuple[object, float] | Exception]]) -> None:
        for wanted, outcome in outcomes:
            if isinstance(outcome, Exception):
                self._tell(outcome)
                continue
            read, seconds = outcome
            if isinstance(read, Overview):
                self._overview_pace.rest(seconds)
                self.overview_read.emit(read)
            elif isinstance(wanted, TimelineWanted) and wanted.folder_id == self._wanted_folder:
                assert isinstance(read, Timeline)
                self._timeline_pace.rest(seconds)
                self.timeline_read.emit(wanted.folder_id, read)
                if not read.is_complete:
                    self._lists.want_again(wanted)

    @Slot(list)
    def _on_records_finished(self, outcomes: list[tuple[PhotosWanted, list[Photo] | Exception]]) -> None:
        for wanted, outcome in outcomes:
            if isinstance(outcome, Exception):
                self._tell(outcome)
                self.photos_read.emit(wanted.purpose, list(wanted.ids), [])
            else:
                self.photos_read.emit(wanted.purpose, list(wanted.ids), outcome)

    def _tell(self, error: Exception) -> None:
        if isinstance(error, LibraryMissingError):
            self.missing.emit()
        elif isinstance(error, RedBicycleError):
            self.failed.emit(str(error))
        else:
            log.error("reading the library failed", exc_info=error)
            self.failed.emit(self.tr("The library could not be read: {reason}").format(reason=error))
