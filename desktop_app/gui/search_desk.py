"""Brings the search bar, the running search, the photos found and the library together."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from desktop_app.gui import search_parts
from desktop_app.gui.browse_page import BrowsePage
from desktop_app.gui.carried import has_picture
from desktop_app.gui.job_runner import JobRunner
from desktop_app.gui.library_reader import LibraryReader
from desktop_app.gui.library_session import LibrarySession
from desktop_app.gui.search_bar import SearchBar
from desktop_app.gui.search_session import SearchSession
from desktop_app.gui.side_bar import SideBar
from desktop_app.gui.side_bar_rows import SideBarRow
from desktop_app.gui.thumbnail_loader import ThumbnailLoader
from desktop_app.records import Photo, SearchRequest, SearchResult
from desktop_app.worker.protocol import ForgetSearches, LibraryChanged, RememberSearch

AGAIN_MS = 1500
"""After photos came in the search is asked again, no more often."""


class SearchDesk(QObject):
    """What the bar says is searched for; what was found, or all photos of a filter, is shown; Esc leads back."""

    results_wanted = Signal()
    """Whatever lies over the photos is to give way."""

    def __init__(
        self,
        bar: SearchBar,
        session: SearchSession,
        *,
        runner: JobRunner,
        reader: LibraryReader,
        browse: BrowsePage,
        library: LibrarySession,
        side_bar: SideBar,
        thumbnails: ThumbnailLoader,
    ) -> None:
        super().__init__(browse)
        self._bar, self._session, self._runner, self._reader = bar, session, runner, reader
        self._browse, self._library, self._thumbnails = browse, library, thumbnails
        bar.search_requested.connect(session.search)
        bar.left.connect(self._on_bar_left)
        bar.meant.connect(self._on_meant)
        bar.forget_wanted.connect(self._on_forget_wanted)
        bar.photo_dropped.connect(self._on_photo_dropped)
        session.started.connect(self._on_started)
        session.list_wanted.connect(self._on_list_wanted)
        session.hits_found.connect(self._on_hits_found)
        session.failed.connect(browse.show_search_failure)
        session.ended.connect(self._on_ended)
        library.left.connect(self._on_list_left)
        library.vocabulary_read.connect(bar.set_vocabulary)
        side_bar.row_chosen.connect(self._on_row_chosen)
        browse.more_like_this_wanted.connect(self.search_like)
        runner.background_progressed.connect(self._on_background_progressed)
        runner.library_changed.connect(self._on_library_changed)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._on_again_due)

    @Slot()
    def begin(self) -> None:
        """The keyboard is the search's, wherever one is."""
        self.results_wanted.emit()
        self._bar.focus_field()

    @Slot()
    def paste(self) -> None:
        """Searches with the picture in the clipboard, if there is one."""
        carried = QGuiApplication.clipboard().mimeData()
        if has_picture(carried):
            self._bar.take(carried)

    @Slot(object)
    def search_like(self, photo: Photo) -> None:
        """More like this photo of the library."""
        self._bar.set_photo(photo, self._thumbnails.pixmap(photo.content_hash, photo.quarter_turns))
        self._browse.grid.setFocus()

    @Slot()
    def step_back(self) -> None:
        """From many selected photos to none, from what was found to the library."""
        grid = self._browse.grid
        if len(grid.selected_rows()) <= 1 and self._session.request is not None:
            self._bar.clear()
            grid.setFocus()
        else:
            grid.clearSelection()

    @Slot(object)
    def _on_started(self, request: SearchRequest) -> None:
        self.results_wanted.emit()
        self._browse.begin_search(self._bar.understood())
        self._library.narrow(None)

    @Slot(object)
    def _on_list_wanted(self, request: SearchRequest) -> None:
        self.results_wanted.emit()
        self._library.narrow(request.within, self._bar.understood().line)
        self._browse.end_search()

    @Slot(object, object, list)
    def _on_hits_found(self, request: SearchRequest, result: SearchResult, photos: list[Photo]) -> None:
        self._browse.show_hits(request, result, photos)

    @Slot(object)
    def _on_library_changed(self, changed: LibraryChanged) -> None:
        """Photos came in: what they are of may be searched for just now."""
        if changed.photos and self._session.request is not None and not self._again.isActive():
            self._again.start()

    @Slot()
    def _on_again_due(self) -> None:
        """A search under way is let come to its end first."""
        if self._runner.has_search:
            self._again.start()
        else:
            self._session.search_again()

    @Slot()
    def _on_ended(self) -> None:
        self._again.stop()
        self._browse.end_search()
        self._library.narrow(None)

    @Slot()
    def _on_list_left(self) -> None:
        if self._session.request is not None:
            self._bar.clear()

    @Slot()
    def _on_bar_left(self) -> None:
        """On to the photos; where none were found, back to the library."""
        grid = self._browse.grid
        if self._session.request is not None and self._browse.page is not grid:
            self._bar.clear()
        grid.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not grid.currentIndex().isValid() and grid.visible_rows():
            grid.select_only(max(grid.visible_rows().start, 0))

    @Slot(str)
    def _on_meant(self, text: str) -> None:
        self._runner.submit(RememberSearch(text), is_quiet=True)

    @Slot(str)
    def _on_forget_wanted(self, text: str) -> None:
        self._runner.submit(ForgetSearches(text))

    @Slot(int)
    def _on_photo_dropped(self, photo_id: int) -> None:
        for photo in self._reader.photos_now([photo_id]):
            self.search_like(photo)

    @Slot(object)
    def _on_row_chosen(self, row: SideBarRow) -> None:
        self._bar.set_place(None if row.path is None else search_parts.folder(row.path))

    @Slot(object)
    def _on_background_progressed(self, progress: object) -> None:
        result = self._session.result
        if progress is None and result is not None and result.unembedded:
            self._session.search_again()
