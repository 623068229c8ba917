"""Numbers and names for the side bar and the search bar. Each costs a pass over an index at most."""

from desktop_app.library.completions import Vocabulary
from desktop_app.library.database import Database
from desktop_app.library.directories import DirectoryStore
from desktop_app.library.folders import FolderStore
from desktop_app.library.past_searches import PastSearches
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

    def vocabulary(self) -> Vocabulary:
        """What can be completed in the search bar, as it is now."""
        with self._database.snapshot():
            return Vocabulary.of(
                folders=[node.path for node in self.folder_tree()],
                cameras=self.cameras(),
                searches=self._searches.all(),
            )

    def _count(self, source: str, *parameters: int) -> int:
        return int(self._database.read(f"SELECT count(*) FROM photo {source} AND {_WATCHED}", parameters)[0][0])

    def _count_problems(self) -> int:
        return int(self._database.read("SELECT count(*) FROM problem")[0][0])
