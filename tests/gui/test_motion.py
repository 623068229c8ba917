"""Nothing moves where the system asks for that."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QScrollBar

from desktop_app.gui import motion


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """And given time to answer."""
    monkeypatch.setattr(motion, "_ASKING_S", 60.0)
    motion.desktop_reduces.cache_clear()
    yield
    motion.desktop_reduces.cache_clear()


def say(monkeypatch: pytest.MonkeyPatch, folder: Path, program: str, answer: str) -> None:
    """A desktop that gives this answer."""
    script = folder / program
    script.write_text(f"#!/bin/sh\necho {answer}\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.parametrize(("answer", "expected"), [("false", True), ("true", False), ("no such schema", False)])
def test_gnome_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str, expected: bool) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")
    say(monkeypatch, tmp_path, "gsettings", answer)
    assert motion.desktop_reduces("linux") is expected


def test_other_desktops_are_not_asked_this_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    say(monkeypatch, tmp_path, "gsettings", "false")
    assert not motion.desktop_reduces("linux")


def test_macos_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    say(monkeypatch, tmp_path, "defaults", "1")
    assert motion.desktop_reduces("darwin")


def test_a_desktop_that_cannot_be_asked_wants_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not motion.desktop_reduces("linux")


def test_less_motion_is_no_motion(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qapp: QApplication) -> None:
    monkeypatch.delenv("RED_BICYCLE_REDUCED_MOTION")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    say(monkeypatch, tmp_path, "gsettings", "false")
    bar = QScrollBar()
    bar.setRange(0, 1000)
    motion.SmoothScroll(bar).glide_to(400)
    assert bar.value() == 400
