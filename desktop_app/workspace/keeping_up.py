"""Brings the library up to date: once, after what the watcher saw, or for as long as it is wanted."""

import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from desktop_app.config import LibraryPaths, Settings
from desktop_app.errors import ModelError
from desktop_app.imaging.thumbnails import ThumbnailCache
from desktop_app.indexing.courtesy import Courtesy, Unhurried
from desktop_app.indexing.exclusions import Exclusions
from desktop_app.indexing.on_screen import OnScreen
from desktop_app.indexing.pipeline import Indexer
from desktop_app.jobs import Job
from desktop_app.library import Library
from desktop_app.records import Change, IndexReport
from desktop_app.workspace.active_model import ActiveModel
from desktop_app.workspace.model_choice import ModelChoice
from desktop_app.workspace.second_model import SecondModel
from desktop_app.workspace.watching import Watching

LOOK_S = 0.5
"""Windows delivers Ctrl-C only between waits."""
NOTHING = IndexReport(
    found=0, indexed=0, unchanged=0, moved=0, removed=0, failed=(), seconds=0.0, photos_per_second=0.0
)


class KeepingUp:
    """`on_screen` is told by windows which photos somebody looks at. `settings` and `thumbnails` are asked for anew for
    each run."""

    def __init__(
        self,
        paths: LibraryPaths,
        library: Library,
        *,
        settings: Callable[[], Settings],
        thumbnails: Callable[[], ThumbnailCache],
        model: ModelChoice,
        second: SecondModel,
        gives_way: bool,
    ) -> None:
        self.on_screen = OnScreen()
        self._library, self._settings, self._thumbnails = library, settings, thumbnails
        self._model, self._second = model, second
        self._courtesy = Courtesy(settings, self.on_screen) if gives_way else Unhurried()
        self._watching = Watching(paths, library.folders.all, exclusions=self._exclusions)
        self._listeners: list[Callable[[Change], None]] = []
        self._closing = threading.Event()

    def index(self, *, only: Sequence[Path] | None = None) -> Job[IndexReport]:
        """All folders, or only what is below these paths. Raises as `Workspace.index`."""
        indexer = self.indexer(self._model.active)
        try:
            report = yield from indexer.index(only=only)
            if only is None:
                self._second.forget_replaced()
            return report
        finally:
            self._watching.mark_dirty(indexer.put_off)
            if self._model.current is not None:
                self._model.current.save()

    def indexer(self, model: Callable[[], ActiveModel]) -> Indexer:
        """One run, for this model."""
        return Indexer(
            self._library,
            self._thumbnails(),
            self._settings(),
            encoder=lambda: model().encoder(),
            model_key=lambda: model().key,
            second=self._second.lazy(),
            courtesy=self._courtesy,
            on_screen=self.on_screen,
            on_embedded=lambda ids, vectors, last_seq: model().take_embedded(ids, vectors, last_seq),
            on_change=self._tell,
        )

    def start_watching(self, on_dirty: Callable[[], None]) -> Callable[[], None]:
        """As `Workspace.start_watching`."""
        self._watching.start(on_dirty)
        return self._watching.stop

    def look_again(self) -> None:
        """Other folders are watched now."""
        self._watching.look_again()

    def reconcile(self) -> Job[IndexReport]:
        """Takes over what the watcher saw. What a cancelled run leaves undone comes again."""
        return (yield from self._reconcile(self._watching.take()))

    def watch(self) -> Iterator[Change]:
        """Brings the library up to date and keeps it so; yields what is taken over, until `end`."""
        changes: deque[Change] = deque()
        stop_listening, stop_watching = self.listen(changes.append), self.start_watching(lambda: None)
        try:
            job = self.index()
            while not self._closing.is_set():
                for _ in job:
                    while changes:
                        yield changes.popleft()
                while changes:
                    yield changes.popleft()
                job = self._reconcile(self._watching.take(timeout_s=LOOK_S))
        finally:
            stop_watching()
            stop_listening()

    def end(self) -> None:
        """Lets `watch` come to its end, from any thread."""
        self._closing.set()

    def listen(self, on_change: Callable[[Change], None]) -> Callable[[], None]:
        """As `Workspace.listen`."""
        self._listeners.append(on_change)
        return lambda: self._listeners.remove(on_change)

    def _reconcile(self, paths: Collection[Path]) -> Job[IndexReport]:
        if not paths:
            return NOTHING
        finished = False
        try:
            report = yield from self.index(only=sorted(paths))
            finished = True
        except ModelError:  # all photos were taken in
            finished = True
            raise
        finally:
            if not finished:
                self._watching.mark_dirty(paths)
        return report

    def _exclusions(self) -> Exclusions:
        settings = self._settings()
        return Exclusions(names=settings.excluded_names, folders=settings.excluded_folders)

    def _tell(self, change: Change) -> None:
        for listener in list(self._listeners):
            listener(change)
