"""Connections, transactions and plain statements. Every commit is flushed to the disk before it counts.

One process writes (its lock is the workspace's); any number read at the same time (write-ahead log). Connections are
pooled: each is used by one thread at a time, and a transaction keeps its own until it ends.
"""

import os
import sqlite3
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from desktop_app.errors import LibraryError, LibraryMissingError, LibraryUnwritableError
from desktop_app.library.failures import away, hindrance, plain_errors, shown

Row: TypeAlias = tuple[Any, ...]
Parameters: TypeAlias = Sequence[Any] | Mapping[str, Any]

APPLICATION_ID = 0x52426963  # "RBic" in the file's header
BUSY_TIMEOUT_MS = 30_000
CACHE_KIB, READER_CACHE_KIB = 32 * 1024, 8 * 1024
"""A connection's. Whoever only reads has several, and the system keeps the file's pages for all of them."""
LOG_LIMIT_BYTES = 64 * 1024**2
OLDEST_SQLITE = (3, 37, 0)  # STRICT tables


class Connection(sqlite3.Connection):
    """SQLite's, and how deep its transaction is."""

    depth = 0
    """Transactions that are open inside its outermost one."""


class Database:
    """One SQLite file. Raises `LibraryError` and its kinds only; any `sqlite3.Error` that escapes is a bug."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Opens `path`, creating it (and its folder) unless `read_only`.

        Raises `LibraryMissingError` when `read_only` and there is none.
        """
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            raise LibraryError(f"SQLite {sqlite3.sqlite_version} is too old; Red Bicycle needs 3.37 or newer.")
        self.path = path.absolute()
        self.read_only = read_only
        self._lock = threading.Lock()
        self._idle: list[Connection] = []
        self._pinned: dict[int, Connection] = {}
        self._closed = False
        self._elsewhere: Path | None = None
        self._prepare_folder()
        self._watcher = self._connect()
        self._file = self._identity()

    def close(self) -> None:
        """Ends all connections; one that another thread is using ends when it is done."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            connections, self._idle = [*self._idle, self._watcher], []
        for connection in connections:
            connection.close()

    def is_there(self) -> bool:
        """Whether the file is still the one that was opened; it is not once its drive is away."""
        try:
            return self._identity() == self._file
        except OSError:
            return False

    def data_version(self) -> int:
        """A number that changes with every commit of anyone. Costs microseconds."""
        with self._lock, plain_errors(self.path):
            if self._closed:
                raise self._closed_error()
            return int(self._watcher.execute("PRAGMA data_version").fetchone()[0])

    def read(self, statement: str, parameters: Parameters = ()) -> list[Row]:
        """All rows at once."""
        with self.connection() as connection, plain_errors(self.path):
            return connection.execute(statement, parameters).fetchall()

    def read_one(self, statement: str, parameters: Parameters = ()) -> Row | None:
        """The first row, None without one."""
        with self.connection() as connection, plain_errors(self.path):
            row: Row | None = connection.execute(statement, parameters).fetchone()
            return row

    def stream(self, statement: str, parameters: Parameters = (), *, chunk_rows: int = 4096) -> Iterator[list[Row]]:
        """The rows in chunks, all of one moment of the library."""
        with self.connection() as connection, plain_errors(self.path):
            cursor = connection.execute(statement, parameters)
            while rows := cursor.fetchmany(chunk_rows):
                yield rows

    def write(self, statement: str, parameters: Parameters = ()) -> int:
        """Executes one statement of the open transaction and returns how many rows it touched."""
        with self._writing() as connection:
            return connection.execute(statement, parameters).rowcount

    def insert(self, statement: str, parameters: Parameters = ()) -> int:
        """Executes one INSERT of the open transaction and returns the new row's id."""
        with self._writing() as connection:
            row_id = connection.execute(statement, parameters).lastrowid
            assert row_id is not None
            return row_id

    def write_many(self, statement: str, rows: Iterable[Parameters]) -> int:
        """Executes one statement of the open transaction for each of `rows`; returns how many rows it touched."""
        with self._writing() as connection:
            return connection.executemany(statement, rows).rowcount

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commits at the end; any exception, a cancelled generator or Ctrl-C rolls back.

        Inside another one of the same thread it joins: it is committed with the outer one, and when it fails, it alone
        is undone. Raises `LibraryUnwritableError` and `LibraryBusyError`.
        """
        if self.read_only:
            place = shown(self.path.parent)
            raise hindrance(self.path) or LibraryUnwritableError(f"The library in {place} is open for reading only.")
        pinned = self._pinned.get(threading.get_ident())
        if pinned is not None:
            with self._joined(pinned):
                yield
            return
        self._check_still_there()
        with self.connection() as connection, self._pin(connection), plain_errors(self.path):
            try:
                connection.execute("BEGIN IMMEDIATE")
                if self._elsewhere is not None:
                    raise LibraryUnwritableError(
                        f"The library has just been moved to {shown(self._elsewhere)}; this last change was not saved."
                    )
                yield
                self._check_open(connection)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads inside see the library of one moment."""
        if threading.get_ident() in self._pinned:
            yield
            return
        with self.connection() as connection, self._pin(connection), plain_errors(self.path):
            connection.execute("BEGIN")
            try:
                yield
            finally:
                connection.execute("COMMIT")

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """The connection of this thread's transaction, or an idle one, for what the other methods cannot say."""
        pinned = self._pinned.get(threading.get_ident())
        if pinned is not None:
            yield pinned
            return
        connection = self._take()
        try:
            yield connection
        finally:
            self._give_back(connection)

    @contextmanager
    def another_connection(self) -> Iterator[Connection]:
        """One that takes no part in this thread's transaction."""
        connection = self._take()
        try:
            yield connection
        finally:
            self._give_back(connection)

    def refuse_changes(self, elsewhere: Path) -> None:
        """From the end of this thread's transaction on: the library is in another folder now."""
        self._elsewhere = elsewhere

    @contextmanager
    def _joined(self, connection: Connection) -> Iterator[None]:
        name = f"inner_{connection.depth}"
        with plain_errors(self.path):
            self._check_open(connection)
            connection.execute(f"SAVEPOINT {name}")
            connection.depth += 1
            try:
                yield
                self._check_open(connection)
            except BaseException:
                if connection.in_transaction:  # a full disk ends the whole transaction by itself
                    connection.execute(f"ROLLBACK TO {name}")
                    connection.execute(f"RELEASE {name}")
                raise
            else:
                connection.execute(f"RELEASE {name}")
            finally:
                connection.depth -= 1

    @contextmanager
    def _pin(self, connection: Connection) -> Iterator[None]:
        thread = threading.get_ident()  # a generator may be closed by another thread than the one that began
        self._pinned[thread] = connection
        try:
            yield
        finally:
            del self._pinned[thread]

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        connection = self._pinned.get(threading.get_ident())
        assert connection is not None, "a write outside a transaction"
        with plain_errors(self.path):
            self._check_open(connection)
            yield connection

    def _check_open(self, connection: Connection) -> None:
        """SQLite ends a transaction by itself when the disk fills up; what follows must not be committed alone."""
        if not connection.in_transaction:
            raise LibraryUnwritableError(
                f"The last change could not be saved in {shown(self.path.parent)}; all that was saved before is kept."
            )

    def _check_still_there(self) -> None:
        """SQLite goes on writing to a deleted file without a word (seen with 3.40 on Linux)."""
        if not self.is_there():
            raise away(self.path)

    def _identity(self) -> tuple[int, int]:
        status = self.path.stat()
        return status.st_dev, status.st_ino

    def _take(self) -> Connection:
        with self._lock:
            if self._closed:
                raise self._closed_error()
            if self._idle:
                return self._idle.pop()
        return self._connect()

    def _give_back(self, connection: Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _closed_error(self) -> LibraryError:
        return LibraryError(f"The library in {shown(self.path.parent)} is closed.")

    def _prepare_folder(self) -> None:
        if self.read_only:
            if not self.path.is_file():
                raise LibraryMissingError(f"There is no library in {shown(self.path.parent)} yet.")
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryUnwritableError(
                f"The folder {shown(self.path.parent)} cannot be made for the library: {error.strerror}."
            ) from error

    def _connect(self) -> Connection:
        with plain_errors(self.path):
            if self.read_only and self._is_at_rest():
                return self._connected("mode=ro&immutable=1")
            return self._connected("mode=ro" if self.read_only else "mode=rwc")

    def _connected(self, how: str) -> Connection:
        connection: Connection = sqlite3.connect(
            f"{_uri(self.path)}?{how}",
            uri=True,
            timeout=BUSY_TIMEOUT_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
            factory=Connection,
        )
        try:
            self._check_ours(connection)
            _configure(connection, read_only=self.read_only)
        except BaseException:
            connection.close()
            raise
        return connection

    def _is_at_rest(self) -> bool:
        """In a folder that may not be written, where SQLite cannot make the files it shares with a writer
        (https://www.sqlite.org/wal.html#read_only_databases), and nobody else has made them."""
        log = self.path.with_name(f"{self.path.name}-wal")
        return not os.access(self.path.parent, os.W_OK) and not log.exists()

    def _check_ours(self, connection: Connection) -> None:
        """Before anything is set: another program's database is left as it is."""
        ((application_id,),) = connection.execute("PRAGMA application_id")
        ((objects,),) = connection.execute("SELECT count(*) FROM sqlite_schema")
        if objects and application_id != APPLICATION_ID:
            raise LibraryError(f"{shown(self.path)} is a database of another program; choose another folder.")


def _configure(connection: sqlite3.Connection, *, read_only: bool) -> None:
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA journal_size_limit = {LOG_LIMIT_BYTES}")
        # FULL: a power cut loses nothing committed either, for one flush a batch; and the vector index, which
        # remembers how far it has read, can never be ahead of the library.
        connection.execute("PRAGMA synchronous = FULL")
        if sys.platform == "darwin":
            connection.execute("PRAGMA fullfsync = 1")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute(f"PRAGMA cache_size = -{READER_CACHE_KIB if read_only else CACHE_KIB}")
    # No mmap: a drive that goes away would end the process instead of raising.


def _uri(path: Path) -> str:
    uri = path.as_uri()
    if os.name == "nt" and not uri.startswith("file:///"):
        return "file://" + uri.removeprefix("file:")  # a share: SQLite takes file:////server/share
    return uri
