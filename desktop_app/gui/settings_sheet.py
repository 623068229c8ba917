"""The settings: sections at the left, the page of one of them at the right. What is set is set at once."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config import LibraryPaths, Settings
from desktop_app.gui.cards import Page
from desktop_app.gui.job_runner import JobRunner, Task
from desktop_app.gui.library_reader import Overview
from desktop_app.gui.model_page import ModelsPage
from desktop_app.gui.notices import ErrorBar
from desktop_app.gui.privacy_page import PrivacyPage
from desktop_app.gui.section_button import SectionButton
from desktop_app.gui.settings_folders import FoldersPage
from desktop_app.gui.settings_library import LibraryPage
from desktop_app.gui.settings_pages import LookPage, ThumbnailsPage, WorkPage
from desktop_app.gui.settings_store import SettingsStore
from desktop_app.gui.sheets import Sheet
from desktop_app.gui.theme import Size, ThemeChoice, Tokens
from desktop_app.jobs import Progress
from desktop_app.worker.protocol import (
    ClearThumbnails,
    ForgetSearches,
    GetOldCopy,
    GetThumbnailUse,
    MakeThumbnails,
    MoveLibrary,
    RebuildThumbnails,
    RemoveOldCopy,
    Request,
)

_CARD = QSize(960, 700)
_NAV_PX = 200


class SettingsSheet(Sheet):
    """Asks the worker for what only it can do; the rest goes out as signals."""

    theme_chosen = Signal(object)  # ThemeChoice
    language_chosen = Signal(str)
    library_wanted = Signal(object)  # Path of another library
    about_wanted = Signal()
    guide_wanted = Signal()
    thumbnails_remade = Signal()

    def __init__(self, parent: QWidget, paths: LibraryPaths, runner: JobRunner, store: SettingsStore) -> None:
        super().__init__(parent, width=_CARD.width(), height=_CARD.height())
        self.setAccessibleName(self.tr("Settings"))
        self._runner = runner
        self.store = store
        self.library = LibraryPage(paths)
        self.folders = FoldersPage(self.store)
        self.models = ModelsPage(self.store, runner)
        self.work = WorkPage(self.store)
        self.thumbnails = ThumbnailsPage(self.store)
        self.look = LookPage()
        self.privacy = PrivacyPage(paths)
        self.error_bar = ErrorBar(self.card)
        self._pages = QStackedWidget()
        self._sections = QButtonGroup(self)
        self._nav = QFrame()
        self._nav.setObjectName("settingsNav")
        self._buttons: list[SectionButton] = []
        self._move: Task | None = None
        self._unseen: Overview | None = None
        """What was read of the library while nobody looked: rows are made of it when somebody does."""
        self._lay_out_sections()
        self._connect()
        self._sections.buttons()[0].setChecked(True)

    @property
    def page(self) -> QWidget | None:
        """The page that is open."""
        return self._pages.currentWidget()

    def open_page(self, page: Page) -> None:
        """Shows it."""
        self._open(self._pages.indexOf(page))

    def _open(self, number: int) -> None:
        """The keyboard goes along: what it was on may be seen no more."""
        focused = self.window().focusWidget()
        self._sections.button(number).setChecked(True)
        if focused in self._buttons or self._pages.isAncestorOf(focused):
            self._sections.button(number).setFocus(Qt.FocusReason.OtherFocusReason)

    def present(self) -> None:
        super().present()
        self._show_unseen()
        self.error_bar.hide()
        self.read()
        checked = self._sections.checkedButton()
        if checked is not None:
            checked.setFocus(Qt.FocusReason.OtherFocusReason)

    def read(self) -> None:
        """Asks the worker for all that is shown."""
        self.store.read()
        self.models.read()
        self._read_old_copy()
        self._runner.submit(GetThumbnailUse(), is_quiet=True).succeeded.connect(self.thumbnails.show_use)

    def set_theme(self, choice: ThemeChoice) -> None:
        """Marks what is in use."""
        self.look.set_theme(choice)

    def set_tokens(self, tokens: Tokens) -> None:
        super().set_tokens(tokens)
        self.error_bar.set_tokens(tokens)
        for button in self._buttons:
            button.set_tokens(tokens)
        for page in (self.folders, self.models, self.work, self.look):
            page.set_tokens(tokens)

    @Slot(object)
    def show_overview(self, overview: Overview) -> None:
        """What is watched, and how much there is; at the latest when the sheet is opened."""
        self._unseen = overview
        if not self.isHidden():
            self._show_unseen()

    def _show_unseen(self) -> None:
        overview, self._unseen = self._unseen, None
        if overview is not None:
            self.library.show_counts(overview.counts)
            self.folders.show_overview(overview)
            self.folders.show_settings(self.store.settings)

    def show_reading(self, reading: Collection[Path]) -> None:
        """Which folders are being read just now."""
        self.folders.show_reading(reading)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._open((self._pages.currentIndex() + step) % self._pages.count())
        else:
            super().keyPressEvent(event)

    def _reading_order(self, stop: QWidget) -> tuple[int, int, int]:
        last, line, column = super()._reading_order(stop)
        return (last, line if self._nav.isAncestorOf(stop) else line + 10_000, column)

    def _lay_out_sections(self) -> None:
        title = QLabel(self.tr("Settings"))
        title.setObjectName("settingsTitle")
        title.setContentsMargins(12, 4, 0, 8)
        column = QVBoxLayout(self._nav)
        column.setContentsMargins(12, Size.MARGIN, 12, Size.MARGIN)
        column.setSpacing(2)
        column.addWidget(title)
        signs = ("books", "folder", "brain", "gauge", "grid-four", "palette", "shield-check")
        pages = (
            self.library,
            self.folders,
            self.models,
            self.work,
            self.thumbnails,
            self.look,
            self.privacy,
        )
        for n, (page, sign) in enumerate(zip(pages, signs, strict=True)):
            button = SectionButton(page.title, sign)
            self._buttons.append(button)
            self._sections.addButton(button, n)
            column.addWidget(button)
            self._pages.addWidget(page)
        column.addStretch(1)
        for words, sign, signal in (
            (self.tr("User guide"), "book-open", self.guide_wanted),
            (self.tr("About"), "info", self.about_wanted),
        ):
            button = SectionButton(words, sign)
            button.setCheckable(False)
            button.clicked.connect(signal)
            self._buttons.append(button)
            column.addWidget(button)
        self._nav.setFixedWidth(_NAV_PX)
        right = QVBoxLayout()
        right.setContentsMargins(0, 12, 8, 0)
        right.setSpacing(4)
        self._heading.setProperty("role", "title")
        self.top.setContentsMargins(Size.GROUP, 0, 4, 0)
        right.addLayout(self.top)
        right.addWidget(self._pages, 1)
        right.addWidget(self.error_bar)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._nav)
        body.addLayout(right, 1)
        self.column.setContentsMargins(1, 1, 1, 1)
        self.column.addLayout(body, 1)

    def _connect(self) -> None:
        self._sections.idToggled.connect(self._on_section_toggled)
        self.store.changed.connect(self._on_settings_changed)
        self.store.refused.connect(self.error_bar.show_failure)
        self.models.complained.connect(self.error_bar.show_failure)
        self.thumbnails.make_wanted.connect(self._on_make_wanted)
        self.thumbnails.rebuild_wanted.connect(self._on_rebuild_wanted)
        self.thumbnails.clear_wanted.connect(self._on_clear_wanted)
        self.look.theme_chosen.connect(self.theme_chosen)
        self.look.language_chosen.connect(self.language_chosen)
        self.library.open_wanted.connect(self.library_wanted)
        self.library.move_wanted.connect(self._on_move_wanted)
        self.library.cancel_wanted.connect(self._on_move_cancelled)
        self.library.removal_wanted.connect(self._on_removal_wanted)
        self.privacy.forget_wanted.connect(self._on_forget_wanted)

    def _ask(self, request: Request[Any]) -> Task:
        """What fails is said here, where it was asked for."""
        task = self._runner.submit(request, is_quiet=True)
        task.failed.connect(self.error_bar.show_failure)
        return task

    @Slot(int, bool)
    def _on_section_toggled(self, number: int, is_on: bool) -> None:
        if is_on:
            self._pages.setCurrentIndex(number)
            self._heading.setText(self._buttons[number].text())

    @Slot(object)
    def _on_settings_changed(self, settings: Settings) -> None:
        self.folders.show_settings(settings)
        self.models.show_settings(settings)
        self.work.show_settings(settings)
        self.thumbnails.show_settings(settings)

    @Slot()
    def _on_make_wanted(self) -> None:
        self._remake(MakeThumbnails())

    @Slot()
    def _on_rebuild_wanted(self) -> None:
        self._remake(RebuildThumbnails())

    @Slot()
    def _on_clear_wanted(self) -> None:
        self._remake(ClearThumbnails())

    def _remake(self, request: Request[int]) -> None:
        task = self._ask(request)
        task.ended.connect(self.thumbnails_remade)
        task.ended.connect(self._on_thumbnails_remade)

    @Slot()
    def _on_thumbnails_remade(self) -> None:
        self._runner.submit(GetThumbnailUse(), is_quiet=True).succeeded.connect(self.thumbnails.show_use)

    def _read_old_copy(self) -> None:
        self._runner.submit(GetOldCopy(), is_quiet=True).succeeded.connect(self.library.show_old_copy)

    @Slot(object)
    def _on_move_wanted(self, destination: Path) -> None:
        task = self._move = self._ask(MoveLibrary(destination))
        self.library.show_move(None, is_busy=True)
        task.progressed.connect(self._on_move_progressed)
        task.failed.connect(self.library.complain)
        task.succeeded.connect(self.library_wanted)
        task.ended.connect(self._on_move_ended)

    @Slot(object)
    def _on_move_progressed(self, progress: Progress) -> None:
        self.library.show_move(progress, is_busy=True)

    @Slot()
    def _on_move_cancelled(self) -> None:
        if self._move is not None:
            self._move.cancel()

    @Slot()
    def _on_move_ended(self) -> None:
        self._move = None
        self.library.show_move(None, is_busy=False)

    @Slot()
    def _on_removal_wanted(self) -> None:
        self._ask(RemoveOldCopy()).ended.connect(self._read_old_copy)

    @Slot()
    def _on_forget_wanted(self) -> None:
        self._ask(ForgetSearches()).succeeded.connect(self.privacy.say_forgotten)
