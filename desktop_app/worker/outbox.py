"""What waits to be sent to one client. A slow or stopped client never holds up the worker."""

import threading
from collections.abc import Hashable

from desktop_app.worker import protocol
from desktop_app.worker.channel import Channel
from desktop_app.worker.protocol import FromWorker, Happened, JobProgress, LibraryChanged, PhotoChanged, Reported

CHANGES_KEPT = 10_000
"""`PhotoChanged` events kept for a client that does not read; older ones go."""
ANSWERS_KEPT = 256
"""Answers from which on a client has to read some before it is asked for more requests."""


class Outbox:
    """A queue with a writing thread. What is superseded before it was sent is replaced: it cannot grow with time.

    Where nothing waits and the client has room, an answer goes at once: to wake the thread takes a millisecond.
    """

    def __init__(self, channel: Channel, *, name: str) -> None:
        self._channel = channel
        self._changed = threading.Condition()
        self._waiting: dict[Hashable, FromWorker] = {}
        self._number = 0
        self._changes = 0
        self._answers = 0  # that wait, or are being sent
        self._is_sending = False
        self._closing = False
        self._thread = threading.Thread(target=self._write, name=name, daemon=True)
        self._thread.start()

    def __len__(self) -> int:
        """Messages that wait."""
        with self._changed:
            return len(self._waiting)

    def put(self, message: FromWorker) -> None:
        if isinstance(message, protocol.Done) and self._sent_at_once(message):
            return
        with self._changed:
            if self._closing:
                return
            self._number += 1
            key = self._key(message)
            older = self._waiting.get(key)
            if isinstance(message, Happened) and isinstance(older, Happened):
                message = _merged(older, message)
            if isinstance(message, protocol.Done | protocol.Failed | protocol.Dropped):
                self._waiting.pop(("progress", message.call_id), None)
                self._answers += 1
            self._waiting[key] = message
            self._changed.notify_all()

    def wait_for_room(self) -> bool:
        """Waits while the client has too many answers to read. False when it is gone."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._answers < ANSWERS_KEPT)
            return not self._closing

    def close(self, *, timeout_s: float) -> None:
        """Sends what waits, as far as the time goes."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(timeout_s)

    def _key(self, message: FromWorker) -> Hashable:
        match message:
            case Reported(call_id=call_id):
                return "progress", call_id
            case Happened(event=LibraryChanged() | JobProgress() as event):
                return type(event)
            case Happened(event=PhotoChanged()):
                self._changes = (self._changes + 1) % CHANGES_KEPT
                return "change", self._changes
            case _:
                return self._number

    def _sent_at_once(self, answer: protocol.Done) -> bool:
        """Or lost, where the client is gone. False, and nothing done, where it has to wait."""
        with self._changed:
            if self._closing or self._waiting or self._is_sending:
                return False
            self._is_sending = True
        encoded = protocol.encode(answer)
        takes = self._channel.takes_at_once(encoded)
        if takes:
            try:
                self._channel.send(encoded)
            except OSError:
                self._give_up()
        with self._changed:
            self._is_sending = False
            self._changed.notify_all()
        return takes

    def _write(self) -> None:
        while (batch := self._take()) is not None:
            try:
                for message in batch:
                    self._channel.send(protocol.encode(message))
                    self._count_sent(message)
            except OSError:
                self._give_up()
                return
            with self._changed:
                self._is_sending = False

    def _give_up(self) -> None:
        """The client is gone: its reader ends too."""
        self._channel.close()
        with self._changed:
            self._closing = True
            self._waiting.clear()
            self._changed.notify_all()

    def _count_sent(self, message: FromWorker) -> None:
        if isinstance(message, protocol.Done | protocol.Failed | protocol.Dropped):
            with self._changed:
                self._answers -= 1
                self._changed.notify_all()

    def _take(self) -> list[FromWorker] | None:
        with self._changed:
            self._changed.wait_for(lambda: not self._is_sending and (self._waiting or self._closing))
            if not self._waiting:
                return None
            batch = list(self._waiting.values())
            self._waiting.clear()
            self._is_sending = True
            return batch


def _merged(older: Happened, newer: Happened) -> Happened:
    """Two `LibraryChanged` in one; of anything else the newer."""
    first, second = older.event, newer.event
    if isinstance(first, LibraryChanged) and isinstance(second, LibraryChanged):
        return Happened(first.joined(second))
    return newer
