"""Hears what happens in the watched folders and says where to look. It reads no photo and writes nothing."""

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from desktop_app.indexing.dirty_paths import DirtyPaths, collapsed
from desktop_app.indexing.observed_root import Inbox, ObservedRoot, OverflowListener
from desktop_app.records import Folder

_log = logging.getLogger(__name__)

QUIET_S = 1.0
LONGEST_S = 5.0
LOOK_FOR_ROOTS_S = 3.0
POLL_S = 30.0
RESCAN_S = 3600.0
"""Some losses of events make no sound, such as those of links or of Windows when its buffer is full."""


class Watcher:
    """Puts sets of dirty paths into `dirty`: files and folders for `Indexer.index(only=…)` to reconcile.

    Events of a moment come together. A set is put only while `dirty` is empty, so whoever is slow gets fewer, larger
    sets. A root is dirty as a whole when it is new here, was away, lost events, or has not been looked at for long.
    """

    def __init__(
        self,
        dirty: "queue.Queue[frozenset[Path]]",
        *,
        quiet_s: float = QUIET_S,
        longest_s: float = LONGEST_S,
        look_for_roots_s: float = LOOK_FOR_ROOTS_S,
        poll_s: float = POLL_S,
        rescan_s: float = RESCAN_S,
    ) -> None:
        """`poll_s`: how often polled folders are looked through. `look_for_roots_s`: how soon a drive is missed."""
        self._dirty = dirty
        self._paths = DirtyPaths(quiet_s=quiet_s, longest_s=longest_s)
        self._look_for_roots_s = look_for_roots_s
        self._poll_s = poll_s
        self._rescan_s = rescan_s
        self._inbox: Inbox = queue.SimpleQueue()
        self._wanted: tuple[Folder, ...] = ()
        self._roots: dict[Path, ObservedRoot] = {}
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._overflow = OverflowListener(self._inbox)

    def watch(self, folders: Sequence[Folder]) -> None:
        """Watches these folders from now on, and no others. Starts the watching if need be; may be called any time."""
        self._wanted = tuple(folders)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="watching", daemon=True)
            self._thread.start()
        else:
            self._inbox.put(None)

    def mark_dirty(self, paths: Sequence[Path]) -> None:
        """As if something had happened there, such as to files that were still being written at the last look."""
        for path in paths:
            self._inbox.put(path)

    def stop(self) -> None:
        """Ends all threads. Nothing more is put into `dirty`."""
        if self._thread is not None:
            self._stopping.set()
            self._inbox.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        with self._overflow:
            try:
                while not self._stopping.is_set():
                    self._look_after_roots()
                    self._listen(until_s=time.monotonic() + self._look_for_roots_s)
            finally:
                for root in self._roots.values():
                    root.close()

    def _listen(self, *, until_s: float) -> None:
        """Gathers events and hands them over until it is time to look after the roots, or these change."""
        while (left_s := until_s - time.monotonic()) > 0 and not self._stopping.is_set():
            wait_s = self._paths.wait_s(time.monotonic())
            shortest_s = 0.01 if self._dirty.empty() else 0.1
            with contextlib.suppress(queue.Empty):
                path = self._inbox.get(timeout=left_s if wait_s is None else min(left_s, max(wait_s, shortest_s)))
                if path is None:
                    return
                self._paths.add(path, time.monotonic())
            self._hand_over()

    def _hand_over(self) -> None:
        if not self._dirty.empty():
            return
        ready = self._paths.take(time.monotonic())
        if ready:
            self._dirty.put(collapsed(ready, list(self._roots)))

    def _look_after_roots(self) -> None:
        """Watches new roots, lets go of unwanted ones, and notices drives that came or went."""
        wanted = {folder.path: folder for folder in self._wanted}
        for path in [path for path in self._roots if path not in wanted]:
            self._roots.pop(path).close()
        self._overflow.roots = list(wanted)
        for path, folder in wanted.items():
            if path not in self._roots:
                self._roots[path] = ObservedRoot(path, self._inbox, is_polled=folder.polled, poll_s=self._poll_s)
            if self._roots[path].look_after(rescan_s=self._rescan_s):
                self._paths.add(path, time.monotonic())
