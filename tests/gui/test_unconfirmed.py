"""What a closing window could not have confirmed is asked for again by the next one."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.config import LibraryPaths
from desktop_app.gui.main_window import MainWindow
from desktop_app.records import Edit
from desktop_app.worker.protocol import JobsPaused, Resume, SetCaption, SetRating, WorkerChanged
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn

OpenWindow = Callable[[], MainWindow]


def test_a_rating_that_no_worker_took_is_asked_for_by_the_next_window(
    open_window: OpenWindow, home: Home, worker: WorkerStandIn, paths: LibraryPaths, qtbot: QtBot
) -> None:
    (photo_id,) = home.add_photos(1)
    window = open_window()
    window.actions_on_photos.rate([photo_id], 4)
    window.actions_on_photos.set_caption([photo_id], "at the sea")
    window.close()
    assert (paths.root / "unconfirmed.changes").exists()

    asked = len(worker.calls)
    again = open_window()
    qtbot.waitUntil(lambda: len(worker.asked(SetCaption)) == 2)
    assert [call.request for call in worker.calls[asked:] if isinstance(call.request, SetRating | SetCaption)] == [
        SetRating((photo_id,), 4),
        SetCaption((photo_id,), "at the sea"),
    ]
    for kind in (SetRating, SetCaption):
        worker.call(kind).answer(Edit())
    qtbot.waitUntil(lambda: not (paths.root / "unconfirmed.changes").exists())
    again.close()
    assert not (paths.root / "unconfirmed.changes").exists()


def test_a_closing_window_waits_for_an_answer_that_is_on_its_way(
    open_window: OpenWindow, home: Home, worker: WorkerStandIn, paths: LibraryPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    (photo_id,) = home.add_photos(1)
    window = open_window()
    monkeypatch.setattr("desktop_app.gui.unconfirmed.PATIENCE_S", 20.0)
    window.actions_on_photos.rate([photo_id], 4)
    worker.call(SetRating).answer(Edit())
    window.close()
    assert not (paths.root / "unconfirmed.changes").exists()


def test_a_damaged_file_is_put_aside(open_window: OpenWindow, home: Home, paths: LibraryPaths) -> None:
    home.add_photos(1)
    (paths.root / "unconfirmed.changes").write_bytes(b"\xc1 no changes")
    window = open_window()
    window.close()
    assert (paths.root / "unconfirmed.damaged").exists()


def test_a_pause_from_elsewhere_is_shown_and_can_be_ended_here(
    open_window: OpenWindow, home: Home, worker: WorkerStandIn, qtbot: QtBot
) -> None:
    home.add_photos(1)
    window = open_window()
    with qtbot.waitSignal(window.runner.paused_changed):
        worker.tell(JobsPaused(paused=True))
    assert window.status.text == "Reading photos is paused"
    assert window.status.hold_button.accessibleName() == "Go on"
    window.status.hold_button.click()
    assert worker.asked(Resume) == [Resume()]
    with qtbot.waitSignal(window.runner.paused_changed):
        worker.tell(WorkerChanged("lost", "It ended."))
    assert "paused" not in window.status.text
