"""Stands in for the worker: records what it is asked and answers when the test says, from a thread of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from desktop_app.errors import Cancelled, RedBicycleError
from desktop_app.jobs import Progress
from desktop_app.worker.protocol import Event, Request

T = TypeVar("T", bound=Request[Any])


class CallStandIn:
    """A request that the window made."""

    def __init__(self, request: Request[Any], on_progress: Callable[[Progress], None] | None, voice: "Voice") -> None:
        self.request = request
        self.future: Future[Any] = Future()
        self.is_cancelled = False
        self._on_progress = on_progress
        self._voice = voice

    def cancel(self) -> None:
        self.is_cancelled = True
        self._voice(self._settle, Cancelled())

    def answer(self, result: object) -> None:
        """The worker has done it."""
        self._voice(self._settle, result)

    def fail(self, error: Exception) -> None:
        """The worker could not do it."""
        self._voice(self._settle, error)

    def report(self, progress: Progress) -> None:
        """The worker says how far it is."""
        assert self._on_progress is not None
        self._voice(self._on_progress, progress)

    def _settle(self, outcome: object) -> None:
        if self.future.done():
            return
        if isinstance(outcome, Exception):
            self.future.set_exception(outcome)
        else:
            self.future.set_result(outcome)


class Voice:
    """One thread that everything the worker says comes from, in order."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None

    def __call__(self, speak: Callable[..., object], *words: object) -> None:
        self._pool = self._pool or ThreadPoolExecutor(1, thread_name_prefix="stand-in")
        self._pool.submit(speak, *words)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None


class WorkerStandIn:
    """Has the methods of `WorkerClient` that the window uses. `refusals` are raised by `connect`, one a time."""

    def __init__(self) -> None:
        self.calls: list[CallStandIn] = []
        self.refusals: list[RedBicycleError] = []
        self.connections = 0
        self.has_connected = threading.Event()
        self.is_closed = False
        self._voice = Voice()
        self._on_event: Callable[[Event], None] | None = None
        self._answers: dict[type, Callable[[Any], object]] = {}

    def attach(self, on_event: Callable[[Event], None]) -> "WorkerStandIn":
        """What the window is given as its maker of clients."""
        self._on_event = on_event
        return self

    def connect(self) -> None:
        self.connections += 1
        try:
            refusal = self.refusals.pop(0)
        except IndexError:  # there are none, or a test has just taken them away
            self.has_connected.set()
        else:
            raise refusal

    def submit(self, request: Request[Any], *, on_progress: Callable[[Progress], None] | None = None) -> CallStandIn:
        call = CallStandIn(request, on_progress, self._voice)
        self.calls.append(call)
        answer = self._answers.get(type(request))
        if answer is not None:
            call.answer(answer(request))
        return call

    def close(self) -> None:
        self.is_closed = True
        self._voice.close()

    def tell(self, event: Event) -> None:
        """Something happened."""
        assert self._on_event is not None
        self._voice(self._on_event, event)

    def always(self, kind: type[T], answer: Callable[[T], object]) -> None:
        """Answers every request of this kind at once."""
        self._answers[kind] = answer

    def asked(self, kind: type[T]) -> list[T]:
        """The requests of this kind so far."""
        return [call.request for call in self.calls if isinstance(call.request, kind)]

    def call(self, kind: type[T]) -> CallStandIn:
        """The last request of this kind."""
        return next(call for call in reversed(self.calls) if isinstance(call.request, kind))
