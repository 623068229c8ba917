"""The clock of a slideshow."""

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.config import LibraryPaths
from desktop_app.gui.slideshow import Slideshow, SlideshowBar
from desktop_app.gui.viewer_settings import ViewerSettings


@pytest.fixture
def show(paths: LibraryPaths, qapp: object) -> Slideshow:
    return Slideshow(ViewerSettings(paths))


def test_in_order_it_begins_again_after_the_last(show: Slideshow) -> None:
    assert [show.next_row(row, 3) for row in (0, 1, 2)] == [1, 2, 0]
    assert show.next_row(0, 1) == 0


def test_in_any_order_it_stays_with_what_it_chose_and_never_repeats(show: Slideshow) -> None:
    show.set_shuffled(True)
    for row in range(20):
        chosen = show.next_row(row, 20)
        assert chosen != row
        assert show.next_row(row, 20) == chosen


def test_it_waits_for_a_photo_but_not_for_ever(show: Slideshow) -> None:
    show.start()
    assert show.may_wait()
    waits = 1
    while show.may_wait():
        waits += 1
    assert 10 <= waits <= 100
    show.begin_slide()
    assert show.may_wait()
    show.stop()


def test_a_pause_holds_the_photo(show: Slideshow) -> None:
    show.set_slide_s(2)
    show.start()
    assert show._timer.isActive()
    show.toggle_pause()
    assert show.is_paused
    assert show.is_running
    assert not show._timer.isActive()
    show.toggle_pause()
    assert not show.is_paused
    assert show._timer.isActive()
    show.stop()
    assert not show.is_running
    assert not show._timer.isActive()


def test_its_time_is_remembered(show: Slideshow, paths: LibraryPaths) -> None:
    show.set_slide_s(10)
    show.set_shuffled(True)
    again = ViewerSettings(paths)
    assert (again.slide_s, again.is_shuffled) == (10, True)


def test_the_bar_shows_what_is_set_and_sets_it(show: Slideshow, qtbot: QtBot) -> None:
    bar = SlideshowBar(show)
    qtbot.addWidget(bar)
    menu = bar.interval.menu()
    assert menu is not None
    menu.actions()[-1].trigger()
    assert show.slide_s == 60
    assert bar.interval.text().strip() == "1 min"
    show.start()
    bar.pause.click()
    assert show.is_paused
    assert bar.pause.accessibleName() == "Go on (Space)"
    show.stop()
