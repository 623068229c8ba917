"""The one class that knows threads and the worker: requests go out, answers come back as signals on the GUI thread."""

import functools
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal, Slot

from desktop_app.errors import Cancelled, RedBicycleError, WorkerGoneError
from desktop_app.gui.failure_words import in_words
from desktop_app.gui.inbox import Inbox
from desktop_app.jobs import Progress
from desktop_app.records import SearchRequest
from desktop_app.worker.protocol import (
    Event,
    JobProgress,
    JobsPaused,
    LibraryChanged,
    Request,
    Search,
    WorkerChanged,
)
from desktop_app.worker.requests import ONCE

log = logging.getLogger(__name__)

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 30.0
_STEADY_S = 10.0
"""A worker that lived as long is no failing one: the next one is started without a pause."""
_CLOSE_S = 1.5
_LOOK_MS = 20
_TRIES = 5
"""Workers that may end over one request before it is given up: it may be what ends them."""


class Answering(Protocol):
    """A request under way: `desktop_app.worker.client.Call` or what stands in for it."""

    @property
    def future(self) -> Future[Any]: ...

    def cancel(self) -> None: ...


class Client(Protocol):
    """What is needed of `WorkerClient`."""

    def connect(self) -> None: ...

    def submit(self, request: Request[Any], *, on_progress: Callable[[Progress], None] | None = None) -> Answering: ...

    def close(self) -> None: ...


ClientFactory = Callable[[Callable[[Event], None]], Client]


class Task(QObject):
    """One request. Exactly one of `succeeded`, `failed` and `cancelled` comes, always on the GUI thread."""

    progressed = Signal(object)  # Progress
    succeeded = Signal(object)
    failed = Signal(str)
    cancelled = Signal()
    ended = Signal()

    def __init__(self, request: Request[Any], *, is_quiet: bool, parent: QObject) -> None:
        super().__init__(parent)
        self.request = request
        self.is_quiet = is_quiet
        self.is_cancelled = False
        self.tries = 0
        self.call: Answering | None = None

    def cancel(self) -> None:
        """Asks the worker to drop it."""
        self.is_cancelled = True
        if self.call is not None:
            self.call.cancel()


class JobRunner(QObject):
    """Keeps the connection alive, with growing pauses, and carries requests; those made too early wait for it."""

    worker_changed = Signal(str, str)  # state, message
    library_changed = Signal(object)  # LibraryChanged
    background_progressed = Signal(object)  # Progress | None
    paused_changed = Signal(bool)
    """Whether indexing is held back, by this window or by somebody else."""
    search_succeeded = Signal(object, object)  # SearchRequest, SearchResult; of the newest search only
    search_failed = Signal(str)
    task_started = Signal(object)  # Task
    failed = Signal(str)
    """A failure, of whatever: it is always shown."""

    def __init__(self, make_client: ClientFactory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inbox = Inbox(self)
        self._inbox.arrived.connect(self._on_arrived)
        self._client = make_client(self._on_event)
        self._tasks: dict[int, Task] = {}
        self._waiting: list[Task] = []
        self._search: Task | None = None
        self._is_ready = False
        self._is_closing = threading.Event()
        self._is_needed = threading.Event()
        self._thread = threading.Thread(target=self._keep_connected, name="worker-connection", daemon=True)

    @property
    def is_ready(self) -> bool:
        """Whether the worker answers."""
        return self._is_ready

    @property
    def has_search(self) -> bool:
        """Whether a search is under way."""
        return self._search is not None

    @Slot()
    def start(self) -> None:
        """Begins to connect; returns at once."""
        self._is_needed.set()
        self._thread.start()

    def submit(self, request: Request[Any], *, is_quiet: bool = False) -> Task:
        """Sends a request. Its failure is shown, unless `is_quiet`: then whoever asked shows it."""
        task = Task(request, is_quiet=is_quiet, parent=self)
        self._tasks[id(task)] = task
        if self._is_ready:
            self._send(task)
        else:
            self._waiting.append(task)
        self.task_started.emit(task)
        return task

    def unanswered(self, *kinds: type[Request[Any]]) -> list[Request[Any]]:
        """Requests of these kinds that the worker has not confirmed, oldest first."""
        return [task.request for task in self._tasks.values() if isinstance(task.request, kinds)]

    def finish(self, *kinds: type[Request[Any]], timeout_s: float) -> None:
        """Waits for the answers to requests of these kinds, with the event loop running, but no longer than that."""
        deadline = time.monotonic() + timeout_s
        loop, looker = QEventLoop(), QTimer()
        looker.timeout.connect(loop.quit)
        looker.start(_LOOK_MS)
        while self.unanswered(*kinds) and time.monotonic() < deadline:
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        looker.stop()

    def search(self, request: SearchRequest) -> None:
        """Finds photos; an older search that has not ended is dropped."""
        self.cancel_search()
        self._search = self.submit(Search(request), is_quiet=True)

    def cancel_search(self) -> None:
        """Drops the search that is under way, if there is one."""
        search, self._search = self._search, None
        if search is not None:
            search.cancel()
            if search in self._waiting:
                self._waiting.remove(search)
                self._end(search)

    def close(self) -> None:
        """Cancels nothing that the worker does for the library; leaves it, and ends the threads, within a limit."""
        self._is_closing.set()
        self._is_needed.set()
        self._inbox.close()
        closer = threading.Thread(target=self._client.close, name="worker-leaving", daemon=True)
        closer.start()  # a connection that is just being made holds `close` up
        deadline = time.monotonic() + _CLOSE_S
        for thread in (closer, self._thread):
            if thread.is_alive():
                thread.join(max(0.0, deadline - time.monotonic()))

    # On other threads

    def _keep_connected(self) -> None:
        pause_s, connected_at = _FIRST_PAUSE_S, -_STEADY_S
        while True:
            self._is_needed.wait()
            lived_s = time.monotonic() - connected_at
            pause_s = _FIRST_PAUSE_S if lived_s >= _STEADY_S else self._pause(pause_s)
            if self._is_closing.is_set():
                return
            self._is_needed.clear()  # before: it may end as soon as it has come
            try:
                self._client.connect()
            except Exception as error:
                if not isinstance(error, RedBicycleError):
                    log.exception("connecting to the worker failed")
                self._is_needed.set()
                self._inbox.post(WorkerChanged("lost", str(error)))
            else:
                self._inbox.post(WorkerChanged("ready"))
            connected_at = time.monotonic()

    def _pause(self, pause_s: float) -> float:
        """Waits, unless the window closes; returns how long to wait the next time."""
        self._is_closing.wait(pause_s)
        return min(pause_s * 2, _LONGEST_PAUSE_S)

    def _on_event(self, event: Event) -> None:
        state = event.state if isinstance(event, WorkerChanged) else ""
        if state != "ready":  # told once, by the thread above
            self._inbox.post(event)
        if state == "lost":  # only now: "ready" comes behind it
            self._is_needed.set()

    def _on_progress(self, key: int, progress: Progress) -> None:
        self._inbox.post((key, progress))

    def _on_done(self, key: int, future: "Future[Any]") -> None:
        self._inbox.post((key, future))

    # On the GUI thread

    def _send(self, task: Task) -> None:
        key = id(task)
        task.tries += 1
        task.call = self._client.submit(task.request, on_progress=functools.partial(self._on_progress, key))
        task.call.future.add_done_callback(functools.partial(self._on_done, key))
        if task.is_cancelled:
            task.call.cancel()

    @Slot(list)
    def _on_arrived(self, items: list[object]) -> None:
        for item in items:
            match item:
                case (int() as key, Progress() as progress):
                    if key in self._tasks:
                        self._tasks[key].progressed.emit(progress)
                case (int() as key, Future() as future):
                    self._settle(key, future)
                case WorkerChanged():
                    self._on_worker_changed(item)
                case LibraryChanged():
                    self.library_changed.emit(item)
                case JobsPaused():
                    self.paused_changed.emit(item.paused)
                case JobProgress():
                    self.background_progressed.emit(item.progress)
                    if item.failure:
                        self.failed.emit(in_words(item.failure))

    def _on_worker_changed(self, event: WorkerChanged) -> None:
        self._is_ready = event.state == "ready"
        if event.state == "lost":
            self.background_progressed.emit(None)
            self.paused_changed.emit(False)  # noqa: FBT003 - a signal's argument
        self.worker_changed.emit(event.state, in_words(event.message))
        if self._is_ready:
            waiting, self._waiting = self._waiting, []
            for task in waiting:
                self._send(task)

    def _settle(self, key: int, future: "Future[Any]") -> None:
        task = self._tasks.get(key)
        if task is None:
            return
        error = future.exception()
        if isinstance(error, WorkerGoneError) and self._is_repeated(task):
            self._waiting.append(task)  # asked again when the worker is back
            return
        if error is None:
            self._succeed(task, future.result())
        elif isinstance(error, Cancelled) or task.is_cancelled:
            task.cancelled.emit()
        else:
            self._fail(task, error)
        self._end(task)

    def _is_repeated(self, task: Task) -> bool:
        """A search that another one has replaced is not; nor is what cannot be done twice, or ends every worker."""
        if task.is_cancelled or (isinstance(task.request, Search) and task is not self._search):
            return False
        return not isinstance(task.request, ONCE) and task.tries < _TRIES

    def _succeed(self, task: Task, result: object) -> None:
        if isinstance(task.request, Search):
            if task is not self._search:
                return
            self._search = None
            self.search_succeeded.emit(task.request.request, result)
        task.succeeded.emit(result)

    def _fail(self, task: Task, error: BaseException) -> None:
        message = in_words(str(error))
        if isinstance(error, WorkerGoneError) and isinstance(task.request, ONCE):
            message = self.tr("The background process ended before it said whether this was done: look, and try again.")
        if not isinstance(error, RedBicycleError):
            log.error("%s failed", type(task.request).__name__, exc_info=error)
            message = self.tr("Something went wrong: {reason}").format(reason=str(error) or type(error).__name__)
        if task is self._search:
            self._search = None
            self.search_failed.emit(message)
        task.failed.emit(message)
        if not task.is_quiet:
            self.failed.emit(message)

    def _end(self, task: Task) -> None:
        self._tasks.pop(id(task), None)
        task.ended.emit()
        task.setParent(None)
