"""What a grid shows: which photos, in which order, in which sections, with their shapes. Nothing here writes.

One pass over an index for the photos and one over the contents for their shapes, into arrays; sections are made of
whole arrays. A million photos take some seconds of processor time, a first page of them milliseconds.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from desktop_app.library.database import Database
from desktop_app.library.photo_views import Order
from desktop_app.library.tiles import Tiles, look_up, read_columns, read_tiles
from desktop_app.library.values import blob_path, path_blob, span_below, wall_clock_of, wall_clock_us
from desktop_app.records import Arrangement, PhotoFilter

SectionKey: TypeAlias = Path | int | str
_ALL = PhotoFilter()
_WATCHED = "folder_id IN (SELECT id FROM folder WHERE state <> 'removed')"
_BELOW = "SELECT id FROM directory WHERE path >= :first AND path < :end"
_BY_TIME = ("sort_at", "folder_id", "id")
_ORDERS = {
    Arrangement.FOLDER: ("directory_id", *_BY_TIME),
    Arrangement.ADDED: ("added_at", "id"),
    Arrangement.TRASHED: ("trashed_at", "id"),
}
_FOURTH = {
    Arrangement.FOLDER: ("directory_id",),
    Arrangement.ADDED: ("added_at",),
    Arrangement.TRASHED: ("trashed_at",),
}
_HAPPENED = (Arrangement.ADDED, Arrangement.TRASHED)


class Section(NamedTuple):
    """Photos from row `first` to the next section's: of one folder (its path), rating, or camera (its name)."""

    key: SectionKey
    first: int


class Grid(NamedTuple):
    """The photos of a list, in order. `sections` are empty unless they are arranged by folder, rating or camera."""

    tiles: Tiles
    times_us: NDArray[np.int64]
    """By what they are in order, in µs of wall-clock time since 1970: taken, added, or moved to the trash."""
    sections: tuple[Section, ...]


class _Groups(NamedTuple):
    """For each row the place of its section's key among `keys`."""

    places: NDArray[np.int64]
    keys: Sequence[SectionKey]


class GridReader:
    """Reads whole lists. Usable from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(
        self,
        wanted: PhotoFilter = _ALL,
        *,
        by: Arrangement = Arrangement.TIME,
        order: Order = "newest",
        limit: int | None = None,
    ) -> Grid:
        """The photos that `wanted` names, sections first, within them by time.

        Sections come by path, by rating from 5 down, or by camera name; by TRASHED comes what is in the trash. With a
        `limit` the first so many: soon, where no sections are to be made.
        """
        is_sectioned = by in (Arrangement.FOLDER, Arrangement.RATING, Arrangement.CAMERA)
        with self._database.snapshot():
            rows = self._rows(wanted, by, order, None if is_sectioned else limit)
            sections: tuple[Section, ...] = ()
            if is_sectioned:
                rows, sections = _sectioned(rows, self._groups(rows, by, trashed=wanted.trashed), limit)
            tiles = read_tiles(self._database, *rows[:3])
        return Grid(tiles, wall_clock_of(rows[3]) if by in _HAPPENED else tiles.sort_at, sections)

    def contents(self, wanted: PhotoFilter) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Ids and content ids of the photos that `wanted` names, int64 [N] each, by id."""
        index, conditions, parameters = self._source(wanted, Arrangement.TIME)
        ids, content_ids = read_columns(
            self._database,
            f"SELECT id, content_id FROM photo INDEXED BY {index} WHERE {' AND '.join(conditions)}",
            parameters,
            columns=2,
        )
        by_id = np.argsort(ids)
        return ids[by_id], content_ids[by_id]

    def _rows(self, wanted: PhotoFilter, by: Arrangement, order: Order, limit: int | None) -> NDArray[np.int64]:
        """Ids, content ids, times, and where `by` needs it one more column: int64 [3 or 4, N]."""
        index, conditions, parameters = self._source(wanted, by)
        direction = "DESC" if order == "newest" else "ASC"
        columns = ["id", "content_id", "sort_at", *_FOURTH.get(by, ())]
        return read_columns(
            self._database,
            f"SELECT {', '.join(columns)} FROM photo INDEXED BY {index} WHERE {' AND '.join(conditions)} "
            f"ORDER BY {', '.join(f'{column} {direction}' for column in _ORDERS.get(by, _BY_TIME))} LIMIT :limit",
            {**parameters, "limit": -1 if limit is None else limit},
            columns=len(columns),
        )

    def _source(
        self, wanted: PhotoFilter, by: Arrangement
    ) -> tuple[str, list[str], dict[str, int | str | bytes | None]]:
        """The index that holds the fewest other photos, all conditions, and their values."""
        trashed = wanted.trashed or by is Arrangement.TRASHED
        choices: list[tuple[bool, str, str]] = [
            (trashed, "photo_trash", "trashed_at IS NOT NULL"),
            (not trashed, "", "gone = 0"),
            (wanted.favourite, "photo_favourite", "favourite = 1"),
            (wanted.min_rating > 0, "photo_rated", "rating > 0 AND rating >= :min_rating"),
            (wanted.added_since_ns is not None, "photo_added", "added_at >= :added_since"),
            (wanted.under is not None, "photo_directory", f"directory_id IN ({_BELOW})"),
            (wanted.folder_id is not None, "photo_folder_timeline", "folder_id = :folder"),
            (wanted.taken_from is not None, "photo_timeline", "sort_at >= :taken_from"),
            (wanted.taken_until is not None, "photo_timeline", "sort_at < :taken_until"),
            (by is Arrangement.FOLDER, "photo_directory", "1"),
            (by is Arrangement.ADDED, "photo_added", "1"),
            (wanted.camera is not None, "", "content_id IN (SELECT id FROM content WHERE camera = :camera)"),
            (wanted.offline, "", "folder_id IN (SELECT id FROM folder WHERE state = 'offline')"),
            (self._hides_some(), "", _WATCHED),
        ]
        chosen = [(index, condition) for is_wanted, index, condition in choices if is_wanted]
        first, end = (b"", b"") if wanted.under is None else span_below(path_blob(wanted.under))
        return (
            next((index for index, _ in chosen if index), "photo_timeline"),
            [condition for _, condition in chosen],
            {
                "min_rating": wanted.min_rating,
                "added_since": wanted.added_since_ns,
                "first": first,
                "end": end,
                "folder": wanted.folder_id,
                "camera": wanted.camera,
                "taken_from": wall_clock_us(wanted.taken_from),
                "taken_until": wall_clock_us(wanted.taken_until),
            },
        )

    def _hides_some(self) -> bool:
        """Whether there are folders that were removed: only then is each photo asked for its own."""
        return self._database.read_one("SELECT 1 FROM folder WHERE state = 'removed'") is not None

    def _groups(self, rows: NDArray[np.int64], by: Arrangement, *, trashed: bool) -> _Groups:
        if by is Arrangement.FOLDER:
            return self._directories(rows[3])
        if by is Arrangement.RATING:
            return self._ratings(rows[0], trashed=trashed)
        return self._cameras(rows[1])

    def _directories(self, directory_ids: NDArray[np.int64]) -> _Groups:
        known = self._database.read("SELECT id, path FROM directory ORDER BY path")
        ids = np.array([directory_id for directory_id, _ in known], np.int64)
        by_id = np.argsort(ids)
        return _Groups(look_up(ids[by_id], by_id, directory_ids), [blob_path(path) for _, path in known])

    def _ratings(self, ids: NDArray[np.int64], *, trashed: bool) -> _Groups:
        which = "photo WHERE trashed_at IS NOT NULL" if trashed else "photo INDEXED BY photo_rated WHERE gone = 0"
        rated = read_columns(self._database, f"SELECT id, rating FROM {which} AND rating > 0", columns=2)
        by_id = np.argsort(rated[0])
        return _Groups(5 - look_up(rated[0][by_id], rated[1][by_id], ids), range(5, -1, -1))

    def _cameras(self, content_ids: NDArray[np.int64]) -> _Groups:
        """Contents come camera by camera from the index, and with the counts that tells whose each is."""
        counts = self._database.read("SELECT camera, count(*) FROM content GROUP BY camera ORDER BY camera")
        contents = read_columns(
            self._database, "SELECT id FROM content INDEXED BY content_camera ORDER BY camera, id", columns=1
        )[0]
        names = [camera for camera, _ in counts]
        in_order = sorted(range(len(names)), key=lambda place: (names[place] == "", names[place].casefold()))
        places = np.argsort(in_order)
        cameras = np.repeat(places, [count for _, count in counts])
        by_id = np.argsort(contents)
        return _Groups(look_up(contents[by_id], cameras[by_id], content_ids), [names[place] for place in in_order])


def _sectioned(
    rows: NDArray[np.int64], groups: _Groups, limit: int | None
) -> tuple[NDArray[np.int64], tuple[Section, ...]]:
    """The rows section by section, and where each begins."""
    order = np.argsort(groups.places, kind="stable")[:limit]
    places = groups.places[order]
    firsts = np.flatnonzero(np.diff(places, prepend=-1))
    sections = tuple(Section(groups.keys[places[first]], int(first)) for first in firsts)
    return rows[:, order], sections
