"""What the grid must know of every photo to lay it out: a few columns, no records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from desktop_app.records import Photo

UNKNOWN_MONTH = -1
TYPICAL_ASPECT = 4 / 3


@dataclass(frozen=True)
class Timeline:
    """Photos in the order they are shown, as columns of length N.

    `aspects` are width / height, NaN until known; `colours` 0xRRGGBB; `months` count from year 0 (12 a year),
    `UNKNOWN_MONTH` until known or where time is not the order.
    """

    ids: NDArray[np.int64]
    aspects: NDArray[np.float32]
    colours: NDArray[np.uint32]
    months: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def is_complete(self) -> bool:
        return not bool(np.isnan(self.aspects).any())


def unknown(ids: NDArray[np.int64]) -> Timeline:
    """All that is known of photos before one record of them was read."""
    count = len(ids)
    return Timeline(
        ids=ids,
        aspects=np.full(count, np.nan, np.float32),
        colours=np.zeros(count, np.uint32),
        months=np.full(count, UNKNOWN_MONTH, np.int32),
    )


def of_photos(photos: Sequence[Photo], *, by_time: bool) -> Timeline:
    """The columns of these photos, in their order."""
    return Timeline(
        ids=np.array([photo.id for photo in photos], np.int64),
        aspects=np.array([aspect_of(photo) for photo in photos], np.float32),
        colours=np.array([photo.mean_colour for photo in photos], np.uint32),
        months=np.array([month_of(photo) if by_time else UNKNOWN_MONTH for photo in photos], np.int32),
    )


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


class TimelineCache:
    """Columns of photos that were read before, by id: a library that grew by ten is read again for ten."""

    def __init__(self) -> None:
        self._known = of_photos((), by_time=True)  # sorted by id

    def fill(self, ids: NDArray[np.int64]) -> Timeline:
        """The columns of `ids`, as far as they are known."""
        result = unknown(ids)
        if len(self._known) == 0 or len(ids) == 0:
            return result
        places = np.minimum(np.searchsorted(self._known.ids, ids), len(self._known) - 1)
        found = self._known.ids[places] == ids
        result.aspects[found] = self._known.aspects[places[found]]
        result.colours[found] = self._known.colours[places[found]]
        result.months[found] = self._known.months[places[found]]
        return result

    def learn(self, parts: Sequence[Timeline]) -> None:
        """Takes over what was read; newer replaces older."""
        columns = (*parts[::-1], self._known)
        ids = np.concatenate([part.ids for part in columns])
        ids, first = np.unique(ids, return_index=True)
        self._known = Timeline(
            ids=ids,
            aspects=np.concatenate([part.aspects for part in columns])[first],
            colours=np.concatenate([part.colours for part in columns])[first],
            months=np.concatenate([part.months for part in columns])[first],
        )

    def forget_all(self) -> None:
        """Reads everything anew next time."""
        self._known = of_photos((), by_time=True)
