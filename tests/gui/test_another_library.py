"""A library that is moved, or another that is opened: the window gives way to one on the new place."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.config import LibraryPaths, usual_library_dir
from desktop_app.errors import LibraryError
from desktop_app.gui.app import Stage
from desktop_app.gui.main_window import MainWindow
from desktop_app.jobs import Progress
from desktop_app.library import Library
from desktop_app.reports import OldCopy
from desktop_app.worker.protocol import GetOldCopy, MoveLibrary, RemoveOldCopy
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn


def test_the_window_opens_the_other_library_and_it_is_the_usual_one_then(
    qapp: QApplication,
    paths: LibraryPaths,
    home: Home,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "data"))
    other = LibraryPaths(tmp_path / "other")
    Library.open(other).close()
    made: list[Path] = []
    workers = [WorkerStandIn(), WorkerStandIn()]

    def make(library: LibraryPaths) -> Callable[..., WorkerStandIn]:
        made.append(library.root)
        return workers[len(made) - 1].attach

    stage = Stage(qapp, paths, make)
    first = stage.open_window()
    qtbot.waitUntil(lambda: first.runner.is_ready)
    first.sheets.settings.library.try_to_open(other.root)
    qtbot.waitUntil(lambda: stage.window is not first)
    assert made == [paths.root, other.root]
    assert usual_library_dir() == other.root
    assert workers[0].is_closed
    assert stage.window is not None
    stage.window.close()
    stage.window.deleteLater()


def test_a_move_shows_how_far_it_is_and_what_went_wrong_and_what_it_left(
    open_window: Callable[[], MainWindow], worker: WorkerStandIn, home: Home, tmp_path: Path, qtbot: QtBot
) -> None:
    home.add_photos(1)
    window = open_window()
    window.sheets.settings.present()
    sheet = window.sheets.settings
    wanted: list[object] = []
    window.library_wanted.connect(wanted.append)
    sheet.library.move_wanted.emit(tmp_path / "new")
    call = worker.call(MoveLibrary)
    call.report(Progress("move", done=500, total=1000, unit="bytes"))
    qtbot.waitUntil(lambda: sheet.library._moving._words.text().startswith("Moving the library:"))
    assert not sheet.library.move_button.isEnabled()
    sheet.library.cancel_wanted.emit()
    qtbot.waitUntil(sheet.library.move_button.isEnabled)
    sheet.library.move_wanted.emit(tmp_path / "full")
    worker.call(MoveLibrary).fail(LibraryError("That folder is not empty."))
    qtbot.waitUntil(lambda: sheet.library.complaint == "That folder is not empty.")
    assert not wanted
    sheet.library.move_wanted.emit(tmp_path / "new")
    worker.call(MoveLibrary).answer(tmp_path / "new")
    qtbot.waitUntil(lambda: wanted == [tmp_path / "new"])
    worker.always(GetOldCopy, lambda _: OldCopy(folder=tmp_path / "old", size_bytes=5_000_000))
    sheet.read()
    qtbot.waitUntil(sheet.library.remove_button.isVisible)
    worker.always(RemoveOldCopy, lambda _: 5_000_000)
    worker.always(GetOldCopy, lambda _: None)
    sheet.library.remove_button.click()
    qtbot.waitUntil(lambda: not sheet.library.remove_button.isVisible())
