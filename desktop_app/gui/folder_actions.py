"""What the user does with folders: adds, removes, shows them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.gui.job_runner import JobRunner, Task
from desktop_app.gui.words import file_name, photos
from desktop_app.jobs import Progress
from desktop_app.records import Folder
from desktop_app.reports import WorkspaceStatus
from desktop_app.worker.protocol import (
    AddFolders,
    AddSamples,
    GetStatus,
    IndexFolder,
    LeaveOutFolder,
    MakeThumbnails,
    RemoveFolder,
    Request,
    TakeInFolder,
)


class FolderActions(QObject):
    """Asks the worker; tells what was done, with the way back where there is one."""

    done = Signal(str, object)  # sentence, Callable that takes it back | None
    reading_changed = Signal()
    got_on = Signal()
    """What is being added has come to its next step, such as from drawing samples to reading them."""

    def __init__(self, runner: JobRunner, window: QWidget) -> None:
        super().__init__(window)
        self._runner, self._window = runner, window
        self._tasks: list[Task] = []

    @property
    def reading(self) -> set[Path]:
        """Folders that were added and are being read."""
        return {folder for task in self._tasks for folder in _read_by(task.request)}

    @property
    def is_reading(self) -> bool:
        return bool(self._tasks)

    @Slot()
    def choose(self) -> None:
        """Asks which folder to add."""
        places = QStandardPaths.StandardLocation
        start = QStandardPaths.writableLocation(places.PicturesLocation)
        if not Path(start).is_dir():  # Qt would offer its name as the folder to choose
            start = QStandardPaths.writableLocation(places.HomeLocation)
        chosen = QFileDialog.getExistingDirectory(self._window, self.tr("Add a folder"), start)
        if chosen:
            self.add([Path(chosen)])

    def add(self, folders: Sequence[Path]) -> None:
        """Watches these and reads what is in them."""
        task = self._runner.submit(AddFolders(tuple(folder.absolute() for folder in folders)))
        task.cancelled.connect(self._on_adding_stopped)
        self._follow(task)

    @Slot(object)
    def rescan(self, path: Path) -> None:
        """Looks through a watched folder, or one below it, now."""
        self._follow(self._runner.submit(IndexFolder(path)))

    @Slot()
    def make_thumbnails(self) -> None:
        """Has all small pictures made that are missing."""
        self._runner.submit(MakeThumbnails())

    @Slot()
    def add_samples(self) -> None:
        """Has the sample photos drawn and watched."""
        self._follow(self._runner.submit(AddSamples()))

    @Slot(object)
    def remove(self, folder: Folder) -> None:
        """Watches it no longer. The files stay, and adding it again brings everything back."""
        self._runner.submit(RemoveFolder(folder.id))
        words = self.tr("“{name}” was removed from the library; its files are where they were.")
        self.done.emit(words.format(name=file_name(folder.path)), self._adder(folder.path))

    @Slot(object)
    def leave_out(self, path: Path) -> None:
        """A folder below a watched one; its photos leave the views until it is taken in again."""
        task = self._runner.submit(LeaveOutFolder(path))
        task.succeeded.connect(self._on_left_out)

    @Slot(object)
    def take_in(self, path: Path) -> None:
        """A folder that was left out."""
        self._follow(self._runner.submit(TakeInFolder(path)))

    def _remover(self, paths: tuple[Path, ...]) -> Callable[[], None]:
        def remove(status: WorkspaceStatus) -> None:
            for folder in status.folders:
                if folder.path in paths:
                    self._runner.submit(RemoveFolder(folder.id))

        def take_out() -> None:
            self._runner.submit(GetStatus()).succeeded.connect(remove)

        return take_out

    def _adder(self, path: Path) -> Callable[[], None]:
        def add_again() -> None:
            self.add([path])

        return add_again

    def _taker(self, path: Path) -> Callable[[], None]:
        def take_in_again() -> None:
            self.take_in(path)

        return take_in_again

    @Slot()
    def _on_adding_stopped(self) -> None:
        """What is watched is read sooner or later: who wanted none of it takes the folder out again."""
        paths = self.sender().request.folders  # type: ignore[attr-defined]
        said = self.tr("Stopped. “{name}” is watched all the same, and the rest of it is read later.")
        self.done.emit(said.format(name=file_name(paths[0])), self._remover(paths))

    @Slot(object)
    def _on_left_out(self, count: int) -> None:
        request = self.sender().request  # type: ignore[attr-defined]
        said = self.tr("“{name}” is left out; {photos} left the views.")
        words = said.format(name=file_name(request.folder), photos=photos(count))
        self.done.emit(words, self._taker(request.folder))

    def _follow(self, task: Task) -> None:
        self._tasks.append(task)
        task.setProperty("activity", "")
        task.progressed.connect(self._on_progressed)
        task.ended.connect(self._on_ended)
        self.reading_changed.emit()

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        task = self.sender()
        if task.property("activity") != progress.activity:
            task.setProperty("activity", progress.activity)
            self.got_on.emit()

    @Slot()
    def _on_ended(self) -> None:
        task = self.sender()
        self._tasks = [each for each in self._tasks if each is not task]
        self.reading_changed.emit()


def _read_by(request: Request[Any]) -> tuple[Path, ...]:
    if isinstance(request, AddFolders):
        return request.folders
    return (request.folder,) if isinstance(request, IndexFolder | TakeInFolder) else ()
