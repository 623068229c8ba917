"""The first ride without a display: photos in, three searches answered, the window drawn into a file."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from rich.console import Group
from rich.text import Text

from desktop_app.cli import tables
from desktop_app.cli.front import Front
from desktop_app.cli.words import plain
from desktop_app.errors import WorkerUnavailableError
from desktop_app.records import IndexReport, SearchRequest
from desktop_app.worker.protocol import AddFolders, AddSamples, Request, Search

SAMPLE_QUERIES = ("red bicycle", "sailboat at sunset", "a dog in the snow")
PHOTO_QUERIES = ("red bicycle", "a dog playing", "people at the beach")
SHOWN_HITS = 5
DRAWING_TIMEOUT_S = 180.0


def ride(front: Front, *, photos: Path | None, out: Path) -> None:
    """Adds `photos` or the samples, searches, and draws the window into `out`. Raises `RedBicycleError`s."""
    queries = SAMPLE_QUERIES if photos is None else PHOTO_QUERIES
    front.note("Drawing the sample photos and looking at them …" if photos is None else "Looking at the photos …")
    wish: Request[IndexReport] = AddSamples() if photos is None else AddFolders((photos.absolute(),))
    report = front.ask(wish)
    front.say(None, lambda: tables.report_lines(report))
    for query in queries:
        result = front.ask(Search(SearchRequest(text=query, limit=SHOWN_HITS)))
        took = Text(f"{result.searched:,} photos searched in {result.seconds * 1000:.0f} ms", style="dim")
        front.say(None, partial(Group, "", tables.hits_table(result, title=query), took))
    front.close()  # the window's worker takes the library over
    out = out.absolute()
    draw_window(front.paths.root, out, query=queries[0])
    drawn = Text(f"\nThe window, with “{queries[0]}” searched for, is drawn in {plain(out)}.")
    front.say(None, lambda: drawn)


def draw_window(library: Path, out: Path, *, query: str, run: Callable[..., object] = subprocess.run) -> None:
    """The real window, offscreen, in a process of its own. Raises `WorkerUnavailableError` when it fails."""
    switch = ["--screenshot"] if getattr(sys, "frozen", False) else ["-m", "desktop_app.gui.screenshot"]
    command = [sys.executable, *switch, str(library), str(out), "--query", query]
    try:
        run(
            command,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            check=True,
            capture_output=True,
            timeout=DRAWING_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired as error:
        raise WorkerUnavailableError("The window could not be drawn: it did not finish in time.") from error
    except (subprocess.CalledProcessError, OSError) as error:
        said = getattr(error, "stderr", b"") or b""
        lines = said.decode(errors="replace").strip().splitlines()
        reason = lines[-1] if lines else str(error)
        raise WorkerUnavailableError(f"The window could not be drawn: {reason}") from error
