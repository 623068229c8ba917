"""What lies over the window when it is asked for: settings, keys, files that need attention, about, the guide."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.config import LibraryPaths
from desktop_app.gui.about_sheet import AboutSheet
from desktop_app.gui.folder_actions import FolderActions
from desktop_app.gui.guide_sheet import GuideSheet
from desktop_app.gui.job_runner import JobRunner
from desktop_app.gui.library_reader import LibraryReader
from desktop_app.gui.problems_sheet import ProblemsSheet
from desktop_app.gui.reveal import show_in_folder
from desktop_app.gui.settings_sheet import SettingsSheet
from desktop_app.gui.sheets import Sheet
from desktop_app.gui.shortcuts_sheet import ShortcutsSheet
from desktop_app.gui.theme import Tokens
from desktop_app.worker.protocol import ListModels, ListProblems, RetryFiles


class WindowSheets(QObject):
    """All of them over `pages`. What they need of the worker is asked for here."""

    def __init__(
        self,
        pages: QWidget,
        paths: LibraryPaths,
        *,
        runner: JobRunner,
        reader: LibraryReader,
        folders: FolderActions,
    ) -> None:
        super().__init__(pages)
        self._runner, self._reader, self._folders = runner, reader, folders
        self.settings = SettingsSheet(pages, paths, runner)
        self.shortcuts = ShortcutsSheet(pages)
        self.problems = ProblemsSheet(pages)
        self.about = AboutSheet(pages)
        self.guide = GuideSheet(pages)
        self._all: tuple[Sheet, ...] = (self.settings, self.shortcuts, self.problems, self.about, self.guide)
        self.settings.about_wanted.connect(self.show_about)
        self.settings.guide_wanted.connect(self.show_guide)
        self.problems.retry_wanted.connect(self._on_retry_wanted)
        self.problems.reveal_wanted.connect(show_in_folder)
        self._connect_folders()

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        for sheet in self._all:
            sheet.set_tokens(tokens)

    def dismiss(self) -> None:
        """The photos are wanted."""
        for sheet in self._all:
            if not sheet.isHidden():
                sheet.dismiss()

    @Slot()
    def show_about(self) -> None:
        """With the terms of the models that there are."""
        self.settings.dismiss()
        self.about.present()
        self._runner.submit(ListModels(), is_quiet=True).succeeded.connect(self.about.show_models)

    @Slot()
    def show_guide(self) -> None:
        self.settings.dismiss()
        self.guide.present()

    @Slot()
    def show_problems(self) -> None:
        """The files that could not be taken in, as the worker knows them."""
        self._read_problems()
        self.problems.present()

    def _connect_folders(self) -> None:
        page, actions = self.settings.folders, self._folders
        self._reader.overview_read.connect(self.settings.show_overview)
        page.folder_wanted.connect(actions.choose)
        page.removal_wanted.connect(actions.remove)
        page.rescan_wanted.connect(actions.rescan)
        page.leave_out_wanted.connect(actions.leave_out)
        page.take_in_wanted.connect(actions.take_in)
        actions.done.connect(self.settings.store.read)
        actions.reading_changed.connect(self.settings.store.read)
        for reveals in (page, self.settings.library, self.settings.privacy):
            reveals.reveal_wanted.connect(actions.reveal)
        actions.reading_changed.connect(self._on_reading_changed)

    @Slot()
    def _on_reading_changed(self) -> None:
        self.settings.show_reading(self._folders.reading)

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
