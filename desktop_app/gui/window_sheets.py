"""What lies over the window when it is asked for: settings, keys, files that need attention, about, the guide.

Each is made, and its code read, when it is first wanted: together they cost more than all that is seen at the start.
"""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.config import LibraryPaths
from desktop_app.gui.folder_actions import FolderActions
from desktop_app.gui.job_runner import JobRunner
from desktop_app.gui.library_reader import LibraryReader, Overview
from desktop_app.gui.reveal import Revealer
from desktop_app.gui.settings_store import SettingsStore
from desktop_app.gui.sheets import Sheet
from desktop_app.gui.theme import ThemeChoice, Tokens
from desktop_app.worker.protocol import ListModels, ListProblems, RetryFiles

if TYPE_CHECKING:
    from desktop_app.gui.about_sheet import AboutSheet
    from desktop_app.gui.guide_sheet import GuideSheet
    from desktop_app.gui.problems_sheet import ProblemsSheet
    from desktop_app.gui.settings_sheet import SettingsSheet
    from desktop_app.gui.shortcuts_sheet import ShortcutsSheet


class WindowSheets(QObject):
    """All of them over `pages`. What they need of the worker is asked for here."""

    theme_chosen = Signal(object)  # ThemeChoice
    language_chosen = Signal(str)
    library_wanted = Signal(object)  # Path of another library
    thumbnails_remade = Signal()
    _themed = Signal(object)  # ThemeChoice

    def __init__(
        self,
        pages: QWidget,
        paths: LibraryPaths,
        *,
        runner: JobRunner,
        reader: LibraryReader,
        folders: FolderActions,
        revealer: Revealer,
        language: str,
    ) -> None:
        """`language`: code of what the window speaks."""
        super().__init__(pages)
        self._pages, self._paths, self._language = pages, paths, language
        self._runner, self._reader, self._folders, self._revealer = runner, reader, folders, revealer
        self.store = SettingsStore(runner, paths, self)
        self._made: list[Sheet] = []
        self._tokens: Tokens | None = None
        self._theme = ThemeChoice.SYSTEM
        self._overview: Overview | None = None
        reader.overview_read.connect(self._on_overview_read)
        folders.done.connect(self.store.read)
        folders.reading_changed.connect(self.store.read)

    @cached_property
    def settings(self) -> "SettingsSheet":
        from desktop_app.gui.settings_sheet import SettingsSheet

        sheet = SettingsSheet(self._pages, self._paths, self._runner, self.store)
        sheet.about_wanted.connect(self.show_about)
        sheet.guide_wanted.connect(self.show_guide)
        sheet.theme_chosen.connect(self.theme_chosen)
        sheet.language_chosen.connect(self.language_chosen)
        sheet.library_wanted.connect(self.library_wanted)
        sheet.thumbnails_remade.connect(self.thumbnails_remade)
        sheet.look.set_language(self._language)
        sheet.set_theme(self._theme)
        self._themed.connect(sheet.set_theme)
        self._connect_folders(sheet)
        self._dress(sheet)
        return sheet

    @cached_property
    def shortcuts(self) -> "ShortcutsSheet":
        from desktop_app.gui.shortcuts_sheet import ShortcutsSheet

        sheet = ShortcutsSheet(self._pages)
        self._dress(sheet)
        return sheet

    @cached_property
    def problems(self) -> "ProblemsSheet":
        from desktop_app.gui.problems_sheet import ProblemsSheet

        sheet = ProblemsSheet(self._pages)
        sheet.retry_wanted.connect(self._on_retry_wanted)
        sheet.reveal_wanted.connect(self._revealer.show_file)
        self._dress(sheet)
        return sheet

    @cached_property
    def about(self) -> "AboutSheet":
        from desktop_app.gui.about_sheet import AboutSheet

        sheet = AboutSheet(self._pages)
        self._dress(sheet)
        return sheet

    @cached_property
    def guide(self) -> "GuideSheet":
        from desktop_app.gui.guide_sheet import GuideSheet

        sheet = GuideSheet(self._pages)
        self._dress(sheet)
        return sheet

    def set_theme(self, choice: ThemeChoice, tokens: Tokens) -> None:
        """The theme to paint with, and what was chosen to get it."""
        self._theme, self._tokens = choice, tokens
        for sheet in self._made:
            sheet.set_tokens(tokens)
        self._themed.emit(choice)

    def dismiss(self) -> None:
        """The photos are wanted."""
        for sheet in self._made:
            if not sheet.isHidden():
                sheet.dismiss()

    @Slot()
    def show_settings(self) -> None:
        self.settings.present()

    @Slot()
    def show_shortcuts(self) -> None:
        self.shortcuts.present()

    @Slot()
    def show_about(self) -> None:
        """With the terms of the models that there are."""
        self.dismiss()
        self.about.present()
        self._runner.submit(ListModels(), is_quiet=True).succeeded.connect(self.about.show_models)

    @Slot()
    def show_guide(self) -> None:
        self.dismiss()
        self.guide.present()

    @Slot()
    def show_problems(self) -> None:
        """The files that could not be taken in, as the worker knows them."""
        self._read_problems()
        self.problems.present()

    def _dress(self, sheet: Sheet) -> None:
        self._made.append(sheet)
        if self._tokens is not None:
            sheet.set_tokens(self._tokens)

    def _connect_folders(self, sheet: "SettingsSheet") -> None:
        page, actions = sheet.folders, self._folders
        self._reader.overview_read.connect(sheet.show_overview)
        if self._overview is not None:
            sheet.show_overview(self._overview)
        page.folder_wanted.connect(actions.choose)
        page.removal_wanted.connect(actions.remove)
        page.rescan_wanted.connect(actions.rescan)
        page.leave_out_wanted.connect(actions.leave_out)
        page.take_in_wanted.connect(actions.take_in)
        for reveals in (page, sheet.library, sheet.privacy):
            reveals.reveal_wanted.connect(self._revealer.show_folder)
        actions.reading_changed.connect(self._on_reading_changed)
        sheet.show_reading(actions.reading)

    @Slot()
    def _on_reading_changed(self) -> None:
        self.settings.show_reading(self._folders.reading)

    @Slot(object)
    def _on_overview_read(self, overview: Overview) -> None:
        self._overview = overview

    def _read_problems(self) -> None:
        self._runner.submit(ListProblems()).succeeded.connect(self.problems.show_problems)

    @Slot(object)
    def _on_retry_wanted(self, paths: tuple[Path, ...] | None) -> None:
        self.problems.show_busy(paths)
        self._runner.submit(RetryFiles(paths)).ended.connect(self._on_retried)

    @Slot()
    def _on_retried(self) -> None:
        self.problems.show_busy(())
        self._read_problems()
