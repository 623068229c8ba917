"""Which verb of the workspace serves which request, and on which thread.

Searches and questions have threads of their own and never wait for a job. What reads folders runs one after the other
in one lane; downloads and new weights in a second one, and what people change of photos in a third, in the order in
which they did, so that an hour of indexing holds up neither.
"""

import contextlib
import threading
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from desktop_app.jobs import Job
from desktop_app.records import IndexReport, ModelSpec
from desktop_app.worker import protocol
from desktop_app.worker.errands import Errand
from desktop_app.worker.herald import Herald
from desktop_app.worker.lane import Lane, Task
from desktop_app.worker.protocol import AnyRequest
from desktop_app.worker.verbs import answer, serve
from desktop_app.workspace import Workspace

STOP_TIMEOUT_S = 20.0
_QUICK_THREADS = 2
_NOBODY = "nobody"
"""Holds a pause that outlives its client."""
_REPEATABLE = (
    protocol.AddFolders,
    protocol.AddSamples,
    protocol.IndexLibrary,
    protocol.UseModel,
    protocol.IndexFolder,
    protocol.TakeInFolder,
    protocol.MakeThumbnails,
)
"""What may be closed at any step and begun anew: all that was committed counts."""
_URGENT = (protocol.RemoveFolder, protocol.RetryFiles, protocol.LeaveOutFolder)
_QUESTIONS = (
    protocol.GetStatus,
    protocol.ListFolders,
    protocol.ListProblems,
    protocol.ListModels,
    protocol.GetHistory,
    protocol.GetSettings,
    protocol.LookAt,
    protocol.GetThumbnailUse,
    protocol.GetOldCopy,
)
_EDITS = (
    protocol.SetRating,
    protocol.SetFavourite,
    protocol.SetCaption,
    protocol.RotatePhotos,
    protocol.TrashPhotos,
    protocol.RestorePhotos,
    protocol.Undo,
    protocol.Redo,
)
"""The workspace's editor tells what came of them."""
_SEEN_AT_A_LOOK = ("excluded_names", "excluded_folders", "second_model_id")
"""Settings whose change means work: photos left out or taken in, or another model that has not seen them."""


class Desk:
    """Takes requests and the watcher's findings, and gives the work out."""

    def __init__(
        self,
        workspace: Workspace,
        herald: Herald,
        *,
        on_idle: Callable[[], None],
        on_searched: Callable[[], None],
        leave: Callable[[], None],
    ) -> None:
        self._workspace = workspace
        self._herald = herald
        self._leave = leave
        self._on_searched = on_searched
        self._jobs = Lane("jobs", on_background=herald.progress, on_idle=on_idle, is_modest=True)
        self._weights = Lane("weights", on_background=herald.progress, on_idle=on_idle)
        self._edits = Lane("edits", on_background=herald.progress, on_idle=on_idle)
        self._lanes = (self._jobs, self._weights, self._edits)
        self._searching = ThreadPoolExecutor(_QUICK_THREADS, thread_name_prefix="search")
        self._pausing = threading.Lock()
        self._pausers: set[Hashable] = set()
        self._asking = ThreadPoolExecutor(_QUICK_THREADS, thread_name_prefix="question")

    @property
    def is_busy(self) -> bool:
        return any(lane.is_busy for lane in self._lanes)

    @property
    def can_be_left(self) -> bool:
        """Whether the next worker would do all that this one does now."""
        return all(lane.can_be_left for lane in self._lanes)

    @contextlib.contextmanager
    def pauses_kept(self) -> Iterator[bool]:
        """Whether indexing is held back; it stays so until the end of the block."""
        with self._pausing:
            yield bool(self._pausers)

    def serve(self, errand: Errand) -> None:
        """Gives one request out; its errand is settled later, or never when the worker is leaving."""
        with contextlib.suppress(RuntimeError):  # the pools take nothing more: the next worker is asked
            self._give_out(errand)

    def cancel(self, errand: Errand) -> None:
        """A job stops at its next step; what waits for its turn, or has no steps, is dropped now."""
        errand.cancel()
        for lane in self._lanes:
            lane.forget(errand)
        if isinstance(errand.request, protocol.Search | protocol.FollowChanges):
            errand.drop()

    def catch_up(self) -> None:
        """Brings all folders up to date in the background."""
        self._jobs.submit(Task("catching up", lambda: self._told(self._workspace.index()), repeatable=True))

    def reconcile(self) -> None:
        """The watcher saw something."""
        self._jobs.submit(Task("watching", self._reconcile, repeatable=True))

    def pause(self, client: Hashable) -> None:
        """Holds indexing until somebody resumes it or this client is gone."""
        self._pause(lambda pausers: pausers | {client})

    def resume(self, client: Hashable | None = None) -> None:
        """Ends the pauses of this client, or all."""
        self._pause(lambda pausers: pausers - {client} if client is not None else set())

    def cancel_jobs(self) -> int:
        """Ends indexing, downloads and the like, whoever asked for them; not what people change of photos."""
        return self._jobs.cancel_all() + self._weights.cancel_all()

    def _pause(self, change: Callable[[set[Hashable]], set[Hashable]]) -> None:
        with self._pausing:
            was_paused, self._pausers = bool(self._pausers), change(self._pausers)
            paused = bool(self._pausers)
            self._jobs.pause(paused=paused)
            if paused != was_paused:
                self._herald.tell_paused(paused=paused)

    def close(self) -> None:
        """Ends all work at its next step; what was committed is kept."""
        self._searching.shutdown(wait=False, cancel_futures=True)
        self._asking.shutdown(wait=False, cancel_futures=True)
        for lane in self._lanes:
            lane.stop(timeout_s=STOP_TIMEOUT_S)
        self._searching.shutdown()
        self._asking.shutdown()

    def _give_out(self, errand: Errand) -> None:
        match errand.request:
            case protocol.Search():
                self._searching.submit(self._search, errand)
            case protocol.FollowChanges():
                pass  # its session tells the changes, until it is cancelled
            case protocol.Pause(lasting=lasting):
                errand.answer(lambda: self.pause(_NOBODY if lasting else errand.client))
            case protocol.Resume():
                errand.answer(self.resume)
            case protocol.CancelJobs():
                errand.answer(self.cancel_jobs)
            case protocol.Shutdown():
                self._end_for(errand)
            case wish if isinstance(wish, _QUESTIONS):
                self._asking.submit(errand.answer, lambda: answer(self._workspace, errand.request))
            case wish if isinstance(wish, _EDITS):
                self._submit(self._edits, errand, lambda: serve(self._workspace, errand.request))
            case protocol.RememberSearch() | protocol.ForgetSearches() | protocol.ChangeSettings() as wish:
                note = self._set if isinstance(wish, protocol.ChangeSettings) else self._remembered
                self._submit(self._edits, errand, lambda: note(errand.request))
            case protocol.DownloadModel() | protocol.AddModel():
                self._submit(self._weights, errand, lambda: self._fetched(errand.request))
            case _:
                self._submit(self._jobs, errand, lambda: self._told(self._job(errand.request)))

    def _end_for(self, errand: Errand) -> None:
        """Answers first: a worker that leaves says nothing new."""
        if errand.is_cancelled:
            errand.drop()
        else:
            errand.succeed(None)
            self._leave()

    def _search(self, errand: Errand) -> None:
        errand.answer(lambda: answer(self._workspace, errand.request))
        self._on_searched()

    def _submit(self, lane: Lane, errand: Errand, make: Callable[[], Job[Any]]) -> None:
        wish = errand.request
        lane.submit(
            Task(
                type(wish).__name__,
                make,
                errand=errand,
                repeatable=isinstance(wish, _REPEATABLE),
                urgent=isinstance(wish, _URGENT),
            )
        )

    def _remembered(self, wish: AnyRequest) -> Job[Any]:
        result = yield from serve(self._workspace, wish)
        self._herald.mark(searches=True)
        return result

    def _job(self, wish: AnyRequest) -> Job[Any]:
        result = yield from serve(self._workspace, wish)
        if isinstance(wish, protocol.MoveLibrary):  # it is elsewhere, and has a worker of its own there
            self._leave()
        return result

    def _set(self, wish: AnyRequest) -> Job[Any]:
        """What shows at a look through the folders is looked for now."""
        before = self._workspace.settings
        settings = yield from serve(self._workspace, wish)
        if any(getattr(settings, name) != getattr(before, name) for name in _SEEN_AT_A_LOOK):
            self.catch_up()
        return settings

    def _fetched(self, wish: AnyRequest) -> Job[ModelSpec]:
        """Photos that waited for the weights of a model in use are understood now."""
        spec: ModelSpec = yield from serve(self._workspace, wish)
        if spec.id in (self._workspace.model_id, self._workspace.second_model_id):
            self.catch_up()
        return spec

    def _reconcile(self) -> Job[IndexReport]:
        report = yield from self._workspace.reconcile()
        if report.found != report.unchanged or report.removed:
            self._herald.mark(photos=True, folders=True, problems=True)
        return report

    def _told(self, job: Job[Any]) -> Job[Any]:
        """Clients hear of the outcome, also of a part that was committed before a failure."""
        try:
            return (yield from job)
        finally:
            self._herald.mark(photos=True, folders=True, problems=True)
