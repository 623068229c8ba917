"""The progress bar: on terminals only."""

import io

import pytest
from rich.console import Console

from desktop_app.cli.progress import ProgressBar
from desktop_app.jobs import Progress


def shown(progress: list[Progress], *, terminal: bool) -> str:
    out = io.StringIO()
    with ProgressBar(Console(file=out, force_terminal=terminal, width=120)) as bar:
        for each in progress:
            bar(each)
    return out.getvalue()


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress("index", done=30, total=60, rate=12.3), ["Reading photos", "30 of 60 photos, 12 a second", "50%"]),
        (Progress("scan", done=1234, unit="files"), ["Looking for photos", "1,234 files"]),
        (Progress("download", done=5_000_000, total=9_000_000, unit="bytes"), ["Downloading", "5 of 9 MB"]),
        (Progress("polish", done=1, total=2, unit="gems"), ["Polish", "1 of 2 gems"]),
    ],
)
def test_a_terminal_shows_what_is_done(progress: Progress, words: list[str]) -> None:
    out = shown([progress], terminal=True)
    assert all(word in out for word in words), out


def test_a_pipe_shows_nothing() -> None:
    assert shown([Progress("index", done=1, total=2)], terminal=False) == ""


def test_work_without_steps_shows_nothing() -> None:
    assert shown([], terminal=True) == ""
