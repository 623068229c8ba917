"""What the real window does when its worker works, is late, or is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.config import LibraryPaths
from desktop_app.errors import WorkerUnavailableError
from desktop_app.gui import job_runner
from desktop_app.gui.main_window import MainWindow
from desktop_app.jobs import Progress
from desktop_app.worker.protocol import (
    AddFolders,
    JobProgress,
    Pause,
    Resume,
    Search,
    WorkerChanged,
)
from tests.gui.answers import hits_of, shown_ids
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn

Open = Callable[[], MainWindow]


def test_progress_is_shown_and_can_be_stopped(
    open_window: Open, worker: WorkerStandIn, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window()
    assert window.status.text == ""
    window.actions_on_folders.add([tmp_path])
    call = worker.call(AddFolders)
    call.report(Progress("index", done=1204, total=8310, rate=41.0, seconds_left=173.0))
    qtbot.waitUntil(lambda: "1,204" in window.status.text)
    assert window.status.text == "Understanding 1,204 of 8,310 photos · 41/s · 3 min"
    QTest.mouseClick(window.status.button, Qt.MouseButton.LeftButton)
    assert call.is_cancelled
    qtbot.waitUntil(lambda: window.status.text == "")


def test_the_workers_own_work_can_be_held_and_resumed(open_window: Open, worker: WorkerStandIn, qtbot: QtBot) -> None:
    window = open_window()
    worker.tell(JobProgress(Progress("index", done=1, total=3)))
    qtbot.waitUntil(lambda: window.status.text != "")
    QTest.mouseClick(window.status.button, Qt.MouseButton.LeftButton)
    assert worker.asked(Pause)
    assert window.status.text.startswith("Paused")
    QTest.mouseClick(window.status.button, Qt.MouseButton.LeftButton)
    assert worker.asked(Resume)
    worker.tell(JobProgress(None))
    qtbot.waitUntil(lambda: window.status.text == "")


def test_a_lost_worker_is_started_again_and_the_search_asked_again(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(2)
    window = open_window()
    assert worker.connections == 1
    window.search("dog")
    worker.tell(WorkerChanged("lost", "The background process ended unexpectedly."))
    qtbot.waitUntil(lambda: worker.connections == 2)
    worker.always(Search, lambda asked: hits_of(home, ids))
    window.search("dogs")
    qtbot.waitUntil(lambda: window.browse.text == "2 photos")


def test_the_window_is_usable_before_the_worker_is(
    qtbot: QtBot, paths: LibraryPaths, worker: WorkerStandIn, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = home.add_photos(2)
    monkeypatch.setattr(job_runner, "_FIRST_PAUSE_S", 0.01)
    worker.refusals = [WorkerUnavailableError("The background process could not be started.")] * 1000
    worker.always(Search, lambda asked: hits_of(home, ids[1:]))
    window = MainWindow(paths, worker.attach)
    window.show()
    window.start()
    window.search("early")
    assert not worker.calls
    qtbot.waitUntil(lambda: "could not be started" in window.browse.error_bar.text)
    worker.refusals.clear()
    qtbot.waitUntil(lambda: shown_ids(window) == ids[1:])
    assert window.browse.error_bar.text == ""
    window.close()
    assert worker.is_closed


def test_the_worker_is_started_where_the_welcome_was_there_before_the_first_picture(
    paths: LibraryPaths, worker: WorkerStandIn, qtbot: QtBot
) -> None:
    window = MainWindow(paths, worker.attach)
    window.first_start.page_wanted.emit(True)  # noqa: FBT003
    window.show()
    window.start()
    qtbot.waitUntil(lambda: window.runner.is_ready)
    window.close()
