"""The photos: the library, a part of it, or what a search found; and what to say where there are none."""

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.gui import words
from desktop_app.gui.context_line import ContextLine
from desktop_app.gui.empty_state import EmptyState, Welcome
from desktop_app.gui.grid_verbs import GridVerbs
from desktop_app.gui.information_panel import InformationPanel
from desktop_app.gui.notices import ErrorBar
from desktop_app.gui.photo_actions import PhotoActions
from desktop_app.gui.photo_grid import PhotoGrid
from desktop_app.gui.photo_list import PhotoList, time_of
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.query_hint import QueryHint
from desktop_app.gui.search_parts import Understood
from desktop_app.gui.shortcuts import Scope, verb_of
from desktop_app.gui.side_bar_rows import FAVOURITES, LIBRARY, RECENT, TRASH, SideBarRow
from desktop_app.gui.theme import Size, Tokens
from desktop_app.gui.thumbnail_loader import ThumbnailLoader
from desktop_app.gui.tile_view import Place
from desktop_app.records import Arrangement, Photo, SearchRequest, SearchResult


class BrowsePage(QWidget):
    """Knows what is shown and says so in one line; asks for nothing itself."""

    more_like_this_wanted = Signal(object)  # Photo
    reveal_wanted = Signal(object)  # Photo
    back_wanted = Signal()

    def __init__(
        self,
        model: PhotoListModel,
        loader: ThumbnailLoader,
        actions: PhotoActions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("browse")
        self._model = model
        self._tokens: Tokens | None = None
        self._library: PhotoList | None = None
        self._looked_at: tuple[SideBarRow, Arrangement] | None = None
        self._place: Place | None = None
        self._is_searching = False
        self._result: SearchResult | None = None
        self._hits: tuple[SearchRequest, list[Photo]] | None = None
        self._shown_order = (False, 0)
        self._has_folders = self._are_read = self._is_known = False
        self.grid = PhotoGrid(model, loader, self)
        self.verbs = GridVerbs(model, self.grid, actions, self)
        self.welcome = Welcome(self)
        self.waiting = EmptyState("understanding", self)
        self.nothing = EmptyState("nothing-found", self)
        self.information = InformationPanel(self)
        self.information.hide()
        self.error_bar = ErrorBar(self)
        self.line = ContextLine(self)
        self.hint = QueryHint(self)
        self._pages = QStackedWidget(self)
        self._lay_out()
        self._connect(model)
        self.line.set_title(self.tr("Library"))
        self._show_page()

    @property
    def text(self) -> str:
        """The line that says what is shown."""
        return self.line.text

    @property
    def title(self) -> str:
        return self.line.title

    @property
    def page(self) -> QWidget | None:
        """The grid, or what is shown in its place."""
        return self._pages.currentWidget()

    @property
    def is_searching(self) -> bool:
        """Whether hits, not the library, are shown."""
        return self._is_searching

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens = tokens
        for page in (self.grid, self.welcome, self.waiting, self.nothing):
            page.set_tokens(tokens)
        for part in (self.line, self.hint, self.error_bar, self.information):
            part.set_tokens(tokens)

    def set_folders(self, *, are_there: bool, are_read: bool) -> None:
        """Whether there is anything to show photos of, and whether it is being read just now."""
        self._has_folders, self._are_read, self._is_known = are_there, are_read, True
        self._say_why_empty()
        self._show_page()

    def show_list(self, shown: PhotoList, row: SideBarRow, by: Arrangement) -> None:
        """The photos of the library or of a part of it; while hits are shown they wait behind them."""
        before, self._looked_at = self._looked_at, (row, by)
        is_other = before is None or (before[0].key, before[1]) != (row.key, by)
        self._library = shown
        if is_other:
            self._place = None
        if not self._is_searching:
            if is_other:
                self.grid.expect_new_list()
            self._model.show_list(shown)
            self._describe_library()

    def begin_search(self, said: Understood) -> None:
        """Hits will come; until then what is there stays."""
        if not self._is_searching:
            self._place = self.grid.place()
            self._is_searching = True
        self._result = None
        self.line.set_title(said.line)
        self.line.say(self.tr("Searching …"))
        self.say_hint(said)

    def say_hint(self, said: Understood) -> None:
        """A word about what a model cannot do with such a search."""
        self.hint.say(said.hint)

    def show_hits(self, request: SearchRequest, result: SearchResult, photos: list[Photo]) -> None:
        """What was found, best first; shown in the order that was chosen."""
        is_again = self._hits is not None and self._hits[0] == request and self._shown_order == self._order()
        self._result, self._hits, self._shown_order = result, (request, photos), self._order()
        is_by_time = self.line.is_by_time
        closest = photos[: self.line.most_hits]
        shown = sorted(closest, key=time_of, reverse=True) if is_by_time else closest
        if not is_again:
            self.grid.expect_new_list()
        similarities: dict[int, float] = {hit.photo_id: hit.similarity for hit in result.hits}
        self._model.show_hits(shown, similarities, is_by_time=is_by_time)
        parts = [words.photos(len(photos)) if photos else self.tr("Nothing found")]
        if len(shown) < len(photos) or (request.limit is not None and len(result.hits) >= request.limit):
            parts = [self.tr("The {n} closest photos").format(n=words.number(len(shown)))]
        if result.unembedded:
            parts.append(self.tr("{n} not understood yet").format(n=words.photos(result.unembedded)))
        compared = self.tr("Compared with {n} in {ms:.0f} ms, by cosine similarity")
        self.line.say(" · ".join(parts), compared.format(n=words.photos(result.searched), ms=result.seconds * 1000))
        if not photos:
            self._say_nothing_found(result)
        self._show_page()

    def _order(self) -> tuple[bool, int]:
        return self.line.is_by_time, self.line.most_hits

    def shows_result(self) -> bool:
        """Whether what is shown is what a search found."""
        return self._is_searching and self._result is not None

    def show_search_failure(self, message: str) -> None:
        """The search could not be answered; what was shown before stays, and is not called what was found."""
        self.line.set_title(self.tr("The search could not be answered"))
        self.line.say(message)

    def end_search(self) -> None:
        """Back to the library, at the same place."""
        self._is_searching, self._result, self._hits = False, None, None
        self.hint.say(None)
        if self._library is not None:
            self.grid.expect_new_list()
            self._model.show_list(self._library)
            self.grid.return_to(self._place)
        self._describe_library()

    def selected_photo(self) -> Photo | None:
        """The current photo, when its record is there."""
        index = self.grid.currentIndex()
        return self.grid.photo(index.row()) if index.isValid() else None

    @Slot()
    def toggle_information(self) -> None:
        """The panel at the right."""
        self.information.setVisible(self.information.isHidden())
        self._show_information()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name, verb = verb_of(event, Scope.GRID), self.verbs.of_key(event)
        if name == "back":
            if not self.information.isHidden():
                self.information.hide()
            else:
                self.back_wanted.emit()
        elif name == "information":
            self.toggle_information()
        elif name == "menu":
            self._on_menu_requested(self.grid.visualRect(self.grid.currentIndex()).center())
        elif verb is not None:
            self.verbs.do(verb)
        elif name == "larger":
            self.grid.set_row_height(round(self.grid.row_height * 1.2))
        elif name == "smaller":
            self.grid.set_row_height(round(self.grid.row_height / 1.2))
        else:
            super().keyPressEvent(event)

    def _connect(self, model: PhotoListModel) -> None:
        self.grid.customContextMenuRequested.connect(self._on_menu_requested)
        self.grid.row_height_changed.connect(self.line.slider.setValue)
        self.grid.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.grid.selectionModel().currentChanged.connect(self._show_information)
        self.line.slider.setValue(self.grid.row_height)
        self.line.slider.valueChanged.connect(self.grid.set_row_height)
        self.line.square_wanted.connect(self.grid.set_square)
        self.line.order_chosen.connect(self._on_order_chosen)
        self.line.verb_wanted.connect(self._on_verb_wanted)
        self.line.selection_left.connect(self.grid.clearSelection)
        self.verbs.similar_wanted.connect(self.more_like_this_wanted)
        self.verbs.reveal_wanted.connect(self.reveal_wanted)
        self.information.reveal_wanted.connect(self.reveal_wanted)
        model.modelReset.connect(self._on_selection_changed)
        model.modelReset.connect(self._show_information)
        model.dataChanged.connect(self._show_information)

    def _lay_out(self) -> None:
        for shown in (self.welcome, self.waiting, self.nothing, self.grid):
            self._pages.addWidget(shown)
        self._notice = QWidget(self)
        notice = QVBoxLayout(self._notice)
        notice.setContentsMargins(Size.MARGIN, 2, Size.GROUP + 4, 4)
        notice.setSpacing(4)
        notice.addWidget(self.hint)
        notice.addWidget(self.error_bar)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.line)
        column.addWidget(self._notice)
        column.addWidget(self._pages, 1)
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(column, 1)
        page.addWidget(self.information)

    def _show_page(self) -> None:
        if self._is_searching:
            page: QWidget = self.grid if self._model.rowCount() else self.nothing
        elif not self._is_known or (self._library is not None and len(self._library)):
            page = self.grid  # also while it is not known whether there are any
        elif not self._has_folders and self._key() == LIBRARY:
            page = self.welcome
        else:
            page = self.waiting
        self._pages.setCurrentWidget(page)
        self.line.setVisible(page is not self.welcome)
        row = self._looked_at[0] if self._looked_at is not None else None
        self.line.set_tools(
            are_shown=page is self.grid,
            is_arrangeable=not self._is_searching and (row is None or row.by is None),
            is_found=self._is_searching,
            is_trash=self._key() == TRASH and not self._is_searching,
        )

    def _key(self) -> str:
        return self._looked_at[0].key if self._looked_at is not None else LIBRARY

    def _describe_library(self) -> None:
        row = self._looked_at[0] if self._looked_at is not None else None
        self.line.set_title(row.title if row is not None else self.tr("Library"))
        self.line.say(self._count_of_library() or (self.tr("No photos yet") if self._key() == LIBRARY else ""))
        self._say_why_empty()
        self._show_page()

    def _count_of_library(self) -> str:
        """How many photos there are, also while only the first of them were read; empty where there are none."""
        if self._library is None or not len(self._library):
            return ""
        counted = self._looked_at[0].count if self._looked_at is not None else 0
        if self._library.goes_on and counted <= len(self._library):
            return self.tr("{n} and more").format(n=words.photos(len(self._library)))
        return words.photos(counted if self._library.goes_on else len(self._library))

    def _say_why_empty(self) -> None:
        """Why there are no photos in what is looked at, and how some come there."""
        said = {
            FAVOURITES: (self.tr("No favourites yet"), self.tr("Press F on a photo, or click the heart on it.")),
            RECENT: (self.tr("Nothing new"), self.tr("What is added to your folders shows up here for a month.")),
            TRASH: (
                self.tr("The trash is empty"),
                self.tr("Photos that you delete here go to the system's trash and can be put back."),
            ),
        }
        first_time = self.tr("They are being read. You can search as soon as the first ones are here.")
        later = self.tr("There are none in this folder yet. New ones are taken in by themselves.")
        photos = (self.tr("Your photos will appear here"), first_time if self._are_read else later)
        if self._key().startswith("search:"):
            photos = (self.tr("No photos like that"), self.tr("None of your photos fits all parts of the search."))
        self.waiting.say(*said.get(self._key(), photos))

    def _say_nothing_found(self, result: SearchResult) -> None:
        if result.unembedded:
            self.nothing.say(
                self.tr("Still understanding your photos"),
                self.tr("{n} come first. What you search for will appear as they are understood.").format(
                    n=words.photos(result.unembedded)
                ),
            )
        elif self._are_read:
            self.nothing.say(
                self.tr("Nothing found yet"),
                self.tr("Your photos are being read. What you search for will appear as they are understood."),
            )
        else:
            self.nothing.say(
                self.tr("Nothing found"),
                self.tr("Describe it in other words: what is to be seen, where it was, which colours it has."),
            )

    @Slot()
    def _on_order_chosen(self) -> None:
        if self._hits is not None and self._result is not None:
            request, photos = self._hits
            self.show_hits(request, self._result, photos)
        self.grid.setFocus()

    @Slot()
    def _on_selection_changed(self) -> None:
        self.line.set_selected(self.grid.selected_count())

    @Slot(str)
    def _on_verb_wanted(self, verb: str) -> None:
        self.verbs.do(verb)
        self.grid.setFocus()

    @Slot()
    def _show_information(self) -> None:
        if self.information.isHidden():
            return
        photo = self.selected_photo()
        if photo is None:
            self.information.show_nothing()
        else:
            self.information.show_photo(photo, similarity=self._model.similarity(self.grid.currentIndex().row()))

    @Slot(QPoint)
    def _on_menu_requested(self, point: QPoint) -> None:
        has_selection = self.grid.selectionModel().hasSelection()
        menu = self.verbs.menu(self._tokens) if has_selection and self._tokens is not None else self.verbs.ground_menu()
        if menu is not None:
            menu.popup(self.grid.viewport().mapToGlobal(point))
