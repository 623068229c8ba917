"""Files in watched folders that are not in the library, and why. They are tried again when they change."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from desktop_app.library.database import Database, Parameters
from desktop_app.library.values import blob_path, path_blob, plain_text, span_below
from desktop_app.records import Problem


class FileStamp(NamedTuple):
    """What says whether a file has changed."""

    size_bytes: int
    mtime_ns: int


class ProblemStore:
    """One problem a file, the last one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, path: Path, size_bytes: int, mtime_ns: int, error: Exception) -> None:
        """Remembers why the file as it is now cannot be used: `str(error)`."""
        values = (path_blob(path), size_bytes, mtime_ns, type(error).__name__, plain_text(str(error)), time.time_ns())
        with self._database.transaction():
            self._database.write("INSERT OR REPLACE INTO problem VALUES (?, ?, ?, ?, ?, ?)", values)

    def known(self, *, under: Path | None = None) -> dict[bytes, FileStamp]:
        """The files by path (`os.fsencode`): all, or those below a path or just that file."""
        where = "1"
        parameters: Parameters = ()
        if under is not None:
            blob = path_blob(under)
            where, parameters = "path = ? OR (path >= ? AND path < ?)", (blob, *span_below(blob))
        rows = self._database.read(f"SELECT path, size_bytes, mtime_ns FROM problem WHERE {where}", parameters)
        return {path: FileStamp(size_bytes, mtime_ns) for path, size_bytes, mtime_ns in rows}

    def clear(self, paths: Iterable[Path | bytes]) -> int:
        """Forgets the problems of files that are well or gone; returns how many there were."""
        blobs = [(path if isinstance(path, bytes) else path_blob(path),) for path in paths]
        with self._database.transaction():
            return self._database.write_many("DELETE FROM problem WHERE path = ?", blobs)

    def doubt(self, path: Path) -> bool:
        """The file is tried again at the next look, changed or not; false when it has no problem."""
        with self._database.transaction():
            return self._database.write("UPDATE problem SET mtime_ns = -1 WHERE path = ?", (path_blob(path),)) > 0

    def all(self) -> list[Problem]:
        """By path."""
        rows = self._database.read("SELECT path, reason, kind FROM problem ORDER BY path")
        return [Problem(path=blob_path(path), reason=reason, kind=kind) for path, reason, kind in rows]

    def count(self) -> int:
        """How many files have one."""
        return int(self._database.read("SELECT count(*) FROM problem")[0][0])
