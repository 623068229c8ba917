"""The schema and how it changes: small named functions, each committed with the record that it ran.

A change never appears half: a process killed in the middle leaves the schema as it was. Before the first change to a
library that holds something, the whole file is backed up; the newest five backups are kept.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.config import LibraryPaths
from desktop_app.errors import LibraryDamagedError, LibraryMissingError, LibraryTooNewError, LibraryUnwritableError
from desktop_app.library import schema_changes
from desktop_app.library.database import APPLICATION_ID, Connection, Database
from desktop_app.library.failures import damaged, plain_errors, shown
from desktop_app.library.schema import first_schema

KEPT_BACKUPS = 5


@dataclass(frozen=True)
class Migration:
    """One change of the schema. `run` gets a connection with an open transaction and must not end it."""

    name: str
    run: Callable[[sqlite3.Connection], None]


MIGRATIONS: tuple[Migration, ...] = (
    Migration("001_first_schema", first_schema),
    Migration("002_rotation", schema_changes.rotation),
    Migration("003_trash", schema_changes.trash),
    Migration("004_history_by_photo", schema_changes.history_by_photo),
    Migration("005_directories", schema_changes.directories),
    Migration("006_grid_indexes", schema_changes.grid_indexes),
    Migration("007_past_searches", schema_changes.past_searches),
    Migration("008_photo_counts", schema_changes.photo_counts),
)


def migrate(database: Database, paths: LibraryPaths, *, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Brings the library up to date, after a backup where there is something to lose.

    Raises `LibraryTooNewError`, `LibraryDamagedError`, `LibraryUnwritableError`.
    """
    pending = _pending(database, migrations)
    if not pending:
        return
    if len(pending) < len(migrations):
        back_up(database, paths)
    with database.connection() as connection, plain_errors(database.path):
        # A change that rebuilds a table needs foreign keys off; they are checked before it is committed.
        connection.execute("PRAGMA foreign_keys = OFF")
        try:
            for migration in pending:
                _apply(database, connection, migration, version=migrations.index(migration) + 1)
        finally:
            connection.execute("PRAGMA foreign_keys = ON")


def check_up_to_date(database: Database, *, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """For readers. Raises `LibraryMissingError` until a writer has brought the library up to date."""
    if _pending(database, migrations):
        raise LibraryMissingError(f"The library in {shown(database.path.parent)} is not ready for this version yet.")


def back_up(database: Database, paths: LibraryPaths) -> Path:
    """Copies the whole library into `paths.backups` under the date and time (UTC); keeps only the newest backups.

    Raises `LibraryUnwritableError`; then no half copy is left.
    """
    stamp = time.strftime("library-%Y-%m-%dT%H-%M-%SZ", time.gmtime())
    try:
        paths.backups.mkdir(parents=True, exist_ok=True)
        # Names sort by age, also those of one second of which the oldest are gone.
        number = 1 + max((int(file.stem[-3:]) for file in paths.backups.glob(f"{stamp}-*.db")), default=0)
        target = paths.backups / f"{stamp}-{number:03}.db"
        copy_database(database, target)
        for old in sorted(paths.backups.glob("library-*.db"))[:-KEPT_BACKUPS]:
            old.unlink()
    except OSError as error:
        raise LibraryUnwritableError(
            f"The library could not be backed up in {shown(paths.backups)} ({error.strerror}), so it was not "
            "brought up to date; nothing was changed."
        ) from error
    return target


def copy_database(database: Database, target: Path) -> None:
    """Under its name only when it is whole; also inside a transaction, and then without what that one has written."""
    unfinished = target.with_suffix(".part")
    try:
        with plain_errors(target), database.another_connection() as source:
            copy = sqlite3.connect(unfinished)
            try:
                source.backup(copy)
            finally:
                copy.close()
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _apply(database: Database, connection: Connection, migration: Migration, *, version: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        migration.run(connection)
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise LibraryDamagedError(
                f"The library {shown(database.path)} could not be brought up to date: its table {broken[0]} refers to "
                "something that is gone. Nothing was changed."
            )
        connection.execute("INSERT INTO migration (name, applied_at) VALUES (?, ?)", (migration.name, time.time_ns()))
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _pending(database: Database, migrations: Sequence[Migration]) -> list[Migration]:
    with database.snapshot():
        tables = database.read("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        if not tables:
            return list(migrations)
        if ("migration",) not in tables:
            raise damaged(database.path)
        version = database.read("PRAGMA user_version")[0][0]
        applied = {name for (name,) in database.read("SELECT name FROM migration")}
    if version > len(migrations) or applied - {migration.name for migration in migrations}:
        raise LibraryTooNewError(
            f"The library in {shown(database.path.parent)} was written by a newer version of Red Bicycle; "
            "nothing was changed, install that version to open it."
        )
    return [migration for migration in migrations if migration.name not in applied]
