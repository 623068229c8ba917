"""Jobs one after the other on one thread: what people asked for before what the worker does by itself."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from desktop_app.errors import Cancelled, RedBicycleError
from desktop_app.jobs import Job, Progress, run
from desktop_app.priority import give_way
from desktop_app.worker.errands import Errand

log = logging.getLogger(__name__)


class Task:
    """Work for a lane. Without an `errand` it is the worker's own.

    `repeatable`: it may be closed at any step and begun anew, because what it committed counts the next time.
    `urgent`: it does not wait for a repeatable task to end.
    """

    def __init__(
        self,
        name: str,
        make: Callable[[], Job[Any]],
        *,
        errand: Errand | None = None,
        repeatable: bool = False,
        urgent: bool = False,
    ) -> None:
        self.name = name
        self.make = make
        self.errand = errand
        self.repeatable = repeatable
        self.urgent = urgent

    @property
    def rank(self) -> int:
        return 0 if self.urgent else 1 if self.errand is not None else 2

    @property
    def is_cancelled(self) -> bool:
        return self.errand is not None and self.errand.is_cancelled


class Lane:
    """A thread and its queue. `on_background` hears the steps of own work, None and a failure's text at its end."""

    def __init__(
        self,
        name: str,
        *,
        on_background: Callable[[Progress | None, str], None],
        on_idle: Callable[[], None],
        is_modest: bool = False,
    ) -> None:
        """`is_modest`: its work, and the threads that this starts, give way to the window and to searches."""
        self._is_modest = is_modest
        self._on_background = on_background
        self._on_idle = on_idle
        self._changed = threading.Condition()
        self._queue: deque[Task] = deque()
        self._running: Task | None = None
        self._cancelling: Task | None = None
        self._paused = False
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether anything runs or waits; what is paused counts as resting."""
        with self._changed:
            return self._running is not None or self._next() is not None

    @property
    def can_be_left(self) -> bool:
        """Whether nothing is lost when it ends now: all that runs or waits would be begun anew by the next worker."""
        with self._changed:
            running = [] if self._running is None else [self._running]
            return all(task.repeatable and task.errand is None for task in (*running, *self._queue))

    def cancel_all(self) -> int:
        """Ends what runs at its next step and drops what waits; returns how many tasks that were."""
        with self._changed:
            waiting, running = list(self._queue), self._running
            self._queue.clear()
            self._cancelling = running
        for task in waiting:
            if task.errand is not None:
                task.errand.drop()
        return len(waiting) + (running is not None)

    def submit(self, task: Task) -> None:
        """A lane that stops lets it lie: its client hears that the worker is gone, and asks the next one."""
        with self._changed:
            if not self._stopping:
                self._queue.append(task)
                self._changed.notify_all()

    def pause(self, *, paused: bool) -> None:
        """Holds repeatable tasks back; one that runs is closed and begun anew later."""
        with self._changed:
            self._paused = paused
            self._changed.notify_all()

    def forget(self, errand: Errand) -> None:
        """Takes a cancelled errand out of the queue, so that it need not wait for its turn to be dropped."""
        with self._changed:
            waiting = [task for task in self._queue if task.errand is errand]
            for task in waiting:
                self._queue.remove(task)
        if waiting:
            errand.drop()

    def stop(self, *, timeout_s: float) -> bool:
        """Closes the running job at its next step and waits. False when it did not come to one in time.

        Nobody is told that it was cancelled, nor what waits: clients hear that the worker is gone, and ask the next.
        """
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _next(self) -> Task | None:
        """The first of the highest rank that may run now; the caller holds the lock."""
        ready = [task for task in self._queue if not (self._paused and task.repeatable)]
        return min(ready, key=lambda task: task.rank, default=None)

    def _take(self) -> Task | None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._next() is not None)
            task = None if self._stopping else self._next()
            if task is not None:
                self._queue.remove(task)
            self._running = task
            return task

    def _work(self) -> None:
        if self._is_modest:
            give_way()
        while (task := self._take()) is not None:
            again = self._do(task)
            with self._changed:
                self._running = None
                if again:
                    self._queue.appendleft(task)
            self._on_idle()
        with self._changed:
            self._queue.clear()

    def _do(self, task: Task) -> bool:
        """Runs it; true when it made way for something else and is to be begun again."""
        log.info("%s begins", task.name)
        try:
            result = run(task.make(), on_progress=self._listener(task), is_cancelled=lambda: self._must_yield(task))
        except Cancelled:
            log.info("%s stops", task.name)
            if task.is_cancelled or self._cancelling is task:
                self._end(task, Cancelled())
                return False
            return not self._stopping
        except Exception as error:  # noqa: BLE001 - told and logged; the lane goes on
            self._end(task, error)
        else:
            log.info("%s is done", task.name)
            if task.errand is None:
                self._on_background(None, "")
            else:
                task.errand.succeed(result)
        return False

    def _listener(self, task: Task) -> Callable[[Progress], None]:
        if task.errand is not None:
            return task.errand.report
        return lambda progress: self._on_background(progress, "")

    def _end(self, task: Task, error: Exception) -> None:
        if task.errand is not None:
            task.errand.fail(error)
            return
        known = isinstance(error, RedBicycleError | Cancelled)
        log.log(logging.WARNING if known else logging.ERROR, "%s: %s", task.name, error, exc_info=not known and error)
        self._on_background(None, str(error) if isinstance(error, RedBicycleError) else "")

    def _must_yield(self, task: Task) -> bool:
        with self._changed:
            if self._stopping or task.is_cancelled or self._cancelling is task:
                return True
            if not task.repeatable:
                return False
            more_important = any(
                other.urgent or (task.errand is None and other.errand is not None) for other in self._queue
            )
            return self._paused or more_important
