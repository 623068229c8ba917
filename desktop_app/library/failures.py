"""What SQLite's errors mean to a person: whose fault, what was kept, what to do next."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_app.errors import LibraryBusyError, LibraryDamagedError, LibraryError, LibraryUnwritableError

_PRIMARY_CODE = 0xFF
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_REFUSED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_LEAST_FREE_BYTES = 128 * 1024
"""With less, SQLite cannot make the files beside its database."""
_AWAY = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}


def shown(path: Path) -> str:
    """A path as people read it: bytes that are no text become question marks."""
    return os.fsencode(path).decode(errors="replace")


def explained(error: sqlite3.Error, database: Path) -> LibraryError | None:
    """The known failure behind `error`; None when it is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", 0)
    primary = code & _PRIMARY_CODE
    place = shown(database.parent)
    if primary in _DAMAGE or code == sqlite3.SQLITE_IOERR_CORRUPTFS:
        return damaged(database)
    if primary in _BUSY:
        return LibraryBusyError(
            f"The library in {place} is being written by another program; nothing was changed, try again in a moment."
        )
    if primary == sqlite3.SQLITE_FULL:
        return _full(place)
    if primary in _REFUSED:
        return _refused(place)
    if primary in _AWAY:
        return hindrance(database) or (_faulty(place) if database.is_file() else away(database))
    return None


def hindrance(database: Path) -> LibraryUnwritableError | None:
    """What keeps anybody from writing there, found by looking: SQLite calls a full disk "unable to open" too."""
    folder = database.parent
    try:
        free_bytes = shutil.disk_usage(folder).free
        is_refused = not os.access(folder, os.W_OK) or (database.exists() and not os.access(database, os.W_OK))
    except OSError:
        return away(database)
    if is_refused:
        return _refused(shown(folder))
    return _full(shown(folder)) if free_bytes < _LEAST_FREE_BYTES else None


def _full(place: str) -> LibraryUnwritableError:
    return LibraryUnwritableError(
        f"The disk that holds {place} is full; all that was saved before is kept, free some space and try again."
    )


def _refused(place: str) -> LibraryUnwritableError:
    return LibraryUnwritableError(
        f"The library in {place} may not be written; all that was saved before is kept, "
        "allow writing to that folder and try again."
    )


def _faulty(place: str) -> LibraryUnwritableError:
    return LibraryUnwritableError(
        f"The drive that holds {place} reports an error; all that was saved before is kept, "
        "look after that drive and try again."
    )


def damaged(database: Path) -> LibraryDamagedError:
    """The database is no longer readable; names the backups, if any."""
    backups = database.parent / "backups"
    try:
        newest = max(backups.glob("library-*.db"), default=None)
    except OSError:
        newest = None
    rescue = (
        f"copy {shown(newest)} over it"
        if newest
        else "restore it from a backup, or move it away to begin a new library"
    )
    return LibraryDamagedError(
        f"The library file {shown(database)} is damaged; your photos are untouched. Close the app and {rescue}."
    )


def away(database: Path) -> LibraryUnwritableError:
    """The file cannot be reached or is no longer the one that was opened."""
    return LibraryUnwritableError(
        f"The library in {shown(database.parent)} cannot be reached; all that was saved before is kept, "
        "plug its drive in or put the folder back and try again."
    )


@contextmanager
def plain_errors(database: Path) -> Iterator[None]:
    """Turns SQLite's errors inside the block into the error tree; bugs pass as they are."""
    try:
        yield
    except sqlite3.Error as error:
        known = explained(error, database)
        if known is None:
            raise
        raise known from error
