"""The first start: shows the welcome once, and does what is chosen there."""

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot

from desktop_app.gui.folder_actions import FolderActions
from desktop_app.gui.job_runner import JobRunner, Task
from desktop_app.gui.library_session import LibrarySession
from desktop_app.gui.model_fetch import ModelFetch
from desktop_app.gui.picture_count import PictureCount
from desktop_app.gui.welcome import WelcomePage
from desktop_app.gui.window_settings import WindowSettings
from desktop_app.records import IndexReport
from desktop_app.worker.protocol import AddFolders, AddSamples, ListModels


class FirstStart(QObject):
    """Knows whether the welcome is due; whoever has used the app never sees it by itself again."""

    page_wanted = Signal(bool)
    """Whether the welcome is to be shown."""

    def __init__(
        self,
        page: WelcomePage,
        *,
        runner: JobRunner,
        folders: FolderActions,
        fetch: ModelFetch,
        library: LibrarySession,
        settings: WindowSettings,
    ) -> None:
        super().__init__(page)
        self._page, self._runner, self._folders = page, runner, folders
        self._fetch, self._settings = fetch, settings
        self._count = PictureCount(self)
        self._count.counted.connect(page.show_count)
        self._is_shown = self._is_due = False
        page.folder_wanted.connect(self._on_folder_wanted)
        page.choosing_wanted.connect(folders.choose)
        page.samples_wanted.connect(folders.add_samples)
        page.models_wanted.connect(self._on_models_wanted)
        page.model_wanted.connect(fetch.fetch)
        page.closed.connect(self._on_closed)
        library.known.connect(self._on_library_known)
        runner.task_started.connect(self._on_task_started)

    @property
    def is_shown(self) -> bool:
        return self._is_shown

    @Slot()
    def show(self) -> None:
        """The welcome, because it is due or because somebody wants to see it again."""
        self._is_shown = True
        pictures = pictures_folder()
        self._page.show_pictures_folder(pictures)
        if pictures is not None:
            self._count.count(pictures)
        self.page_wanted.emit(True)  # noqa: FBT003 - a signal
        self._page.begin()

    def close_threads(self) -> None:
        """At the end of the window."""
        self._count.close()

    @Slot(bool)
    def _on_library_known(self, has_folders: bool) -> None:
        if has_folders:
            self._settings.remember_welcomed()
            if self._is_due and not self._page.is_choosing_model:  # a folder came from elsewhere
                self._page.closed.emit()
        elif not self._settings.is_welcomed and not self._is_shown:
            self.show()
            self._is_due = True

    @Slot(object)
    def _on_folder_wanted(self, folder: Path) -> None:
        self._folders.add([folder])

    @Slot(object)
    def _on_task_started(self, task: Task) -> None:
        """A folder or the samples were chosen, by a card or by dropping: on to the model."""
        if self._is_shown and isinstance(task.request, AddFolders | AddSamples):
            task.progressed.connect(self._page.show_progress)
            task.succeeded.connect(self._on_taken_in)
            task.failed.connect(self._on_failed)
            self._page.choose_model()

    @Slot(object)
    def _on_taken_in(self, report: IndexReport) -> None:
        self._page.say_taken_in(report.found - len(report.failed))

    @Slot(str)
    def _on_failed(self, reason: str) -> None:
        """The choice is open again."""
        if self._is_shown:
            self._page.begin()
            self._page.error_bar.show_failure(reason)

    @Slot()
    def _on_models_wanted(self) -> None:
        self._runner.submit(ListModels(), is_quiet=True).succeeded.connect(self._page.show_models)

    @Slot()
    def _on_closed(self) -> None:
        self._is_shown = self._is_due = False
        self._settings.remember_welcomed()
        self.page_wanted.emit(False)  # noqa: FBT003 - a signal


def pictures_folder() -> Path | None:
    """Where this computer keeps pictures; None where that place is not there."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
    folder = Path(found)
    return folder if found and folder.is_dir() and folder != Path(home) else None
