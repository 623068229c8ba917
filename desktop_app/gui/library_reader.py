"""Reads the library for the window, away from the GUI thread. It never writes."""

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path

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
        self._lists: Crew[object, object] = Crew("library-lists", self._read_list, parent=self)
        self._records: Crew[PhotosWanted, list[Photo]] = Crew("library-records", self._read_photos, parent=self)
        self._lists.finished.connect(self._on_lists_finished)
        self._records.finished.connect(self._on_records_finished)
        self._wanted_folder: FolderId | None = None
        self._rested_at = 0.0
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._on_rested)

    def request_timeline(self, folder_id: FolderId | None = None) -> None:
        """The list of photos, newest first. The last folder asked for wins."""
        changed = folder_id != self._wanted_folder
        self._wanted_folder = folder_id
        wait_s = 0.0 if changed else self._rested_at - time.monotonic()
        if wait_s <= 0:
            self._on_rested()
        elif not self._again.isActive():
            self._again.start(int(wait_s * 1000) + 1)

    def request_overview(self) -> None:
        """Folders and counts."""
        self._lists.want_again(_OVERVIEW)

    def request_photos(self, purpose: str, ids: NDArray[np.int64]) -> None:
        """Records; the newest request is served first."""
        self._records.want_next(PhotosWanted(purpose, tuple(ids.tolist())))

    def close(self) -> None:
        """Ends the threads and the connection."""
        self._again.stop()
        ended = [self._records.close(), self._lists.close()]
        with self._opening:
            if self._library is not None and all(ended):
                self._library.close()

    @Slot()
    def _on_rested(self) -> None:
        self._lists.want_again(TimelineWanted(self._wanted_folder))

    def _open(self) -> Library:
        with self._opening:
            if self._library is None:
                self._library = Library.open(self._paths, read_only=True)
            return self._library

    def _read_list(self, wanted: object) -> object:
        library = self._open()
        if isinstance(wanted, TimelineWanted):
            return self._read_timeline(library, wanted)
        return Overview(
            folders=tuple(library.folders.all()), photos=library.photos.count(), problems=library.problems.count()
        )

    def _read_timeline(self, library: Library, wanted: TimelineWanted) -> tuple[Timeline, float]:
        """The columns of the photos, and the seconds it took; only ids never seen before are read as records."""
        began = time.monotonic()
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
        return known, time.monotonic() - began

    def _read_photos(self, wanted: PhotosWanted) -> list[Photo]:
        return self._open().photos.get([PhotoId(each) for each in wanted.ids])

    @Slot(list)
    def _on_lists_finished(self, outcomes: list[tuple[object, object]]) -> None:
        for wanted, outcome in outcomes:
            if isinstance(outcome, Exception):
                self._tell(outcome)
            elif isinstance(outcome, Overview):
                self.overview_read.emit(outcome)
            elif isinstance(wanted, TimelineWanted) and wanted.folder_id == self._wanted_folder:
                assert isinstance(outcome, tuple)
                found, seconds = outcome
                self._rested_at = time.monotonic() + seconds * _REST_SHARE
                self.timeline_read.emit(wanted.folder_id, found)
                if not found.is_complete:
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


def exists(paths: LibraryPaths) -> bool:
    """Whether there is a library to read."""
    return Path(paths.database).is_file()
