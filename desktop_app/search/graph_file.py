"""Keeps a graph on disk: its arrays in one file, the vectors in another, and a JSON header that says what they must be.

The header is replaced last and in one step, and names the array file by its checksum: a crash at any moment leaves the
old pair or the new one. The vectors are written as they come (`vector_file`), and a header vouches for those of them
that were there when it was written. Whatever does not fit raises `IndexDamagedError`, and the caller rebuilds.
"""

import importlib.metadata
import mmap
import os
import re
import secrets
import zlib
from collections.abc import Collection
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import IndexDamagedError
from desktop_app.search.graph import State

FORMAT = 2
_CHUNK_BYTES = 16 * 1024 * 1024


class ArrayPlace(msgspec.Struct, frozen=True):
    """Where one array lies in the file."""

    dtype: str
    shape: tuple[int, ...]
    offset: int
    size_bytes: int


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """`settings` are hnswlib's own scalars; `count` living vectors; `last_seq` the library's newest embedding in it."""

    format: int
    hnswlib: str
    model_key: str
    dim: int
    count: int
    last_seq: int
    file: str
    vectors: str
    """The file of the vectors."""
    size_bytes: int
    checksum: int
    """CRC-32 of the array file: hnswlib would follow a damaged link out of its memory."""
    settings: dict[str, str | bool | int | float]
    arrays: dict[str, ArrayPlace]
    own_checksum: int = 0
    """CRC-32 of this header with 0 here."""

    def sealed(self) -> "Header":
        return msgspec.structs.replace(self, own_checksum=self._checksum())

    def is_intact(self) -> bool:
        return self.own_checksum == self._checksum()

    def _checksum(self) -> int:
        return zlib.crc32(msgspec.json.encode(msgspec.structs.replace(self, own_checksum=0)))


def hnswlib_version() -> str:
    """Of the package; a frozen app may carry no metadata, and then always the same library."""
    try:
        return importlib.metadata.version("hnswlib")
    except importlib.metadata.PackageNotFoundError:
        return "frozen"


def slug(model_key: str) -> str:
    """A file name for `model_key` on every system; the checksum keeps apart what the cleaning makes equal."""
    return f"{re.sub(r'[^A-Za-z0-9._-]+', '-', model_key)[:80]}-{zlib.crc32(model_key.encode()):08x}"


def header_path(folder: Path, model_key: str) -> Path:
    return folder / f"{slug(model_key)}.json"


def new_vectors_path(folder: Path, model_key: str) -> Path:
    """A name that no file has yet; the folder is made where it is missing. Raises `OSError`."""
    folder.mkdir(exist_ok=True)  # not its parents: the drive may be away
    return folder / f"{slug(model_key)}-{secrets.token_hex(4)}.vectors"


def write_graph(
    folder: Path,
    state: State,
    extra: dict[str, NDArray[np.generic]],
    *,
    model_key: str,
    dim: int,
    count: int,
    last_seq: int,
    vectors: str,
) -> None:
    """Writes `state` and the `extra` arrays; `vectors` names the file that holds the vectors. Raises `OSError`."""
    folder.mkdir(exist_ok=True)  # not its parents: the drive may be away
    name = slug(model_key)
    temporary = folder / f"{name}.graph.tmp"
    arrays = {key: value for key, value in state.items() if isinstance(value, np.ndarray)} | extra
    try:
        places, size, checksum = _write_arrays(temporary, arrays)
        if temporary.stat().st_size != size:
            raise OSError(f"{temporary} has not the size that was written")
        file = folder / f"{name}-{checksum:08x}.graph"
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    header = Header(
        format=FORMAT,
        hnswlib=hnswlib_version(),
        model_key=model_key,
        dim=dim,
        count=count,
        last_seq=last_seq,
        file=file.name,
        vectors=vectors,
        size_bytes=size,
        checksum=checksum,
        settings={key: value for key, value in state.items() if isinstance(value, str | bool | int | float)},
        arrays=places,
    )
    header_temporary = folder / f"{name}.json.tmp"
    header_temporary.write_bytes(msgspec.json.encode(header.sealed()))
    header_temporary.replace(header_path(folder, model_key))
    remove_leftovers(folder, model_key, keep=(file.name, vectors))


def read_graph(
    folder: Path, *, model_key: str, dim: int
) -> tuple[Header, State, dict[str, NDArray[np.generic]]] | None:
    """Header, hnswlib's state and the extra arrays; None where nothing was saved for `model_key`.

    The state is a view of the file: it is let go once a graph has been made of it.

    Raises:
        IndexDamagedError: another version wrote it, or a byte is not what it was.
    """
    try:
        header = msgspec.json.decode(header_path(folder, model_key).read_bytes(), type=Header)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise IndexDamagedError(f"The header of the search index cannot be read: {error}.") from error
    expected = (FORMAT, hnswlib_version(), model_key, dim)
    if (header.format, header.hnswlib, header.model_key, header.dim) != expected:
        raise IndexDamagedError("The search index was made by another version of the app.")
    if not header.is_intact():
        raise IndexDamagedError("The header of the search index is not what was written.")
    try:
        arrays = _read_arrays(folder / Path(header.file).name, header)
    except (OSError, ValueError, TypeError) as error:
        raise IndexDamagedError(f"The search index cannot be read: {error}.") from error
    extra = {key: arrays.pop(key).copy() for key in list(arrays) if key.startswith("our_")}
    return header, {**header.settings, **arrays}, extra


def remove_graph(folder: Path, model_key: str) -> None:
    """Forgets what was saved for `model_key`; a file that another program holds open stays, without its header."""
    header_path(folder, model_key).unlink(missing_ok=True)
    remove_leftovers(folder, model_key, keep=())


def remove_leftovers(folder: Path, model_key: str, *, keep: Collection[str]) -> None:
    """Files of graphs and vectors that nothing refers to any more."""
    for ending in ("graph", "vectors"):
        for path in folder.glob(f"{slug(model_key)}-*.{ending}"):
            if path.name not in keep:
                try:
                    path.unlink()
                except PermissionError:  # Windows, while it is open; the next save tries again
                    continue


def _write_arrays(path: Path, arrays: dict[str, NDArray[np.generic]]) -> tuple[dict[str, ArrayPlace], int, int]:
    places: dict[str, ArrayPlace] = {}
    offset = checksum = 0
    with path.open("wb") as file:
        for key, array in arrays.items():
            plain = np.ascontiguousarray(array)
            padded = -plain.nbytes % 64
            places[key] = ArrayPlace(plain.dtype.str, plain.shape, offset, plain.nbytes)
            for part in (plain.reshape(-1).view(np.uint8), np.zeros(padded, np.uint8)):
                for at in range(0, part.nbytes, _CHUNK_BYTES):
                    chunk = part[at : at + _CHUNK_BYTES].data
                    file.write(chunk)
                    checksum = zlib.crc32(chunk, checksum)
            offset += plain.nbytes + padded
        file.flush()
        os.fsync(file.fileno())
    return places, offset, checksum


def _read_arrays(path: Path, header: Header) -> dict[str, NDArray[np.generic]]:
    if path.stat().st_size != header.size_bytes or header.size_bytes == 0:
        raise ValueError("its size is not what its header says")
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)  # closed with the last array that looks into it
    checksum = 0
    with memoryview(mapped) as view:
        for at in range(0, len(view), _CHUNK_BYTES):
            checksum = zlib.crc32(view[at : at + _CHUNK_BYTES], checksum)
    if checksum != header.checksum:
        raise ValueError("its checksum is not what its header says")
    return {key: _view(mapped, place) for key, place in header.arrays.items()}


def _view(mapped: mmap.mmap, place: ArrayPlace) -> NDArray[np.generic]:
    raw = np.frombuffer(mapped, np.uint8, count=place.size_bytes, offset=place.offset)
    return raw.view(np.dtype(place.dtype)).reshape(place.shape)
