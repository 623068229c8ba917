"""Requests, their outcomes, and a worker that comes and goes."""

import functools
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.errors import FolderError, WorkerGoneError, WorkerSilentError, WorkerUnavailableError
from desktop_app.gui import job_runner
from desktop_app.gui.job_runner import JobRunner
from desktop_app.jobs import Progress
from desktop_app.records import Edit, PhotoId, SearchRequest, SearchResult
from desktop_app.worker.protocol import (
    GetStatus,
    JobProgress,
    ListModels,
    RotatePhotos,
    Search,
    SetRating,
    WorkerChanged,
)
from tests.gui.worker_stand_in import WorkerStandIn

NOTHING = SearchResult(hits=(), searched=0, seconds=0.0)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between workers that end soon."""
    monkeypatch.setattr(job_runner, "_FIRST_PAUSE_S", 0.01)


@pytest.fixture
def runner(worker: WorkerStandIn, qtbot: QtBot) -> Iterator[JobRunner]:
    made = JobRunner(worker.attach)
    made.start()
    qtbot.waitUntil(lambda: made.is_ready)
    yield made
    made.close()


def test_an_answer_arrives_on_the_gui_thread(runner: JobRunner, worker: WorkerStandIn, qtbot: QtBot) -> None:
    task = runner.submit(ListModels())
    threads: list[threading.Thread] = []
    task.succeeded.connect(lambda _: threads.append(threading.current_thread()))
    with qtbot.waitSignals([task.succeeded, task.ended]):
        worker.call(ListModels).answer(())
    assert threads == [threading.main_thread()]


def test_a_failure_that_nobody_handles_is_told(runner: JobRunner, worker: WorkerStandIn, qtbot: QtBot) -> None:
    runner.submit(ListModels())
    with qtbot.waitSignal(runner.failed) as failed:
        worker.call(ListModels).fail(FolderError("There is no such folder."))
    assert failed.args == ["There is no such folder."]


def test_a_bug_is_told_too(
    runner: JobRunner, worker: WorkerStandIn, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    runner.submit(ListModels())
    with qtbot.waitSignal(runner.failed) as failed:
        worker.call(ListModels).fail(ZeroDivisionError("by zero"))
    assert failed.args == ["Something went wrong: by zero"]
    assert "ListModels failed" in caplog.text


def test_a_quiet_failure_is_left_to_whoever_asked(runner: JobRunner, worker: WorkerStandIn, qtbot: QtBot) -> None:
    task = runner.submit(GetStatus(), is_quiet=True)
    with qtbot.assertNotEmitted(runner.failed), qtbot.waitSignal(task.failed):
        worker.call(GetStatus).fail(WorkerSilentError("It did not answer."))


def test_cancelling_reaches_the_worker(runner: JobRunner, worker: WorkerStandIn, qtbot: QtBot) -> None:
    task = runner.submit(ListModels())
    with qtbot.waitSignals([task.cancelled, task.ended]), qtbot.assertNotEmitted(runner.failed):
        task.cancel()
    assert worker.call(ListModels).is_cancelled


def test_progress_is_passed_on(runner: JobRunner, worker: WorkerStandIn, qtbot: QtBot) -> None:
    task = runner.submit(ListModels())
    with qtbot.waitSignal(task.progressed) as progressed:
        worker.call(ListModels).report(Progress("index", done=3))
    assert progressed.args == [Progress("index", done=3)]


def test_of_several_searches_only_the_newest_is_answered(
    runner: JobRunner, worker: WorkerStandIn, qtbot: QtBot
) -> None:
    answered: list[str] = []
    runner.search_succeeded.connect(lambda request, _: answered.append(request.text))
    for text in ("r", "re", "red"):
        runner.search(SearchRequest(text=text))
    assert [call.is_cancelled for call in worker.calls] == [True, True, False]
    for call in worker.calls:
        call.answer(NOTHING)
    qtbot.waitUntil(lambda: not runner.has_search)
    assert answered == ["red"]


def test_what_is_asked_too_early_waits_and_only_the_newest_search_is_sent(worker: WorkerStandIn, qtbot: QtBot) -> None:
    runner = JobRunner(worker.attach)
    runner.submit(ListModels())
    runner.search(SearchRequest(text="old"))
    runner.search(SearchRequest(text="new"))
    assert worker.calls == []
    runner.start()
    qtbot.waitUntil(lambda: len(worker.calls) == 2)
    assert worker.asked(ListModels)
    assert [asked.request.text for asked in worker.asked(Search)] == ["new"]
    runner.close()


def test_it_connects_again_after_refusals_and_says_why_they_were(worker: WorkerStandIn, qtbot: QtBot) -> None:
    worker.refusals = [WorkerUnavailableError("It ended at its start.")]
    runner = JobRunner(worker.attach)
    with qtbot.waitSignal(runner.worker_changed) as changed:
        runner.start()
    assert changed.args == ["lost", "It ended at its start."]
    qtbot.waitUntil(lambda: runner.is_ready)
    assert worker.connections == 2
    runner.close()


def test_refusals_that_are_heard_late_are_no_reason_to_connect_once_more(worker: WorkerStandIn, qtbot: QtBot) -> None:
    worker.refusals = [WorkerUnavailableError("It ended at its start.")]
    runner = JobRunner(worker.attach)
    runner.start()
    assert worker.has_connected.wait(30)  # and the event loop has not run since
    qtbot.waitUntil(lambda: runner.is_ready)
    with qtbot.assertNotEmitted(runner.worker_changed, wait=200):
        pass
    assert worker.connections == 2
    runner.close()


def test_a_search_outlives_the_worker(runner: JobRunner, worker: WorkerStandIn, qtbot: QtBot) -> None:
    runner.search(SearchRequest(text="dog"))
    worker.call(Search).fail(WorkerGoneError("It ended before it answered."))
    with qtbot.waitSignal(runner.worker_changed):
        worker.tell(WorkerChanged("lost", "It ended."))
    qtbot.waitUntil(lambda: len(worker.asked(Search)) == 2)
    with qtbot.waitSignal(runner.search_succeeded):
        worker.call(Search).answer(NOTHING)


def test_a_rating_outlives_the_worker_and_keeps_its_place(
    runner: JobRunner, worker: WorkerStandIn, qtbot: QtBot
) -> None:
    first, second = (runner.submit(SetRating((PhotoId(1),), stars)) for stars in (3, 4))
    done: list[int] = []
    for stars, task in ((3, first), (4, second)):
        task.succeeded.connect(functools.partial(lambda stars, _: done.append(stars), stars))
    lost = list(worker.calls)
    with qtbot.assertNotEmitted(runner.failed), qtbot.waitSignal(runner.worker_changed):
        for call in lost:
            call.fail(WorkerGoneError("It ended before it answered."))
        worker.tell(WorkerChanged("lost", "It ended."))
    runner.submit(SetRating((PhotoId(1),), 5))
    qtbot.waitUntil(lambda: len(worker.calls) == 5)
    assert [request.rating for request in worker.asked(SetRating)[2:]] == [3, 4, 5]
    for call in worker.calls[2:]:
        call.answer(Edit())
    qtbot.waitUntil(lambda: runner.unanswered(SetRating) == [])
    assert done == [3, 4]


def test_what_cannot_be_done_twice_is_refused_in_words_when_the_worker_ends_over_it(
    runner: JobRunner, worker: WorkerStandIn, qtbot: QtBot
) -> None:
    runner.submit(RotatePhotos((PhotoId(1),), 1))
    with qtbot.waitSignal(runner.failed) as failed:
        worker.call(RotatePhotos).fail(WorkerGoneError("It ended before it answered."))
    assert "before it said whether this was done" in failed.args[0]
    assert len(worker.calls) == 1


def test_a_request_that_ends_every_worker_is_given_up(runner: JobRunner, worker: WorkerStandIn, qtbot: QtBot) -> None:
    task = runner.submit(ListModels())
    with qtbot.waitSignal(task.failed):
        for tries in range(1, 6):
            qtbot.waitUntil(lambda tries=tries: len(worker.calls) == tries)  # type: ignore[misc]
            worker.calls[-1].fail(WorkerGoneError("It ended before it answered."))
            worker.tell(WorkerChanged("lost", "It ended."))
    assert len(worker.calls) == 5


def test_work_in_the_background_that_gave_up_says_so(runner: JobRunner, worker: WorkerStandIn, qtbot: QtBot) -> None:
    with qtbot.waitSignal(runner.failed) as failed:
        worker.tell(JobProgress(None, "The disk is full."))
    assert failed.args == ["The disk is full."]


def test_closing_leaves_the_worker_and_no_thread(worker: WorkerStandIn, qtbot: QtBot) -> None:
    runner = JobRunner(worker.attach)
    runner.start()
    qtbot.waitUntil(lambda: runner.is_ready)
    runner.submit(ListModels())
    runner.close()
    assert worker.is_closed
    assert not runner._thread.is_alive()
