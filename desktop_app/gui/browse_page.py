"""The photos: the library, a folder of it, or what a search found; and what to say where there are none."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.gui import words
from desktop_app.gui.empty_state import EmptyState, Welcome
from desktop_app.gui.icons import icon
from desktop_app.gui.information_panel import InformationPanel
from desktop_app.gui.notices import ErrorBar
from desktop_app.gui.photo_grid import PhotoGrid
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.theme import Size, Tokens, interface_font
from desktop_app.gui.thumbnail_loader import ThumbnailLoader
from desktop_app.gui.tile_view import LARGEST, SMALLEST, Place
from desktop_app.gui.timeline import Timeline
from desktop_app.gui.words import file_name
from desktop_app.records import Folder, Photo, SearchRequest, SearchResult

_TITLE_PX = 420


class BrowsePage(QWidget):
    """Knows what is shown and says so in one line; asks for nothing itself."""

    more_like_this_wanted = Signal(object)  # Photo
    reveal_wanted = Signal(object)  # Photo
    back_wanted = Signal()

    def __init__(self, model: PhotoListModel, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("browse")
        self._model = model
        self._tokens: Tokens | None = None
        self._timeline: Timeline | None = None
        self._folder: Folder | None = None
        self._place: Place | None = None
        self._is_searching = False
        self._result: SearchResult | None = None
        self._has_folders = False
        self.grid = PhotoGrid(model, loader, self)
        self.welcome = Welcome(self)
        self.waiting = EmptyState("understanding", self)
        self.nothing = EmptyState("nothing-found", self)
        self.information = InformationPanel(self)
        self.information.hide()
        self.error_bar = ErrorBar(self)
        self._title, self._text = QLabel(self), QLabel(self)
        self._smaller, self._larger = QLabel(self), QLabel(self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self._pages = QStackedWidget(self)
        self._line = QWidget(self)
        self._lay_out()
        self.grid.customContextMenuRequested.connect(self._on_menu_requested)
        self.grid.row_height_changed.connect(self.slider.setValue)
        self.grid.selectionModel().currentChanged.connect(self._show_information)
        model.modelReset.connect(self._show_information)
        model.dataChanged.connect(self._show_information)
        self._show_page()

    @property
    def text(self) -> str:
        """The line that says what is shown."""
        return self._text.text()

    @property
    def title(self) -> str:
        return self._title.text()

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
        for widget in (self.grid, self.welcome, self.waiting, self.nothing, self.error_bar):
            widget.set_tokens(tokens)
        faint, ratio = tokens.colour("faint"), self.devicePixelRatioF()
        self._smaller.setPixmap(icon("grid-four", faint).pixmap(QSize(16, 16), ratio))
        self._larger.setPixmap(icon("square", faint).pixmap(QSize(16, 16), ratio))

    def set_folders(self, *, are_there: bool, are_read: bool) -> None:
        """Whether there is anything to show photos of, and whether it is being read just now."""
        self._has_folders = are_there
        self.waiting.say(
            self.tr("Your photos will appear here"),
            self.tr("They are being read. You can search as soon as the first ones are here.")
            if are_read
            else self.tr("There are none in this folder yet. New ones are taken in by themselves."),
        )
        self._show_page()

    def show_timeline(self, timeline: Timeline, folder: Folder | None) -> None:
        """The photos of the library or of a folder; while hits are shown it waits behind them."""
        is_other = self._timeline is None or (folder and folder.id) != (self._folder and self._folder.id)
        self._timeline, self._folder = timeline, folder
        if is_other:
            self._place = None
        if not self._is_searching:
            if is_other:
                self.grid.expect_new_list()
            self._model.show_timeline(timeline)
            self._describe_library()

    def begin_search(self, request: SearchRequest) -> None:
        """Hits will come; until then what is there stays."""
        if not self._is_searching:
            self._place = self.grid.place()
            self._is_searching = True
        self._result = None
        self._set_title(self._described(request))
        self._text.setText(self.tr("Searching …"))

    def show_hits(self, request: SearchRequest, result: SearchResult, photos: list[Photo]) -> None:
        """What was found, best first."""
        self._result = result
        ids = [photo.id for photo in photos]
        if ids != self._model.timeline.ids.tolist():
            self.grid.expect_new_list()
        self._model.show_hits(photos, {hit.photo_id: hit.similarity for hit in result.hits})
        self._set_title(self._described(request))
        parts = [words.photos(len(photos)), self.tr("closest first")] if photos else [self.tr("Nothing found")]
        if request.limit is not None and len(result.hits) >= request.limit:
            parts = [self.tr("The {n} closest photos").format(n=words.number(len(photos)))]
        if result.unembedded:
            parts.append(self.tr("{n} not understood yet").format(n=words.photos(result.unembedded)))
        self._text.setText(" · ".join(parts))
        self._text.setToolTip(
            self.tr("Compared with {n} in {ms:.0f} ms, by cosine similarity").format(
                n=words.photos(result.searched), ms=result.seconds * 1000
            )
        )
        if not photos:
            self._say_nothing_found(result)
        self._show_page()

    def shows_result(self) -> bool:
        """Whether what is shown is what a search found."""
        return self._is_searching and self._result is not None

    def show_search_failure(self, message: str) -> None:
        """The search could not be answered; what was shown before stays."""
        self._text.setText(message)

    def end_search(self) -> None:
        """Back to the library, at the same place."""
        self._is_searching, self._result = False, None
        self._text.setToolTip("")
        if self._timeline is not None:
            self.grid.expect_new_list()
            self._model.show_timeline(self._timeline)
            self.grid.return_to(self._place)
        self._describe_library()

    def selected_photo(self) -> Photo | None:
        """The current photo, when its record is there."""
        index = self.grid.currentIndex()
        return self._model.photo(index.row()) if index.isValid() else None

    @Slot()
    def toggle_information(self) -> None:
        """The panel at the right."""
        self.information.setVisible(self.information.isHidden())
        self._show_information()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if not self.information.isHidden():
                self.information.hide()
            else:
                self.back_wanted.emit()
        elif event.key() == Qt.Key.Key_I:
            self.toggle_information()
        elif event.key() == Qt.Key.Key_S and self.selected_photo() is not None:
            self.more_like_this_wanted.emit(self.selected_photo())
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.grid.set_row_height(round(self.grid.row_height * 1.2))
        elif event.key() == Qt.Key.Key_Minus:
            self.grid.set_row_height(round(self.grid.row_height / 1.2))
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._title.setObjectName("contextTitle")
        self._text.setObjectName("contextText")
        self._line.setObjectName("contextLine")
        self.slider.setRange(SMALLEST, LARGEST)
        self.slider.setValue(self.grid.row_height)
        self.slider.setFixedWidth(120)
        self.slider.setAccessibleName(self.tr("Size of the photos"))
        self.slider.setToolTip(self.tr("Size of the photos (Ctrl + wheel)"))
        self.slider.valueChanged.connect(self.grid.set_row_height)
        row = QHBoxLayout(self._line)
        row.setContentsMargins(Size.MARGIN, 10, Size.GROUP, 0)
        row.setSpacing(10)
        row.addWidget(self._title)
        row.addWidget(self._text, 1)
        for widget in (self._smaller, self.slider, self._larger):
            row.addWidget(widget)
        for shown in (self.welcome, self.waiting, self.nothing, self.grid):
            self._pages.addWidget(shown)
        self._notice = QWidget(self)
        notice = QHBoxLayout(self._notice)
        notice.setContentsMargins(Size.MARGIN, 2, Size.GROUP + 4, 4)
        notice.addWidget(self.error_bar)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._line)
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
        elif not self._has_folders:
            page = self.welcome
        elif self._timeline is None or len(self._timeline) == 0:
            page = self.waiting
        else:
            page = self.grid
        self._pages.setCurrentWidget(page)
        self._line.setVisible(page is not self.welcome)
        for widget in (self._smaller, self.slider, self._larger):
            widget.setVisible(page is self.grid)

    def _describe_library(self) -> None:
        self._set_title(file_name(self._folder.path) if self._folder is not None else self.tr("Library"))
        count = len(self._timeline) if self._timeline is not None else 0
        self._text.setText(words.photos(count) if count else self.tr("No photos yet"))
        self._show_page()

    def _described(self, request: SearchRequest) -> str:
        name = self.tr("More like this") if request.photo_id is not None else ""
        if request.image is not None:
            name = self.tr("Like {name}").format(name=file_name(request.image))
        typed = f"“{request.text}”" if request.text else ""
        return " + ".join(filter(None, [name, typed]))

    def _set_title(self, text: str) -> None:
        metrics = QFontMetrics(interface_font(Size.SECTION, weight=QFont.Weight.DemiBold))
        self._title.setText(metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, _TITLE_PX))

    def _say_nothing_found(self, result: SearchResult) -> None:
        if result.unembedded:
            self.nothing.say(
                self.tr("Still understanding your photos"),
                self.tr("{n} come first. What you search for will appear as they are understood.").format(
                    n=words.photos(result.unembedded)
                ),
            )
        else:
            self.nothing.say(
                self.tr("Nothing found"),
                self.tr("Describe it in other words: what is to be seen, where it was, which colours it has."),
            )

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
        index = self.grid.indexAt(point)
        photo = self._model.photo(index.row()) if index.isValid() else None
        if photo is None or self._tokens is None:
            return
        faint = self._tokens.colour("faint")
        menu = QMenu(self)
        opening = menu.addAction(icon("arrows-out-simple", faint), self.tr("Open"))
        alike = menu.addAction(icon("sparkle", faint), self.tr("More like this"))
        menu.addSeparator()
        reveal = menu.addAction(icon("folder-open", faint), self.tr("Show in the file manager"))
        chosen = menu.exec(self.grid.viewport().mapToGlobal(point))
        if chosen is opening:
            self.grid.photo_opened.emit(index.row())
        elif chosen is alike:
            self.more_like_this_wanted.emit(photo)
        elif chosen is reveal:
            self.reveal_wanted.emit(photo)
        menu.deleteLater()
