"""Vectors on the disk, row after row, as float16: read when they are asked for, so that what is used often lies in the
system's cache and nothing in this process.

Read with plain reads, not mapped: a drive that goes away is an error then, not the end of the process. Each row has a
checksum, kept by whoever keeps the file, and is checked when single rows are read.
"""

import os
import threading
import weakref
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import IndexDamagedError

Half = NDArray[np.float16]
STORED: np.dtype[np.float16] = np.dtype("<f2")


class VectorFile:
    """Rows only ever join at the end, so readers are never disturbed. Read from any thread, append from one."""

    def __init__(self, path: Path, dim: int, checksums: NDArray[np.uint32] | None = None) -> None:
        """A new file; or, with the `checksums` of its rows, one that `append` made: what lies beyond is written over.

        Raises `OSError`, and `IndexDamagedError` for a file that is too short.
        """
        self.path, self.dim = path, dim
        self._row_bytes = dim * STORED.itemsize
        self._count = 0 if checksums is None else len(checksums)
        self._checksums = np.zeros(1024, np.uint32) if checksums is None else checksums.astype(np.uint32)
        self._positions = threading.Lock()
        # Unbuffered: what was appended is there for those who read.
        self._file = path.open("x+b" if checksums is None else "r+b", buffering=0)
        self._closing = weakref.finalize(self, self._file.close)  # readers of an earlier moment may outlive the store
        self._closing.atexit = False  # whoever builds a graph then still reads
        if os.fstat(self._file.fileno()).st_size < self._count * self._row_bytes:
            self.close()
            raise IndexDamagedError(f"{path.name} is shorter than it was.")

    def __len__(self) -> int:
        return self._count

    @property
    def size_bytes(self) -> int:
        return self._count * self._row_bytes

    @property
    def checksums(self) -> NDArray[np.uint32]:
        """Of each row."""
        return self._checksums[: self._count]

    def append(self, vectors: Half) -> None:
        """[N, D]. Raises `OSError`; then none of them is in here."""
        stored = np.ascontiguousarray(vectors, STORED)
        self._write(stored.reshape(-1).view(np.uint8).data, at=self._count * self._row_bytes)
        count = self._count + len(stored)
        if count > len(self._checksums):
            grown = np.zeros(max(count, len(self._checksums) * 3 // 2), np.uint32)
            grown[: self._count] = self._checksums[: self._count]
            self._checksums = grown
        self._checksums[self._count : count] = _checksums(stored)
        self._count = count

    def pick(self, rows: NDArray[np.int64]) -> Half:
        """float16 [N, D]. Raises `IndexDamagedError` where a row is not what was written, and `OSError`."""
        size = self._row_bytes
        data = b"".join([self._read(size, at=row * size) for row in rows.tolist()])
        return self._checked(data, self._checksums[rows])

    def span(self, start: int, stop: int) -> Half:
        """Rows start ≤ row < stop, float16 [N, D], without a look at their checksums. Raises as `pick`."""
        size = (stop - start) * self._row_bytes
        data = self._read(size, at=start * self._row_bytes)
        if len(data) != size:
            raise IndexDamagedError("The vectors of the search index end too soon.")
        return self._as_rows(data)

    def checked(self, start: int, stop: int) -> Half:
        """As `span`; raises `IndexDamagedError` where one of these rows is not what was written."""
        data = self._read((stop - start) * self._row_bytes, at=start * self._row_bytes)
        return self._checked(data, self._checksums[start:stop])

    def sync(self) -> None:
        """All that was appended is on the disk. Raises `OSError`."""
        os.fsync(self._file.fileno())

    def read_ahead(self) -> None:
        """Asks the system to have it in its cache, if there is room."""
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self._file.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)

    def close(self) -> None:
        self._closing()

    def _checked(self, data: bytes, checksums: NDArray[np.uint32]) -> Half:
        if len(data) != len(checksums) * self._row_bytes or not np.array_equal(
            _checksums(rows := self._as_rows(data)), checksums
        ):
            raise IndexDamagedError("The vectors of the search index are not what was written.")
        return rows

    def _as_rows(self, data: bytes) -> Half:
        rows: Half = np.frombuffer(data, STORED).reshape(-1, self.dim).astype(np.float16, copy=False)
        return rows

    def _read(self, size: int, *, at: int) -> bytes:
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), size, at)
        with self._positions:
            self._file.seek(at)
            return self._file.read(size)

    def _write(self, data: memoryview, *, at: int) -> None:
        with self._positions:
            self._file.seek(at)
            while len(data):  # a raw file may take a part
                data = data[self._file.write(data) :]


def _checksums(rows: Half) -> NDArray[np.uint32]:
    """The sum of the bits of each row's numbers, read as whole ones: a damaged vector ranks one photo wrongly, and does
    no worse, so what is cheap enough for every search is good enough."""
    sums: NDArray[np.uint32] = rows.view(np.uint16).sum(axis=1, dtype=np.uint32)
    return sums
