"""What the window says of the worker: that it wakes up, that it was lost, what takes it long."""

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.gui.job_runner import JobRunner, Task
from desktop_app.gui.notices import ErrorBar
from desktop_app.gui.photo_actions import MANY_PHOTOS, QUICK_EDITS
from desktop_app.gui.status_strip import StatusStrip
from desktop_app.worker.protocol import (
    ChangeSettings,
    ForgetSearches,
    GetHistory,
    GetOldCopy,
    GetSettings,
    GetStatus,
    GetThumbnailUse,
    LeaveOutFolder,
    ListModels,
    ListProblems,
    LookAt,
    MoveLibrary,
    Pause,
    RememberSearch,
    RemoveModel,
    RemoveOldCopy,
    Resume,
    Search,
)

_SILENT = (
    *(Search, GetStatus, GetSettings, ChangeSettings, GetThumbnailUse, GetHistory, ListModels, ListProblems),
    *(GetOldCopy, RemoveOldCopy, MoveLibrary),
    *(LookAt, Pause, Resume, ForgetSearches, RememberSearch, LeaveOutFolder, RemoveModel, *QUICK_EDITS),
)
"""Answered in a moment, or shown elsewhere: no progress is shown of them."""


class WorkerTidings(QObject):
    """Failures go to `errors`, what is going on to `status`."""

    became_ready = Signal()
    """It is there, for the first time or again."""
    finished_long_work = Signal()

    def __init__(self, runner: JobRunner, *, status: StatusStrip, errors: ErrorBar) -> None:
        super().__init__(status)
        self._status, self._errors = status, errors
        self._complaint = ""
        self._runner = runner
        runner.worker_changed.connect(self._on_worker_changed)
        runner.background_progressed.connect(status.on_background_progressed)
        runner.paused_changed.connect(status.on_paused_changed)
        runner.failed.connect(errors.show_failure)
        runner.task_started.connect(self._on_task_started)
        status.pause_wanted.connect(self._on_pause_wanted)

    @Slot(str, str)
    def _on_worker_changed(self, state: str, message: str) -> None:
        self._status.set_notice(self.tr("Waking up …") if state == "starting" else "")
        if state == "lost":
            again = self.tr("It is being started again; nothing is lost.")
            self._complaint = f"{message} {again}" if message else again
            self._errors.show_failure(self._complaint)
        elif state == "ready":
            if self._errors.text == self._complaint:
                self._errors.hide()
            self.became_ready.emit()

    @Slot(object)
    def _on_task_started(self, task: Task) -> None:
        is_long = isinstance(task.request, QUICK_EDITS) and len(task.request.photo_ids) > MANY_PHOTOS
        if is_long or not isinstance(task.request, _SILENT):
            self._status.follow(task)
            task.ended.connect(self.finished_long_work)

    @Slot(bool)
    def _on_pause_wanted(self, is_wanted: bool) -> None:
        self._runner.submit(Pause() if is_wanted else Resume())
