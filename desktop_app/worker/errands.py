"""One request of one client, on its way through the worker."""

import logging
import threading
import time
from collections.abc import Callable, Hashable

import msgspec

from desktop_app.errors import Cancelled, RedBicycleError, WorkerError
from desktop_app.jobs import Progress
from desktop_app.worker import protocol
from desktop_app.worker.protocol import AnyRequest

log = logging.getLogger(__name__)

PROGRESS_INTERVAL_S = 0.1


class Errand:
    """Carries a request to the verb that serves it and the outcome back, exactly once."""

    def __init__(
        self,
        call_id: int,
        request: AnyRequest,
        *,
        reply: Callable[[protocol.FromWorker], None],
        client: Hashable = None,
        timeout_s: float | None = None,
    ) -> None:
        """`client` tells the errands of one client from those of others; after `timeout_s` nobody waits any more."""
        self.client = client
        self._deadline = None if timeout_s is None else time.monotonic() + timeout_s
        self.call_id = call_id
        self.request = request
        self._reply = reply
        self._settled = threading.Lock()
        self._cancelled = threading.Event()
        self._reported_at = 0.0

    @property
    def is_cancelled(self) -> bool:
        """By its client, or because nobody waits for it any more."""
        return self._cancelled.is_set() or (self._deadline is not None and time.monotonic() > self._deadline)

    def cancel(self) -> None:
        """The work stops at its next step."""
        self._cancelled.set()

    def report(self, progress: Progress) -> None:
        """Tells the client, at most ten times a second."""
        now = time.monotonic()
        if now - self._reported_at >= PROGRESS_INTERVAL_S:
            self._reported_at = now
            self._reply(protocol.Reported(self.call_id, progress))

    def drop(self) -> None:
        self._settle(protocol.Dropped(self.call_id))

    def succeed(self, result: object) -> None:
        self._settle(protocol.Done(self.call_id, msgspec.Raw(protocol.encode(result))))

    def fail(self, error: BaseException) -> None:
        """A known failure keeps its class; anything else is a bug and goes into the log."""
        if isinstance(error, Cancelled):
            self.drop()
        elif isinstance(error, RedBicycleError):
            self._settle(protocol.Failed(self.call_id, type(error).__name__, str(error)))
        else:
            log.error("%s failed", type(self.request).__name__, exc_info=error)
            text = "Something went wrong in the background process; worker.log in the library's folder says more."
            self._settle(protocol.Failed(self.call_id, WorkerError.__name__, text))

    def answer(self, verb: Callable[[], object]) -> None:
        """Runs a verb that has no steps, and settles."""
        if self.is_cancelled:
            self.drop()
            return
        try:
            result = verb()
        except Exception as error:  # noqa: BLE001 - told to the client, and logged when it is a bug
            self.fail(error)
        else:
            self.succeed(result)

    def _settle(self, message: protocol.FromWorker) -> None:
        if self._settled.acquire(blocking=False):
            self._reply(message)
