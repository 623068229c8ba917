"""Clients come and go: the listening socket, and one session with a reading and a writing thread for each client."""

import contextlib
import logging
import multiprocessing
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Listener
from pathlib import Path

from desktop_app import __version__
from desktop_app.errors import ProtocolError, WorkerUnavailableError
from desktop_app.records import Change
from desktop_app.worker import protocol
from desktop_app.worker.address import WorkerAddress
from desktop_app.worker.channel import HANDSHAKE_TIMEOUT_S, REQUEST_LIMIT_BYTES, Channel, prove_to_client, wake
from desktop_app.worker.desk import Desk
from desktop_app.worker.errands import Errand
from desktop_app.worker.outbox import Outbox
from desktop_app.worker.protocol import WINDOW, AnyEvent, FollowChanges, Happened, JobsPaused, PhotoChanged, Search

log = logging.getLogger(__name__)

MAX_SESSIONS = 64
OPEN_REQUESTS = 4096
"""Of one client, from which on it is shown out: nobody rates that fast, and a flood must not fill the memory."""
BACKLOG = 16
LAST_WORDS_S = 2.0
"""How long a leaving worker lets its clients read what waits for them."""
_OLDER = "The background process is older than this program and still in use: close the other windows of the app."
_NEWER = "The app was updated: close this window and open it again."


class Session:
    """One client that has shown the secret and speaks our version."""

    def __init__(self, channel: Channel, *, name: str, desk: Desk) -> None:
        self.name = name
        self._channel = channel
        self._desk = desk
        self._outbox = Outbox(channel, name=f"{name}-writer")
        self._state = threading.Lock()  # guards the three below
        self._errands: dict[int, Errand] = {}
        self._search: Errand | None = None
        self._followers: set[int] = set()

    def run(self) -> None:
        """Serves the client until it leaves or sends what is no message.

        One that does not read its answers, or asks for more than anyone needs at once, is not read from meanwhile.
        """
        try:
            while self._outbox.wait_for_room():
                message = protocol.decode(self._channel.receive(), expected=protocol.Ask | protocol.Cancel)
                if isinstance(message, protocol.Ask):
                    self._take(message)
                else:
                    self._cancel(message.call_id)
            self._outbox.close(timeout_s=LAST_WORDS_S)  # the worker leaves: what waits may still be read
        except (OSError, EOFError):
            log.info("%s left", self.name)
        except ProtocolError as error:
            log.warning("%s is shown out: %s", self.name, error)
        self._abandon()

    def welcome(self, pid: int, *, paused: bool) -> None:
        """Before all that is told. `paused`: indexing is held back."""
        self._outbox.put(protocol.Welcome(protocol.PROTOCOL_VERSION, __version__, pid))
        if paused:
            self.tell(JobsPaused(paused=True))

    def tell(self, event: AnyEvent) -> None:
        if not isinstance(event, PhotoChanged) or self._followers:
            self._outbox.put(Happened(event))

    def finish(self) -> None:
        """Nothing more is said than what waits."""
        self._outbox.close(timeout_s=0)

    def close(self, *, timeout_s: float) -> None:
        """Sends what waits, as far as the time goes, then ends the connection."""
        self._outbox.close(timeout_s=timeout_s)
        self._channel.close()

    def _take(self, ask: protocol.Ask) -> None:
        errand = Errand(ask.call_id, ask.request, reply=self._reply, client=id(self), timeout_s=ask.timeout_s)
        older = None
        with self._state:
            if len(self._errands) >= OPEN_REQUESTS:
                raise ProtocolError("It asks for too much at once.")
            self._errands[ask.call_id] = errand
            if isinstance(ask.request, Search):
                older, self._search = self._search, errand
            if isinstance(ask.request, FollowChanges):
                self._followers.add(ask.call_id)
        if older is not None:
            self._desk.cancel(older)
        self._desk.serve(errand)

    def _cancel(self, call_id: int) -> None:
        with self._state:
            errand = self._errands.get(call_id)
        if errand is not None:  # else its answer is on the way
            self._desk.cancel(errand)

    def _reply(self, message: protocol.FromWorker) -> None:
        if isinstance(message, protocol.Done | protocol.Failed | protocol.Dropped):
            with self._state:
                self._errands.pop(message.call_id, None)
                self._followers.discard(message.call_id)
        self._outbox.put(message)

    def _abandon(self) -> None:
        """Searches of a client that left are dropped; what it asked to be done is done."""
        self._outbox.close(timeout_s=0)
        with self._state:
            errands = list(self._errands.values())
        for errand in errands:
            if isinstance(errand.request, Search | FollowChanges):
                self._desk.cancel(errand)
        self._desk.resume(id(self))


class Reception:
    """Lets clients in. `on_change` hears that one came or went, `on_stranger` that one of a newer version came."""

    def __init__(
        self,
        address: WorkerAddress,
        *,
        desk: Desk,
        on_change: Callable[[], None],
        on_stranger: Callable[[], None],
    ) -> None:
        """Raises `WorkerUnavailableError` when the address cannot be listened at."""
        self._address = address
        self._desk = desk
        self._on_change = on_change
        self._on_stranger = on_stranger
        self._state = threading.Lock()  # guards the three below
        self._sessions: set[Session] = set()
        self._guests = 0
        self._was_visited = False
        self._closing = threading.Event()
        if address.family == "AF_UNIX":
            Path(address.address).unlink(missing_ok=True)  # a crashed worker's; the library's lock is ours
        try:
            self._listener = Listener(address.address, family=address.family, backlog=BACKLOG)
        except OSError as error:
            raise WorkerUnavailableError(f"The worker cannot listen at {address.address}: {error.strerror}.") from error
        self._door = threading.Thread(target=self._accept, name="reception", daemon=True)

    def open(self) -> None:
        self._door.start()

    @property
    def is_empty(self) -> bool:
        """Whether nobody is in, nor at the door: who has been let in may count on the worker."""
        with self._state:
            return not self._guests

    @property
    def was_visited(self) -> bool:
        """Whether there has been a client."""
        with self._state:
            return self._was_visited

    @property
    def has_window(self) -> bool:
        """Whether one of the clients is a window."""
        with self._state:
            return any(session.name == WINDOW for session in self._sessions)

    def tell(self, event: AnyEvent) -> None:
        with self._state:
            sessions = list(self._sessions)
        for session in sessions:
            session.tell(event)

    def tell_change(self, change: Change) -> None:
        self.tell(PhotoChanged(change))

    def close(self) -> None:
        """Lets nobody in any more and says goodbye to all."""
        self._closing.set()
        wake(self._address.address, family=self._address.family)
        self._door.join(timeout=5.0)
        with contextlib.suppress(FileNotFoundError):  # someone tidied the socket's folder
            self._listener.close()
        with self._state:
            sessions = list(self._sessions)
        until = time.monotonic() + LAST_WORDS_S
        for session in sessions:
            session.finish()
        for session in sessions:
            session.close(timeout_s=max(0.0, until - time.monotonic()))

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                link = self._listener.accept()
            except OSError as error:  # too many open files, or a client that left while it was let in
                log.warning("a client could not be let in: %s", error)
                self._closing.wait(0.2)
                continue
            with self._state:
                welcome = self._guests < MAX_SESSIONS and not self._closing.is_set()
                self._guests += welcome
            if not welcome:
                link.close()
                continue
            threading.Thread(target=self._host, args=(link,), name="client", daemon=True).start()

    def _host(self, link: Connection) -> None:
        """The life of one connection, on its own thread."""
        channel = Channel(link, receive_limit_bytes=REQUEST_LIMIT_BYTES)
        session = None
        try:
            session = self._admit(link, channel)
            if session is not None:
                self._on_change()
                session.run()
        finally:
            with self._state:
                self._guests -= 1
                if session is not None:
                    self._sessions.discard(session)
            channel.release()
            self._on_change()

    def _admit(self, link: Connection, channel: Channel) -> Session | None:
        try:
            prove_to_client(link, bytes.fromhex(self._address.secret))
            hello = protocol.decode(channel.receive(timeout_s=HANDSHAKE_TIMEOUT_S), expected=protocol.Hello)
            if hello.protocol != protocol.PROTOCOL_VERSION:
                is_newer = hello.protocol > protocol.PROTOCOL_VERSION
                refusal = protocol.Refused(_OLDER if is_newer else _NEWER, protocol.PROTOCOL_VERSION)
                channel.send(protocol.encode(refusal))
                log.warning("refused %s, version %s", hello.client, hello.app_version)
                if is_newer:
                    self._on_stranger()
                return None
        except (OSError, EOFError, ProtocolError, multiprocessing.AuthenticationError) as error:
            is_gone = isinstance(error, ConnectionError | EOFError)  # nothing strange: it changed its mind
            level = logging.DEBUG if is_gone else logging.WARNING
            log.log(level, "a connection was refused: %s", str(error) or type(error).__name__)
            return None
        with self._desk.pauses_kept() as paused, self._state:
            if self._closing.is_set():  # `close` may have said goodbye to all already
                return None
            session = Session(channel, name=hello.client[:40] or "client", desk=self._desk)
            session.welcome(self._address.pid, paused=paused)
            self._sessions.add(session)  # whoever is welcome hears of all that happens from now on
            self._was_visited = True
        log.info("%s came", session.name)
        return session
