"""One open library: the stores over one database."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType

from desktop_app.config import LibraryPaths
from desktop_app.jobs import Job
from desktop_app.library.check import check
from desktop_app.library.contents import ContentStore
from desktop_app.library.database import Database
from desktop_app.library.embeddings import EmbeddingStore
from desktop_app.library.folders import FolderStore
from desktop_app.library.grid import GridReader
from desktop_app.library.history import History
from desktop_app.library.migrations import check_up_to_date, copy_database, migrate
from desktop_app.library.overview import Overview
from desktop_app.library.past_searches import PastSearches
from desktop_app.library.photos import PhotoStore
from desktop_app.library.problems import ProblemStore
from desktop_app.reports import Inconsistency


class Library:
    """May be used from several threads. Every failure is a `LibraryError` whose text is for the user."""

    def __init__(self, paths: LibraryPaths, database: Database) -> None:
        """`database` is open and up to date; `Library.open` sees to that."""
        self.paths = paths
        self._database = database
        self.folders = FolderStore(database)
        self.contents = ContentStore(database)
        self.photos = PhotoStore(database, self.folders, self.contents)
        self.embeddings = EmbeddingStore(database)
        self.problems = ProblemStore(database)
        self.history = History(database)
        self.searches = PastSearches(database)
        self.grid = GridReader(database)
        self.overview = Overview(database, self.folders, self.searches)

    @classmethod
    def open(cls, paths: LibraryPaths, *, read_only: bool = False) -> "Library":
        """Opens the library, creating it or bringing it up to date; `read_only` changes nothing and sees new commits
        (but not those that somebody begins to make in a folder that may not be written from here).

        Whoever opens it for writing holds `paths.lock`. Raises `LibraryMissingError` (reading only),
        `LibraryTooNewError`, `LibraryDamagedError`, `LibraryUnwritableError`, `LibraryBusyError`, and `LibraryError`
        for another program's database.
        """
        database = Database(paths.database, read_only=read_only)
        try:
            if read_only:
                check_up_to_date(database)
            else:
                migrate(database, paths)
            return cls(paths, database)
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        """Ends all connections; whatever was committed is on the disk already."""
        self._database.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Commits at the end, rolls back on any exception; inside another one it joins that one.

        A failure inside the inner one undoes the inner one alone, should the outer one go on.
        """
        return self._database.transaction()

    def snapshot(self) -> AbstractContextManager[None]:
        """All reads inside see the library of one moment."""
        return self._database.snapshot()

    def is_there(self) -> bool:
        """Whether its file is still in its place; it is not once its drive is away."""
        return self._database.is_there()

    def data_version(self) -> int:
        """A number that changes with every commit of anyone; asking costs microseconds."""
        return self._database.data_version()

    @contextmanager
    def moving_to(self, target: Path) -> Iterator[None]:
        """Copies the whole database to `target`, and keeps everybody from writing meanwhile. At the end, unless that
        was an exception, this library takes no change any more: it is elsewhere now. Raises `LibraryError`s."""
        with self._database.transaction():
            copy_database(self._database, target)
            yield
            self._database.refuse_changes(target.parent)

    def check(self, *, repair: bool = False) -> Job[tuple[Inconsistency, ...]]:
        """What in the library does not agree with itself; with `repair`, put right where that loses nothing."""
        return check(self._database, repair=repair)

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
