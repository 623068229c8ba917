"""Pictures of the window, and what starting it imports."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop_app.config import LibraryPaths
from desktop_app.gui import screenshot
from desktop_app.gui.main_window import MainWindow
from desktop_app.records import SearchHit, SearchResult
from desktop_app.worker.protocol import IndexLibrary, Search
from tests.gui.answers import REPORT
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn


def arguments(tmp_path: Path, *more: str) -> argparse.Namespace:
    return screenshot._parse([str(tmp_path / "library"), str(tmp_path / "shots" / "out.png"), "--timeout", "60", *more])


def test_it_waits_for_hits_and_their_thumbnails(
    tmp_path: Path, paths: LibraryPaths, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(12)
    photos = home.library.photos.get(ids[3:5])
    hits = tuple(SearchHit(photo_id=photo.id, place=os.fsencode(photo.path), similarity=0.3) for photo in photos)
    worker.always(Search, lambda asked: SearchResult(hits=hits, searched=12, seconds=0.0))
    worker.always(IndexLibrary, lambda asked: REPORT)
    window = MainWindow(paths, worker.attach)
    asked = arguments(tmp_path, "--query", "red", "--wait-index", "--size", "1000x700", "--theme", "light")
    assert screenshot._take(window, asked) == 0
    assert worker.asked(IndexLibrary)
    assert window.model.shown.ids.tolist() == ids[3:5]
    assert window.grid.is_settled()
    picture = QImage(str(asked.out))
    assert (picture.width(), picture.height()) == (1000, 700)
    window.close()


def test_it_can_open_a_photo(
    tmp_path: Path, paths: LibraryPaths, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(3)
    window = MainWindow(paths, worker.attach)
    assert screenshot._take(window, arguments(tmp_path, "--photo", "2")) == 0
    assert window.is_viewing
    assert window.viewer.row == 1
    window.close()


def test_what_is_missing_is_said(
    tmp_path: Path, paths: LibraryPaths, worker: WorkerStandIn, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    home.add_photos(1)
    window = MainWindow(paths, worker.attach)
    asked = arguments(tmp_path, "--query", "never answered")
    asked.timeout = 0.2
    assert screenshot._take(window, asked) == 1
    assert "the hits" in capsys.readouterr().err
    assert asked.out.is_file()
    window.close()


def test_starting_the_window_imports_no_engine() -> None:
    probe = (
        "import sys, desktop_app.gui.app, desktop_app.gui.screenshot\n"
        "heavy = {'torch', 'open_clip', 'timm', 'hnswlib', 'PIL', 'watchdog', 'typer', 'rich', 'qtawesome'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=240, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
