"""Messages of any size, over a connection that may end at any moment."""

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from multiprocessing import Pipe

import pytest

from desktop_app.errors import ProtocolError
from desktop_app.worker.channel import FRAME_BYTES, Channel, Sender

LIMIT_S = 60.0


class Ends:
    """Two channels that speak to each other; `raw` is the second one's connection."""

    def __init__(self, *, limit_bytes: int = 64 * 1024**2) -> None:
        left, self.raw = Pipe()
        self.left = Channel(left, receive_limit_bytes=limit_bytes)
        self.right = Channel(self.raw, receive_limit_bytes=limit_bytes)


@pytest.fixture
def ends() -> Iterator[Ends]:
    pair = Ends()
    yield pair
    pair.left.release()
    pair.right.release()


@pytest.mark.parametrize("size", [0, 1, FRAME_BYTES, FRAME_BYTES + 1, 5 * FRAME_BYTES + 17])
def test_a_message_of_any_size_arrives_whole(ends: Ends, size: int) -> None:
    message = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(ends.left.send, message)
        assert ends.right.receive(timeout_s=LIMIT_S) == message
        sending.result(LIMIT_S)


@pytest.mark.skipif(sys.platform != "linux", reason="only there is it known what a socket takes")
def test_what_the_other_end_has_room_for_is_sent_at_once_and_in_order(ends: Ends) -> None:
    sender = Sender(ends.left, name="test")
    sender.put(b"first")
    assert ends.raw.poll(0)  # no thread was waited for
    large = b"x" * (3 * FRAME_BYTES)  # more than fits: a thread sends it, piece by piece
    sender.put(large)
    sender.put(b"last")
    assert [ends.right.receive(timeout_s=LIMIT_S) for _ in range(3)] == [b"first", large, b"last"]
    sender.close(timeout_s=LIMIT_S)


def test_a_sender_never_waits_for_an_end_that_does_not_read(ends: Ends) -> None:
    sender = Sender(ends.left, name="test")
    messages = [bytes([n % 256]) * 20_000 for n in range(100)]
    for message in messages:
        sender.put(message)
    assert [ends.right.receive(timeout_s=LIMIT_S) for _ in messages] == messages
    sender.close(timeout_s=LIMIT_S)


def test_messages_of_several_threads_are_not_mixed(ends: Ends) -> None:
    messages = [bytes([number]) * (2 * FRAME_BYTES) for number in range(6)]
    with ThreadPoolExecutor(3) as pool:
        sending = [pool.submit(ends.left.send, message) for message in messages]
        arrived = [ends.right.receive(timeout_s=LIMIT_S) for _ in messages]
        for each in sending:
            each.result(LIMIT_S)
    assert sorted(arrived) == messages


def test_a_message_over_the_limit_is_refused() -> None:
    ends = Ends(limit_bytes=1000)
    ends.left.send(b"x" * 1001)
    with pytest.raises(ProtocolError):
        ends.right.receive(timeout_s=LIMIT_S)
    ends.left.release()
    ends.right.release()


def test_an_oversize_frame_is_refused_before_it_is_read(ends: Ends) -> None:
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(ends.raw.send_bytes, b"\0" + b"x" * (8 * FRAME_BYTES))
        with pytest.raises(OSError, match=r".*"):
            ends.left.receive(timeout_s=LIMIT_S)
        ends.left.release()
        with pytest.raises(OSError, match=r".*"):
            sending.result(LIMIT_S)


def test_a_frame_of_another_kind_is_refused(ends: Ends) -> None:
    ends.raw.send_bytes(b"hello")
    with pytest.raises(ProtocolError):
        ends.left.receive(timeout_s=LIMIT_S)


def test_silence_ends_in_a_timeout(ends: Ends) -> None:
    with pytest.raises(TimeoutError):
        ends.left.receive(timeout_s=0.01)


def test_closing_wakes_the_receiver(ends: Ends) -> None:
    reading = threading.Event()

    def read() -> bool:
        reading.set()
        try:
            ends.left.receive()
        except EOFError:
            return True
        return False

    with ThreadPoolExecutor(1) as pool:
        woken = pool.submit(read)
        assert reading.wait(LIMIT_S)
        ends.left.close()
        assert woken.result(LIMIT_S)


def test_the_other_end_going_away_is_noticed(ends: Ends) -> None:
    ends.right.release()
    with pytest.raises((OSError, EOFError)):
        ends.left.receive(timeout_s=LIMIT_S)
    with pytest.raises(OSError, match=r".*"):
        ends.left.send(b"x" * (64 * FRAME_BYTES))


def test_letting_go_ends_a_send_that_the_other_end_does_not_read(ends: Ends) -> None:
    with ThreadPoolExecutor(3) as pool:
        sending = [pool.submit(ends.left.send, b"x" * (64 * FRAME_BYTES)) for _ in range(2)]
        assert ends.raw.poll(LIMIT_S), "nothing is on its way"
        assert not wait(sending, timeout=0.2).done, "it was not held back"
        pool.submit(ends.left.release).result(LIMIT_S)
        for each in sending:
            with pytest.raises(OSError, match=r".*"):
                each.result(LIMIT_S)


def test_nothing_is_sent_after_the_end(ends: Ends) -> None:
    ends.left.close()
    with pytest.raises(OSError, match=r".*"):
        ends.left.send(b"late")


def test_closed_twice_and_after_its_release_a_channel_is_still_closed_at_both_ends(ends: Ends) -> None:
    ends.left.close()
    ends.left.close()
    with pytest.raises(EOFError):
        ends.left.receive(timeout_s=LIMIT_S)
    ends.left.release()
    ends.left.close()
    ends.left.release()
    with pytest.raises(OSError, match=r".*"):
        ends.left.send(b"late")
    with pytest.raises(EOFError):
        ends.right.receive(timeout_s=LIMIT_S)
