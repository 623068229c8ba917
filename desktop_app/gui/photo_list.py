"""The photos that are shown, in their order: what the grid must know of each to lay it out, as a few columns.

There is no Python object a photo: 20 bytes beside its id.
"""

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.library.grid import Grid, SectionKey
from desktop_app.records import Arrangement, Photo

UNKNOWN_MONTH = -1
TYPICAL_ASPECT = 4 / 3
_FEWEST_IN_SECTION = 5
"""On average."""
_MONTHS_BEFORE_1970 = 1970 * 12


class SectionKind(StrEnum):
    """What the parts of a list have in common, and what their keys are: months since year 0, years, paths, stars
    from 5 to 0, names of cameras."""

    NONE = "none"
    MONTH = "month"
    YEAR = "year"
    FOLDER = "folder"
    RATING = "rating"
    CAMERA = "camera"


@dataclass(frozen=True)
class Sections:
    """Part n has the photos from row `firsts[n]` to the next part's first."""

    kind: SectionKind
    firsts: NDArray[np.int64]
    keys: Sequence[SectionKey]

    def __len__(self) -> int:
        return len(self.firsts)

    @cached_property
    def root(self) -> Path | None:
        """The folder that all others are in; None where there is none, or the parts are no folders."""
        folders = [key for key in self.keys if isinstance(key, Path)]
        with contextlib.suppress(ValueError):  # on several drives
            return Path(os.path.commonpath(folders)) if folders else None
        return None

    def part_of(self, row: int) -> int:
        """The part that a row is in; -1 where there are none."""
        return int(np.searchsorted(self.firsts, row, side="right")) - 1


NO_SECTIONS = Sections(SectionKind.NONE, np.zeros(0, np.int64), ())
_KINDS = {
    Arrangement.FOLDER: SectionKind.FOLDER,
    Arrangement.RATING: SectionKind.RATING,
    Arrangement.CAMERA: SectionKind.CAMERA,
}


@dataclass(frozen=True)
class PhotoList:
    """Columns of length N.

    `aspects` are width / height as shown; `colours` 0xRRGGBB; `months` count from year 0, 12 a year, `UNKNOWN_MONTH`
    where the photos are in no order of time.
    """

    ids: NDArray[np.int64]
    aspects: NDArray[np.float32]
    colours: NDArray[np.uint32]
    months: NDArray[np.int32]
    sections: Sections = NO_SECTIONS
    goes_on: bool = False
    """These are only the first ones; the whole list follows."""

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def rows_by_id(self) -> NDArray[np.intp]:
        """The rows in the order of their ids. Of a million in a sixth of a second: not on the GUI thread."""
        return np.argsort(self.ids, kind="stable")

    def rows_in(self, part: int) -> range:
        """The rows of a part of the sections."""
        firsts = self.sections.firsts
        end = int(firsts[part + 1]) if part + 1 < len(firsts) else len(self)
        return range(int(firsts[part]), end)


def empty() -> PhotoList:
    """No photos."""
    return of_photos(())


def of_grid(grid: Grid, by: Arrangement, *, goes_on: bool = False) -> PhotoList:
    """What the library says of a list arranged like this; for any thread."""
    tiles = grid.tiles
    months = _months(grid.times_us)
    kind = _KINDS.get(by)
    if kind is None:
        sections = by_time(months)
    else:
        firsts = np.array([section.first for section in grid.sections], np.int64)
        sections = Sections(kind, firsts, [section.key for section in grid.sections])
    has_shape = (tiles.widths_px > 0) & (tiles.heights_px > 0)
    aspects = np.full(len(tiles.ids), TYPICAL_ASPECT, np.float32)
    np.divide(tiles.widths_px, tiles.heights_px, out=aspects, where=has_shape, casting="unsafe")
    ids = tiles.ids.copy()  # a view would keep all that was read beside it
    shown = PhotoList(ids, aspects, tiles.mean_colours.astype(np.uint32), months, sections, goes_on=goes_on)
    _ = shown.rows_by_id
    return shown


def of_photos(photos: Sequence[Photo], *, is_by_time: bool = False) -> PhotoList:
    """These photos, in their order."""
    months = np.array([month_of(photo) if is_by_time else UNKNOWN_MONTH for photo in photos], np.int32)
    return PhotoList(
        ids=np.array([photo.id for photo in photos], np.int64),
        aspects=np.array([aspect_of(photo) for photo in photos], np.float32),
        colours=np.array([photo.mean_colour for photo in photos], np.uint32),
        months=months,
        sections=by_time(months) if is_by_time else NO_SECTIONS,
    )


def by_time(months: NDArray[np.int32]) -> Sections:
    """Months; years where months hold few photos each, or the page would be headings and empty rows; nothing where
    years are as thin."""
    if len(months) == 0:
        return NO_SECTIONS
    for kind, part in ((SectionKind.MONTH, 1), (SectionKind.YEAR, 12)):
        parts = months // part
        firsts = np.flatnonzero(np.diff(parts, prepend=parts[0] + 1))
        if len(firsts) == 1 or len(months) >= len(firsts) * _FEWEST_IN_SECTION:
            return Sections(kind, firsts, parts[firsts].tolist())
    return NO_SECTIONS


def aspect_of(photo: Photo) -> float:
    """Width / height; a typical one for a photo that says nothing."""
    return photo.width_px / photo.height_px if photo.width_px > 0 and photo.height_px > 0 else TYPICAL_ASPECT


def time_of(photo: Photo) -> datetime:
    """When it was taken, else the file's time: local wall time, naive."""
    if photo.taken_at is not None:
        return photo.taken_at
    try:
        return datetime.fromtimestamp(photo.mtime_ns / 1e9, UTC).astimezone().replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return datetime(1970, 1, 1)  # noqa: DTZ001 - wall time knows no zone


def month_of(photo: Photo) -> int:
    """Months since year 0 of `time_of`."""
    moment = time_of(photo)
    return moment.year * 12 + moment.month - 1


def _months(times_us: NDArray[np.int64]) -> NDArray[np.int32]:
    since_1970 = times_us.view("datetime64[us]").astype("datetime64[M]").astype(np.int64)
    return np.maximum(since_1970 + _MONTHS_BEFORE_1970, 0).astype(np.int32)
