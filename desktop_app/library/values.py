"""How values of the records are written in the database."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall-clock time knows no zone
_MICROSECOND = timedelta(microseconds=1)
_SEPARATOR = os.sep.encode()
_SIGN_BIT = 1 << 63
_DAY_NS = 86_400_000_000_000


def path_blob(path: Path) -> bytes:
    """A path as bytes; nothing of its name is lost."""
    return os.fsencode(path)


def blob_path(blob: bytes) -> Path:
    """The path of `path_blob`."""
    return Path(os.fsdecode(blob))


def span_below(folder: bytes) -> tuple[bytes, bytes]:
    """Paths of all that is below `folder` compare as first <= path < second, byte by byte."""
    prefix = folder if folder.endswith(_SEPARATOR) else folder + _SEPARATOR
    return prefix, prefix[:-1] + bytes([prefix[-1] + 1])


def wall_clock_us(moment: datetime | None) -> int | None:
    """Microseconds from 1970 to a naive wall-clock time."""
    return None if moment is None else (moment.replace(tzinfo=None) - _EPOCH) // _MICROSECOND


def wall_clock(microseconds: int | None) -> datetime | None:
    """The naive time of `wall_clock_us`."""
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)


def mtime_wall_clock_us(mtime_ns: int) -> int:
    """A file's time as the clock on this machine's wall showed it; where the calendar ends, as in UTC."""
    try:
        local = datetime.fromtimestamp(mtime_ns // 1000 / 1_000_000, tz=UTC).astimezone()
    except (OverflowError, OSError, ValueError):
        return mtime_ns // 1000
    return (local.replace(tzinfo=None) - _EPOCH) // _MICROSECOND


def wall_clock_of(times_ns: NDArray[np.int64]) -> NDArray[np.int64]:
    """`mtime_wall_clock_us` of many times: one answer does for each day on which the clocks were not changed."""
    days, places = np.unique(times_ns // _DAY_NS, return_inverse=True)
    first, second = (
        np.array([_offset_us((day + further) * _DAY_NS) for day in days.tolist()], np.int64) for further in (0, 1)
    )
    wall_clock_us: NDArray[np.int64] = times_ns // 1000 + first[places]
    for place in np.flatnonzero((first != second)[places]):
        wall_clock_us[place] = mtime_wall_clock_us(int(times_ns[place]))
    return wall_clock_us


def _offset_us(time_ns: int) -> int:
    return mtime_wall_clock_us(time_ns) - time_ns // 1000


def signed_64(value: int) -> int:
    """An unsigned 64-bit number as SQLite's signed one."""
    return value - (1 << 64) if value & _SIGN_BIT else value


def unsigned_64(value: int) -> int:
    """The number of `signed_64`."""
    return value & ((1 << 64) - 1)


def plain_text(text: str) -> str:
    """Text that UTF-8 can write: half surrogates, as files hold them, become question marks."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def keywords_json(keywords: tuple[str, ...]) -> str:
    """Keywords as a JSON array."""
    return msgspec.json.encode([plain_text(keyword) for keyword in keywords]).decode()


def ids_json(ids: Iterable[int]) -> str:
    """Ids as a JSON array, for `json_each(?)`."""
    return msgspec.json.encode([int(each) for each in ids]).decode()


_keywords_decoder = msgspec.json.Decoder(tuple[str, ...])


def json_keywords(text: str) -> tuple[str, ...]:
    """The keywords of `keywords_json`."""
    return () if text == "[]" else _keywords_decoder.decode(text)
