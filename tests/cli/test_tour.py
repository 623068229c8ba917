"""The first ride without a display."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.cli import tour
from desktop_app.errors import WorkerUnavailableError
from tests.cli.line import Line
from tests.stand_ins import make_photos


def test_the_ride_adds_photos_searches_three_times_and_draws_the_window(
    line: Line, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make_photos(line.place.photos, 4)
    drawn: list[tuple[Path, Path, str]] = []

    def draw(library: Path, out: Path, *, query: str) -> None:
        line.place.open().close()  # the library is free for the window's worker
        drawn.append((library, out, query))

    monkeypatch.setattr(tour, "draw_window", draw)
    ran = line("tour", line.place.photos, "--out", tmp_path / "ride.png")

    assert ran.status == 0, ran.err
    assert drawn == [(line.place.paths.root, tmp_path / "ride.png", "red bicycle")]
    assert all(query in ran.out for query in tour.PHOTO_QUERIES)
    assert "photo_0003.jpg" in ran.out
    assert "ride.png" in ran.out.replace("\n", "")


def test_the_window_is_drawn_offscreen_by_a_process_of_its_own(tmp_path: Path) -> None:
    seen: list[tuple[list[str], str]] = []

    def run(command: list[str], *, env: dict[str, str], **_: object) -> None:
        seen.append((command, env["QT_QPA_PLATFORM"]))

    tour.draw_window(tmp_path, tmp_path / "out.png", query="snow", run=run)

    expected = [sys.executable, "-m", "desktop_app.gui.screenshot", str(tmp_path), str(tmp_path / "out.png")]
    assert seen == [([*expected, "--query", "snow"], "offscreen")]


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (subprocess.CalledProcessError(1, "x", stderr=b"Traceback\nno fonts here\n"), "no fonts here"),
        (subprocess.TimeoutExpired("x", 1), "did not finish in time"),
        (FileNotFoundError("python is gone"), "python is gone"),
    ],
)
def test_a_window_that_cannot_be_drawn_is_one_sentence(tmp_path: Path, failure: Exception, words: str) -> None:
    def run(*_: object, **__: object) -> None:
        raise failure

    with pytest.raises(WorkerUnavailableError, match=words):
        tour.draw_window(tmp_path, tmp_path / "out.png", query="snow", run=run)
