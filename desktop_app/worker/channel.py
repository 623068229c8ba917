"""Whole messages of bytes over a private local socket, of any size up to a limit, sent from any thread.

`multiprocessing.connection` brings the Unix socket or Windows pipe, the frames and the proof of the shared secret.
Its pickling half (`send`, `recv`) is never used.
"""

import contextlib
import os
import select
import socket
import struct
import sys
import threading
from collections import deque
from multiprocessing import Pipe, connection
from multiprocessing.connection import Connection
from typing import cast

from desktop_app.errors import ProtocolError

FRAME_BYTES = 1024**2
REQUEST_LIMIT_BYTES = 16 * 1024**2
"""What a worker reads from a client: a request about some three million photos."""
REPLY_LIMIT_BYTES = 1024**3
"""What a client reads from a worker: a million ranked photos with their paths."""
HANDSHAKE_TIMEOUT_S = 5.0
AT_ONCE_BYTES = 64 * 1024
"""What a Unix socket takes without waiting where Linux calls it writable: no more than a quarter of its 208 KiB is full
then."""
_UNDER_WAY_S = 0.1
"""How long `release` lets a message go on that is being sent."""

_LAST, _MORE = b"\0", b"\1"


class Channel:
    """One end of a connection. `receive` belongs to one thread, `send` and `close` to all."""

    def __init__(self, link: Connection, *, receive_limit_bytes: int) -> None:
        self._link = link
        self._limit = receive_limit_bytes
        self._sending = threading.Lock()
        self._woken, self._waker = Pipe(duplex=False)
        self._ending = threading.Lock()
        self._closed = False
        self._is_nudged = False

    def send(self, message: bytes) -> None:
        """Waits while the other end does not read. Raises OSError when it is gone, or this end was closed."""
        with self._sending:
            if self._closed:
                raise BrokenPipeError
            for start in range(0, max(1, len(message)), FRAME_BYTES):
                end = start + FRAME_BYTES
                kind = _MORE if end < len(message) else _LAST
                try:
                    self._link.send_bytes(kind + message[start:end])
                except AssertionError as error:  # on Windows, of a write that `_interrupt` ended
                    raise BrokenPipeError from error

    def takes_at_once(self, message: bytes) -> bool:
        """Whether `send` would not wait, for one that sends alone. Elsewhere than on Linux nobody knows."""
        if sys.platform != "linux" or len(message) > AT_ONCE_BYTES:
            return False
        asked = select.poll()
        try:
            asked.register(self._link.fileno(), select.POLLOUT)
            return any(event & select.POLLOUT for _, event in asked.poll(0))
        except (OSError, ValueError):  # closed meanwhile
            return False

    def wait(self, timeout_s: float | None = None) -> bool:
        """Whether there is something to `receive` (a message, or the end); False when the time is over, or on `nudge`.

        For the receiving thread.
        """
        ready = connection.wait([self._link, self._woken], timeout_s)
        if self._woken in ready and not self._closed:
            self._take_nudge()
            return self._link in ready
        return bool(ready)

    def nudge(self) -> None:
        """Ends a `wait`, from any thread."""
        with self._ending:
            if not self._closed and not self._is_nudged:
                self._is_nudged = True
                self._waker.send_bytes(b"n")

    def _take_nudge(self) -> None:
        with self._ending:
            self._is_nudged = False
            self._woken.recv_bytes()

    def receive(self, *, timeout_s: float | None = None) -> bytes:
        """The next message.

        Raises EOFError when this end was closed, OSError (EOFError, TimeoutError) when the other end is gone or silent,
        `ProtocolError` when the message is larger than the limit.
        """
        frames: list[bytes] = []
        size = 0
        while True:
            frame = self._receive_frame(timeout_s)
            size += len(frame) - 1
            if size > self._limit or frame[:1] not in (_LAST, _MORE):
                raise ProtocolError("A message was too long or not framed as agreed.")
            frames.append(frame[1:])
            if frame[:1] == _LAST:
                return frames[0] if len(frames) == 1 else b"".join(frames)

    def _receive_frame(self, timeout_s: float | None) -> bytes:
        ready = connection.wait([self._link, self._woken], timeout_s)
        while self._woken in ready and not self._closed:
            self._take_nudge()
            ready = connection.wait([self._link, self._woken], timeout_s)
        if self._closed:
            raise EOFError
        if not ready:
            raise TimeoutError
        return self._link.recv_bytes(FRAME_BYTES + 1)

    def close(self) -> None:
        """Wakes a waiting `receive`; its thread then calls `release`."""
        with self._ending:
            if not self._closed:
                self._closed = True
                self._waker.send_bytes(b"x")

    def release(self) -> None:
        """Gives the descriptors back; a `send` under way fails. For the receiving thread, when it reads no more."""
        self._closed = True
        with self._ending:
            while not self._sending.acquire(timeout=_UNDER_WAY_S):
                _interrupt(self._link)
            try:
                for end in (self._link, self._woken, self._waker):
                    end.close()
            finally:
                self._sending.release()


def reach(address: str, *, family: str, timeout_s: float) -> Connection:
    """A connection to a listener; one whose queue is full, because it is stopped or swamped, is not waited for any
    longer than that. Raises OSError."""
    if sys.platform == "win32" or family != "AF_UNIX":
        return connection.Client(address, family=family)
    with socket.socket(socket.AF_UNIX) as link:
        # `settimeout` would not wait at all: Linux lets nobody connect later whom it cannot connect at once.
        link.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _timeval(timeout_s))
        link.connect(address)
        link.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _timeval(0.0))
        return Connection(link.detach())


def wake(address: str, *, family: str) -> None:
    """Makes a listener's `accept` return, if it waits, and waits for nothing itself."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32" or family != "AF_UNIX":
            connection.Client(address, family=family).close()
            return
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(0.0)  # where the queue is full, others make it return
            link.connect(address)


def _timeval(seconds: float) -> bytes:
    """At least a microsecond, for 0 is without end."""
    microseconds = max(1, round(seconds * 1e6)) if seconds else 0
    return struct.pack("@ll", *divmod(microseconds, 1_000_000))


def _interrupt(link: Connection) -> None:
    """Ends a write that another thread waits in: closing the descriptor under it would not."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            import ctypes

            ctypes.windll.kernel32.CancelIoEx(ctypes.c_void_p(link.fileno()), None)
        else:
            with socket.socket(fileno=os.dup(link.fileno())) as same:
                same.shutdown(socket.SHUT_RDWR)


class Sender:
    """Sends in order: whoever has something to say never waits for the other end.

    What the other end has room for goes at once, all else from a thread: to wake one takes up to a millisecond.
    """

    def __init__(self, channel: Channel, *, name: str) -> None:
        self._channel = channel
        self._changed = threading.Condition()
        self._waiting: deque[bytes] = deque()
        self._is_sending = False
        self._closing = False
        self._thread = threading.Thread(target=self._send_on, name=name, daemon=True)
        self._thread.start()

    def put(self, message: bytes) -> None:
        """What cannot be sent is lost without a word: whoever receives on this channel hears of its end."""
        with self._changed:
            if self._waiting or self._is_sending or not self._channel.takes_at_once(message):
                self._waiting.append(message)
                self._changed.notify()
                return
            self._is_sending = True
        self._send(message)

    def close(self, *, timeout_s: float) -> None:
        """Sends what waits, as far as the time goes."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(timeout_s)

    def _send(self, message: bytes) -> bool:
        """Whether the other end is still there."""
        try:
            self._channel.send(message)
        except OSError:
            return False
        finally:
            with self._changed:
                self._is_sending = False
                self._changed.notify()
        return True

    def _send_on(self) -> None:
        is_there = True
        while is_there:
            with self._changed:
                self._changed.wait_for(lambda: not self._is_sending and (self._waiting or self._closing))
                if not self._waiting:
                    return
                message = self._waiting.popleft()
                self._is_sending = True
            is_there = self._send(message)


def prove_to_worker(link: Connection, secret: bytes, *, timeout_s: float) -> None:
    """Client's half of the mutual proof. Raises `multiprocessing.AuthenticationError`, OSError or EOFError."""
    patient = cast(Connection, _Impatient(link, timeout_s))
    connection.answer_challenge(patient, secret)
    connection.deliver_challenge(patient, secret)


def prove_to_client(link: Connection, secret: bytes, *, timeout_s: float = HANDSHAKE_TIMEOUT_S) -> None:
    """Worker's half of the mutual proof. Raises `multiprocessing.AuthenticationError`, OSError or EOFError."""
    patient = cast(Connection, _Impatient(link, timeout_s))
    connection.deliver_challenge(patient, secret)
    connection.answer_challenge(patient, secret)


class _Impatient:
    """A connection whose reads end: a stranger that says nothing must not hold a thread."""

    def __init__(self, link: Connection, timeout_s: float) -> None:
        self._link = link
        self._timeout_s = timeout_s

    def send_bytes(self, data: bytes) -> None:
        self._link.send_bytes(data)

    def recv_bytes(self, maxlength: int | None = None) -> bytes:
        if not self._link.poll(self._timeout_s):
            raise TimeoutError
        return self._link.recv_bytes(maxlength)
