"""Kills worker and window in turn, at random, while photos are taken in, rated, captioned and searched for.

python -m benchmarks.chaos [--kills 50] [--seed 1] [--photos 600]

Afterwards the library is brought up to date and examined: the doctor must find nothing, and every rating and caption
that the window was told of must be there.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from benchmarks.real_worker import connected, draw_photos, end_worker, is_running
from benchmarks.report import report
from desktop_app.config import LibraryPaths
from desktop_app.library import Library
from desktop_app.records import PhotoId
from desktop_app.worker.address import read_address
from desktop_app.worker.protocol import AddFolders, IndexLibrary, RunDoctor

_COMING_S = 120.0
_WORK_S = 1800.0
_NEW_PHOTOS = 8
_AT_WORK = 0.8
"""The share of kills that come while changes are confirmed; the rest may come while something starts."""
ROOT = Path(__file__).parents[1]


class Outcome(NamedTuple):
    """What was left of it all."""

    kills: int
    asked: int
    confirmed: int
    lost: list[str]
    problems: list[str]
    photos: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--photos", type=int, default=600)
    parser.add_argument("--longest-s", type=float, default=4.0, help="between two kills")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run_chaos(
            Path(folder), kills=given.kills, seed=given.seed, photos=given.photos, longest_s=given.longest_s
        )
    for sentence in (*found.lost, *found.problems):
        print(sentence, file=sys.stderr)
    figures = {
        "kills": found.kills,
        "photos taken in": found.photos,
        "changes asked for": found.asked,
        "changes confirmed": found.confirmed,
        "confirmed changes lost": len(found.lost),
        "problems that the doctor finds": len(found.problems),
    }
    report("chaos", figures, {"confirmed changes lost": "<= 0", "problems that the doctor finds": "<= 0"})
    return 0


def run_chaos(folder: Path, *, kills: int, seed: int, photos: int, longest_s: float) -> Outcome:
    """Everything happens in `folder`, which is empty. A run is not repeated to the millisecond by its seed."""
    chance = random.Random(seed)
    paths, pictures, notes = LibraryPaths(folder / "library"), folder / "photos", folder / "notes"
    draw_photos(pictures, photos)
    with connected(paths) as client:
        client.submit(AddFolders((pictures,)))
        window = open_window(paths, notes, seed)
        wait_for_notes(notes)
    drawn = photos
    for turn in range(kills):
        if chance.random() < _AT_WORK:
            wait_for_notes(notes)  # else one is killed while it starts
        time.sleep(chance.uniform(0.0, longest_s))  # the moment of the kill is what is tried
        if turn % 2:
            window.kill()
            window.wait()
            window = open_window(paths, notes, seed + turn)
        else:
            kill_worker(paths, chance)
        drawn += len(draw_photos(pictures, _NEW_PHOTOS, first=drawn))
    window.terminate()
    window.wait()
    return examine(paths, notes, kills)


def examine(paths: LibraryPaths, notes: Path, kills: int) -> Outcome:
    """Brings the library up to date and compares it with what was confirmed."""
    with connected(paths) as client:
        client.submit(IndexLibrary()).result(_WORK_S)
        doctor = client.submit(RunDoctor()).result(_WORK_S)
    end_worker(paths)
    lines = [line.split("\t") for line in notes.read_text("utf-8").splitlines()]
    words = [line[0] for line in lines]
    with Library.open(paths, read_only=True) as library:
        lost = list(find_lost(library, [line for line in lines if len(line) == 4]))
        count = library.photos.count()
    return Outcome(
        kills=kills,
        asked=words.count("ask"),
        confirmed=words.count("ack"),
        lost=lost,
        problems=[f"{each.kind}: {each.description} {each.path or ''}" for each in doctor.problems],
        photos=count,
    )


def find_lost(library: Library, lines: Iterable[list[str]]) -> Iterable[str]:
    """A photo may have what was confirmed last, or anything that was asked for after that."""
    may_have: dict[tuple[str, int], list[str]] = {}
    confirmed: set[tuple[str, int]] = set()
    for word, kind, photo_id, value in lines:
        key = (kind, int(photo_id))
        if word == "ask":
            may_have.setdefault(key, []).append(value)
        else:
            confirmed.add(key)
            asked = may_have[key]
            del asked[: asked.index(value)]
    for key in sorted(confirmed):
        what, number = key
        (photo,) = library.photos.get([PhotoId(number)])
        has = str(photo.rating if what == "rating" else photo.caption)
        if has not in may_have[key]:
            yield f"photo {number} has the {what} {has!r}, not one of {may_have[key]}"


def open_window(paths: LibraryPaths, notes: Path, seed: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "benchmarks.chaos_window", str(paths.root), str(notes), str(seed)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)


def wait_for_notes(notes: Path) -> None:
    """Until the window has had another change confirmed."""
    before = confirmed_in(notes)
    deadline = time.monotonic() + _COMING_S
    while time.monotonic() < deadline:
        if confirmed_in(notes) > before:
            return
        time.sleep(0.1)  # another process's file: there is nothing to wait on
    raise TimeoutError("the window did nothing")


def confirmed_in(notes: Path) -> int:
    with suppress(FileNotFoundError):
        return notes.read_text("utf-8").count("ack\t")
    return 0


def kill_worker(paths: LibraryPaths, chance: random.Random) -> None:
    """The one that runs, or the next one as soon as it has said where it listens."""
    deadline = time.monotonic() + _COMING_S
    while time.monotonic() < deadline:
        found = read_address(paths)
        if found is not None and is_running(found.pid):
            with suppress(ProcessLookupError):  # it ended by itself in between
                os.kill(found.pid, signal.SIGKILL)
                return
        time.sleep(chance.uniform(0.01, 0.2))  # the window starts it
    raise TimeoutError("the window did not start a worker")


if __name__ == "__main__":
    raise SystemExit(main())
