"""Strangers, broken clients and stale addresses do no harm."""

import multiprocessing
import os
import random
import stat
from multiprocessing.connection import Client, Connection
from pathlib import Path

import pytest

from desktop_app.errors import WorkerGoneError, WorkerUnavailableError
from desktop_app.worker import protocol
from desktop_app.worker.address import read_address
from desktop_app.worker.channel import FRAME_BYTES
from desktop_app.worker.protocol import AddFolders, GetStatus, ListModels
from tests.stand_ins import make_photos
from tests.worker.company import Company, Ears
from tests.workspace.places import LIMIT_S


def assert_serves(company: Company) -> None:
    assert company.client().client.submit(GetStatus()).result(LIMIT_S).photos == 0


def read_to_the_end(link: Connection) -> None:
    while link.poll(LIMIT_S):
        link.recv_bytes()


def send_without_end(link: Connection) -> None:
    for _ in range(64):
        link.send_bytes(b"\x01" + b"x" * FRAME_BYTES)


def test_a_wrong_key_opens_nothing(company: Company) -> None:
    company.start()
    found = read_address(company.place.paths)
    assert found is not None
    with pytest.raises((multiprocessing.AuthenticationError, OSError, EOFError)):
        Client(found.address, family=found.family, authkey=b"x" * 32)
    assert_serves(company)


def test_a_stranger_that_says_nothing_holds_nobody_up(company: Company) -> None:
    company.start()
    found = read_address(company.place.paths)
    assert found is not None
    silent = [Client(found.address, family=found.family) for _ in range(5)]
    assert_serves(company)
    for link in silent:
        link.close()


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\0",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\0" + b"\xc1" * 100,
        b"\0" + random.Random(1).randbytes(1000),
        b"\x01" * FRAME_BYTES,
    ],
)
@pytest.mark.parametrize("greeted", [False, True])
def test_garbage_is_shown_out_and_does_no_harm(company: Company, garbage: bytes, *, greeted: bool) -> None:
    company.start()
    link = company.raw()
    if greeted:
        link.send_bytes(b"\0" + protocol.encode(protocol.Hello(protocol.PROTOCOL_VERSION, "0", "test")))
        assert link.poll(LIMIT_S)
        link.recv_bytes()
    link.send_bytes(garbage)
    if garbage[:1] != b"\x01":  # the rest of a message may yet come
        with pytest.raises((EOFError, OSError)):
            read_to_the_end(link)
    link.close()
    assert_serves(company)


def test_a_message_without_end_is_shown_out(company: Company) -> None:
    company.start()
    link = company.raw()
    link.send_bytes(b"\0" + protocol.encode(protocol.Hello(protocol.PROTOCOL_VERSION, "0", "test")))
    with pytest.raises(OSError, match=r".*"):
        send_without_end(link)
    link.close()
    assert_serves(company)


def test_another_version_is_refused_and_makes_way(company: Company) -> None:
    company.start()
    channel = company.channel(version=99)
    answer = protocol.decode(channel.receive(timeout_s=LIMIT_S), expected=protocol.FromWorker)
    channel.release()
    assert isinstance(answer, protocol.Refused)
    company.wait_until_gone()


def test_another_version_does_not_end_a_worker_that_is_needed(company: Company) -> None:
    ears = company.start().client()
    channel = company.channel(version=99)
    assert isinstance(
        protocol.decode(channel.receive(timeout_s=LIMIT_S), expected=protocol.FromWorker), protocol.Refused
    )
    channel.release()
    assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 0


def test_a_client_that_never_reads_holds_nobody_up(company: Company) -> None:
    company.start()
    stuck = company.channel()
    for number in range(200):
        stuck.send(protocol.encode(protocol.Ask(number, ListModels())))
    ears = company.client()
    make_photos(company.place.photos, 20)
    assert ears.client.submit(AddFolders((company.place.photos,))).result(LIMIT_S).indexed == 20
    stuck.release()


def test_the_key_and_the_socket_are_this_users_alone(company: Company) -> None:
    company.start()
    found = read_address(company.place.paths)
    assert found is not None
    if found.family == "AF_UNIX":
        assert stat.S_IMODE(company.place.paths.worker_key.stat().st_mode) == 0o600
        assert stat.S_IMODE(Path(found.address).parent.stat().st_mode) == 0o700
        assert len(os.fsencode(found.address)) < 104
    assert len(found.secret) == 64


def test_without_a_worker_a_client_that_may_not_start_one_says_so(company: Company) -> None:
    ears = Ears(company.place)
    with pytest.raises(WorkerUnavailableError):
        ears.client.connect(start=False)
    with pytest.raises(WorkerGoneError):
        ears.client.submit(GetStatus()).result(LIMIT_S)
    ears.client.close()


def test_a_stale_address_is_noticed(company: Company) -> None:
    company.start()
    stale = company.place.paths.worker_key.read_bytes()
    company.leave()
    company.place.paths.worker_key.write_bytes(stale)
    with pytest.raises(WorkerUnavailableError):
        company.client()
    company.start()
    assert_serves(company)
