"""The assembly line: keeps the reading threads and the encoders busy, gathers batches, commits.

Nothing waits in unbounded numbers: at most `_AHEAD` files are read ahead of one batch that gathers, one that waits for
the encoders and one that they are at; what they have made waits for the next commit, at most `_COMMIT_AT` photos.
"""

import contextlib
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import RedBicycleError, UnreadablePhotoError, VanishedPhotoError
from desktop_app.indexing.courtesy import ON_BATTERY, Courtesy
from desktop_app.indexing.encoding import Encoding, Vectors
from desktop_app.indexing.lazy_encoder import LazyEncoder
from desktop_app.indexing.ledger import Ledger
from desktop_app.indexing.pace import Pace
from desktop_app.indexing.reading import (
    Failed,
    Hashed,
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
from desktop_app.priority import give_way
from desktop_app.records import ContentId

OnEmbedded: TypeAlias = Callable[[NDArray[np.int64], NDArray[np.float32], int], None]
"""Called with content ids [N], their vectors [N, D] and the last of their seqs."""

_log = logging.getLogger(__name__)

_AHEAD = 32
_BATCHES = 2
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
        encoders: Sequence[LazyEncoder],
        *,
        on_embedded: OnEmbedded | None,
        workers: int,
        courtesy: Courtesy,
    ) -> None:
        """`on_embedded` hears of the first encoder's vectors."""
        self._library = library
        self._survey = survey
        self._ledger = ledger
        self._reader = reader
        self._encoders = encoders
        self._courtesy = courtesy
        self._encoding = Encoding(encoders, gentle=courtesy.gentle)
        self._batches: deque[tuple[list[Prepared], Future[Vectors]]] = deque()
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
            yield from self._make_way(pace)
            self._feed(source)
            if self._pool is None or not (self._is_at_work or self._tasks or self._pending):
                return
            outcome = self._pool.next(timeout_s=_WAIT_S) if self._is_at_work else None
            if outcome is not None:
                self._take(outcome, pace)
            if pace.due():
                yield pace.progress(_shown(outcome))
            self._encode()
            self._gather()
            if self._pending.is_due() or not self._is_at_work:
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
        """Waits until files that are being written have not changed for `settle_s`, then reads them.

        The last look is after `patience_s`: what has settled while this program was held up is not put off.
        """
        deadline_s = time.monotonic() + patience_s
        seen: dict[bytes, tuple[FileStamp, float]] = {}
        pause = threading.Event()
        is_last_look = False
        while self._unsteady and not is_last_look:
            is_last_look = time.monotonic() >= deadline_s
            ready = [key for key in self._unsteady if self._is_settled(key, seen, settle_s)]
            last_tries = [self._unsteady.pop(key)._replace(is_last_try=True) for key in ready]
            yield from self.run(last_tries, pace)
            if self._unsteady and not is_last_look:
                yield pace.progress()
                pause.wait(min(_WAIT_S, settle_s))

    def keep_finished(self) -> None:
        """Ends the threads and commits what they have brought so far; where that fails, it is done again next time."""
        self.close()
        with contextlib.suppress(CancelledError):  # a batch that was not begun, and so none after it
            self._gather()
        self._pending.prepared = []
        try:
            self._commit()
        except RedBicycleError as error:
            _log.info("What was in work is done again the next time: %s", error)

    def close(self) -> None:
        """Ends the threads."""
        if self._pool is not None:
            self._pool.close()
        self._encoding.close()

    @property
    def _is_at_work(self) -> bool:
        """Whether a thread will bring something."""
        return self._pool is not None and bool(self._pool.in_flight or self._batches)

    def _make_way(self, pace: Pace) -> Job[None]:
        """Waits for the mains, and through rests. What is being read and encoded meanwhile is taken afterwards."""
        pause = threading.Event()
        while self._courtesy.waits():
            yield pace.progress(activity=ON_BATTERY)
            pause.wait(_WAIT_S)
        while self._courtesy.rests() and not self._is_at_work:
            yield pace.progress()
            pause.wait(_WAIT_S)

    def _feed(self, source: Iterator[Task]) -> None:
        if len(self._pending.prepared) >= self._encoding.batch_size or self._courtesy.rests():
            return
        while self._pool is None or self._pool.in_flight < _AHEAD:
            task = self._tasks.popleft() if self._tasks else next(source, None)
            if task is None:
                return
            if self._pool is None:
                prepare = give_way if self._courtesy.gentle else None
                self._pool = ReadingPool(self._reader, workers=self._workers, prepare=prepare)
            self._pool.submit(task)

    def _encode(self) -> None:
        """Gives the encoders the next batch: a full one, or what there is when they would be idle."""
        pool, prepared = self._pool, self._pending.prepared
        if pool is None or not prepared or len(self._batches) >= _BATCHES:
            return
        size = self._encoding.batch_size
        if len(prepared) < size and (self._batches or not (self._pending.is_old() or not pool.in_flight)):
            return
        batch, self._pending.prepared = prepared[:size], prepared[size:]
        self._batches.append((batch, self._encoding.submit(batch, on_done=pool.wake)))

    def _gather(self) -> None:
        """Takes what the encoders have finished."""
        while self._batches and self._batches[0][1].done():
            batch, future = self._batches.popleft()
            self._pending.encoded += zip(batch, future.result(), strict=True)
            self._courtesy.worked()

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
        pending = self._pending
        self._pending = _Pending(prepared=pending.prepared)
        columns: list[list[tuple[ContentId, NDArray[np.float32]]]] = [[] for _ in self._encoders]
        content_ids: dict[str, ContentId] = {}
        ledger = self._ledger
        with self._library.transaction():
            for each in pending.placed:
                self._place(each)
            for prepared, vectors in pending.encoded:
                content_id = self._content_id(prepared)
                content_ids[prepared.content.content_hash] = content_id
                for column, vector in zip(columns, vectors, strict=True):
                    if vector is not None:
                        column.append((content_id, vector))
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
            seqs = [self._store(lazy, column) for lazy, column in zip(self._encoders, columns, strict=True)]
        self._release(content_ids)
        ledger.announce()
        if self._on_embedded is not None and seqs and seqs[0].size:
            ids = np.array([content_id for content_id, _ in columns[0]], np.int64)
            self._on_embedded(ids, np.stack([vector for _, vector in columns[0]]), int(seqs[0][-1]))

    def _store(self, lazy: LazyEncoder, embedded: Sequence[tuple[ContentId, NDArray[np.float32]]]) -> NDArray[np.int64]:
        key = lazy.key() if embedded else None
        return np.empty(0, np.int64) if key is None else self._library.embeddings.add(key, embedded)

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
    """What waits: `prepared` for the encoders, all else for the next commit."""

    def __init__(self, prepared: list[Prepared] | None = None) -> None:
        self.prepared = prepared or []
        self.encoded: list[tuple[Prepared, tuple[NDArray[np.float32] | None, ...]]] = []
        self.placed: list[Hashed] = []
        self.failed: list[Failed] = []
        self.described: list[Prepared] = []
        self._since_s: float | None = None

    def __len__(self) -> int:
        return len(self.prepared) + self._to_commit

    @property
    def _to_commit(self) -> int:
        return len(self.encoded) + len(self.placed) + len(self.failed) + len(self.described)

    def is_due(self) -> bool:
        """Whether there is enough for a transaction, or something has waited long enough."""
        return self._to_commit > 0 and (self._to_commit >= _COMMIT_AT or self.is_old())

    def is_old(self) -> bool:
        """Whether the first of it, as far as this was asked, came some seconds ago."""
        now_s = time.monotonic()
        if not self:
            self._since_s = None
        elif self._since_s is None:
            self._since_s = now_s
        return self._since_s is not None and now_s - self._since_s > _COMMIT_AFTER_S


def _shown(outcome: Outcome | None) -> str:
    """The file's name for people; names are bytes, not always text."""
    return "" if outcome is None else os.fsencode(outcome.task.file.raw_path).decode(errors="replace")
