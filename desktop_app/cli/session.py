"""One way to ask, two ways to be answered: by a running worker, or by opening the library here."""

import concurrent.futures
import queue
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol, TypeVar

from desktop_app.config import LibraryPaths
from desktop_app.errors import LibraryBusyError, RedBicycleError, WorkerUnavailableError
from desktop_app.jobs import Progress, run
from desktop_app.records import Change
from desktop_app.worker.client import Call, WorkerClient
from desktop_app.worker.protocol import Event, FollowChanges, PhotoChanged, Request

if TYPE_CHECKING:
    from desktop_app.workspace import Workspace

R = TypeVar("R")
OnProgress = Callable[[Progress], None]

STARTING_WORKER_S = 5.0
"""How long a worker may hold the library before it answers."""
START_S = 90.0
"""How long a worker that is started here may take until it answers, on a slow or busy machine."""
MAY_START_WORKER = True
_LOOK_S = 0.5
"""Windows delivers Ctrl-C only between waits."""


class Session(Protocol):
    """A library that answers requests."""

    def ask(self, request: Request[R], *, on_progress: OnProgress) -> R:
        """Raises `RedBicycleError`s."""
        ...

    def follow(self) -> Iterator[Change]:
        """What is taken over from the folders, as it happens."""
        ...

    def close(self) -> None: ...


def open_session(paths: LibraryPaths, *, start_worker: bool = False) -> Session:
    """The worker if one answers, else the library itself.

    `start_worker`: where there is a library but no worker, one is started and stays for the next time; should that
    fail, the library is opened here, which says why.
    Raises `LibraryBusyError` when a process that is no worker holds it, and what `Workspace.open` raises.
    """
    deadline = time.monotonic() + STARTING_WORKER_S
    start_worker = start_worker and MAY_START_WORKER and paths.database.exists()
    while True:
        session = WorkerSession(paths)
        try:
            session.connect(start=start_worker)
        except WorkerUnavailableError:
            session.close()
            start_worker = False
        except RedBicycleError:
            session.close()
            raise
        else:
            return session
        try:
            return LocalSession(_open_workspace(paths))
        except LibraryBusyError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)  # a worker that holds the lock is about to listen; there is nothing to wait on


def _open_workspace(paths: LibraryPaths) -> "Workspace":
    from desktop_app.workspace import Workspace

    return Workspace.open(paths)


class LocalSession:
    """The library, opened by this process."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace

    def ask(self, request: Request[R], *, on_progress: OnProgress) -> R:
        from desktop_app.worker.verbs import serve

        answer: R = run(serve(self._workspace, request), on_progress=on_progress)
        return answer

    def follow(self) -> Iterator[Change]:
        return self._workspace.watch()

    def close(self) -> None:
        self._workspace.close()


class WorkerSession:
    """The library, held by its worker."""

    def __init__(self, paths: LibraryPaths) -> None:
        self._changes: queue.SimpleQueue[Change | None] = queue.SimpleQueue()
        self._client = WorkerClient(paths, on_event=self._on_event, name="command line")

    def connect(self, *, start: bool) -> None:
        """Raises `WorkerUnavailableError` when none answers, or none can be started."""
        self._client.connect(start=start, timeout_s=START_S)

    def ask(self, request: Request[R], *, on_progress: OnProgress) -> R:
        call = self._client.submit(request, on_progress=on_progress)
        try:
            return _wait(call)
        except KeyboardInterrupt:
            call.cancel()
            concurrent.futures.wait([call.future], timeout=2.0)
            raise

    def follow(self) -> Iterator[Change]:
        call = self._client.submit(FollowChanges())
        call.future.add_done_callback(lambda _: self._changes.put(None))
        return self._changes_of(call)

    def _changes_of(self, call: Call[None]) -> Iterator[Change]:
        while True:
            try:
                change = self._changes.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            if change is None:
                break
            yield change
        if isinstance(error := call.future.exception(), RedBicycleError):
            raise error

    def close(self) -> None:
        self._client.close()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, PhotoChanged):
            self._changes.put(event.change)


def _wait(call: Call[R]) -> R:
    while True:
        try:
            return call.result(_LOOK_S)
        except TimeoutError:
            if call.future.done():
                raise
