from collections.abc import Callable

from pytestqt.qtbot import QtBot

from desktop_app.gui.main_window import MainWindow
from desktop_app.records import PhotoId
from desktop_app.worker.protocol import LookAt
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn


def test_the_worker_hears_once_which_photos_are_on_the_screen(
    open_window: Callable[[], MainWindow], worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(3)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    qtbot.waitUntil(lambda: bool(worker.asked(LookAt)))
    shown = tuple(PhotoId(int(each)) for each in window.model.shown.ids)
    assert worker.asked(LookAt) == [LookAt(shown)]
    window.grid.viewport().repaint()  # pictures that arrive are no news
    window.screen_teller._on_calm()
    window.screen_teller._on_calm()
    assert len(worker.asked(LookAt)) == 1
