"""The background process of one library: `python -m desktop_app.worker.server LIBRARY_DIR`.

It owns the encoders, the search index, the watcher and every write. It ends by itself some time after the last client
left and all work is done.
"""

import faulthandler
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Literal, TypeAlias

import filelock

from desktop_app.config import LibraryPaths
from desktop_app.errors import LibraryBusyError, RedBicycleError
from desktop_app.records import Change
from desktop_app.worker.address import new_address, publish_address, withdraw_address
from desktop_app.worker.desk import Desk
from desktop_app.worker.herald import Herald
from desktop_app.worker.places import log_file, reading_lock
from desktop_app.worker.protocol import AnyEvent
from desktop_app.worker.sessions import Reception
from desktop_app.worker.spawn import EXIT_BUSY
from desktop_app.worker.worker_log import log_to
from desktop_app.workspace import Workspace

log = logging.getLogger("desktop_app.worker.server")  # it is run as __main__

IDLE_VARIABLE = "RED_BICYCLE_WORKER_IDLE_S"
"""Overrides the settings of all libraries."""
_LOADED_S = 60.0
"""How long a starting worker leaves the processor to its model before it looks at the folders."""
_PICTURES_AFTER_S = 3.0
FIRST_CLIENT_S = 30.0
"""How long a worker waits at least for the client that started it."""
Wish: TypeAlias = Literal["leave", "look", "stranger"]


class Worker:
    """Puts the threads together, waits until it is time to leave, and leaves cleanly."""

    def __init__(self, workspace: Workspace, *, idle_s: float | None = None) -> None:
        """`idle_s` overrides the settings. Raises `WorkerUnavailableError` when it cannot listen where it has to."""
        self._workspace = workspace
        self._idle_s = idle_s
        self._is_warm = threading.Event()
        self._watches_model = False
        self._is_leaving = threading.Event()
        self._prepares = False
        self._wishes: SimpleQueue[Wish] = SimpleQueue()  # its put() is safe in a signal handler
        self._stops: list[Callable[[], None]] = []
        """Each ends a listening to the library."""
        self._address = new_address(workspace.paths)
        self._herald = Herald(self._tell)
        self._desk = Desk(
            workspace,
            self._herald,
            on_idle=lambda: self._wishes.put("look"),
            on_searched=self._on_searched,
            leave=lambda: self._wishes.put("leave"),
        )
        self._reception = Reception(
            self._address,
            desk=self._desk,
            on_change=lambda: self._wishes.put("look"),
            on_stranger=lambda: self._wishes.put("stranger"),
        )

    def open(self) -> None:
        """Clients find it from now on, and are told of all that they bring about. Raises OSError."""
        self._stops = [
            self._workspace.listen(self._on_change),
            self._workspace.editing.listen(self._herald.mark_edited),
        ]
        self._reception.open()
        publish_address(self._workspace.paths, self._address)

    def run(self) -> None:
        """Until a signal, a `Shutdown`, or long enough with nothing to do. For one that is open."""
        is_watching = not self._workspace.is_read_only
        stop_watching = self._workspace.start_watching(self._desk.reconcile) if is_watching else lambda: None
        for work in (self._warm_up, self._catch_up) if is_watching else (self._warm_up,):
            threading.Thread(target=work, name=work.__name__.strip("_"), daemon=True).start()
        try:
            self._wait()
        finally:
            log.info("leaving")
            self._is_leaving.set()
            withdraw_address(self._workspace.paths, self._address)
            stop_watching()
            self._desk.close()
            self._reception.close()
            self._herald.stop()
            for stop in self._stops:
                stop()

    def leave(self) -> None:
        """From any thread or signal handler."""
        self._wishes.put("leave")

    def _on_searched(self) -> None:
        """A search may have brought a model into memory, which leaves it again some day, or the library's drive may be
        away, whose pages in memory answer on.

        Mostly the one is looked after already and the other is not so, and the main thread is not woken.
        """
        if not self._watches_model or not self._workspace.is_there():
            self._wishes.put("look")

    def _tell(self, event: AnyEvent) -> None:
        self._reception.tell(event)

    def _wait(self) -> None:
        idle_since: float | None = time.monotonic()
        is_outdated = False
        while True:
            left_s = None if idle_since is None else idle_since + self._stay_s - time.monotonic()
            if left_s is not None and left_s <= 0 and self._reception.is_empty:  # nobody came meanwhile
                return
            self._watches_model = False
            model_s = self._workspace.free_idle_model()
            self._watches_model = model_s is not None
            waits_s = [max(seconds, 0.01) for seconds in (left_s, model_s) if seconds is not None]
            try:
                wish = self._wishes.get(timeout=min(waits_s, default=None))
            except Empty:
                wish = "look"
            if not self._workspace.is_there():
                log.warning("the library is not in its place any more: the next worker opens it when it is back")
                return
            is_alone = self._reception.is_empty
            if not self._prepares and self._reception.has_window:
                self._prepares = True
                threading.Thread(target=self._prepare_for_pictures, name="imports", daemon=True).start()
            is_outdated |= wish == "stranger"  # an update was installed: make way for the new version
            if wish == "leave" or (is_outdated and is_alone and self._desk.can_be_left):
                return
            busy = not is_alone or self._desk.is_busy
            idle_since = None if busy else idle_since or time.monotonic()

    @property
    def _stay_s(self) -> float:
        """With nothing to do. Whoever started it is on the way, and may be slow."""
        stay_s = self._workspace.settings.worker_idle_s if self._idle_s is None else self._idle_s
        return stay_s if self._reception.was_visited else max(stay_s, FIRST_CLIENT_S)

    def _on_change(self, change: Change) -> None:
        self._reception.tell_change(change)
        self._herald.mark(
            photos=True, problems=change.kind in ("failed", "solved"), folders=change.kind in ("offline", "online")
        )

    def _warm_up(self) -> None:
        """Loads the encoder before the first query needs it."""
        try:
            self._workspace.warm_up()
        except RedBicycleError as error:
            log.warning("%s", error)
        except Exception:
            log.exception("the encoder was not loaded")
        finally:
            self._is_warm.set()
            self._wishes.put("look")  # there is a model in memory that may have to leave it

    def _prepare_for_pictures(self) -> None:
        """A window's user may search with a picture. Words do not need torch, whose import takes seconds: it comes when
        the first ones have been answered."""
        self._is_warm.wait(_LOADED_S)
        if not self._is_leaving.wait(_PICTURES_AFTER_S):
            try:
                self._workspace.prepare_for_pictures()
            except Exception:
                log.exception("pictures cannot be searched with")

    def _catch_up(self) -> None:
        """Looks at all folders, once the model is there: whoever started the worker may be waiting for a search."""
        self._is_warm.wait(_LOADED_S)
        self._desk.catch_up()


def main(arguments: Sequence[str]) -> int:
    """Exit status 0; 75 when another process holds the library; 1 on another known failure, told on stderr."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m desktop_app.worker.server LIBRARY_DIR\n")
        return 2
    paths = LibraryPaths(Path(arguments[0]).resolve())
    try:
        with alone(paths), Workspace.open(paths, gives_way=True) as workspace:
            log_to(log_file(paths))
            _tell_crashes()
            log.info("worker %d opens %s", os.getpid(), paths.root)
            worker = Worker(workspace, idle_s=_idle_s())
            _leave_on_signals(worker)  # before it is found: whoever finds it may end it
            worker.open()
            worker.run()
    except LibraryBusyError:
        return EXIT_BUSY
    except RedBicycleError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    log.info("worker %d has left", os.getpid())
    return 0


@contextmanager
def alone(paths: LibraryPaths) -> Iterator[None]:
    """A library that may only be read has one worker, too, though nobody takes its lock. Raises `LibraryBusyError`."""
    if paths.may_be_written:
        yield
        return
    lock = filelock.FileLock(reading_lock(paths))
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise LibraryBusyError(f"The library in {paths.root} has a worker.") from error
    try:
        yield
    finally:
        lock.release()


def _idle_s() -> float | None:
    try:
        return max(0.0, float(os.environ[IDLE_VARIABLE]))
    except (KeyError, ValueError):
        return None


def _tell_crashes() -> None:
    """A crash of native code leaves its stack in the log; without a stderr there is nowhere to write it."""
    if sys.stderr is not None:
        faulthandler.enable()


def _leave_on_signals(worker: Worker) -> None:
    def leave(_number: int, _frame: FrameType | None) -> None:
        worker.leave()

    for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, leave)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
