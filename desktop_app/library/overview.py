"""Numbers and names for the side bar and the search bar. What costs most is a pass over the index of cameras."""

from collections.abc import Sequence
from datetime import MAXYEAR, datetime

from desktop_app.library.completions import Vocabulary
from desktop_app.library.database import Database
from desktop_app.library.directories import DirectoryStore
from desktop_app.library.folders import FolderStore
from desktop_app.library.past_searches import PastSearches
from desktop_app.library.values import wall_clock, wall_clock_us
from desktop_app.records import FolderNode, FolderState, LibraryCounts

_WATCHED = "folder_id IN (SELECT id FROM folder WHERE state <> 'removed')"


class Overview:
    """Reads only; usable from several threads."""

    def __init__(self, database: Database, folders: FolderStore, searches: PastSearches) -> None:
        self._database = database
        self._folders = folders
        self._searches = searches
        self._directories = DirectoryStore(database)

    def counts(self, *, added_since_ns: int) -> LibraryCounts:
        """`recently_added` are those added since then (ns since 1970 UTC)."""
        with self._database.snapshot():
            folders = self._folders.all()
            return LibraryCounts(
                photos=sum(folder.photo_count for folder in folders),
                offline=sum(folder.photo_count for folder in folders if folder.state is FolderState.OFFLINE),
                favourites=self._count("INDEXED BY photo_favourite WHERE favourite = 1 AND gone = 0"),
                recently_added=self._count("INDEXED BY photo_added WHERE gone = 0 AND added_at >= ?", added_since_ns),
                trashed=self._count("INDEXED BY photo_trash WHERE trashed_at IS NOT NULL"),
                problems=self._count_problems(),
            )

    def folder_tree(self) -> tuple[FolderNode, ...]:
        """The watched folders and all below them that hold photos, each before those in it."""
        return self._directories.tree(self._folders)

    def cameras(self) -> tuple[str, ...]:
        """The cameras that photos were taken with, those with most photos first."""
        rows = self._database.read(
            "SELECT camera FROM content WHERE camera <> '' GROUP BY camera ORDER BY count(*) DESC, camera"
        )
        return tuple(camera for (camera,) in rows)

    def years(self) -> tuple[int, ...]:
        """Those in which photos were taken (or their files written), the newest first: two look-ups a year."""
        found: list[int] = []
        year = self._newest_year_before(MAXYEAR)
        while year is not None:
            found.append(year)
            year = self._newest_year_before(year)
        return tuple(found)

    def vocabulary(self, tree: Sequence[FolderNode] | None = None) -> Vocabulary:
        """What can be completed in the search bar, as it is now; `tree` where the folders are known already."""
        with self._database.snapshot():
            return Vocabulary.of(
                folders=[node.path for node in (self.folder_tree() if tree is None else tree)],
                cameras=self.cameras(),
                searches=self._searches.all(),
                years=self.years(),
            )

    def _newest_year_before(self, year: int) -> int | None:
        began = wall_clock_us(datetime(year, 1, 1))  # noqa: DTZ001 - wall-clock time
        row = self._database.read_one(
            "SELECT sort_at FROM photo INDEXED BY photo_timeline WHERE gone = 0 AND sort_at < ? "
            "ORDER BY sort_at DESC LIMIT 1",
            (began,),
        )
        moment = None if row is None else _moment(row[0])
        return None if moment is None else moment.year

    def _count(self, source: str, *parameters: int) -> int:
        return int(self._database.read(f"SELECT count(*) FROM photo {source} AND {_WATCHED}", parameters)[0][0])

    def _count_problems(self) -> int:
        return int(self._database.read("SELECT count(*) FROM problem")[0][0])


def _moment(microseconds: int) -> datetime | None:
    """None beyond the calendar: files may have any time."""
    try:
        return wall_clock(microseconds)
    except OverflowError:
        return None
