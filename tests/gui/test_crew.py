"""Threads that do what is wanted most."""

import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.gui.crew import Crew

LIMIT_S = 60
Make = Callable[[Callable[[str], str]], Crew[str, str]]


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    crews: list[Crew[str, str]] = []

    def make_one(work: Callable[[str], str]) -> Crew[str, str]:
        crews.append(Crew("test", work))
        return crews[-1]

    yield make_one
    for crew in crews:
        assert crew.close(LIMIT_S)


class Gate:
    """Work that waits until it may go on, and remembers what was done."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.may_go_on = threading.Event()
        self.done: list[str] = []

    def __call__(self, key: str) -> str:
        self.begun.set()
        assert self.may_go_on.wait(LIMIT_S)
        self.done.append(key)
        return key.upper()


def test_outcomes_arrive_on_the_gui_thread(make: Make, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []
    got: list[tuple[str, str]] = []
    crew = make(str.upper)

    def take(outcomes: list[tuple[str, str]]) -> None:
        got.extend(outcomes)
        threads.append(threading.current_thread())

    crew.finished.connect(take)
    crew.want(["a", "b"])
    qtbot.waitUntil(lambda: len(got) == 2)
    assert got == [("a", "A"), ("b", "B")]
    assert set(threads) == {threading.main_thread()}


def test_what_is_wanted_no_more_is_dropped(make: Make, qtbot: QtBot) -> None:
    gate = Gate()
    crew = make(gate)
    crew.want(["first", "dropped", "also dropped"])
    assert gate.begun.wait(LIMIT_S)
    crew.want(["last", "first"])
    gate.may_go_on.set()
    qtbot.waitUntil(lambda: not crew.is_busy)
    assert gate.done == ["first", "last"]


def test_the_newest_wish_comes_first(make: Make, qtbot: QtBot) -> None:
    gate = Gate()
    crew = make(gate)
    crew.want(["first"])
    assert gate.begun.wait(LIMIT_S)
    crew.want_next("old")
    crew.want_next("new")
    gate.may_go_on.set()
    qtbot.waitUntil(lambda: not crew.is_busy)
    assert gate.done == ["first", "new", "old"]


@pytest.mark.parametrize("want", [Crew.want_again, Crew.want_next])
def test_what_is_wanted_again_while_it_runs_runs_once_more(
    make: Make, qtbot: QtBot, want: Callable[[Crew[str, str], str], None]
) -> None:
    gate = Gate()
    crew = make(gate)
    want(crew, "list")
    assert gate.begun.wait(LIMIT_S)
    want(crew, "list")
    want(crew, "list")
    gate.may_go_on.set()
    qtbot.waitUntil(lambda: not crew.is_busy)
    assert gate.done == ["list", "list"]


def test_it_is_busy_until_what_it_did_was_told(make: Make, qtbot: QtBot) -> None:
    got: list[object] = []
    crew = make(str.upper)
    crew.finished.connect(got.extend)
    crew.want(["a"])
    with crew._changed:
        assert crew._changed.wait_for(lambda: not crew._wanted and not crew._begun, LIMIT_S)
    assert got == []
    assert crew.is_busy
    qtbot.waitUntil(lambda: not crew.is_busy)
    assert got == [("a", "A")]


def test_an_error_is_an_outcome(make: Make, qtbot: QtBot) -> None:
    def fail(key: str) -> str:
        raise ValueError(key)

    crew = make(fail)
    with qtbot.waitSignal(crew.finished) as finished:
        crew.want(["x"])
    ((key, outcome),) = finished.args[0]
    assert key == "x"
    assert isinstance(outcome, ValueError)


def test_nothing_arrives_after_it_was_closed(make: Make, qtbot: QtBot) -> None:
    gate = Gate()
    crew = make(gate)
    got: list[object] = []
    crew.finished.connect(got.append)
    crew.want(["a", "b"])
    assert gate.begun.wait(LIMIT_S)
    gate.may_go_on.set()
    assert crew.close(LIMIT_S)
    crew.want(["c"])
    with qtbot.assertNotEmitted(crew.finished, wait=50):
        pass
    assert got == []
