"""What is done to one file, in a thread of a small pool: read once, hash, and only if its content is new, decode."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import PhotoError, PhotoTooLargeError
from desktop_app.imaging.decode import DecodeLimits, decode_photo, hash_content, read_photo
from desktop_app.imaging.thumbnails import ThumbnailCache
from desktop_app.indexing.lazy_encoder import LazyEncoder
from desktop_app.indexing.scanner import FoundFile
from desktop_app.library.library import Library
from desktop_app.library.problems import FileStamp
from desktop_app.records import Content, ContentId, PhotoId

READ_AHEAD_BYTES = 256 * 1024**2
"""File bytes held at a time, by all threads; a larger file is read alone."""
_MIN_EDGE_PX = 512


class Purpose(Enum):
    """Why a file is read."""

    HASH = "to see which content it has"
    INDEX = "to see which content it has, and decode it if that is new"
    EMBED = "to decode a known photo that has no embedding"
    METADATA = "to see what it and its sidecar say"


class Task(NamedTuple):
    """One file to read. `content_hash` and the ids are given for photos of the library."""

    file: FoundFile
    purpose: Purpose
    content_hash: str = ""
    content_id: ContentId = ContentId(0)
    photo_id: PhotoId = PhotoId(0)
    is_last_try: bool = False
    """Do not put it off, even if it was written a moment ago."""
    wanted: tuple[bool, ...] | None = None
    """Which of the encoders are to see it; None: all."""


class Hashed(NamedTuple):
    """The file's content. `content_id` is None for one that is new."""

    task: Task
    stamp: FileStamp
    content_hash: str
    content_id: ContentId | None


class Twin(NamedTuple):
    """Another file of the same new content is being decoded at this moment."""

    task: Task
    stamp: FileStamp
    content_hash: str


class Prepared(NamedTuple):
    """Decoded, its thumbnail written. `inputs`, float32 [3, H, W] of each encoder, are None where it is not to see the
    photo, or does not work."""

    task: Task
    stamp: FileStamp
    content: Content
    inputs: tuple[NDArray[np.float32] | None, ...]


class Failed(NamedTuple):
    """The file as it is now cannot be used. `content_hash` is given as far as it was read."""

    task: Task
    stamp: FileStamp
    error: PhotoError
    content_hash: str = ""


class Unsteady(NamedTuple):
    """It changed while it was read, or is damaged and was written a moment ago: to be looked at again."""

    task: Task
    content_hash: str = ""


Outcome: TypeAlias = Hashed | Twin | Prepared | Failed | Unsteady


class Reader:
    """Reads files for a `ReadingPool`; safe in any number of threads.

    Contents that are being decoded are claimed, so that of two copies found together one is decoded. Whoever takes a
    `Prepared` calls `release` once it is committed or dropped.
    """

    def __init__(
        self,
        library: Library,
        thumbnails: ThumbnailCache,
        encoders: Sequence[LazyEncoder],
        *,
        limits: DecodeLimits,
        settle_s: float,
    ) -> None:
        self._library = library
        self._thumbnails = thumbnails
        self._encoders = encoders
        self._limits = limits
        self._settle_ns = int(settle_s * 1e9)
        self._bytes = _ByteBudget(READ_AHEAD_BYTES)
        self._lock = threading.Lock()
        self._claimed: set[str] = set()
        self.is_stopped = False
        """Set to make waiting tasks end without reading anything."""

    def read(self, task: Task) -> Outcome:
        """Never raises a `PhotoError`; `LibraryError`s end the job."""
        with self._bytes.held(task.file.size_bytes):
            if self.is_stopped:
                return Unsteady(task)
            before = _stamp(task.file.path)
            outcome = self._read(task, before or FileStamp(task.file.size_bytes, task.file.mtime_ns))
        if before is not None and self._is_unsteady(outcome, before):
            outcome = Unsteady(task, _claimed(outcome))
        if isinstance(outcome, Failed | Unsteady) and outcome.content_hash:
            self.release(outcome.content_hash)
        return outcome

    def release(self, content_hash: str) -> None:
        """The content is in the library now, or will not be."""
        with self._lock:
            self._claimed.discard(content_hash)

    def is_claimed(self, content_hash: str) -> bool:
        """Whether it is being decoded, or waits to be committed."""
        with self._lock:
            return content_hash in self._claimed

    def _read(self, task: Task, stamp: FileStamp) -> Outcome:
        content_hash = ""
        try:
            data = read_photo(task.file.path, limits=self._limits)
            content_hash = hash_content(data)
            if task.purpose is Purpose.HASH:
                return Hashed(task, stamp, content_hash, self._library.photos.find_content(content_hash))
            if task.purpose is Purpose.INDEX:
                if not self._claim(content_hash):
                    return Twin(task, stamp, content_hash)
                content_id = self._library.photos.find_content(content_hash)
                if content_id is not None:
                    self.release(content_hash)
                    return Hashed(task, stamp, content_hash, content_id)
            elif content_hash != task.content_hash:
                return Unsteady(task)  # it changed since: the next scan finds that
            return self._decode(task, stamp, data, content_hash)
        except PhotoError as error:
            failure = error
        except MemoryError:
            failure = PhotoTooLargeError("There is not enough memory for this photo at the moment.")
        return Failed(task, stamp, failure, content_hash)

    def _decode(self, task: Task, stamp: FileStamp, data: bytes, content_hash: str) -> Prepared:
        """One decode for all that is made of a photo: as large as the most demanding encoder needs it."""
        encoders = [
            lazy.get() if is_wanted else None
            for lazy, is_wanted in zip(self._encoders, self._wanted(task), strict=True)
        ]
        edge = max([_MIN_EDGE_PX, *(2 * encoder.image_size_px for encoder in encoders if encoder is not None)])
        content, image = decode_photo(
            task.file.path, data, limits=self._limits, min_edge_px=edge, content_hash=content_hash
        )
        if task.purpose is not Purpose.METADATA and not self._thumbnails.has(content_hash):
            self._thumbnails.write(content_hash, image)
        inputs = tuple(None if encoder is None else encoder.preprocess(image) for encoder in encoders)
        return Prepared(task, stamp, content, inputs)

    def _wanted(self, task: Task) -> Sequence[bool]:
        if task.purpose is Purpose.METADATA:
            return [False] * len(self._encoders)
        return [True] * len(self._encoders) if task.wanted is None else task.wanted

    def _claim(self, content_hash: str) -> bool:
        with self._lock:
            if content_hash in self._claimed:
                return False
            self._claimed.add(content_hash)
            return True

    def _is_unsteady(self, outcome: Outcome, before: FileStamp) -> bool:
        if _stamp(outcome.task.file.path) not in (before, None):
            return True
        is_young = time.time_ns() - before.mtime_ns < self._settle_ns
        return isinstance(outcome, Failed) and is_young and not outcome.task.is_last_try


class ReadingPool:
    """A few threads that read ahead while photos are encoded. `submit` and `next` are for one thread only."""

    def __init__(self, reader: Reader, *, workers: int, prepare: Callable[[], None] | None = None) -> None:
        """`prepare` is called in each thread before its first task."""
        self._reader = reader
        self._executor = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="reading", initializer=prepare)
        self._done: SimpleQueue[Future[Outcome] | None] = SimpleQueue()
        self.in_flight = 0
        """Tasks submitted whose outcome has not been taken."""

    def submit(self, task: Task) -> None:
        """Reads the file as soon as a thread is free."""
        self.in_flight += 1
        self._executor.submit(self._reader.read, task).add_done_callback(self._done.put)

    def next(self, *, timeout_s: float) -> Outcome | None:
        """Any outcome; None if none comes in time, or `wake` was called. Raises what the thread raised."""
        try:
            future = self._done.get(timeout=timeout_s)
        except Empty:
            return None
        if future is None:
            return None
        self.in_flight -= 1
        return future.result()

    def wake(self) -> None:
        """Makes `next` return, from any thread."""
        self._done.put(None)

    def close(self) -> None:
        """Ends the threads; files being read are finished, those waiting are not begun."""
        self._reader.is_stopped = True
        self._executor.shutdown(wait=True, cancel_futures=True)


class _ByteBudget:
    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._held_bytes = 0
        self._changed = threading.Condition()

    @contextmanager
    def held(self, wanted_bytes: int) -> Iterator[None]:
        wanted_bytes = min(wanted_bytes, self._limit_bytes)
        with self._changed:
            self._changed.wait_for(lambda: self._held_bytes + wanted_bytes <= self._limit_bytes)
            self._held_bytes += wanted_bytes
        try:
            yield
        finally:
            with self._changed:
                self._held_bytes -= wanted_bytes
                self._changed.notify_all()


def _claimed(outcome: Outcome) -> str:
    """The hash of the content that this file holds for itself; that of a `Twin` is another's."""
    if isinstance(outcome, Prepared):
        return outcome.content.content_hash
    return outcome.content_hash if isinstance(outcome, Failed) else ""


def _stamp(path: Path) -> FileStamp | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return FileStamp(status.st_size, status.st_mtime_ns)
