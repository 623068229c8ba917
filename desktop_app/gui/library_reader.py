"""Reads the library for the window, away from the GUI thread. It never writes."""

import itertools
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.config import LibraryPaths
from desktop_app.errors import LibraryMissingError, RedBicycleError
from desktop_app.gui import photo_list
from desktop_app.gui.crew import Crew
from desktop_app.gui.failure_words import in_words
from desktop_app.gui.photo_list import PhotoList
from desktop_app.library import Library
from desktop_app.library.completions import Vocabulary
from desktop_app.records import Arrangement, Folder, FolderNode, LibraryCounts, Photo, PhotoFilter, PhotoId

log = logging.getLogger(__name__)

FIRST_PHOTOS = 2000
"""Of a new list these come at once, and all of them when they are read."""
RECENT_DAYS = 30
_DAY_NS = 86_400_000_000_000
_REST_SHARE = 3
"""After reading a whole list for t seconds it rests 3 t: a library that changes all the time stays readable."""


@dataclass(frozen=True)
class Overview:
    """What the side bar shows, and which files in watched folders fail, with the reason."""

    folders: tuple[Folder, ...]
    tree: tuple[FolderNode, ...]
    counts: LibraryCounts
    failing: Mapping[Path, str]
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    """What the search bar completes."""


class ListWanted(NamedTuple):
    """Which photos, and by what they are arranged."""

    wanted: PhotoFilter = PhotoFilter()
    by: Arrangement = Arrangement.TIME


class _ListReading(NamedTuple):
    asked: ListWanted
    limit: int | None


class PhotosWanted(NamedTuple):
    """Records by id; `purpose` comes back with them. The same photos asked for again have another `number`."""

    purpose: str
    ids: tuple[int, ...]
    number: int


class _Read(NamedTuple):
    """A PhotoList or an Overview, as the library was at `began_s` (monotonic), and how long it took."""

    what: object
    began_s: float
    seconds: float


_OVERVIEW = "overview"


def recent_since_ns() -> int:
    """Photos added since then are recently added; the same all day."""
    return (time.time_ns() // _DAY_NS - RECENT_DAYS) * _DAY_NS


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

    @property
    def is_waiting(self) -> bool:
        """Whether something was asked for that begins later."""
        return self._again.isActive()

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

    list_read = Signal(object, object)  # ListWanted, PhotoList; of the last list asked for only
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
        self._lists: Crew[object, _Read] = Crew("library-lists", self._read_list, threads=2, parent=self)
        self._records: Crew[PhotosWanted, list[Photo]] = Crew("library-records", self._read_photos, parent=self)
        self._lists.finished.connect(self._on_lists_finished)
        self._records.finished.connect(self._on_records_finished)
        self._asked: ListWanted | None = None
        self._told_from_s = 0.0
        self._waiting: dict[str, PhotosWanted] = {}
        self._numbers = itertools.count()
        self._list_pace = Pace(self._want_list, self)
        self._overview_pace = Pace(self._want_overview, self)

    @property
    def is_busy(self) -> bool:
        """Whether something is being read, or waits for it."""
        rests = self._list_pace.is_waiting or self._overview_pace.is_waiting
        return rests or self._lists.is_busy or self._records.is_busy

    def request_list(self, asked: ListWanted) -> None:
        """The photos in order. The last list asked for wins; the same again is read again."""
        if asked != self._asked:
            self._asked, self._told_from_s = asked, 0.0
            self._list_pace.stop()
            self._lists.want_next(_ListReading(asked, FIRST_PHOTOS))
        else:
            self._list_pace.ask()

    def request_overview(self) -> None:
        """Folders and counts."""
        self._overview_pace.ask()

    def request_photos(self, purpose: str, ids: NDArray[np.int64]) -> None:
        """Records. The newest request is served first, and instead of older ones of its purpose: those get nothing."""
        dropped = self._waiting.pop(purpose, None)
        self._waiting[purpose] = PhotosWanted(purpose, tuple(ids.tolist()), next(self._numbers))
        self._records.want(list(self._waiting.values())[::-1])
        if dropped is not None:
            self.photos_read.emit(purpose, list(dropped.ids), [])

    def photos_now(self, ids: Sequence[int]) -> list[Photo]:
        """Records at once; a few hundred take milliseconds. None where the library cannot be read."""
        try:
            return self._open().photos.get([PhotoId(each) for each in ids])
        except RedBicycleError as error:
            log.warning("photos could not be read: %s", error)
            return []

    def close(self) -> None:
        """Ends the threads and the connection."""
        self._list_pace.stop()
        self._overview_pace.stop()
        ended = [self._records.close(), self._lists.close()]
        with self._opening:
            if self._library is not None and all(ended):
                self._library.close()

    def _want_list(self) -> None:
        if self._asked is not None:
            self._lists.want_again(_ListReading(self._asked, None))

    def _want_overview(self) -> None:
        self._lists.want_again(_OVERVIEW)

    def _open(self) -> Library:
        with self._opening:
            if self._library is None:
                self._library = Library.open(self._paths, read_only=True)
            return self._library

    def _read_list(self, wanted: object) -> _Read:
        library, began = self._open(), time.monotonic()
        read: object
        if isinstance(wanted, _ListReading):
            (which, by), limit = wanted
            grid = library.grid.read(which, by=by, limit=limit)
            read = photo_list.of_grid(grid, by, goes_on=limit is not None and len(grid.tiles.ids) >= limit)
        else:
            tree = library.overview.folder_tree()
            read = Overview(
                folders=tuple(library.folders.all()),
                tree=tree,
                counts=library.overview.counts(added_since_ns=recent_since_ns()),
                failing={problem.path: in_words(problem.reason) for problem in library.problems.all()},
                vocabulary=library.overview.vocabulary(tree),
            )
        return _Read(read, began, time.monotonic() - began)

    def _read_photos(self, wanted: PhotosWanted) -> list[Photo]:
        return self._open().photos.get([PhotoId(each) for each in wanted.ids])

    @Slot(list)
    def _on_lists_finished(self, outcomes: list[tuple[object, _Read | Exception]]) -> None:
        for wanted, outcome in outcomes:
            if isinstance(outcome, Exception):
                self._tell(outcome)
                continue
            if isinstance(outcome.what, Overview):
                self._overview_pace.rest(outcome.seconds)
                self.overview_read.emit(outcome.what)
            elif isinstance(wanted, _ListReading) and wanted.asked == self._asked:
                self._tell_list(wanted, outcome)

    def _tell_list(self, wanted: _ListReading, read: _Read) -> None:
        """Unless a later state of the library was told: of two threads the one that began first may end last."""
        assert isinstance(read.what, PhotoList)
        if wanted.limit is None:
            self._list_pace.rest(read.seconds)
        if read.began_s < self._told_from_s:
            return
        self._told_from_s = read.began_s
        if read.what.goes_on:
            self._want_list()
        self.list_read.emit(wanted.asked, read.what)

    @Slot(list)
    def _on_records_finished(self, outcomes: list[tuple[PhotosWanted, list[Photo] | Exception]]) -> None:
        for wanted, outcome in outcomes:
            if self._waiting.get(wanted.purpose) == wanted:
                del self._waiting[wanted.purpose]
            if isinstance(outcome, Exception):
                self._tell(outcome)
                self.photos_read.emit(wanted.purpose, list(wanted.ids), [])
            else:
                self.photos_read.emit(wanted.purpose, list(wanted.ids), outcome)

    def _tell(self, error: Exception) -> None:
        if isinstance(error, LibraryMissingError):
            self.missing.emit()
        elif isinstance(error, RedBicycleError):
            self.failed.emit(in_words(str(error)))
        else:
            log.error("reading the library failed", exc_info=error)
            self.failed.emit(self.tr("The library could not be read: {reason}").format(reason=error))
