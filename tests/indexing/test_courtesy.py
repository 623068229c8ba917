import threading

import pytest

from desktop_app.config import Settings
from desktop_app.indexing import courtesy
from desktop_app.indexing.courtesy import ON_BATTERY, Courtesy, OtherPrograms
from desktop_app.indexing.on_screen import OnScreen
from desktop_app.jobs import run
from tests.indexing.home import Home
from tests.stand_ins import make_photos


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
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_indexing_waits_for_the_mains_and_goes_on_where_it_was(home: Home, machine: Machine) -> None:
    make_photos(home.photos, 8)
    home.indexer.courtesy = machine.courtesy
    machine.on_battery = True
    job = home.indexer.index()
    heard = [next(job).activity for _ in range(4)]
    assert heard[-1] == ON_BATTERY
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


def test_work_is_followed_by_a_rest_while_somebody_scrolls(machine: Machine) -> None:
    machine.courtesy.worked()
    assert not machine.courtesy.rests()
    machine.on_screen.show([])
    while not machine.courtesy.rests():  # a rest is as long as the work was: some has to pass
        machine.courtesy.worked()
    machine.settings = Settings(gentle_while_working=False)
    before = machine.courtesy._rest_until_s
    machine.courtesy.worked()
    assert machine.courtesy._rest_until_s == before


def test_other_programs_are_made_way_for(machine: Machine) -> None:
    machine.others = 0.9
    while not machine.courtesy.rests():
        machine.courtesy.worked()


def test_a_gentle_run_takes_in_everything(home: Home, machine: Machine) -> None:
    make_photos(home.photos, 70)
    home.indexer.courtesy = machine.courtesy
    machine.others = 1.0
    assert home.index().indexed == 70


def test_own_work_is_nobody_elses() -> None:
    others = OtherPrograms()
    others.share()
    threading.Event().wait(0.05)
    assert 0 <= others.share() <= 1
