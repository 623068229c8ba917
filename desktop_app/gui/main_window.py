"""The window: puts the parts together and passes on what they say."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config import STARTER, LibraryPaths, Settings, load_settings
from desktop_app.gui.browse_page import BrowsePage
from desktop_app.gui.carried import folders_in, has_picture
from desktop_app.gui.first_paint import FirstPaint
from desktop_app.gui.first_start import FirstStart
from desktop_app.gui.folder_actions import FolderActions
from desktop_app.gui.job_runner import ClientFactory, JobRunner
from desktop_app.gui.language import is_english
from desktop_app.gui.library_reader import LibraryReader
from desktop_app.gui.library_session import LibrarySession
from desktop_app.gui.model_fetch import ModelFetch
from desktop_app.gui.notices import FLOOR_PX, Toast
from desktop_app.gui.on_screen import ScreenTeller
from desktop_app.gui.photo_actions import PhotoActions
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.picture_loader import PictureLoader
from desktop_app.gui.reveal import Revealer
from desktop_app.gui.screen_room import fit_to_screen
from desktop_app.gui.search_desk import SearchDesk
from desktop_app.gui.search_session import SearchSession
from desktop_app.gui.shortcuts import Scope, verb_of, window_keys
from desktop_app.gui.side_bar import SideBar
from desktop_app.gui.status_strip import StatusStrip
from desktop_app.gui.style_sheet import dress_application
from desktop_app.gui.theme import ThemeChoice, tokens_for
from desktop_app.gui.thumbnail_loader import ThumbnailLoader
from desktop_app.gui.top_bar import TopBar
from desktop_app.gui.unconfirmed import Unconfirmed
from desktop_app.gui.viewer import Viewer
from desktop_app.gui.welcome import WelcomePage
from desktop_app.gui.window_settings import WindowSettings
from desktop_app.gui.window_sheets import WindowSheets
from desktop_app.gui.worker_tidings import WorkerTidings

_SMALLEST = (880, 560)
_USUAL = (1280, 800)


class MainWindow(QMainWindow):
    """`make_client` makes the way to the worker, given who hears its events. `remembers`: how it looked, at its end."""

    library_wanted = Signal(object)  # Path: another library, instead of this one
    language_chosen = Signal(str)
    """Whoever opened the window opens another one that speaks it."""

    def __init__(self, paths: LibraryPaths, make_client: ClientFactory, *, remembers: bool = True) -> None:
        super().__init__()
        self._remembers = remembers
        self.setWindowTitle("Red Bicycle")
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_USUAL)
        self._settings = WindowSettings(paths)
        self._theme = self._settings.theme
        dress_application(tokens_for(self._theme))  # before there are parts to dress anew, each by itself
        self._open_sources(paths, make_client)
        self._make_parts(paths)
        self._bring_parts_together(paths)
        self._lay_out()
        self._make_covers(paths)
        self._connect()
        self._add_shortcuts()
        self._show_as_remembered()
        self.search_bar.field.setFocus()

    def _open_sources(self, paths: LibraryPaths, make_client: ClientFactory) -> None:
        """Where words and pictures come from."""
        self.runner = JobRunner(make_client, self)
        self.unconfirmed = Unconfirmed(self.runner, paths)
        self.reader = LibraryReader(paths, self)
        self.model = PhotoListModel(self.reader, self)
        self.thumbnails = ThumbnailLoader(paths.thumbnails, parent=self)
        self.pictures = PictureLoader(load_settings(paths), self)

    def _make_parts(self, paths: LibraryPaths) -> None:
        """What can be seen, and what can be done to folders and photos."""
        self.actions_on_folders = FolderActions(self.runner, self)
        self.actions_on_photos = PhotoActions(self.runner, self)
        self.revealer = Revealer(self)
        self.model.follow(self.actions_on_photos)
        self.top_bar = TopBar(self)
        self.search_bar = self.top_bar.search
        self.side_bar = SideBar(self)
        self.browse = BrowsePage(self.model, self.thumbnails, self.actions_on_photos, self)
        self.grid = self.browse.grid
        self.status = StatusStrip(self)
        self.viewer = Viewer(
            self.model, self.thumbnails, self.pictures, actions=self.actions_on_photos, paths=paths, parent=self
        )
        self.welcome = WelcomePage(self)

    def _bring_parts_together(self, paths: LibraryPaths) -> None:
        """What goes on between them: looking through the library, searching, the first start."""
        self.session = SearchSession(self.runner, self.reader, self)
        self.library = LibrarySession(
            self.reader,
            self.model,
            thumbnails=self.thumbnails,
            side_bar=self.side_bar,
            browse=self.browse,
            folders=self.actions_on_folders,
        )
        self.searches = SearchDesk(
            self.search_bar,
            self.session,
            runner=self.runner,
            reader=self.reader,
            browse=self.browse,
            library=self.library,
            side_bar=self.side_bar,
            thumbnails=self.thumbnails,
        )
        self.screen_teller = ScreenTeller(self.grid, self.model, self.runner)
        if not paths.may_be_written:
            self.status.set_standing(self.tr("This library may only be read: search and look, but nothing is changed."))
        self.tidings = WorkerTidings(self.runner, status=self.status, errors=self.browse.error_bar)
        self.fetch = ModelFetch(self.runner, self._settings, self)
        self.first_start = FirstStart(
            self.welcome,
            runner=self.runner,
            folders=self.actions_on_folders,
            fetch=self.fetch,
            library=self.library,
            settings=self._settings,
        )

    def _make_covers(self, paths: LibraryPaths) -> None:
        """What lies over the pages."""
        self.toast = Toast(self._pages)
        self.toast.set_floor(self._floor_px)
        self.sheets = WindowSheets(
            self._pages,
            paths,
            runner=self.runner,
            reader=self.reader,
            folders=self.actions_on_folders,
            revealer=self.revealer,
            language=self._settings.language,
        )

    def _show_as_remembered(self) -> None:
        self._on_settings_changed(self.sheets.store.settings)
        self.grid.set_row_height(self._settings.row_height)
        if self._settings.geometry is not None:
            self.restoreGeometry(self._settings.geometry)
        fit_to_screen(self)
        self.set_theme(self._theme)

    def start(self) -> None:
        """Begins to read, and to connect, once the window is painted: threads and a worker want the processor too."""
        first = FirstPaint(self)
        first.painted.connect(self.library.refresh)
        first.painted.connect(self.runner.start)
        self.unconfirmed.ask_again()

    def set_theme(self, choice: ThemeChoice) -> None:
        """Dresses the whole application."""
        self._theme = choice
        tokens = tokens_for(choice)
        dress_application(tokens)
        for part in (self.top_bar, self.side_bar, self.browse, self.status, self.viewer, self.welcome):
            part.set_tokens(tokens)
        self.sheets.set_theme(choice, tokens)

    def search(self, text: str) -> None:
        """Types for the user."""
        self.search_bar.set_text(text)

    def open_photo(self, row: int) -> None:
        """The viewer, on this row."""
        tile = self.grid.tile_rect(row)
        origin = QRectF(tile.translated(self.grid.viewport().mapTo(self._pages, tile.topLeft()) - tile.topLeft()))
        self._pages.setCurrentWidget(self.viewer)
        self.viewer.open(row, origin=origin)

    def has_read(self) -> bool:
        """Whether photos, folders and counts were read, or there is no library yet."""
        return self.library.has_read()

    @property
    def is_viewing(self) -> bool:
        """Whether the viewer is open."""
        return self._pages.currentWidget() is self.viewer

    def _floor_px(self) -> int:
        return self.viewer.floor_px if self.is_viewing else FLOOR_PX

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._remembers:
            self._settings.remember(self.saveGeometry(), row_height=self.grid.row_height, theme=self._theme)
        self.hide()  # what follows may take a moment
        self.status.set_notice("")
        self.session.search(None)
        self.screen_teller.stop()
        self.search_bar.close_threads()
        self.first_start.close_threads()
        self.viewer.close_threads()
        self.unconfirmed.keep()
        self.pictures.close()
        self.thumbnails.close()
        self.runner.close()
        self.reader.close()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is None and (folders_in(event.mimeData()) or has_picture(event.mimeData())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_drop(event.mimeData())
        event.acceptProposedAction()

    def take_drop(self, carried: QMimeData) -> None:
        """Folders are added; a picture is searched with."""
        folders = folders_in(carried)
        if folders:
            self.actions_on_folders.add(folders)
        else:
            self.search_bar.take(carried)

    def _lay_out(self) -> None:
        self.setAcceptDrops(True)
        shell = QWidget(self)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.side_bar)
        middle.addWidget(self.browse, 1)
        column = QVBoxLayout(shell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self._shell = shell
        self._pages = QStackedWidget(self)
        self._pages.addWidget(shell)
        self._pages.addWidget(self.viewer)
        self._pages.addWidget(self.welcome)
        self.setCentralWidget(self._pages)

    def _connect(self) -> None:
        self._connect_bars()
        self._connect_photos()
        self._connect_what_goes_on()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_theme_changed)

    def _connect_bars(self) -> None:
        """The bar above and the bar at the left."""
        self.top_bar.settings_wanted.connect(self.sheets.show_settings)
        self.top_bar.shortcuts_wanted.connect(self.sheets.show_shortcuts)
        self.top_bar.information_wanted.connect(self.browse.toggle_information)
        self.top_bar.guide_wanted.connect(self.sheets.show_guide)
        self.top_bar.welcome_wanted.connect(self.first_start.show)
        self.top_bar.about_wanted.connect(self.sheets.show_about)
        self.side_bar.folder_wanted.connect(self.actions_on_folders.choose)
        self.side_bar.removal_wanted.connect(self.actions_on_folders.remove)
        self.side_bar.reveal_wanted.connect(self.revealer.show_folder)
        self.side_bar.rescan_wanted.connect(self.actions_on_folders.rescan)
        self.side_bar.leave_out_wanted.connect(self.actions_on_folders.leave_out)
        self.side_bar.thumbnails_wanted.connect(self.actions_on_folders.make_thumbnails)
        self.side_bar.problems_wanted.connect(self.sheets.show_problems)

    def _connect_photos(self) -> None:
        """The grid and the viewer."""
        self.browse.welcome.folder_wanted.connect(self.actions_on_folders.choose)
        self.browse.welcome.samples_wanted.connect(self.actions_on_folders.add_samples)
        self.browse.reveal_wanted.connect(self.revealer.show_photo)
        self.browse.back_wanted.connect(self.searches.step_back)
        self.grid.photo_opened.connect(self.open_photo)
        self.grid.search_wanted.connect(self.searches.begin)
        self.viewer.closed.connect(self._on_viewer_closed)
        self.viewer.row_changed.connect(self.grid.select_only)
        self.viewer.more_like_this_wanted.connect(self.searches.search_like)
        self.viewer.reveal_wanted.connect(self.revealer.show_photo)
        self.viewer.full_screen_wanted.connect(self._set_full_screen)

    def _connect_what_goes_on(self) -> None:
        """What the worker, the library and the settings say."""
        self.runner.library_changed.connect(self.library.on_library_changed)
        self.reader.failed.connect(self.browse.error_bar.show_failure)
        self.tidings.became_ready.connect(self._on_worker_ready)
        self.tidings.finished_long_work.connect(self.library.refresh)
        self.searches.results_wanted.connect(self._on_results_wanted)
        self.first_start.page_wanted.connect(self._on_welcome_wanted)
        self.fetch.done.connect(self._on_done)
        self.fetch.failed.connect(self.browse.error_bar.show_failure)
        self.fetch.ended.connect(self.session.search_again)
        self.actions_on_folders.done.connect(self._on_done)
        self.actions_on_photos.done.connect(self._on_done)
        self.actions_on_photos.failed.connect(self.toast.say)
        self.revealer.failed.connect(self.toast.say)
        sheets = self.sheets
        sheets.store.changed.connect(self._on_settings_changed)
        self.fetch.ended.connect(sheets.store.read)
        sheets.theme_chosen.connect(self.set_theme)
        sheets.library_wanted.connect(self.library_wanted)
        sheets.language_chosen.connect(self.language_chosen)
        sheets.thumbnails_remade.connect(self._on_thumbnails_remade)

    @Slot()
    def _on_thumbnails_remade(self) -> None:
        self.thumbnails.forget()
        self.grid.viewport().update()

    def _add_shortcuts(self) -> None:
        self._verbs: dict[str, Callable[[], object]] = {
            "search": self.searches.begin,
            "paste": self.searches.paste,
            "add_folder": self.actions_on_folders.choose,
            "settings": self.sheets.show_settings,
            "shortcuts": self.sheets.show_shortcuts,
            "guide": self.sheets.show_guide,
            "full_screen": self._on_full_screen_wanted,
            "undo": self.actions_on_photos.undo,
            "redo": self.actions_on_photos.redo,
            "quit": self.close,
        }
        for verb, key in window_keys():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(self._verbs[verb])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        verb = verb_of(event, Scope.WINDOW)
        if verb is None:
            super().keyPressEvent(event)
        else:
            self._verbs[verb]()

    @Slot(object)
    def _on_settings_changed(self, settings: Settings) -> None:
        self.search_bar.say_english(is_needed=settings.model_id == STARTER and not is_english())

    @Slot()
    def _on_worker_ready(self) -> None:
        self.fetch.resume()
        self.library.refresh()
        self.actions_on_photos.read_history()

    @Slot(bool)
    def _on_welcome_wanted(self, is_wanted: bool) -> None:
        self._pages.setCurrentWidget(self.welcome if is_wanted else self._shell)
        if not is_wanted:
            self.search_bar.field.setFocus()

    @Slot()
    def _on_results_wanted(self) -> None:
        if self.first_start.is_shown:
            self.welcome.closed.emit()
        self.sheets.dismiss()
        if self.is_viewing:
            self.viewer.close_photo()

    @Slot()
    def _on_viewer_closed(self) -> None:
        self._pages.setCurrentWidget(self._shell)
        self.grid.setFocus()
        if self.viewer.row < self.model.rowCount():
            self.grid.select_only(self.viewer.row)

    @Slot(str, object)
    def _on_done(self, words: str, undo: object) -> None:
        self.toast.say(words, undo=undo if callable(undo) else None)

    @Slot()
    def _on_full_screen_wanted(self) -> None:
        self._set_full_screen(not self.isFullScreen())

    @Slot(bool)
    def _set_full_screen(self, is_so: bool) -> None:
        if is_so != self.isFullScreen():
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange:
            self.viewer.set_immersed(self.isFullScreen())

    @Slot()
    def _on_system_theme_changed(self) -> None:
        if self._theme is ThemeChoice.SYSTEM:
            self.set_theme(self._theme)
