"""A look at the directories of TIFF data before a reader unpacks them: a small file can claim a million rationals."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from desktop_app.imaging.failures import TooSlowError

_BYTES_TYPES = frozenset((1, 2, 6, 7))
_RATIONAL_TYPES = frozenset((5, 10))
_MAX_RATIONALS = 10_000
_MAX_NUMBERS = 1_000_000
_POINTERS = frozenset((0x8769, 0x8825))  # EXIF, GPS


class _Entry(NamedTuple):
    tag: int
    type: int
    values: int
    value_or_offset: int


def check_directories(data: bytes) -> None:
    """Raises `TooSlowError` where the first directory, or its EXIF or GPS directory, has an absurd number of values.

    Bytes that are no directory at all pass: their reader will say so.
    """
    try:
        for entry in _entries(data, None):
            _check(entry)
            if entry.tag in _POINTERS:
                for nested in _entries(data, entry.value_or_offset):
                    _check(nested)
    except struct.error:
        return


def _check(entry: _Entry) -> None:
    limit = _MAX_RATIONALS if entry.type in _RATIONAL_TYPES else _MAX_NUMBERS
    if entry.type not in _BYTES_TYPES and entry.values > limit:
        raise TooSlowError


def _entries(data: bytes, offset: int | None) -> Iterator[_Entry]:
    """TIFF 6.0 and BigTIFF: the entries of the directory at `offset`, by default the first one."""
    order = "<" if data[:2] == b"II" else ">"
    is_big = data[2:4] in (b"+\0", b"\0+")
    if offset is None:
        (offset,) = struct.unpack_from(f"{order}Q" if is_big else f"{order}I", data, 8 if is_big else 4)
    (number,) = struct.unpack_from(f"{order}Q" if is_big else f"{order}H", data, offset)
    layout = struct.Struct(f"{order}HHQQ" if is_big else f"{order}HHII")
    start = offset + (8 if is_big else 2)
    for index in range(min(number, 0xFFFF)):
        yield _Entry(*layout.unpack_from(data, start + index * layout.size))
