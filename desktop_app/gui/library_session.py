"""From what is picked in the side bar to photos in the grid, and again whenever the library changes."""

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.gui.browse_page import BrowsePage
from desktop_app.gui.folder_actions import FolderActions
from desktop_app.gui.library_reader import LibraryReader, ListWanted, Overview
from desktop_app.gui.photo_list import PhotoList
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.side_bar import SideBar
from desktop_app.gui.side_bar_rows import SideBarRow
from desktop_app.gui.thumbnail_loader import ThumbnailLoader
from desktop_app.gui.tile_view import Place
from desktop_app.records import Arrangement, ChangeKind, PhotoFilter
from desktop_app.worker.protocol import LibraryChanged

_ARRANGED_BY = {Arrangement.RATING: ChangeKind.RATING}


class LibrarySession(QObject):
    """Reads what is needed and no more: a rating changes records, and a list only where it is about ratings."""

    left = Signal()
    """Something else is looked at: hits give way."""
    vocabulary_read = Signal(object)  # Vocabulary
    known = Signal(bool)
    """Whether any folder is watched or being read; told whenever that was read."""

    def __init__(
        self,
        reader: LibraryReader,
        model: PhotoListModel,
        *,
        thumbnails: ThumbnailLoader,
        side_bar: SideBar,
        browse: BrowsePage,
        folders: FolderActions,
    ) -> None:
        super().__init__(browse)
        self._reader, self._model, self._thumbnails = reader, model, thumbnails
        self._side_bar, self._browse, self._folders = side_bar, browse, folders
        self._overview: Overview | None = None
        self._arrangement = Arrangement.TIME
        self._narrowed: SideBarRow | None = None
        self._place: Place | None = None
        self._returns = False
        self._has_list = self._is_missing = False
        reader.list_read.connect(self._on_list_read)
        reader.overview_read.connect(self._on_overview_read)
        reader.missing.connect(self._on_library_missing)
        side_bar.row_chosen.connect(self._on_row_chosen)
        side_bar.row_clicked.connect(self.left)
        side_bar.entered.connect(self._on_entered)
        browse.line.arrangement_chosen.connect(self.arrange)
        folders.reading_changed.connect(self._show_folders)
        folders.got_on.connect(reader.request_overview)

    def has_read(self) -> bool:
        """Whether photos, folders and counts were read, or there is no library yet."""
        return self._is_missing or (self._has_list and self._overview is not None)

    @property
    def arrangement(self) -> Arrangement:
        """By what the user wants photos to be arranged, where there is a choice."""
        return self._arrangement

    @Slot()
    def refresh(self) -> None:
        """Reads everything that is shown again."""
        self._reader.request_overview()
        self._reader.request_list(self._wanted())

    @property
    def overview(self) -> Overview | None:
        """What was read last of folders, counts, and words to complete."""
        return self._overview

    def narrow(self, wanted: PhotoFilter | None, title: str = "") -> None:
        """Shows these photos instead of what the side bar says; None goes back, to the same place."""
        if wanted is None:
            if self._narrowed is None:
                return
            self._narrowed, self._returns = None, True
        else:
            if self._narrowed is None and not self._browse.is_searching:
                self._place = self._browse.grid.place()
            self._narrowed = SideBarRow(f"search:{wanted}", title, "", wanted)
            self._returns = False
        self._reader.request_list(self._wanted())

    @Slot(object)
    def arrange(self, by: Arrangement) -> None:
        """By time, folder, rating or camera."""
        self._arrangement = by
        self._browse.line.set_arrangement(by)
        self._reader.request_list(self._wanted())
        self._browse.grid.setFocus()

    @Slot(object)
    def on_library_changed(self, changed: LibraryChanged) -> None:
        """What the worker says."""
        self._reader.request_overview()
        if changed.photos or changed.folders:
            self._thumbnails.try_again()
            self._browse.grid.viewport().update()
        if changed.edited:
            self._model.read_again(changed.photo_ids)
        if changed.photos or changed.folders or self._is_about(changed.edited):
            self._reader.request_list(self._wanted())

    def _is_about(self, edited: frozenset[ChangeKind]) -> bool:
        """Whether such a change moves photos in what is looked at, or gives them another shape."""
        row = self._narrowed or self._side_bar.chosen()
        matters = {ChangeKind.ROTATION, _ARRANGED_BY.get(self._wanted().by)}
        if row.wanted.min_rating:
            matters.add(ChangeKind.RATING)
        if row.wanted.favourite:
            matters.add(ChangeKind.FAVOURITE)
        return bool(edited & matters)

    def _wanted(self) -> ListWanted:
        row = self._narrowed or self._side_bar.chosen()
        return ListWanted(row.wanted, row.by or self._arrangement)

    @Slot(object, object)
    def _on_list_read(self, asked: ListWanted, shown: PhotoList) -> None:
        if asked == self._wanted():
            self._has_list = True
            self._browse.show_list(shown, self._narrowed or self._side_bar.chosen(), asked.by)
            if self._returns:
                self._return(shown)

    def _return(self, shown: PhotoList) -> None:
        """A long list comes in two parts: the place may be in the second one."""
        is_there = self._place is not None and self._place.photo_id in shown.ids
        if is_there and not self._browse.is_searching:
            self._browse.grid.return_to(self._place)
        self._returns = not is_there and shown.goes_on

    @Slot()
    def _on_library_missing(self) -> None:
        self._is_missing = True
        self._show_folders()
        self.known.emit(self._folders.is_reading)

    @Slot(object)
    def _on_overview_read(self, overview: Overview) -> None:
        self._overview = overview
        self._side_bar.show_overview(overview)
        self.vocabulary_read.emit(overview.vocabulary)
        self._model.set_failing(overview.failing)
        self.known.emit(self._folders.is_reading or bool(overview.folders))
        self._show_folders()

    @Slot()
    def _show_folders(self) -> None:
        self._side_bar.show_reading(self._folders.reading)
        is_reading = self._folders.is_reading
        are_there = is_reading or (self._overview is not None and bool(self._overview.folders))
        self._browse.set_folders(are_there=are_there, are_read=is_reading)

    @Slot(object)
    def _on_row_chosen(self, row: SideBarRow) -> None:
        self.left.emit()
        self._reader.request_list(self._wanted())

    @Slot()
    def _on_entered(self) -> None:
        grid = self._browse.grid
        grid.setFocus()
        if not grid.currentIndex().isValid() and self._model.rowCount():
            grid.select_only(grid.visible_rows().start)
