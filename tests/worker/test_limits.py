"""Requests end when nobody waits for them, and no client can pile up anything, whatever it does."""

import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from multiprocessing.connection import Client

import pytest

from desktop_app.errors import Cancelled, WorkerSilentError
from desktop_app.records import PhotoId, SearchRequest
from desktop_app.worker import outbox, protocol, sessions
from desktop_app.worker.address import read_address
from desktop_app.worker.channel import Channel
from desktop_app.worker.protocol import (
    AddFolders,
    CancelJobs,
    GetStatus,
    IndexLibrary,
    JobsPaused,
    ListModels,
    Pause,
    Resume,
    Search,
    SetRating,
    timeout_of,
)
from tests.stand_ins import make_photos
from tests.worker.company import Company
from tests.workspace.places import LIMIT_S


def test_a_search_that_takes_too_long_is_told_and_the_next_one_is_answered(company: Company) -> None:
    ears = company.start().client()
    make_photos(company.place.photos, 2)
    ears.client.submit(AddFolders((company.place.photos,))).result(LIMIT_S)
    company.encoder.texts_gate.clear()
    late = ears.client.submit(Search(SearchRequest(text="red")), timeout_s=0.2)
    with pytest.raises(WorkerSilentError, match="in time"):
        late.result(LIMIT_S)
    company.encoder.open()
    assert ears.client.submit(Search(SearchRequest(text="red"))).result(LIMIT_S).hits


def test_what_nobody_waits_for_any_more_is_not_begun(company: Company) -> None:
    ears = company.start().client()
    make_photos(company.place.photos, 2)
    ears.client.submit(AddFolders((company.place.photos,))).result(LIMIT_S)
    company.encoder.texts_gate.clear()
    asked = company.encoder.texts_encoded
    with pytest.raises(WorkerSilentError):
        ears.client.submit(Search(SearchRequest(text="red")), timeout_s=0.1).result(LIMIT_S)
    others = [company.client() for _ in range(3)]  # the threads for searches are two
    late = [each.client.submit(Search(SearchRequest(text="late")), timeout_s=0.1) for each in others]
    for call in late:
        with pytest.raises(WorkerSilentError):
            call.result(LIMIT_S)
    company.encoder.open()
    assert ears.client.submit(Search(SearchRequest(text="blue"))).result(LIMIT_S).hits
    assert company.encoder.texts_encoded - asked < 4


def test_long_work_has_no_deadline_and_the_rest_has() -> None:
    assert timeout_of(IndexLibrary()) is None
    assert timeout_of(AddFolders(())) is None
    for request in (GetStatus(), Search(SearchRequest(text="a")), SetRating((PhotoId(1),), 3)):
        assert timeout_of(request) is not None


def test_answers_to_one_that_never_reads_do_not_pile_up(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "ANSWERS_KEPT", 8)
    monkeypatch.setattr(sessions, "OPEN_REQUESTS", 10**6)  # else one whose answers take long would be shown out
    company.start()
    stuck = company.channel()
    done = threading.Event()

    def ask_on() -> None:
        try:
            for number in range(200_000):
                stuck.send(protocol.encode(protocol.Ask(number, ListModels())))
        except OSError:
            done.set()

    asking = threading.Thread(target=ask_on)
    asking.start()
    ears = company.client()
    make_photos(company.place.photos, 20)
    assert ears.client.submit(AddFolders((company.place.photos,))).result(LIMIT_S).indexed == 20
    assert not done.is_set(), "it was not held back"
    ears.client.close()
    company.leave()
    assert done.wait(LIMIT_S)
    asking.join(LIMIT_S)
    stuck.release()


def test_those_who_never_read_do_not_hold_up_a_leaving_worker_one_after_the_other(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "ANSWERS_KEPT", 8)
    monkeypatch.setattr(sessions, "OPEN_REQUESTS", 10**6)
    given_s: list[float] = []
    taken_s: list[float] = []
    close = sessions.Session.close

    def close_noted(session: sessions.Session, *, timeout_s: float) -> None:
        began = time.monotonic()
        close(session, timeout_s=timeout_s)
        given_s.append(timeout_s)
        taken_s.append(time.monotonic() - began)

    monkeypatch.setattr(sessions.Session, "close", close_noted)
    company.start()
    stuck = [company.channel() for _ in range(6)]
    for channel in stuck:
        channel.receive(timeout_s=LIMIT_S)  # it is welcome

    def ask_on(channel: Channel) -> None:
        with contextlib.suppress(OSError):
            for number in range(200_000):
                channel.send(protocol.encode(protocol.Ask(number, ListModels())))

    with ThreadPoolExecutor(len(stuck)) as pool:
        asking = [pool.submit(ask_on, channel) for channel in stuck]
        assert not wait(asking, timeout=2.0).done, "they were not held back"
        company.leave()
        assert wait(asking, timeout=LIMIT_S).not_done == set()
    for channel in stuck:
        channel.release()
    assert len(given_s) == len(stuck)
    left_s = [max(0.0, sessions.LAST_WORDS_S - sum(taken_s[:number])) for number in range(len(stuck))]
    assert all(given <= left + 0.01 for given, left in zip(given_s, left_s, strict=True)), (given_s, taken_s)


def test_one_that_asks_for_too_much_at_once_is_shown_out(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "OPEN_REQUESTS", 20)
    keeper = company.start().client()
    keeper.client.submit(Pause()).result(LIMIT_S)  # nothing that is asked for is done meanwhile
    greedy = company.client()
    for _ in range(40):
        greedy.client.submit(IndexLibrary())
    greedy.wait_for(lambda: not greedy.client.is_connected)
    assert keeper.client.submit(GetStatus()).result(LIMIT_S).photos == 0


def test_thousands_that_come_and_go_leave_nothing_behind(company: Company) -> None:
    company.start()
    found = read_address(company.place.paths)
    assert found is not None
    for _ in range(2000):
        try:
            Client(found.address, family=found.family).close()
        except OSError:  # the queue for the door is full
            continue
    last = Client(found.address, family=found.family)
    assert last.poll(LIMIT_S)  # let in or sent away, and so are all before it
    last.close()
    company.wait_until_alone()
    ears = company.client()
    assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 0
    ears.client.close()
    company.wait_until_alone()


def test_a_pause_is_told_to_all_also_to_those_who_come_later(company: Company) -> None:
    first, second = company.start().client(), company.client()
    first.client.submit(Pause(lasting=True)).result(LIMIT_S)
    second.wait_for(lambda: JobsPaused(paused=True) in second.events)
    first.client.close()
    third = company.client()
    third.wait_for(lambda: JobsPaused(paused=True) in third.events)
    third.client.submit(Resume()).result(LIMIT_S)
    second.wait_for(lambda: JobsPaused(paused=False) in second.events)
    assert [each.paused for each in second.events if isinstance(each, JobsPaused)] == [True, False]


def test_all_jobs_can_be_ended_by_anyone(company: Company) -> None:
    asker, other = company.start().client(), company.client()
    make_photos(company.place.photos, 4)
    company.encoder.images_gate.clear()
    adding = asker.client.submit(AddFolders((company.place.photos,)))
    waiting = asker.client.submit(IndexLibrary())
    asker.client.submit(GetStatus()).result(LIMIT_S)  # requests are taken in order: that one waits for its turn now
    assert company.encoder.waiting.wait(LIMIT_S)
    assert other.client.submit(CancelJobs()).result(LIMIT_S) >= 2
    company.encoder.open()
    with pytest.raises(Cancelled):
        waiting.result(LIMIT_S)
    with contextlib.suppress(Cancelled):  # it may have been at its last step
        adding.result(LIMIT_S)
    assert asker.client.submit(IndexLibrary()).result(LIMIT_S).found == 4
