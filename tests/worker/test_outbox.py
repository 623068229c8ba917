"""What waits for a slow client stays small and loses nothing that matters."""

import sys
import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path

import msgspec
import pytest

from desktop_app.jobs import Progress
from desktop_app.records import Change
from desktop_app.worker import outbox, protocol
from desktop_app.worker.channel import Channel
from desktop_app.worker.outbox import Outbox
from desktop_app.worker.protocol import FromWorker, Happened, JobProgress, LibraryChanged, PhotoChanged, Reported
from tests.workspace.places import LIMIT_S


class SlowChannel(Channel):
    """Sends only when it is let."""

    def __init__(self) -> None:
        near, self.far = Pipe()
        super().__init__(near, receive_limit_bytes=1024)
        self.gate = threading.Event()
        self.sent: list[FromWorker] = []
        self.busy = threading.Event()
        self.broken = False

    def send(self, message: bytes) -> None:
        self.busy.set()
        assert self.gate.wait(LIMIT_S)
        if self.broken:
            raise BrokenPipeError
        self.sent.append(protocol.decode(message, expected=FromWorker))


@pytest.fixture
def channel() -> Iterator[SlowChannel]:
    found = SlowChannel()
    yield found
    found.gate.set()
    found.release()
    found.far.close()


@pytest.fixture
def held(channel: SlowChannel) -> Outbox:
    """An outbox whose writer is stuck with a first message."""
    found = Outbox(channel, name="test")
    found.put(protocol.Dropped(0))
    assert channel.busy.wait(LIMIT_S)
    return found


def sent(channel: SlowChannel, box: Outbox) -> list[FromWorker]:
    """All but the first message, once the writer is let."""
    channel.gate.set()
    box.close(timeout_s=LIMIT_S)
    return channel.sent[1:]


def test_newer_progress_replaces_older_and_an_answer_makes_it_needless(channel: SlowChannel, held: Outbox) -> None:
    for done in range(100):
        held.put(Reported(1, Progress("index", done=done)))
        held.put(Reported(2, Progress("index", done=done)))
    held.put(protocol.Failed(2, "LibraryError", "no"))
    assert sent(channel, held) == [
        Reported(1, Progress("index", done=99)),
        protocol.Failed(2, "LibraryError", "no"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only there is it known what a socket takes")
def test_an_answer_goes_at_once_where_nothing_waits(channel: SlowChannel) -> None:
    channel.gate.set()
    box = Outbox(channel, name="test")
    answer = protocol.Done(1, msgspec.Raw(b"\xc0"))
    box.put(answer)
    assert channel.sent == [answer]  # by this thread: no other was waited for
    box.close(timeout_s=LIMIT_S)


def test_behind_what_waits_an_answer_waits_too(channel: SlowChannel, held: Outbox) -> None:
    held.put(Happened(LibraryChanged(photos=True)))
    held.put(protocol.Done(1, msgspec.Raw(b"\xc0")))
    assert channel.sent == []
    assert sent(channel, held) == [Happened(LibraryChanged(photos=True)), protocol.Done(1, msgspec.Raw(b"\xc0"))]


def test_changes_of_the_library_are_merged(channel: SlowChannel, held: Outbox) -> None:
    held.put(Happened(LibraryChanged(photos=True)))
    held.put(Happened(JobProgress(Progress("scan"))))
    held.put(Happened(LibraryChanged(problems=True)))
    held.put(Happened(JobProgress(None)))
    assert sent(channel, held) == [
        Happened(LibraryChanged(photos=True, problems=True)),
        Happened(JobProgress(None)),
    ]


def test_every_answer_is_sent_in_order(channel: SlowChannel, held: Outbox) -> None:
    answers: list[FromWorker] = [protocol.Dropped(number) for number in range(1, 50)]
    for answer in answers:
        held.put(answer)
    assert sent(channel, held) == answers


def test_a_client_that_does_not_read_its_changes_costs_little(
    channel: SlowChannel, held: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "CHANGES_KEPT", 10)
    for number in range(100):
        held.put(Happened(PhotoChanged(Change(kind="indexed", path=Path(f"/{number}")))))
    assert len(sent(channel, held)) == 10


def test_a_broken_connection_ends_the_writer_and_keeps_nothing(channel: SlowChannel, held: Outbox) -> None:
    held.put(protocol.Dropped(1))
    channel.broken = True
    channel.gate.set()
    held.close(timeout_s=LIMIT_S)
    for number in range(100):
        held.put(protocol.Dropped(number))
    assert channel.sent == []
    assert len(held) == 0
