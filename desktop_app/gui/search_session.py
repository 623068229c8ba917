"""From what the search bar says to photos that can be shown."""

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.gui.job_runner import JobRunner
from desktop_app.gui.library_reader import LibraryReader
from desktop_app.gui.search_parts import is_empty
from desktop_app.records import Photo, SearchRequest, SearchResult


class SearchSession(QObject):
    """One search at a time; whatever belongs to an older one is dropped."""

    started = Signal(object)  # SearchRequest
    hits_found = Signal(object, object, list)  # SearchRequest, SearchResult, Photos best first
    failed = Signal(str)
    ended = Signal()
    """Nothing is searched for any more."""
    list_wanted = Signal(object)  # SearchRequest
    """Nothing is to be compared: all photos of its filter are meant, by time."""

    def __init__(self, runner: JobRunner, reader: LibraryReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner, self._reader = runner, reader
        self._request: SearchRequest | None = None
        self._result: SearchResult | None = None
        self._count = 0
        runner.search_succeeded.connect(self._on_search_succeeded)
        runner.search_failed.connect(self.failed)
        reader.photos_read.connect(self._on_photos_read)

    @property
    def request(self) -> SearchRequest | None:
        """What is searched for."""
        return self._request

    @property
    def result(self) -> SearchResult | None:
        """The last answer to it."""
        return self._result

    @Slot(object)
    def search(self, request: SearchRequest | None) -> None:
        """Another search; None ends it."""
        self._count += 1
        if request is None:
            was_searching = self._request is not None
            self._request = self._result = None
            self._runner.cancel_search()
            if was_searching:
                self.ended.emit()
            return
        self._request, self._result = request, None
        if is_empty(request):
            self._runner.cancel_search()
            self.list_wanted.emit(request)
            return
        self.started.emit(request)
        self._runner.search(request)

    def search_again(self) -> None:
        """The same, because more photos were understood since."""
        if self._request is not None and not is_empty(self._request):
            self._runner.search(self._request)

    @Slot(object, object)
    def _on_search_succeeded(self, request: SearchRequest, result: SearchResult) -> None:
        if request != self._request:
            return
        self._count += 1
        self._result = result
        if result.hits:
            self._reader.request_photos(self._purpose(), np.array([hit.photo_id for hit in result.hits], np.int64))
        else:
            self.hits_found.emit(request, result, [])

    @Slot(str, list, list)
    def _on_photos_read(self, purpose: str, asked: list[int], photos: list[Photo]) -> None:
        if purpose == self._purpose() and self._result is not None:
            self.hits_found.emit(self._request, self._result, photos)

    def _purpose(self) -> str:
        return f"hits {self._count}"
