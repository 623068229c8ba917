"""The way to the worker, for window and command line. Imports no engine."""

import concurrent.futures
import itertools
import logging
import multiprocessing
import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from desktop_app.config import LibraryPaths
from desktop_app.errors import (
    Cancelled,
    LibraryBusyError,
    OutdatedClientError,
    ProtocolError,
    RedBicycleError,
    WorkerError,
    WorkerGoneError,
    WorkerSilentError,
    WorkerUnavailableError,
    error_class,
)
from desktop_app.jobs import Progress
from desktop_app.worker import protocol
from desktop_app.worker.address import read_address
from desktop_app.worker.channel import HANDSHAKE_TIMEOUT_S, REPLY_LIMIT_BYTES, Channel, Sender, prove_to_worker, reach
from desktop_app.worker.places import log_file
from desktop_app.worker.protocol import WINDOW, Event, Request, WorkerChanged
from desktop_app.worker.spawn import EXIT_BUSY, last_words, log_size, start_worker

R = TypeVar("R")
log = logging.getLogger(__name__)

_SILENT = "The background process did not answer in time; try again, or start the app anew."
_FIRST_PAUSE_S, _LONGEST_PAUSE_S, _RESPAWN_S = 0.02, 0.25, 1.0


class Call(Generic[R]):
    """One request under way. `future` gets the answer, a `RedBicycleError`, or `Cancelled`."""

    def __init__(
        self,
        call_id: int,
        answer: Any,
        *,
        cancel: Callable[[int], None],
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self.future: concurrent.futures.Future[R] = concurrent.futures.Future()
        self.future.set_running_or_notify_cancel()  # only the worker's word ends it
        self.call_id = call_id
        self.answer = answer
        self.on_progress = on_progress
        self.deadline: float | None = None
        self._cancel = cancel

    def cancel(self) -> None:
        """Asks the worker to drop it; the future then gets `Cancelled`, or the answer that came first."""
        if not self.future.done():
            self._cancel(self.call_id)

    def result(self, timeout_s: float | None = None) -> R:
        """Waits for the answer."""
        return self.future.result(timeout_s)


class WorkerClient:
    """A connection to the worker of one library; usable from any thread.

    Callbacks come on the reader thread, one at a time: they must be quick and must not wait for a call.
    """

    def __init__(
        self, paths: LibraryPaths, *, on_event: Callable[[Event], None] | None = None, name: str = WINDOW
    ) -> None:
        self._paths = paths
        self._on_event = on_event
        self._name = name
        self._connecting = threading.Lock()
        self._state = threading.Lock()  # guards the three below
        self._channel: Channel | None = None
        self._sender: Sender | None = None
        self._calls: dict[int, Call[Any]] = {}
        self._reader: threading.Thread | None = None
        self._numbers = itertools.count(1)
        self._closing = False
        self._was_there = False
        self.worker_pid: int | None = None

    @property
    def is_connected(self) -> bool:
        return self._channel is not None

    def connect(self, *, start: bool = True, timeout_s: float = 30.0) -> None:
        """Reaches the worker, starting one if none answers and `start` is set. May be called again after a loss.

        Raises `WorkerUnavailableError`, `ProtocolError` (it is of another version), `LibraryBusyError` (a process that
        is no worker holds the library).
        """
        with self._connecting:
            if self._channel is not None:
                return
            self._closing = False
            channel = self._start_and_attach(timeout_s) if start else self._attach(timeout_s)
            with self._state:
                self._channel = channel
                self._sender = Sender(channel, name="worker-client-writer")
            self._reader = threading.Thread(target=self._read, args=(channel,), name="worker-client", daemon=True)
            self._reader.start()

    def submit(
        self,
        request: Request[R],
        *,
        on_progress: Callable[[Progress], None] | None = None,
        timeout_s: float | None = None,
    ) -> Call[R]:
        """Sends `request`. Without a connection the call fails at once with `WorkerGoneError`.

        It fails with `WorkerSilentError` after `timeout_s`, or what `protocol.timeout_of` says of such requests.
        """
        answer = protocol.answer_type(type(request))
        call: Call[R] = Call(next(self._numbers), answer, cancel=self._cancel, on_progress=on_progress)
        timeout_s = protocol.timeout_of(request) if timeout_s is None else timeout_s
        if timeout_s is not None:
            call.deadline = time.monotonic() + timeout_s
        with self._state:
            channel, sender = self._channel, self._sender
            if channel is None or sender is None:
                _settle(call, error=WorkerGoneError("The background process is not running."))
                return call
            self._calls[call.call_id] = call
        sender.put(protocol.encode(protocol.Ask(call.call_id, request, timeout_s)))  # type: ignore[arg-type]
        if timeout_s is not None:
            channel.nudge()  # the reader looks at the clock for this one too
        return call

    def close(self) -> None:
        """Leaves the worker to itself: it finishes what it was asked and ends after an idle time."""
        self._closing = True  # ends a connecting that is under way
        with self._connecting:
            self._closing = True
            channel, sender, reader = self._channel, self._sender, self._reader
            if channel is not None:
                if sender is not None:
                    sender.close(timeout_s=1.0)
                channel.close()
            if reader is not None and reader is not threading.current_thread():
                reader.join(timeout=5.0)

    def _attach(self, timeout_s: float) -> Channel:
        found = read_address(self._paths)
        if found is None:
            raise WorkerUnavailableError("No background process is running for this library.")
        wait_s = min(timeout_s, HANDSHAKE_TIMEOUT_S)
        try:
            link = reach(found.address, family=found.family, timeout_s=wait_s)
        except OSError as error:
            raise WorkerUnavailableError("The background process of this library does not answer.") from error
        channel = Channel(link, receive_limit_bytes=REPLY_LIMIT_BYTES)
        try:
            prove_to_worker(link, bytes.fromhex(found.secret), timeout_s=wait_s)
            self._greet(channel, wait_s)
        except (OSError, EOFError, ValueError, multiprocessing.AuthenticationError) as error:
            channel.release()
            raise WorkerUnavailableError("The background process of this library does not answer.") from error
        except WorkerError:
            channel.release()
            raise
        return channel

    def _greet(self, channel: Channel, wait_s: float) -> None:
        from desktop_app import __version__

        channel.send(protocol.encode(protocol.Hello(protocol.PROTOCOL_VERSION, __version__, self._name)))
        answer = protocol.decode(channel.receive(timeout_s=wait_s), expected=protocol.Welcome | protocol.Refused)
        if isinstance(answer, protocol.Refused):
            is_newer = answer.protocol > protocol.PROTOCOL_VERSION
            raise OutdatedClientError(answer.reason) if is_newer else ProtocolError(answer.reason)
        if answer.protocol != protocol.PROTOCOL_VERSION:
            raise ProtocolError("The background process is of another version of the app; it will end by itself.")
        self.worker_pid = answer.pid
        self._was_there = True

    def _start_and_attach(self, timeout_s: float) -> Channel:
        try:
            channel = self._attach(timeout_s)
        except OutdatedClientError:
            raise
        except WorkerError:
            self._tell(WorkerChanged("starting"))
            channel = self._await_worker(time.monotonic() + timeout_s)
        self._tell(WorkerChanged("ready"))
        return channel

    def _await_worker(self, deadline: float) -> Channel:
        """Tries again until it answers: it may be starting, ending, or of the version before an update."""
        if self._was_there and not self._paths.database.exists():
            from desktop_app.library.failures import away

            raise away(self._paths.database)  # where its drive was, no new one is begun
        said_before = log_size(log_file(self._paths))
        process = start_worker(self._paths)
        started, pause = time.monotonic(), _FIRST_PAUSE_S
        was_busy = False
        while True:
            try:
                return self._attach(deadline - time.monotonic())
            except OutdatedClientError:
                raise
            except WorkerError as error:
                failure = error
            status = process.poll()
            if status not in (None, EXIT_BUSY):
                raise self._why_it_ended(said_before) from failure
            was_busy |= status == EXIT_BUSY
            if time.monotonic() + pause > deadline or self._closing:
                raise _why_not(failure, was_busy=was_busy)
            if status == EXIT_BUSY and time.monotonic() - started > _RESPAWN_S:
                process, started = start_worker(self._paths), time.monotonic()
            try:
                process.wait(pause)
            except subprocess.TimeoutExpired:
                pause = min(pause * 1.5, _LONGEST_PAUSE_S)
            else:
                time.sleep(pause)  # polling for another process's socket: there is nothing to wait on

    def _why_it_ended(self, said_before: int) -> RedBicycleError:
        """Its own words, unless the log could not hold them either."""
        from desktop_app.library.failures import hindrance

        words = last_words(log_file(self._paths), since=said_before)
        if words:
            return WorkerUnavailableError(f"The background process ended at its start: {words}")
        hindered = hindrance(self._paths.database)
        return hindered or WorkerUnavailableError("The background process ended at its start, without a word.")

    def _read(self, channel: Channel) -> None:
        """The reader thread: hands out what arrives until either end closes."""
        try:
            while True:
                if channel.wait(self._next_deadline_s()):
                    self._hand_out(protocol.decode(channel.receive(), expected=protocol.FromWorker))
                self._end_late_calls()
        except (OSError, EOFError):
            reason = "The background process ended before it answered."
        except ProtocolError as error:
            reason = str(error)
        with self._state:
            self._channel, sender, self._sender = None, self._sender, None
            orphans = list(self._calls.values())
            self._calls.clear()
        if sender is not None:
            sender.close(timeout_s=0)
        channel.release()
        for call in orphans:
            _settle(call, error=Cancelled() if self._closing else WorkerGoneError(reason))
        if not self._closing:
            self._tell(WorkerChanged("lost", reason))

    def _next_deadline_s(self) -> float | None:
        with self._state:
            deadlines = [call.deadline for call in self._calls.values() if call.deadline is not None]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None

    def _end_late_calls(self) -> None:
        now = time.monotonic()
        with self._state:
            late = [call for call in self._calls.values() if call.deadline is not None and call.deadline <= now]
            for call in late:
                del self._calls[call.call_id]
        for call in late:
            self._cancel(call.call_id)
            _settle(call, error=WorkerSilentError(_SILENT))

    def _hand_out(self, message: protocol.FromWorker) -> None:
        match message:
            case protocol.Happened(event=event):
                self._tell(event)
            case protocol.Reported(call_id=number, progress=progress):
                call = self._calls.get(number)
                if call is not None and call.on_progress is not None:
                    _guarded(call.on_progress, progress)
            case protocol.Done(call_id=number, result=result):
                if call := self._forget(number):
                    _settle_with(call, result)
            case protocol.Failed(call_id=number, kind=kind, message=text):
                if call := self._forget(number):
                    _settle(call, error=error_class(kind)(text))
            case protocol.Dropped(call_id=number):
                if call := self._forget(number):
                    _settle(call, error=Cancelled())
            case _:
                raise ProtocolError("The background process greeted twice.")

    def _cancel(self, call_id: int) -> None:
        with self._state:
            sender = self._sender
        if sender is not None:
            sender.put(protocol.encode(protocol.Cancel(call_id)))

    def _forget(self, call_id: int) -> Call[Any] | None:
        with self._state:
            return self._calls.pop(call_id, None)

    def _tell(self, event: Event) -> None:
        if self._on_event is not None:
            _guarded(self._on_event, event)


def _why_not(failure: WorkerError, *, was_busy: bool) -> RedBicycleError:
    if was_busy and not isinstance(failure, ProtocolError):
        return LibraryBusyError(
            "Another program is working on this library: wait until it has finished, or end it, and try again."
        )
    return failure


def _settle_with(call: Call[Any], result: Any) -> None:
    try:
        answer = protocol.decode(result, expected=call.answer)
    except ProtocolError as error:
        _settle(call, error=error)
    else:
        _settle(call, answer=answer)


def _settle(call: Call[Any], *, answer: object = None, error: BaseException | None = None) -> None:
    """Sets the future once: an answer and a loss can race."""
    try:
        if error is None:
            call.future.set_result(answer)
        else:
            call.future.set_exception(error)
    except concurrent.futures.InvalidStateError:
        log.debug("call %d was settled before", call.call_id)


def _guarded(callback: Callable[[Any], None], value: object) -> None:
    """A callback's bug must not silence the connection: it is logged with its traceback."""
    try:
        callback(value)
    except Exception:
        log.exception("a callback failed")
