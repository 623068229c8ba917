"""A file that is still being written is awaited, never called damaged."""

import os
import threading
import time
from pathlib import Path

import pytest

from desktop_app.indexing.reading import Outcome, Prepared, Reader, Task, Twin, Unsteady
from desktop_app.library.problems import FileStamp
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


def test_a_photo_whose_time_is_set_while_it_is_read_is_taken_in(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """As programs do that copy: first the content, then the time of the original."""
    path = make_photo(home.photos / "copied.jpg", "red")
    outcomes: list[Outcome] = []
    read = Reader._read

    def read_and_set(self: Reader, task: Task, stamp: FileStamp) -> Outcome:
        outcomes.append(read(self, task, stamp))
        os.utime(path, (1e9, 1e9))
        return outcomes[-1]

    monkeypatch.setattr(Reader, "_read", read_and_set)
    report = home.index()
    assert (report.found, report.indexed, home.indexer.put_off) == (1, 1, frozenset())
    assert [type(outcome) for outcome in outcomes] == [Prepared, Prepared]
    assert home.photo(path).mtime_ns == 10**18


def test_a_copy_that_changes_while_it_is_read_costs_no_second_decoding(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = make_photo(home.photos / "0.jpg", "red").read_bytes()
    for number in range(1, 30):
        (home.photos / f"{number}.jpg").write_bytes(content)
    read = Reader._read
    changed: set[Path] = set()

    def read_and_set(self: Reader, task: Task, stamp: FileStamp) -> Outcome:
        outcome = read(self, task, stamp)
        if isinstance(outcome, Twin) and task.file.path not in changed:
            changed.add(task.file.path)
            os.utime(task.file.path, (1e9, 1e9))
        return outcome

    monkeypatch.setattr(Reader, "_read", read_and_set)
    assert home.index().indexed == 30
    assert home.encoder.preprocessed == 1
