"""A few threads that always do what is wanted most now."""

import logging
import threading
import time
from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.gui.inbox import Inbox
from desktop_app.priority import give_way

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")
log = logging.getLogger(__name__)


class Crew(QObject, Generic[K, R]):
    """Runs `work(key)` on its threads and tells the outcome on the GUI thread.

    `want` replaces the list of what is wanted, most wanted first: what is no longer in it is dropped unless begun.
    `finished` brings a list of `(key, result)`; a result is an exception where `work` raised one.
    """

    finished = Signal(list)

    def __init__(
        self,
        name: str,
        work: Callable[[K], R],
        *,
        threads: int = 1,
        makes_way: bool = False,
        parent: QObject | None = None,
    ) -> None:
        """`makes_way`: the window's own thread goes first when processors are few."""
        super().__init__(parent)
        self._makes_way = makes_way
        self._work = work
        self._inbox = Inbox(self)
        self._inbox.arrived.connect(self._on_arrived)
        self._changed = threading.Condition()
        self._wanted: dict[K, None] = {}
        self._begun: set[K] = set()
        self._is_closing = False
        self._threads = [threading.Thread(target=self._run, name=f"{name}-{n}", daemon=True) for n in range(threads)]
        self._is_started = False

    @property
    def is_closing(self) -> bool:
        """For long work that should end early."""
        return self._is_closing

    @property
    def is_busy(self) -> bool:
        """Whether there is something to do, or to tell: what is done lies in the inbox for a moment."""
        with self._changed:
            return bool(self._wanted or self._begun) or self._inbox.has_items

    def want(self, keys: Iterable[K]) -> None:
        """These and no others, most wanted first."""
        with self._changed:
            self._wanted = {key: None for key in keys if key not in self._begun}
            self._start_and_wake()

    def want_next(self, key: K) -> None:
        """This before all the others, also when it is being done right now."""
        with self._changed:
            self._wanted = {key: None, **self._wanted}
            self._start_and_wake()

    def want_again(self, key: K) -> None:
        """This, also when it is being done right now: what that reads may be old."""
        with self._changed:
            self._wanted.setdefault(key)
            self._start_and_wake()

    def close(self, timeout_s: float = 3.0) -> bool:
        """Ends the threads; returns whether all ended in time."""
        with self._changed:
            self._is_closing = True
            self._wanted.clear()
            self._changed.notify_all()
        self._inbox.close()
        deadline = time.monotonic() + timeout_s
        if self._is_started:
            for thread in self._threads:
                thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _start_and_wake(self) -> None:
        if self._is_closing:
            return
        if not self._is_started and self._wanted:
            self._is_started = True
            for thread in self._threads:
                thread.start()
        self._changed.notify_all()

    def _run(self) -> None:
        if self._makes_way:
            give_way()
        while (key := self._take()) is not None:
            outcome: R | Exception
            try:
                outcome = self._work(key)
            except Exception as error:  # noqa: BLE001 - handed to the GUI thread, which shows it
                outcome = error
            with self._changed:  # as one: whoever does the same again, on another thread, is heard after this one
                self._begun.discard(key)
                self._inbox.post((key, outcome))
                self._changed.notify_all()

    def _take(self) -> K | None:
        with self._changed:
            while True:
                if self._is_closing:
                    return None
                key = next((each for each in self._wanted if each not in self._begun), None)
                if key is not None:
                    del self._wanted[key]
                    self._begun.add(key)
                    return key
                self._changed.wait()

    @Slot(list)
    def _on_arrived(self, outcomes: list[tuple[K, R | Exception]]) -> None:
        self.finished.emit(outcomes)
