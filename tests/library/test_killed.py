"""A process that is killed loses nothing that it had committed, and leaves nothing half done."""

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop_app.config import LibraryPaths
from desktop_app.jobs import run
from desktop_app.library import Library
from tests.conftest import REPOSITORY
from tests.library.victims import BATCH, MODEL


@contextmanager
def victim(verb: str, paths: LibraryPaths) -> Iterator[subprocess.Popen[str]]:
    """Runs until the end of the block and is killed there, wherever it is then."""
    command = [sys.executable, "-m", "tests.library.victims", verb, str(paths.root)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def listen(process: subprocess.Popen[str], lines: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(lines)]


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_writer_leaves_exactly_what_it_committed(paths: LibraryPaths, seed: int) -> None:
    for _ in range(2):
        with victim("write", paths) as process:
            told = listen(process, random.Random(seed).randint(1, 40))
            process.kill()
            assert process.stdout is not None
            told += process.stdout.read().split()
        last = int(told[-1])
        with Library.open(paths) as library:
            assert run(library.check()) == ()
            photos = library.photos.get(library.photos.ids())
            batches, rest = divmod(len(photos), BATCH)
            assert rest == 0
            # The last commit may have come through without its word.
            assert batches - 1 in {last, last + 1}
            assert {photo.size_bytes for photo in photos} == set(range(len(photos)))
            assert all(photo.rating == 1 + photo.size_bytes % 5 for photo in photos)
            assert library.embeddings.count(MODEL) == len(photos)


def test_a_reader_goes_on_when_the_writer_is_killed(paths: LibraryPaths) -> None:
    with victim("write", paths) as process:
        listen(process, 3)
        reader = Library.open(paths, read_only=True)
        version = reader.data_version()
        batches = reader.photos.count() // BATCH
        # What the writer had told before lies in the pipe: only the word of a batch that was not there tells more.
        while int(listen(process, 1)[0]) < batches:
            pass
        assert reader.data_version() != version
    with reader:
        count = reader.photos.count()
        assert count > batches * BATCH
        assert len(reader.photos.get(reader.photos.ids())) == count


def test_a_killed_migration_leaves_the_library_as_it_was(paths: LibraryPaths, tmp_path: Path) -> None:
    with victim("write", paths) as process:
        listen(process, 2)
    with Library.open(paths) as library:
        before = library.photos.get(library.photos.ids())
        folder = library.folders.all()
    with victim("migrate", paths) as process:
        assert listen(process, 1) == ["changed"]
    with Library.open(paths) as library:
        assert library.photos.get(library.photos.ids()) == before
        assert library.folders.all() == folder
        assert library.embeddings.count(MODEL) == len(before)
        assert run(library.check()) == ()
    (backup,) = paths.backups.iterdir()
    restored = LibraryPaths(tmp_path / "restored")
    restored.root.mkdir()
    backup.rename(restored.database)
    with Library.open(restored) as library:
        assert library.photos.get(library.photos.ids()) == before
