"""A worker and its clients: requests, events, cancelling, and what strangers cannot do."""

import threading
import time
from concurrent.futures import wait
from pathlib import Path

import pytest

from desktop_app.errors import Cancelled, FolderError, QueryError, WorkerGoneError
from desktop_app.records import FolderId, IndexReport, PhotoId, SearchRequest
from desktop_app.worker.address import read_address
from desktop_app.worker.protocol import (
    AddFolders,
    FollowChanges,
    GetStatus,
    IndexLibrary,
    JobProgress,
    LibraryChanged,
    ListFolders,
    ListModels,
    ListProblems,
    Pause,
    PhotoChanged,
    RemoveFolder,
    Resume,
    RunDoctor,
    Search,
    Shutdown,
    UseModel,
    WorkerChanged,
)
from tests.stand_ins import make_photo, make_photos
from tests.worker.company import Company, Ears
from tests.workspace.places import LIMIT_S


def add_photos(company: Company, ears: Ears, count: int = 16) -> IndexReport:
    make_photos(company.place.photos, count)
    return ears.client.submit(AddFolders((company.place.photos,)), on_progress=ears.on_progress).result(LIMIT_S)


def is_lost(ears: Ears) -> bool:
    return any(isinstance(event, WorkerChanged) and event.state == "lost" for event in ears.events)


def test_every_verb_is_answered_with_its_record(company: Company) -> None:
    client = company.start().client().client
    make_photos(company.place.photos, 4)

    assert client.submit(AddFolders((company.place.photos,))).result(LIMIT_S).indexed == 4
    assert client.submit(IndexLibrary()).result(LIMIT_S).unchanged == 4
    assert len(client.submit(Search(SearchRequest(text="red"))).result(LIMIT_S).hits) == 4
    assert client.submit(GetStatus()).result(LIMIT_S).photos == 4
    assert client.submit(ListProblems()).result(LIMIT_S) == ()
    assert client.submit(RunDoctor()).result(LIMIT_S).problems == ()
    assert client.submit(UseModel("other-colours")).result(LIMIT_S).found == 4
    assert [model.id for model in client.submit(ListModels()).result(LIMIT_S) if model.in_use] == ["other-colours"]
    (folder,) = client.submit(ListFolders()).result(LIMIT_S)
    client.submit(RemoveFolder(folder.id)).result(LIMIT_S)
    assert client.submit(ListFolders()).result(LIMIT_S) == ()


def test_failures_keep_their_class_and_sentence(company: Company) -> None:
    client = company.start().client().client
    with pytest.raises(QueryError, match="Type what you are looking for"):
        client.submit(Search(SearchRequest())).result(LIMIT_S)
    with pytest.raises(FolderError, match="There is no folder"):
        client.submit(AddFolders((Path("/nowhere/\udcff"),))).result(LIMIT_S)
    with pytest.raises(FolderError):
        client.submit(RemoveFolder(FolderId(99))).result(LIMIT_S)


def test_progress_comes_before_the_answer_and_not_too_often(company: Company) -> None:
    ears = company.start().client()
    make_photos(company.place.photos, 150)
    company.encoder.images_gate.clear()
    began = time.monotonic()
    call = ears.client.submit(AddFolders((company.place.photos,)), on_progress=ears.on_progress)
    ears.wait_for(lambda: any(progress.activity == "index" for progress in ears.progress))
    company.encoder.open()  # the answer, which makes progress needless, does not come before
    assert call.result(LIMIT_S).indexed == 150
    assert ears.progress[-1].activity in ("index", "encode")
    assert len(ears.progress) <= 10 * (time.monotonic() - began) + 2


def test_everybody_hears_that_the_library_changed_but_not_too_often(company: Company) -> None:
    first, second = company.start().client(), company.client()
    began = time.monotonic()
    add_photos(company, first, 100)
    second.wait_for(lambda: LibraryChanged(photos=True, folders=True, problems=True) in second.events)
    heard = [event for event in second.events if isinstance(event, LibraryChanged)]
    assert len(heard) <= 4 * (time.monotonic() - began) + 2


def test_a_search_does_not_wait_for_a_job(company: Company) -> None:
    ears = company.start().client()
    add_photos(company, ears, 4)
    company.encoder.images_gate.clear()
    make_photo(company.place.photos / "new.jpg", "cyan", seed=50)
    job = ears.client.submit(IndexLibrary())
    assert company.encoder.waiting.wait(LIMIT_S)

    result = ears.client.submit(Search(SearchRequest(photo_id=PhotoId(1), limit=2))).result(LIMIT_S)

    assert len(result.hits) == 2
    assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 4
    assert not job.future.done()
    company.encoder.open()
    assert job.result(LIMIT_S).found == 5
    assert ears.client.submit(GetStatus()).result(LIMIT_S).embedded == 5


def test_the_newest_search_of_a_client_ends_its_older_ones(company: Company) -> None:
    first, second = company.start().client(), company.client()
    add_photos(company, first, 4)
    company.encoder.texts_gate.clear()
    others = second.client.submit(Search(SearchRequest(text="green")))
    older = [first.client.submit(Search(SearchRequest(text=text))) for text in ("r", "re")]
    newest = first.client.submit(Search(SearchRequest(text="red")))

    for call in older:
        with pytest.raises(Cancelled):
            call.result(LIMIT_S)

    company.encoder.open()
    assert newest.result(LIMIT_S).hits[0].path.name == "photo_0003.jpg"
    assert len(others.result(LIMIT_S).hits) == 4


def test_a_search_can_be_cancelled_while_it_runs(company: Company) -> None:
    ears = company.start().client()
    add_photos(company, ears, 4)
    company.encoder.waiting.clear()
    company.encoder.texts_gate.clear()
    call = ears.client.submit(Search(SearchRequest(text="red")))
    assert company.encoder.waiting.wait(LIMIT_S)
    call.cancel()
    with pytest.raises(Cancelled):
        call.result(LIMIT_S)


def test_a_cancelled_job_stops_and_keeps_what_it_committed(company: Company) -> None:
    ears = company.start().client()
    make_photos(company.place.photos, 60)
    company.encoder.images_gate.clear()
    call = ears.client.submit(AddFolders((company.place.photos,)), on_progress=ears.on_progress)
    ears.wait_for(lambda: any(progress.activity == "index" and progress.done > 0 for progress in ears.progress))
    call.cancel()
    company.encoder.open()
    wait([call.future], LIMIT_S)
    if call.future.exception() is not None:  # it was stopped before it was done
        with pytest.raises(Cancelled):
            call.result(0)
    report = ears.client.submit(IndexLibrary()).result(LIMIT_S)
    assert report.found == 60
    assert ears.client.submit(GetStatus()).result(LIMIT_S).embedded == 60


def test_cancelling_what_is_over_or_unknown_does_no_harm(company: Company) -> None:
    ears = company.start().client()
    call = ears.client.submit(GetStatus())
    call.result(LIMIT_S)
    call.cancel()
    ears.client._cancel(4711)
    assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 0


def test_a_pause_holds_indexing_and_not_searches(company: Company) -> None:
    ears = company.start().client()
    add_photos(company, ears, 2)
    ears.client.submit(Pause()).result(LIMIT_S)
    make_photo(company.place.photos / "new.jpg", "cyan", seed=50)
    job = ears.client.submit(IndexLibrary())
    assert len(ears.client.submit(Search(SearchRequest(text="red"))).result(LIMIT_S).hits) == 2
    assert not job.future.done()
    ears.client.submit(Resume()).result(LIMIT_S)
    assert job.result(LIMIT_S).found == 3


def test_a_pause_ends_with_the_client_that_asked_for_it(company: Company) -> None:
    first, second, third = company.start().client(), company.client(), company.client()
    first.client.submit(Pause()).result(LIMIT_S)
    second.client.submit(Pause()).result(LIMIT_S)
    first.client.close()
    job = third.client.submit(IndexLibrary())
    assert third.client.submit(GetStatus()).result(LIMIT_S).photos == 0
    assert not job.future.done()
    second.client.close()
    assert job.result(LIMIT_S).found == 0


def test_what_happens_in_the_folders_is_taken_over_and_told(company: Company) -> None:
    ears = company.start().client()
    add_photos(company, ears, 2)
    following = ears.client.submit(FollowChanges())
    ears.client.submit(GetStatus()).result(LIMIT_S)  # requests are taken in order: it follows now
    make_photo(company.place.photos / "new.jpg", "cyan", seed=50)

    ears.wait_for(lambda: any(isinstance(e, PhotoChanged) and e.change.path.name == "new.jpg" for e in ears.events))
    ears.wait_for(lambda: any(isinstance(e, JobProgress) for e in ears.events))

    following.cancel()
    with pytest.raises(Cancelled):
        following.result(LIMIT_S)


def test_only_followers_hear_of_single_photos(company: Company) -> None:
    first, second = company.start().client(), company.client()
    first.client.submit(FollowChanges())
    add_photos(company, first, 3)
    first.wait_for(lambda: sum(isinstance(event, PhotoChanged) for event in first.events) == 3)
    assert second.client.submit(GetStatus()).result(LIMIT_S).photos == 3
    assert not any(isinstance(event, PhotoChanged) for event in second.events)


def test_what_a_vanished_client_asked_for_is_done(company: Company) -> None:
    keeper = company.start().client()
    make_photos(company.place.photos, 4)
    company.encoder.images_gate.clear()
    leaver = company.client()
    leaver.client.submit(AddFolders((company.place.photos,)))
    assert company.encoder.waiting.wait(LIMIT_S)
    leaver.client.close()
    company.encoder.open()
    keeper.client.submit(IndexLibrary()).result(LIMIT_S)
    assert keeper.client.submit(GetStatus()).result(LIMIT_S).embedded == 4


def test_shutdown_is_answered_and_all_clients_hear_of_the_end(company: Company) -> None:
    first, second = company.start().client(), company.client()
    first.client.submit(Shutdown()).result(LIMIT_S)
    company.wait_until_gone()
    first.wait_for(lambda: is_lost(first))
    second.wait_for(lambda: is_lost(second))
    assert read_address(company.place.paths) is None
    with pytest.raises(WorkerGoneError):
        first.client.submit(GetStatus()).result(LIMIT_S)
    company.start()
    first.client.connect(start=False)
    assert first.client.submit(GetStatus()).result(LIMIT_S).photos == 0


def test_the_end_is_answered_before_it_begins(company: Company) -> None:
    client = company.start().client().client
    assert company.worker is not None
    desk, answered = company.worker._desk, threading.Event()
    leave = desk._leave

    def leave_once_answered() -> None:
        assert answered.wait(LIMIT_S)
        leave()

    desk._leave = leave_once_answered
    client.submit(Shutdown()).result(LIMIT_S)
    answered.set()
    company.wait_until_gone()


def test_open_calls_fail_when_the_worker_goes(company: Company) -> None:
    ears = company.start().client()
    following = ears.client.submit(FollowChanges())
    company.leave()
    with pytest.raises(WorkerGoneError):
        following.result(LIMIT_S)


def test_what_a_leaving_worker_did_not_do_is_left_to_the_next_one(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that hears of a cancelled request would not ask again."""
    ears = company.start().client()
    make_photos(company.place.photos, 40)
    company.encoder.images_gate.clear()
    calls = [ears.client.submit(request) for request in (AddFolders((company.place.photos,)), IndexLibrary())]
    assert company.encoder.waiting.wait(LIMIT_S)
    company.leave_in_the_middle(monkeypatch)
    first, second = (call.future.exception(LIMIT_S) for call in calls)
    assert isinstance(first, WorkerGoneError | None)  # it may have been at its last step
    assert isinstance(second, WorkerGoneError)
    company.start()
    ears.client.connect(start=False)
    assert ears.client.submit(AddFolders((company.place.photos,))).result(LIMIT_S).found == 40


def test_closing_a_client_cancels_its_calls_and_is_no_loss(company: Company) -> None:
    ears = company.start().client()
    following = ears.client.submit(FollowChanges())
    ears.client.close()
    with pytest.raises(Cancelled):
        following.result(LIMIT_S)
    assert not is_lost(ears)


def test_it_leaves_when_nobody_needs_it(company: Company) -> None:
    company.start(idle_s=0.0)
    ears = company.client()  # who started it is waited for
    assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 0
    ears.client.close()
    company.wait_until_gone()
    assert read_address(company.place.paths) is None


def test_a_callback_that_fails_does_not_silence_the_connection(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    ears = company.start().client()
    called = threading.Event()

    def fail(_: object) -> None:
        called.set()
        raise RuntimeError("a bug in the window")

    make_photos(company.place.photos, 30)
    company.encoder.images_gate.clear()
    call = ears.client.submit(AddFolders((company.place.photos,)), on_progress=fail)
    assert called.wait(LIMIT_S)
    company.encoder.open()
    assert call.result(LIMIT_S).indexed == 30
    assert "a bug in the window" in caplog.text
