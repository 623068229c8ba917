import os
import threading
from types import SimpleNamespace
from typing import NamedTuple

import psutil
import pytest

from desktop_app.config import Settings
from desktop_app.indexing import courtesy, on_screen
from desktop_app.indexing.courtesy import ON_BATTERY, Courtesy, OtherPrograms
from desktop_app.indexing.on_screen import OnScreen
from desktop_app.jobs import run
from tests.indexing.home import Home
from tests.stand_ins import make_photos


class Clock:
    now_s = 1000.0

    def monotonic(self) -> float:
        return self.now_s


class SimpleProcessors(NamedTuple):
    """Seconds of all cores since the start of the machine, as psutil tells them."""

    user: float
    idle: float
    iowait: float


class Machine:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(courtesy, "LOOK_EVERY_S", 0.0)
        self.settings = Settings()
        self.on_battery, self.others = False, 0.0
        self.on_screen = OnScreen()
        self.courtesy = Courtesy(
            lambda: self.settings,
            self.on_screen,
            on_battery=lambda: self.on_battery,
            others_share=lambda: self.others,
        )


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time as courtesy and the screen know it, which passes when the test says so."""
    found = Clock()
    for module in (courtesy, on_screen):
        monkeypatch.setattr(module, "time", found)
    return found


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_indexing_waits_for_the_mains_and_goes_on_where_it_was(home: Home, machine: Machine) -> None:
    make_photos(home.photos, 8)
    home.indexer.courtesy = machine.courtesy
    machine.on_battery = True
    job = home.indexer.index()
    while (heard := next(job).activity) != ON_BATTERY:
        assert heard == "scan"
    assert {next(job).activity for _ in range(3)} == {ON_BATTERY}
    assert home.shown() == {}
    machine.on_battery = False
    assert run(job).indexed == 8


def test_a_user_may_index_on_the_battery(machine: Machine) -> None:
    machine.on_battery = True
    assert machine.courtesy.waits()
    machine.settings = Settings(index_on_battery=True)
    assert not machine.courtesy.waits()


def test_a_job_that_waits_can_be_closed(home: Home, machine: Machine) -> None:
    make_photos(home.photos, 3)
    home.indexer.courtesy = machine.courtesy
    machine.on_battery = True
    job = home.indexer.index()
    while next(job).activity != ON_BATTERY:
        pass
    job.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("reading", "encoding"))]


def test_work_is_followed_by_a_rest_as_long_while_somebody_scrolls(clock: Clock, machine: Machine) -> None:
    clock.now_s += 0.5
    machine.courtesy.worked()
    assert not machine.courtesy.rests()
    machine.on_screen.show([])
    clock.now_s += 0.5
    machine.courtesy.worked()
    clock.now_s += 0.4
    assert machine.courtesy.rests()
    clock.now_s += 0.2
    assert not machine.courtesy.rests()
    machine.settings = Settings(gentle_while_working=False)
    clock.now_s += 0.5
    machine.courtesy.worked()
    assert not machine.courtesy.rests()


def test_other_programs_are_made_way_for_but_not_for_long_at_a_time(clock: Clock, machine: Machine) -> None:
    machine.others = 0.9
    clock.now_s += 60
    machine.courtesy.worked()
    assert machine.courtesy.rests()
    clock.now_s += courtesy.LONGEST_REST_S + 0.1
    assert not machine.courtesy.rests()


def test_a_gentle_run_takes_in_everything(home: Home, machine: Machine) -> None:
    make_photos(home.photos, 70)
    home.indexer.courtesy = machine.courtesy
    machine.others = 1.0
    assert home.index().indexed == 70


@pytest.mark.parametrize(("busy_s", "own_s", "share"), [(0, 0, 0), (12, 12, 0), (15, 5, 0.25), (40, 0, 1), (3, 4, 0)])
def test_own_work_is_nobody_elses(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, busy_s: float, own_s: float, share: float
) -> None:
    """Of ten seconds on four cores; `idle` and `iowait` are no work."""
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    processors = SimpleProcessors(user=100, idle=500, iowait=7)
    monkeypatch.setattr(psutil, "cpu_times", lambda: processors)
    own = SimpleNamespace(user=20.0, system=1.0)
    process = SimpleNamespace(cpu_times=lambda: own)
    monkeypatch.setattr(psutil, "Process", lambda: process)
    others = OtherPrograms()
    processors = SimpleProcessors(user=100 + busy_s, idle=540 - busy_s, iowait=7)
    own = SimpleNamespace(user=20.0 + own_s, system=1.0)
    clock.now_s += 10
    assert others.share() == pytest.approx(share)
