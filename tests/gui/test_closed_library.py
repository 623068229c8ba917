"""A library that cannot be opened when the window starts: what is said, and the ways on."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.__main__ import main
from desktop_app.config import LibraryPaths, remember_library, usual_library_dir, write_note
from desktop_app.gui import app
from desktop_app.gui.app import Stage
from desktop_app.gui.closed_library import ClosedLibrary
from desktop_app.gui.library_place import why_not_a_library
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.theme import ThemeChoice
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn

LEFT = Qt.MouseButton.LeftButton
Begin = Callable[[Path], Stage]


@pytest.fixture
def begin(
    qapp: QApplication,
    own_language: None,
    worker: WorkerStandIn,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Begin]:
    """Starts the app on a library; what it shows is closed in the end."""
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "data"))
    stages: list[Stage] = []

    def start(root: Path) -> Stage:
        stage = Stage(qapp, LibraryPaths(root), lambda _: worker.attach)
        stages.append(stage)
        stage.begin()
        return stage

    yield start
    for stage in stages:
        for shown in (stage.window, stage.closed):
            if shown is not None:
                shown.close()
                shown.deleteLater()


def closed_of(stage: Stage) -> ClosedLibrary:
    assert stage.closed is not None
    assert stage.window is None
    return stage.closed


def window_of(stage: Stage, qtbot: QtBot) -> MainWindow:
    assert stage.window is not None
    qtbot.waitUntil(stage.window.has_read)
    qtbot.waitUntil(lambda: stage.window is not None and stage.window.runner.is_ready)
    return stage.window


def test_a_library_that_can_be_opened_is(begin: Begin, home: Home, qtbot: QtBot) -> None:
    home.add_photos(2)
    stage = begin(home.paths.root)
    assert stage.closed is None
    assert window_of(stage, qtbot).model.rowCount() == 2


def test_a_library_begins_where_none_was_yet(begin: Begin, tmp_path: Path, qtbot: QtBot) -> None:
    stage = begin(tmp_path / "new" / "library")
    assert stage.closed is None
    window_of(stage, qtbot)


def test_a_library_that_was_chosen_and_left_before_it_began_begins_at_the_next_start(
    begin: Begin, home: Home, tmp_path: Path, qtbot: QtBot
) -> None:
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    home.close()
    home.paths.database.write_bytes(b"no database at all" * 100)
    first = begin(home.paths.root)
    closed_of(first).choose(chosen)
    window_of(first, qtbot).close()
    assert usual_library_dir() == chosen
    assert not LibraryPaths(chosen).database.exists()  # no worker has made it
    assert why_not_a_library(chosen) == ""
    again = begin(chosen)
    assert again.closed is None
    window_of(again, qtbot)


def test_a_drive_that_is_away_is_told_and_the_library_opens_when_it_is_back(
    begin: Begin, home: Home, tmp_path: Path, qtbot: QtBot
) -> None:
    home.add_photos(3)
    home.close()
    root, away = home.paths.root, tmp_path / "away"
    remember_library(root)
    root.rename(away)
    root.mkdir()  # an empty mount point
    stage = begin(root)
    closed = closed_of(stage)
    assert closed.isVisible()
    assert "connect the drive" in closed.text
    assert str(root) in " ".join(label.text().replace("\u200b", "") for label in closed.findChildren(QLabel))
    QTest.mouseClick(closed.retry_button, LEFT)
    assert "Tried again at" in closed_of(stage).text
    assert list(root.iterdir()) == []  # nothing begins there meanwhile
    root.rmdir()
    away.rename(root)
    QTest.keyClick(closed, Qt.Key.Key_Return)
    assert window_of(stage, qtbot).model.rowCount() == 3
    assert stage.closed is None


def test_a_library_that_was_moved_to_a_drive_that_is_away(begin: Begin, home: Home, tmp_path: Path) -> None:
    write_note(home.paths.moved_note, tmp_path / "stick" / "library")
    closed = closed_of(begin(home.paths.root))
    assert f"moved to {tmp_path / 'stick' / 'library'}" in closed.text


def test_without_arguments_the_window_is_started_wherever_the_library_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "data"))
    shown: list[LibraryPaths] = []

    def show(paths: LibraryPaths, **_: object) -> int:
        shown.append(paths)
        return 0

    monkeypatch.setattr(app, "main", show)
    away = tmp_path / "stick" / "library"
    remember_library(away)
    shutil.rmtree(away)
    assert main([]) == 0
    assert shown == [LibraryPaths(away)]


def test_instead_of_a_damaged_library_another_can_be_chosen(
    begin: Begin, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = LibraryPaths(tmp_path / "damaged")
    paths.root.mkdir()
    paths.database.write_bytes(b"no database at all" * 100)
    stage = begin(paths.root)
    closed = closed_of(stage)
    assert "damaged; your photos are untouched" in closed.text
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("no library")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    QTest.mouseClick(closed.choose_button, LEFT)
    assert "holds other files and no library" in closed_of(stage).text
    (other / "letter.txt").unlink()
    QTest.mouseClick(closed.choose_button, LEFT)
    window_of(stage, qtbot)
    assert usual_library_dir() == other
    assert paths.database.read_bytes().startswith(b"no database")


def test_a_folder_that_cannot_be_made_is_told(begin: Begin, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "cannot be made for the library" in closed_of(begin(tmp_path / "file" / "library")).text


@pytest.mark.parametrize("way", ["button", "escape"])
def test_leaving_leaves(begin: Begin, home: Home, tmp_path: Path, way: str) -> None:
    write_note(home.paths.moved_note, tmp_path / "stick")
    closed = closed_of(begin(home.paths.root))
    if way == "button":
        QTest.mouseClick(closed.quit_button, LEFT)
    else:
        QTest.keyClick(closed, Qt.Key.Key_Escape)
    assert not closed.isVisible()


def test_it_is_told_in_german(begin: Begin, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.gui.window_settings.WindowSettings.language", "de")
    write_note(home.paths.moved_note, tmp_path / "stick")
    closed = closed_of(begin(home.paths.root))
    assert closed.text.startswith(f"Die Bibliothek wurde nach {tmp_path / 'stick'} verschoben")
    assert closed.retry_button.text() == "Noch einmal versuchen"


@pytest.mark.parametrize("theme", [ThemeChoice.DARK, ThemeChoice.LIGHT])
def test_nothing_is_clipped_with_a_long_name(qtbot: QtBot, theme: ThemeChoice, tmp_path: Path) -> None:
    closed = ClosedLibrary(tmp_path / ("long" * 50), f"It is away: {'long' * 50}. " * 3, theme=theme)
    qtbot.addWidget(closed)
    closed.show()
    QApplication.processEvents()
    for label in (each for each in closed.findChildren(QLabel) if not each.isHidden()):
        assert label.height() >= label.heightForWidth(label.width())
        assert label.minimumSizeHint().width() <= label.width()
        assert closed.rect().contains(label.geometry())
