"""The order in which jobs run, and what makes one stop."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from desktop_app.errors import LibraryUnwritableError
from desktop_app.jobs import Job, Progress
from desktop_app.priority import NICENESS
from desktop_app.worker import protocol
from desktop_app.worker.errands import Errand
from desktop_app.worker.lane import Lane, Task

LIMIT_S = 60.0


@dataclass
class Stage:
    """Jobs that wait for the test at each step, and what became of them."""

    lane: Lane = field(init=False)
    replies: list[protocol.FromWorker] = field(default_factory=list)
    background: list[tuple[Progress | None, str]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    steps_allowed: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lane = Lane("test", on_background=self._on_background, on_idle=self._on_idle)

    def errand(self, call_id: int) -> Errand:
        return Errand(call_id, protocol.IndexLibrary(), reply=self._reply)

    def job(self, name: str, *, steps: int = 1, error: Exception | None = None) -> Callable[[], Job[str]]:
        def make() -> Job[str]:
            self._note(f"{name} begins")
            try:
                for step in range(steps):
                    self._await_step(name, step)
                    yield Progress(name, done=step)
                if error is not None:
                    raise error
                self._note(f"{name} ends")
                return name
            except GeneratorExit:
                self._note(f"{name} closed")
                raise

        return make

    def allow(self, name: str, steps: int = 1000) -> None:
        with self.changed:
            self.steps_allowed[name] = steps
            self.changed.notify_all()

    def wait_for(self, condition: Callable[[], object]) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, LIMIT_S), f"waited in vain; {self.log} {self.replies}"

    def wait_log(self, line: str) -> None:
        self.wait_for(lambda: line in self.log)

    def replied(self, call_id: int) -> protocol.FromWorker | None:
        found = [
            reply
            for reply in self.replies
            if isinstance(reply, protocol.Done | protocol.Failed | protocol.Dropped) and reply.call_id == call_id
        ]
        assert len(found) <= 1
        return found[0] if found else None

    def _await_step(self, name: str, step: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.steps_allowed.get(name, 0) > step, LIMIT_S)

    def _note(self, line: str) -> None:
        with self.changed:
            self.log.append(line)
            self.changed.notify_all()

    def _reply(self, message: protocol.FromWorker) -> None:
        with self.changed:
            self.replies.append(message)
            self.changed.notify_all()

    def _on_idle(self) -> None:
        with self.changed:
            self.changed.notify_all()

    def _on_background(self, progress: Progress | None, failure: str) -> None:
        with self.changed:
            self.background.append((progress, failure))
            self.changed.notify_all()


@pytest.fixture
def stage() -> Iterator[Stage]:
    found = Stage()
    yield found
    for name in ("first", "second", "third", "own"):
        found.allow(name)
    assert found.lane.stop(timeout_s=LIMIT_S)


def test_jobs_run_in_the_order_asked(stage: Stage) -> None:
    for number, name in enumerate(("first", "second", "third")):
        stage.allow(name)
        stage.lane.submit(Task(name, stage.job(name), errand=stage.errand(number)))

    stage.wait_for(lambda: stage.replied(2))

    assert [line for line in stage.log if line.endswith("ends")] == ["first ends", "second ends", "third ends"]
    assert isinstance(stage.replied(0), protocol.Done)


def test_what_people_ask_for_interrupts_own_work_which_begins_anew(stage: Stage) -> None:
    stage.lane.submit(Task("own", stage.job("own", steps=3), repeatable=True))
    stage.wait_log("own begins")
    stage.lane.submit(Task("first", stage.job("first"), errand=stage.errand(1)))
    stage.allow("own")
    stage.allow("first")

    stage.wait_log("own ends")

    assert stage.log == ["own begins", "own closed", "first begins", "first ends", "own begins", "own ends"]


def test_a_persons_job_is_not_interrupted_by_another(stage: Stage) -> None:
    stage.lane.submit(Task("first", stage.job("first", steps=3), errand=stage.errand(1), repeatable=True))
    stage.wait_log("first begins")
    stage.lane.submit(Task("second", stage.job("second"), errand=stage.errand(2), repeatable=True))
    stage.allow("first")
    stage.allow("second")

    stage.wait_for(lambda: stage.replied(2))

    assert stage.log == ["first begins", "first ends", "second begins", "second ends"]


def test_an_urgent_job_goes_before_a_repeatable_one(stage: Stage) -> None:
    stage.lane.submit(Task("first", stage.job("first", steps=3), errand=stage.errand(1), repeatable=True))
    stage.wait_log("first begins")
    stage.lane.submit(Task("second", stage.job("second"), errand=stage.errand(2), urgent=True))
    stage.allow("first")
    stage.allow("second")

    stage.wait_for(lambda: stage.replied(1))

    assert stage.log == ["first begins", "first closed", "second begins", "second ends", "first begins", "first ends"]
    assert isinstance(stage.replied(1), protocol.Done)


def test_cancelling_closes_the_job_at_its_next_step(stage: Stage) -> None:
    errand = stage.errand(1)
    stage.lane.submit(Task("first", stage.job("first", steps=1000), errand=errand))
    stage.wait_log("first begins")
    errand.cancel()
    stage.allow("first")

    stage.wait_for(lambda: stage.replied(1))

    assert isinstance(stage.replied(1), protocol.Dropped)
    assert stage.log == ["first begins", "first closed"]


def test_a_cancelled_job_that_waits_is_dropped_without_waiting(stage: Stage) -> None:
    stage.lane.submit(Task("first", stage.job("first"), errand=stage.errand(1)))
    waiting = stage.errand(2)
    stage.lane.submit(Task("second", stage.job("second"), errand=waiting))
    stage.wait_log("first begins")

    waiting.cancel()
    stage.lane.forget(waiting)

    assert isinstance(stage.replied(2), protocol.Dropped)
    assert stage.replied(1) is None


def test_a_pause_holds_repeatable_work_and_lets_the_rest_run(stage: Stage) -> None:
    stage.lane.submit(Task("own", stage.job("own", steps=3), repeatable=True))
    stage.wait_log("own begins")
    stage.lane.pause(paused=True)
    stage.allow("own")
    stage.wait_log("own closed")
    stage.wait_for(lambda: not stage.lane.is_busy)

    stage.allow("first")
    stage.lane.submit(Task("first", stage.job("first"), errand=stage.errand(1)))
    stage.wait_for(lambda: stage.replied(1))
    assert "own ends" not in stage.log

    stage.lane.pause(paused=False)
    stage.wait_log("own ends")


def test_a_known_failure_keeps_its_class_and_the_lane_goes_on(stage: Stage) -> None:
    stage.allow("first")
    stage.allow("second")
    failing = stage.job("first", error=LibraryUnwritableError("The disk is full."))
    stage.lane.submit(Task("first", failing, errand=stage.errand(1)))
    stage.lane.submit(Task("second", stage.job("second"), errand=stage.errand(2)))

    stage.wait_for(lambda: stage.replied(2))

    assert stage.replied(1) == protocol.Failed(1, "LibraryUnwritableError", "The disk is full.")
    assert isinstance(stage.replied(2), protocol.Done)


def test_a_bug_is_told_without_its_insides(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.allow("first")
    stage.lane.submit(Task("first", stage.job("first", error=KeyError("secret")), errand=stage.errand(1)))

    stage.wait_for(lambda: stage.replied(1))

    reply = stage.replied(1)
    assert isinstance(reply, protocol.Failed)
    assert reply.kind == "WorkerError"
    assert "secret" not in reply.message
    assert "secret" in caplog.text


def test_own_work_tells_its_steps_its_end_and_its_failure(stage: Stage) -> None:
    stage.allow("own")
    stage.lane.submit(Task("own", stage.job("own", steps=2)))
    stage.wait_for(lambda: (None, "") in stage.background)
    stage.lane.submit(Task("own", stage.job("own", error=LibraryUnwritableError("The disk is full."))))
    stage.wait_for(lambda: (None, "The disk is full.") in stage.background)

    assert [progress.done for progress, _ in stage.background if progress is not None] == [0, 1, 0]


def test_stopping_closes_what_runs_and_leaves_the_rest_to_the_next_worker(stage: Stage) -> None:
    stage.lane.submit(Task("first", stage.job("first", steps=1000), errand=stage.errand(1)))
    stage.lane.submit(Task("second", stage.job("second"), errand=stage.errand(2)))
    stage.wait_log("first begins")
    stage.allow("first", 1)

    stopping = threading.Thread(target=stage.lane.stop, kwargs={"timeout_s": LIMIT_S})
    stopping.start()
    with stage.lane._changed:
        assert stage.lane._changed.wait_for(lambda: stage.lane._stopping, LIMIT_S)
    stage.allow("first")
    stopping.join(LIMIT_S)

    assert stage.log == ["first begins", "first closed"]
    assert stage.replied(1) is None
    stage.lane.submit(Task("third", stage.job("third"), errand=stage.errand(3)))
    assert stage.replied(2) is stage.replied(3) is None, "they were told that they were cancelled"
    assert not {"second begins", "third begins"} & set(stage.log)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone has priorities of single threads")
def test_a_modest_lane_gives_way_and_nobody_else_does() -> None:
    found: list[int] = []
    done = threading.Event()

    def look() -> Job[None]:
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        done.set()
        return
        yield

    usual = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    lane = Lane("test", on_background=lambda *_: None, on_idle=lambda: None, is_modest=True)
    lane.submit(Task("look", look))
    assert done.wait(LIMIT_S)
    assert lane.stop(timeout_s=LIMIT_S)
    assert found == [max(usual, NICENESS)]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == usual
