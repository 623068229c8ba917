"""A queue for the door that is full: nobody waits for ever, neither who comes nor who leaves."""

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from desktop_app.errors import WorkerUnavailableError
from desktop_app.worker.address import new_address, publish_address, read_address
from desktop_app.worker.channel import reach
from desktop_app.worker.client import WorkerClient
from desktop_app.worker.sessions import BACKLOG
from tests.worker.company import Company
from tests.workspace.places import LIMIT_S, Place

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a client wait while the queue is full")


@contextlib.contextmanager
def swamped(address: str, count: int) -> Iterator[None]:
    """So many connections that nobody hosts."""
    with ExitStack() as all_of_them:
        for _ in range(count):
            all_of_them.enter_context(reach(address, family="AF_UNIX", timeout_s=LIMIT_S))
        yield


def test_a_worker_leaves_whose_queue_is_full(company: Company) -> None:
    worker = company.start().worker
    assert worker is not None
    reception = worker._reception
    found = read_address(company.place.paths)
    assert found is not None
    leaving = threading.Thread(target=reception.close)
    with contextlib.ExitStack() as later:
        with reception._state:  # the door has let one in, and goes no further
            later.enter_context(swamped(found.address, BACKLOG + 2))  # Linux lets one more wait than it is told
            leaving.start()
            assert reception._closing.wait(LIMIT_S)
        leaving.join(LIMIT_S)
        assert not leaving.is_alive(), "it waits for a place in its own queue"


def test_a_client_gives_up_a_worker_that_does_not_open(place: Place) -> None:
    place.open().close()
    address = new_address(place.paths)
    client = WorkerClient(place.paths, name="test")
    Path(address.address).unlink(missing_ok=True)  # of a run before
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address.address)
        listener.listen(1)
        publish_address(place.paths, address)
        with swamped(address.address, 2):
            began = time.monotonic()
            with pytest.raises(WorkerUnavailableError, match="does not answer"):
                client.connect(start=False, timeout_s=0.3)
            assert time.monotonic() - began < LIMIT_S / 2
    client.close()
    Path(address.address).unlink()
