import gc
import os
import sqlite3
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from desktop_app.config import LibraryPaths
from desktop_app.errors import (
    LibraryBusyError,
    LibraryDamagedError,
    LibraryError,
    LibraryMissingError,
    LibraryUnwritableError,
)
from desktop_app.library import Library, database
from desktop_app.library.database import Database
from desktop_app.library.failures import explained
from desktop_app.records import PhotoId
from tests.library.conftest import Put

LIMIT_S = 60.0


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Database]:
    """A bare database with one table."""
    opened = Database(tmp_path / "bare.db")
    with opened.transaction():
        opened.write(f"PRAGMA application_id = {database.APPLICATION_ID}")
        opened.write("CREATE TABLE number (value INTEGER PRIMARY KEY)")
    yield opened
    opened.close()


def numbers(opened: Database) -> list[int]:
    return [value for (value,) in opened.read("SELECT value FROM number ORDER BY value")]


def add(opened: Database, value: int) -> None:
    opened.write("INSERT INTO number VALUES (?)", (value,))


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_any_exception_rolls_back(table: Database, error: type[BaseException]) -> None:
    def fail() -> None:
        with table.transaction():
            add(table, 1)
            raise error

    with pytest.raises(error):
        fail()
    assert numbers(table) == []
    with table.transaction():
        add(table, 2)
    assert numbers(table) == [2]


def job(opened: Database) -> Generator[None]:
    with opened.transaction():
        add(opened, 1)
        yield
        add(opened, 2)


def test_a_closed_generator_rolls_back(table: Database) -> None:
    work = job(table)
    next(work)
    assert numbers(table) == [1]
    work.close()
    assert numbers(table) == []


def test_a_forgotten_generator_rolls_back(table: Database) -> None:
    work = job(table)
    next(work)
    del work
    gc.collect()
    assert numbers(table) == []


def test_a_generator_may_be_closed_by_another_thread(table: Database) -> None:
    work = job(table)
    next(work)
    closer = threading.Thread(target=work.close)
    closer.start()
    closer.join(timeout=LIMIT_S)
    with table.transaction():
        add(table, 3)
    assert numbers(table) == [3]


def test_a_transaction_inside_another_is_committed_with_it(table: Database) -> None:
    def fail() -> None:
        with table.transaction():
            with table.transaction():
                add(table, 1)
            raise ValueError("outer")

    with pytest.raises(ValueError, match="outer"):
        fail()
    assert numbers(table) == []


def test_a_failed_inner_transaction_is_undone_alone(table: Database) -> None:
    def fail() -> None:
        with table.transaction():
            add(table, 2)
            with table.transaction():
                add(table, 3)
            raise ValueError("inner")

    with table.transaction():
        add(table, 1)
        with pytest.raises(ValueError, match="inner"):
            fail()
        add(table, 4)
    assert numbers(table) == [1, 4]


def test_threads_wait_for_each_others_transactions(table: Database) -> None:
    begun, errors = threading.Event(), []

    def write() -> None:
        begun.wait(LIMIT_S)
        try:
            with table.transaction():
                add(table, 2)
        except LibraryError as error:
            errors.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    with table.transaction():
        begun.set()
        add(table, 1)
        assert numbers(table) == [1]
    writer.join(timeout=LIMIT_S)
    assert not errors
    assert numbers(table) == [1, 2]


def test_other_threads_do_not_see_what_is_not_committed(table: Database) -> None:
    seen: list[list[int]] = []
    with table.transaction():
        add(table, 1)
        reader = threading.Thread(target=lambda: seen.append(numbers(table)))
        reader.start()
        reader.join(timeout=LIMIT_S)
    assert seen == [[]]


def test_a_snapshot_is_of_one_moment(table: Database) -> None:
    with table.transaction():
        add(table, 1)

    def write() -> None:
        with table.transaction():
            add(table, 2)

    with table.snapshot():
        assert numbers(table) == [1]
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(timeout=LIMIT_S)
        assert numbers(table) == [1]
    assert numbers(table) == [1, 2]


def test_many_short_lived_threads_leave_few_connections(table: Database) -> None:
    for _ in range(50):
        thread = threading.Thread(target=lambda: numbers(table))
        thread.start()
        thread.join(timeout=LIMIT_S)
    assert len(table._idle) <= 2


def test_a_full_disk_keeps_what_was_saved(table: Database) -> None:
    with table.transaction():
        add(table, 1)
        table.write("CREATE TABLE big (value BLOB)")
    with table.connection() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    def fill() -> None:
        with table.transaction():
            add(table, 2)
            table.write("INSERT INTO big VALUES (zeroblob(1000000))")

    with pytest.raises(LibraryUnwritableError, match=r"is full; all that was saved before is kept"):
        fill()
    assert numbers(table) == [1]


def test_what_follows_a_full_disk_is_not_saved_alone(table: Database) -> None:
    """SQLite may end the whole transaction by itself; a caller that goes on must not commit the second half."""

    def go_on() -> None:
        with table.transaction():
            add(table, 1)
            with table.connection() as connection:
                connection.execute("ROLLBACK")
            add(table, 2)

    with pytest.raises(LibraryUnwritableError):
        go_on()
    assert numbers(table) == []


def test_a_library_locked_by_another_program_is_busy(table: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    other = Database(table.path)

    def write() -> None:
        with other.transaction():
            add(other, 5)

    with table.transaction():
        add(table, 1)
        with pytest.raises(LibraryBusyError, match="nothing was changed, try again"):
            write()
    write()
    assert numbers(table) == [1, 5]
    other.close()


def test_a_deleted_library_is_not_written_into_the_void(library: Library, paths: LibraryPaths, put: Put) -> None:
    put("a.jpg", 1)
    if os.name == "nt":
        pytest.skip("Windows does not let an open file be moved")
    paths.root.rename(paths.root.with_name("elsewhere"))
    with pytest.raises(LibraryUnwritableError, match="cannot be reached; all that was saved before is kept"):
        put("b.jpg", 2)
    paths.root.with_name("elsewhere").rename(paths.root)
    put("b.jpg", 2)
    assert library.photos.count() == 2


def test_another_file_in_the_librarys_place_is_not_written(library: Library, paths: LibraryPaths, put: Put) -> None:
    if os.name == "nt":
        pytest.skip("Windows does not let an open file be moved")
    paths.database.rename(paths.root / "was.db")
    paths.database.write_bytes(b"")
    with pytest.raises(LibraryUnwritableError):
        put("a.jpg", 1)
    assert paths.database.read_bytes() == b""


def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryUnwritableError, match="cannot be made for the library"):
        Library.open(LibraryPaths(tmp_path / "file" / "library"))


def test_a_read_only_library_is_said(table: Database) -> None:
    with table.connection() as connection:
        connection.execute("PRAGMA query_only = 1")

    def write() -> None:
        with table.transaction():
            add(table, 1)

    with pytest.raises(LibraryUnwritableError, match="may not be written; all that was saved before is kept"):
        write()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_IOERR_READ, LibraryUnwritableError),
        (sqlite3.SQLITE_IOERR_CORRUPTFS, LibraryDamagedError),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, LibraryUnwritableError),
        (sqlite3.SQLITE_READONLY_DBMOVED, LibraryUnwritableError),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, LibraryBusyError),
        (sqlite3.SQLITE_CORRUPT_INDEX, LibraryDamagedError),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, None),
    ],
)
def test_every_failure_of_the_disk_has_its_sentence(code: int, kind: type[LibraryError] | None, tmp_path: Path) -> None:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    said = explained(error, tmp_path / "library.db")
    assert type(said) is (kind or type(None))
    assert said is None or (str(said).endswith(".") and "SQLite" not in str(said))


def test_a_bug_is_not_taken_for_a_failure_of_the_disk(table: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        table.read("SELECT * FROM absent")


def test_a_text_file_is_a_damaged_library(paths: LibraryPaths) -> None:
    paths.root.mkdir()
    paths.database.write_bytes(b"no database at all, but long enough to be taken for one" * 100)
    with pytest.raises(LibraryDamagedError, match="your photos are untouched"):
        Library.open(paths)


def test_damaged_pages_are_a_damaged_library(library: Library, paths: LibraryPaths, put: Put) -> None:
    with library.transaction():
        for number in range(300):
            put(f"{number}.jpg", number)
    library.close()
    pages = bytearray(paths.database.read_bytes())
    pages[4096:] = b"\xa5" * (len(pages) - 4096)
    paths.database.write_bytes(pages)
    with pytest.raises(LibraryDamagedError), Library.open(paths) as opened:
        opened.photos.get(opened.photos.ids())


def test_a_truncated_file_is_a_damaged_library(library: Library, paths: LibraryPaths, put: Put) -> None:
    with library.transaction():
        for number in range(300):
            put(f"{number}.jpg", number)
    library.close()
    with paths.database.open("r+b") as file:
        file.truncate(paths.database.stat().st_size // 2 // 4096 * 4096)
    with pytest.raises(LibraryDamagedError), Library.open(paths) as opened:
        opened.photos.get(opened.photos.ids())


def test_another_programs_database_is_left_as_it_is(paths: LibraryPaths) -> None:
    paths.root.mkdir()
    other = sqlite3.connect(paths.database)
    other.execute("CREATE TABLE theirs (value)")
    other.commit()
    other.close()
    before = paths.database.read_bytes()
    with pytest.raises(LibraryError, match="another program"):
        Library.open(paths)
    assert paths.database.read_bytes() == before


def test_reading_an_absent_library_creates_nothing(paths: LibraryPaths) -> None:
    with pytest.raises(LibraryMissingError, match="no library"):
        Library.open(paths, read_only=True)
    assert not paths.root.exists()


def test_a_reader_sees_new_commits_while_the_writer_writes(
    library: Library, paths: LibraryPaths, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(paths, read_only=True) as reader:
        version = reader.data_version()
        assert reader.data_version() == version
        first = put("a.jpg", 1)
        assert reader.data_version() != version
        assert reader.photos.ids().tolist() == [first]
        version = reader.data_version()
        with library.transaction():
            second = put("b.jpg", 2)
            assert reader.photos.ids().tolist() == [first]
            assert reader.data_version() == version
        assert reader.photos.ids().tolist() == [second, first]


def test_the_writer_sees_its_own_changes_in_the_data_version(library: Library, put: Put) -> None:
    version = library.data_version()
    put("a.jpg", 1)
    assert library.data_version() != version


def test_a_reader_cannot_write(library: Library, paths: LibraryPaths, put: Put) -> None:
    photo_id = put("a.jpg", 1)
    with (
        Library.open(paths, read_only=True) as reader,
        pytest.raises(LibraryUnwritableError, match="reading only"),
    ):
        reader.photos.set_missing([photo_id])


def test_a_library_may_lie_in_a_folder_of_any_name(tmp_path: Path) -> None:
    name = "90 % ?#&= größe 'n\"\n" if os.name != "nt" else "90 % #&= größe"
    raw = os.fsencode(name) + (b"\xff" if os.name == "posix" and os.uname().sysname == "Linux" else b"")
    paths = LibraryPaths(tmp_path / os.fsdecode(raw))
    with Library.open(paths) as opened, Library.open(paths, read_only=True) as reader:
        opened.folders.add(tmp_path / "photos")
        assert [folder.path for folder in reader.folders.all()] == [(tmp_path / "photos").resolve()]
    assert paths.database.is_file()


def test_a_closed_library_says_so(library: Library) -> None:
    library.close()
    library.close()
    with pytest.raises(LibraryError, match="closed"):
        library.photos.get([PhotoId(1)])
    with pytest.raises(LibraryError, match="closed"):
        library.data_version()
