"""A file that is still being written is awaited, never called damaged."""

import os
import threading
import time
from pathlib import Path

import pytest

from desktop_app.indexing.reading import Outcome, Reader, Task, Unsteady
from tests.indexing.home import Home
from tests.stand_ins import make_photo


class Writer(threading.Thread):
    """Copies `content` to `path` in pieces: one each time that `go_on` is set, until `done`."""

    def __init__(self, path: Path, content: bytes, *, pieces: int) -> None:
        super().__init__(name="writer")
        self.go_on = threading.Event()
        self.written = threading.Event()
        self._path = path
        size = -(-len(content) // pieces)
        self._pieces = [content[at : at + size] for at in range(0, len(content), size)]

    def run(self) -> None:
        with self._path.open("wb") as file:
            for piece in self._pieces:
                assert self.go_on.wait(60)
                self.go_on.clear()
                file.write(piece)
                file.flush()
                self.written.set()

    def write_next(self) -> None:
        self.written.clear()
        self.go_on.set()
        assert self.written.wait(60)


@pytest.fixture
def big_photo(home: Home) -> bytes:
    path = make_photo(home.photos.parent / "big.jpg", "red", size=(800, 600))
    return path.read_bytes()


def watch_reads(monkeypatch: pytest.MonkeyPatch, writer: Writer, *, pieces: int) -> list[Outcome]:
    """Another piece is written after each read."""
    outcomes: list[Outcome] = []
    read = Reader._read

    def read_and_write(self: Reader, task: Task, stamp: object) -> Outcome:
        outcome = read(self, task, stamp)  # type: ignore[arg-type]
        if len(outcomes) < pieces - 1:
            writer.write_next()
        outcomes.append(outcome)
        return outcome

    monkeypatch.setattr(Reader, "_read", read_and_write)
    return outcomes


def test_a_file_that_grows_while_it_is_indexed_is_awaited(
    home: Home, big_photo: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home.photos / "growing.jpg"
    writer = Writer(path, big_photo, pieces=3)
    writer.start()
    writer.write_next()
    outcomes = watch_reads(monkeypatch, writer, pieces=3)
    report = home.index()
    writer.join()
    assert len(outcomes) >= 3
    assert (report.found, report.indexed, report.failed) == (1, 1, ())
    assert home.photo(path).size_bytes == len(big_photo)
    assert home.library.problems.all() == []
    assert home.indexer.put_off == frozenset()


def test_a_file_that_does_not_stop_growing_is_left_for_the_next_run(
    home: Home, big_photo: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady = make_photo(home.photos / "steady.jpg", "blue")
    path = home.photos / "growing.jpg"
    path.write_bytes(big_photo[:100])
    home.indexer.patience_s = 0.3
    read = Reader.read

    def always_growing(self: Reader, task: Task) -> Outcome:
        return Unsteady(task) if task.file.path == path else read(self, task)

    with monkeypatch.context() as patch:
        patch.setattr(Reader, "read", always_growing)
        report = home.index()
    assert (report.found, report.indexed, report.failed) == (1, 1, ())
    assert home.indexer.put_off == {path}
    assert set(home.shown()) == {steady}
    path.write_bytes(big_photo)
    assert home.index([path]).indexed == 1
    assert home.indexer.put_off == frozenset()


def test_a_young_damaged_file_is_called_damaged_once_it_has_settled(home: Home, big_photo: bytes) -> None:
    (home.photos / "damaged.jpg").write_bytes(big_photo[:3000])
    report = home.index()
    assert [problem.kind for problem in report.failed] == ["DamagedPhotoError"]


def test_an_empty_file_that_is_filled_in_time_is_a_photo(
    home: Home, big_photo: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home.photos / "downloading.jpg"
    path.touch()
    soon_s = time.time() + 3600
    os.utime(path, (soon_s, soon_s))  # young, however long the run takes to come to it
    read = Reader.read

    def fill(self: Reader, task: Task) -> Outcome:
        outcome = read(self, task)
        path.write_bytes(big_photo)
        return outcome

    monkeypatch.setattr(Reader, "read", fill)
    report = home.index()
    assert (report.indexed, report.failed) == (1, ())
