"""The watcher and what it found, for whoever reconciles it."""

import contextlib
import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from desktop_app.config import LibraryPaths
from desktop_app.indexing.exclusions import Exclusions
from desktop_app.indexing.watcher import Watcher
from desktop_app.records import Folder
from desktop_app.workspace.folders import is_own_file


class _DirtyQueue(queue.Queue[frozenset[Path]]):
    """Says so when something was put into it. What the library writes for itself stays out (it would never end), and
    so does what is left out of the watched folders."""

    def __init__(
        self,
        paths: LibraryPaths,
        on_dirty: Callable[[], None],
        *,
        is_left_out: Callable[[Path], bool] = lambda _: False,
    ) -> None:
        super().__init__()
        self._paths = paths
        self._on_dirty = on_dirty
        self._is_left_out = is_left_out

    def put(self, item: frozenset[Path], block: bool = True, timeout: float | None = None) -> None:
        theirs = frozenset(path for path in item if not is_own_file(path, self._paths) and not self._is_left_out(path))
        if theirs:
            super().put(theirs, block, timeout)
            self._on_dirty()


class Watching:
    """Off until `start`. `take` and `mark_dirty` are for the thread that reconciles, the rest for any."""

    def __init__(
        self,
        paths: LibraryPaths,
        folders: Callable[[], Sequence[Folder]],
        *,
        exclusions: Callable[[], Exclusions] = Exclusions,
    ) -> None:
        """`exclusions` are asked for what happens from then on."""
        self._paths = paths
        self._folders = folders
        self._exclusions = exclusions
        self._roots: tuple[Path, ...] = ()
        self._lock = threading.Lock()
        self._watcher: Watcher | None = None
        self._dirty: queue.Queue[frozenset[Path]] = queue.Queue()

    def start(self, on_dirty: Callable[[], None]) -> None:
        """`on_dirty` is called on the watcher's thread when there is something to `take`."""
        with self._lock:
            assert self._watcher is None, "the folders are watched already"
            self._dirty = _DirtyQueue(self._paths, on_dirty, is_left_out=self._is_left_out)
            self._watcher = Watcher(self._dirty)
            self._watcher.watch(self._watched())

    def stop(self) -> None:
        with self._lock:
            watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.stop()

    def look_again(self) -> None:
        """The list of folders changed."""
        with self._lock:
            if self._watcher is not None:
                self._watcher.watch(self._watched())

    def mark_dirty(self, paths: Iterable[Path]) -> None:
        """These come again, after a while."""
        with self._lock:
            if self._watcher is not None:
                self._watcher.mark_dirty(list(paths))

    def take(self, *, timeout_s: float = 0.0) -> frozenset[Path]:
        """Files and folders to look at; empty when nothing happened in time."""
        with contextlib.suppress(queue.Empty):
            return self._dirty.get(timeout=timeout_s) if timeout_s else self._dirty.get_nowait()
        return frozenset()

    def _watched(self) -> Sequence[Folder]:
        folders = self._folders()
        self._roots = tuple(folder.path for folder in folders)
        return folders

    def _is_left_out(self, path: Path) -> bool:
        exclusions = self._exclusions()
        return any(exclusions.cover(path, root) for root in self._roots if root in path.parents)
