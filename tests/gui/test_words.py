"""Figures and times for people."""

import ast
import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import desktop_app
from desktop_app.gui import words
from desktop_app.indexing.courtesy import ON_BATTERY
from desktop_app.jobs import Progress
from desktop_app.records import ChangeKind

CODE = Path(desktop_app.__file__).parent


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (
            Progress("index", done=1204, total=8310, rate=41.3, seconds_left=181),
            "Understanding 1,204 of 8,310 photos · 41/s · 3 min",
        ),
        (Progress("scan", done=1, unit="files"), "Looking through your folders · 1 file"),
        (Progress("scan"), "Looking through your folders …"),
        (Progress("index", done=0, total=1, rate=0.5), "Understanding 0 of 1 photo · 0.5/s"),
        (Progress("something new"), "Working …"),
        (Progress("download", done=5_000_000, total=10_000_000, unit="bytes"), "Downloading 4.8 MB / 9.5 MB"),
    ],
)
def test_progress_says_what_how_far_and_how_long(progress: Progress, said: str, qapp: QApplication) -> None:
    assert words.progress(progress) == said


def test_all_that_jobs_do_has_a_name(qapp: QApplication) -> None:
    activities = {ON_BATTERY, ChangeKind.TRASH.value, ChangeKind.RESTORE.value, "undo", "redo"}
    for file in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(ast.Name("Progress" | "Pace"), [ast.Constant(str(activity)), *_]):
                    activities.add(activity)
    assert len(activities) > 12
    assert not {each for each in activities if words.progress(Progress(each)).startswith("Working")}


def test_names_that_are_no_text_are_shown_all_the_same() -> None:
    path = Path(os.fsdecode(b"/photos/caf\xe9.jpg"))
    assert words.file_name(path) == "caf\ufffd.jpg"
    assert words.plain_path(path).startswith("/photos/") or os.name == "nt"


def test_months_and_durations(qapp: QApplication) -> None:
    assert words.month(2026 * 12 + 2) == "March 2026"
    assert [words.duration(each) for each in (0.2, 59, 61, 3600 * 2.5)] == ["1 s", "59 s", "1 min", "2.5 h"]


def test_a_place_is_named_from_the_home_folder_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    expected = str(tmp_path / "Pictures") if os.name == "nt" else "~/Pictures"
    assert words.place(tmp_path / "Pictures") == expected
    assert words.place(tmp_path.parent / "elsewhere") == str(tmp_path.parent / "elsewhere")
    monkeypatch.setattr(Path, "home", lambda: Path(tmp_path.anchor))
    assert words.place(tmp_path) == str(tmp_path)
