import sqlite3
from pathlib import Path

import pytest

from desktop_app.config import LibraryPaths
from desktop_app.errors import LibraryDamagedError, LibraryMissingError, LibraryTooNewError, LibraryUnwritableError
from desktop_app.library import Library
from desktop_app.library.database import APPLICATION_ID, Database
from desktop_app.library.migrations import KEPT_BACKUPS, MIGRATIONS, Migration, back_up, check_up_to_date, migrate
from tests.library.conftest import Put


def add_place(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE photo ADD COLUMN place TEXT NOT NULL DEFAULT ''")
    connection.execute("CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT) STRICT")


NEXT = (*MIGRATIONS, Migration("999_places", add_place))


@pytest.fixture
def older(library: Library, put: Put, paths: LibraryPaths) -> LibraryPaths:
    """A library with a photo, as this version left it."""
    put("a.jpg", 1)
    library.close()
    return paths


def columns(opened: Database) -> set[str]:
    return {row[1] for row in opened.read("PRAGMA table_info(photo)")}


def names(opened: Database) -> list[str]:
    return [name for (name,) in opened.read("SELECT name FROM migration ORDER BY name")]


def test_a_new_library_has_every_migration_and_no_backup(library: Library, paths: LibraryPaths) -> None:
    opened = Database(paths.database)
    assert names(opened) == [migration.name for migration in MIGRATIONS]
    assert opened.read("PRAGMA user_version") == [(len(MIGRATIONS),)]
    assert opened.read("PRAGMA application_id") == [(APPLICATION_ID,)]
    assert opened.read("PRAGMA journal_mode") == [("wal",)]
    assert not paths.backups.exists()
    opened.close()


def test_opening_again_changes_nothing(library: Library, paths: LibraryPaths) -> None:
    version = library.data_version()
    Library.open(paths).close()
    assert library.data_version() == version


def test_an_older_library_is_backed_up_and_brought_up_to_date(older: LibraryPaths) -> None:
    opened = Database(older.database)
    migrate(opened, older, migrations=NEXT)
    assert "place" in columns(opened)
    assert names(opened) == [*(migration.name for migration in MIGRATIONS), "999_places"]
    opened.close()
    (backup,) = older.backups.iterdir()
    saved = Database(backup, read_only=True)
    assert "place" not in columns(saved)
    assert saved.read("SELECT count(*) FROM photo") == [(1,)]
    saved.close()


def test_a_failing_migration_leaves_everything_as_it_was(older: LibraryPaths) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        add_place(connection)
        connection.execute("DELETE FROM photo")
        raise KeyboardInterrupt

    opened = Database(older.database)
    with pytest.raises(KeyboardInterrupt):
        migrate(opened, older, migrations=(*MIGRATIONS, Migration("999_places", fail)))
    assert "place" not in columns(opened)
    assert names(opened) == [migration.name for migration in MIGRATIONS]
    opened.close()
    with Library.open(older) as library:
        assert library.photos.count() == 1


def test_a_migration_that_loses_a_reference_is_not_committed(older: LibraryPaths) -> None:
    def lose(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM content")

    opened = Database(older.database)
    with pytest.raises(LibraryDamagedError, match="Nothing was changed"):
        migrate(opened, older, migrations=(*MIGRATIONS, Migration("999_lose", lose)))
    assert opened.read("SELECT count(*) FROM content") == [(1,)]
    opened.close()


def test_no_migration_without_its_backup(older: LibraryPaths) -> None:
    older.backups.write_text("a file where the folder should be")
    opened = Database(older.database)
    with pytest.raises(LibraryUnwritableError):
        migrate(opened, older, migrations=NEXT)
    assert "place" not in columns(opened)
    opened.close()


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_library_is_refused_and_untouched(older: LibraryPaths, read_only: bool) -> None:
    opened = Database(older.database)
    migrate(opened, older, migrations=NEXT)
    opened.close()
    before = older.database.read_bytes()
    with pytest.raises(LibraryTooNewError, match="newer version of Red Bicycle"):
        Library.open(older, read_only=read_only)
    assert older.database.read_bytes() == before


def test_a_newer_library_is_known_by_its_version_alone(older: LibraryPaths) -> None:
    opened = Database(older.database)
    with opened.transaction():
        opened.write("PRAGMA user_version = 99")
    opened.close()
    with pytest.raises(LibraryTooNewError):
        Library.open(older)


def test_a_reader_waits_for_the_writer_to_bring_the_library_up_to_date(older: LibraryPaths) -> None:
    reader = Database(older.database, read_only=True)
    with pytest.raises(LibraryMissingError, match="not ready"):
        check_up_to_date(reader, migrations=NEXT)
    reader.close()


def test_a_library_killed_at_its_birth_is_begun_again(paths: LibraryPaths) -> None:
    Database(paths.database).close()
    with Library.open(paths) as library:
        assert library.photos.count() == 0
    assert not paths.backups.exists()


def test_our_file_without_its_tables_is_damaged(older: LibraryPaths) -> None:
    opened = Database(older.database)
    with opened.transaction():
        opened.write("DROP TABLE migration")
    opened.close()
    with pytest.raises(LibraryDamagedError):
        Library.open(older)


def test_the_newest_backups_are_kept(older: LibraryPaths) -> None:
    opened = Database(older.database)
    made = [back_up(opened, older) for _ in range(KEPT_BACKUPS + 3)]
    opened.close()
    assert sorted(older.backups.iterdir()) == sorted(made[-KEPT_BACKUPS:])


def test_a_damaged_library_names_its_newest_backup(older: LibraryPaths) -> None:
    opened = Database(older.database)
    back_up(opened, older)
    newest = back_up(opened, older)
    opened.close()
    older.database.write_bytes(b"not a database any more " * 500)
    with pytest.raises(LibraryDamagedError) as caught:
        Library.open(older)
    assert str(newest) in str(caught.value)


def test_a_backup_opens_as_a_library(older: LibraryPaths, tmp_path: Path) -> None:
    opened = Database(older.database)
    backup = back_up(opened, older)
    opened.close()
    restored = LibraryPaths(tmp_path / "restored")
    restored.root.mkdir()
    backup.rename(restored.database)
    with Library.open(restored) as library:
        assert library.photos.count() == 1
