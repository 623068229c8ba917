"""The assembly line: keeps the reading threads busy, gathers what they bring into batches, encodes, commits."""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import UnreadablePhotoError, VanishedPhotoError
from desktop_app.indexing.encoding import Encoding
from desktop_app.indexing.ledger import Ledger
from desktop_app.indexing.pace import Pace
from desktop_app.indexing.reading import (
    Failed,
    Hashed,
    LazyEncoder,
    Outcome,
    Prepared,
    Purpose,
    Reader,
    ReadingPool,
    Task,
    Twin,
)
from desktop_app.indexing.scanner import FoundFile
from desktop_app.indexing.survey import Survey
from desktop_app.jobs import Job
from desktop_app.library.library import Library
from desktop_app.library.problems import FileStamp
from desktop_app.records import ContentId

OnEmbedded: TypeAlias = Callable[[NDArray[np.int64], NDArray[np.float32], int], None]
"""Called with content ids [N], their vectors [N, D] and the last of their seqs."""

_AHEAD = 64
_COMMIT_AT = 128
_COMMIT_AFTER_S = 2.0
_WAIT_S = 0.1


class Stream:
    """Runs tasks to their end. What was committed stays, whatever happens to the rest; `close` ends the threads."""

    def __init__(
        self,
        library: Library,
        survey: Survey,
        ledger: Ledger,
        reader: Reader,
        encoder: LazyEncoder,
        *,
        on_embedded: OnEmbedded | None,
        workers: int,
    ) -> None:
        self._library = library
        self._survey = survey
        self._ledger = ledger
        self._reader = reader
        self._encoder = encoder
        self._encoding = Encoding(encoder)
        self._on_embedded = on_embedded
        self._workers = workers
        self._pool: ReadingPool | None = None
        self._tasks: deque[Task] = deque()
        self._hashed: list[Hashed] = []
        self._undecided: list[Hashed] = []
        self._is_last_word = False
        self._twins: dict[str, list[Twin]] = {}
        self._unsteady: dict[bytes, Task] = {}
        self._pending = _Pending()
        self.indexed: set[bytes] = set()
        """Paths of files that were decoded as new or changed, and their sidecars read, where there are new sidecars."""

    @property
    def put_off(self) -> frozenset[Path]:
        """Files that were not taken in because they are being written."""
        return frozenset(task.file.path for task in self._unsteady.values())

    def run(self, tasks: Iterable[Task], pace: Pace) -> Job[None]:
        """Reads, encodes and commits all of them."""
        source = iter(tasks)
        while True:
            self._feed(source)
            if self._pool is None or not (self._pool.in_flight or self._tasks or self._pending):
                return
            outcome = self._pool.next(timeout_s=_WAIT_S) if self._pool.in_flight else None
            if outcome is not None:
                self._take(outcome, pace)
            if pace.due():
                yield pace.progress(_shown(outcome))
            if self._pending.is_due(self._encoding.batch_size) or not self._pool.in_flight:
                self._commit()

    def place_hashed(self, changed: Mapping[bytes, object]) -> list[FoundFile]:
        """Decides which photos the files are that were read to be hashed; returns those of unknown content.

        Files put over other photos come first: those photos are free to be found elsewhere then.
        """
        hashed, self._hashed = self._hashed, []
        known = [each for each in hashed if each.content_id is not None]
        known.sort(key=lambda each: each.task.file.key not in changed)
        for start in range(0, len(known), _COMMIT_AT):
            self._pending.placed = known[start : start + _COMMIT_AT]
            self._commit()
        return [each.task.file for each in hashed if each.content_id is None]

    def place_undecided(self) -> None:
        """Files that are moved photos or copies, depending on what else was found: all is known now."""
        undecided, self._undecided = self._undecided, []
        self._is_last_word = True
        for start in range(0, len(undecided), _COMMIT_AT):
            self._pending.placed = undecided[start : start + _COMMIT_AT]
            self._commit()

    def retry_unsteady(self, pace: Pace, *, settle_s: float, patience_s: float) -> Job[None]:
        """Waits until files that are being written have not changed for `settle_s`, then reads them."""
        deadline_s = time.monotonic() + patience_s
        seen: dict[bytes, tuple[FileStamp, float]] = {}
        pause = threading.Event()
        while self._unsteady and time.monotonic() < deadline_s:
            ready = [key for key in self._unsteady if self._is_settled(key, seen, settle_s)]
            last_tries = [self._unsteady.pop(key)._replace(is_last_try=True) for key in ready]
            yield from self.run(last_tries, pace)
            if self._unsteady:
                yield pace.progress()
                pause.wait(min(_WAIT_S, settle_s))

    def close(self) -> None:
        """Ends the threads."""
        if self._pool is not None:
            self._pool.close()

    def _feed(self, source: Iterable[Task]) -> None:
        source = iter(source)
        while self._pool is None or self._pool.in_flight < _AHEAD:
            task = self._tasks.popleft() if self._tasks else next(source, None)
            if task is None:
                return
            if self._pool is None:
                self._pool = ReadingPool(self._reader, workers=self._workers)
            self._pool.submit(task)

    def _take(self, outcome: Outcome, pace: Pace) -> None:
        purpose, pending = outcome.task.purpose, self._pending
        pace.done += 1
        if isinstance(outcome, Twin):
            self._twins.setdefault(outcome.content_hash, []).append(outcome)
            if not self._reader.is_claimed(outcome.content_hash):  # the other one was finished in between
                self._retry_twins(outcome.content_hash, pace)
        elif isinstance(outcome, Hashed):
            (self._hashed if purpose is Purpose.HASH else pending.placed).append(outcome)
            if outcome.content_id is not None:
                self._place_twins(outcome.content_hash, outcome.content_id)
        elif isinstance(outcome, Prepared):
            (pending.described if purpose is Purpose.METADATA else pending.prepared).append(outcome)
        else:
            self._retry_twins(outcome.content_hash, pace)
            if isinstance(outcome, Failed):
                self._take_failed(outcome)
            elif purpose in (Purpose.HASH, Purpose.INDEX):
                pace.done -= 1
                self._unsteady[outcome.task.file.key] = outcome.task._replace(purpose=Purpose.INDEX)

    def _retry_twins(self, content_hash: str, pace: Pace) -> None:
        twins = self._twins.pop(content_hash, [])
        pace.done -= len(twins)
        self._tasks.extend(twin.task for twin in twins)

    def _take_failed(self, outcome: Failed) -> None:
        """A file that went away has not failed, and a drive that went away has not lost its files."""
        if isinstance(outcome.error, VanishedPhotoError | UnreadablePhotoError):
            folder_id = self._survey.folder_of(outcome.task.file.path)
            if folder_id is None or self._survey.lose(folder_id):
                return
        if not isinstance(outcome.error, VanishedPhotoError) and outcome.task.purpose is not Purpose.METADATA:
            self._pending.failed.append(outcome)

    def _commit(self) -> None:
        """One transaction for all that is pending; then everyone hears of it."""
        if not self._pending:
            return
        pending, self._pending = self._pending, _Pending()
        vectors = self._encoding.encode(pending.prepared)
        embedded: list[tuple[ContentId, NDArray[np.float32]]] = []
        content_ids: dict[str, ContentId] = {}
        seqs = np.empty(0, np.int64)
        ledger = self._ledger
        with self._library.transaction():
            for each in pending.placed:
                self._place(each)
            for each_prepared, vector in zip(pending.prepared, vectors, strict=True):
                content_id = self._content_id(each_prepared)
                content_ids[each_prepared.content.content_hash] = content_id
                if vector is not None:
                    embedded.append((content_id, vector))
            for failed in pending.failed:
                ledger.fail(
                    failed.task.file.key,
                    failed.task.file.path,
                    failed.stamp,
                    failed.error,
                    is_photo=failed.task.purpose is Purpose.EMBED,
                )
            for described in pending.described:
                ledger.update_metadata(described.task.photo_id, described.task.file.path, described.content.metadata)
            key = self._encoder.key() if embedded else None
            if key is not None:
                seqs = self._library.embeddings.add(key, embedded)
        self._release(content_ids)
        ledger.announce()
        if self._on_embedded is not None and seqs.size:
            ids = np.array([content_id for content_id, _ in embedded], np.int64)
            self._on_embedded(ids, np.stack([vector for _, vector in embedded]), int(seqs[-1]))

    def _place(self, hashed: Hashed) -> None:
        assert hashed.content_id is not None
        file = hashed.task.file
        if not self._ledger.place(
            file.key, file.path, hashed.stamp, hashed.content_id, is_last_word=self._is_last_word
        ):
            self._undecided.append(hashed)

    def _content_id(self, prepared: Prepared) -> ContentId:
        task = prepared.task
        if task.purpose is Purpose.EMBED:
            return task.content_id
        if self._survey.sidecars:
            self.indexed.add(task.file.key)
        return self._ledger.index(task.file.key, task.file.path, prepared.stamp, prepared.content)

    def _release(self, content_ids: Mapping[str, ContentId]) -> None:
        """The copies of what was just committed need no decoding."""
        for content_hash, content_id in content_ids.items():
            self._reader.release(content_hash)
            self._place_twins(content_hash, content_id)

    def _place_twins(self, content_hash: str, content_id: ContentId) -> None:
        twins = self._twins.pop(content_hash, ())
        self._pending.placed += [Hashed(twin.task, twin.stamp, content_hash, content_id) for twin in twins]

    def _is_settled(self, key: bytes, seen: dict[bytes, tuple[FileStamp, float]], settle_s: float) -> bool:
        """By its own time, or, where clocks differ, by not having changed while we looked on."""
        try:
            status = Path(os.fsdecode(key)).stat()
        except OSError:
            return True  # the reader will say what is wrong
        stamp, now_s = FileStamp(status.st_size, status.st_mtime_ns), time.monotonic()
        since = seen.setdefault(key, (stamp, now_s))
        if since[0] != stamp:
            seen[key] = (stamp, now_s)
            return False
        return now_s - since[1] >= settle_s or time.time_ns() - stamp.mtime_ns >= settle_s * 1e9


class _Pending:
    """What waits for the next commit."""

    def __init__(self) -> None:
        self.prepared: list[Prepared] = []
        self.placed: list[Hashed] = []
        self.failed: list[Failed] = []
        self.described: list[Prepared] = []
        self._since_s = time.monotonic()

    def __len__(self) -> int:
        return len(self.prepared) + len(self.placed) + len(self.failed) + len(self.described)

    def is_due(self, batch_size: int) -> bool:
        if not self:
            self._since_s = time.monotonic()
            return False
        is_old = time.monotonic() - self._since_s > _COMMIT_AFTER_S
        return is_old or len(self.prepared) >= batch_size or len(self) >= _COMMIT_AT


def _shown(outcome: Outcome | None) -> str:
    """The file's name for people; names are bytes, not always text."""
    return "" if outcome is None else os.fsencode(outcome.task.file.raw_path).decode(errors="replace")
