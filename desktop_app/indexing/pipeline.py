"""Brings a library up to date with its folders: scan, difference, read once, decode once, encode, commit by batches."""

import logging
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from desktop_app.config import Settings
from desktop_app.encoders.base import ImageTextEncoder
from desktop_app.imaging.decode import DecodeLimits
from desktop_app.imaging.thumbnails import ThumbnailCache
from desktop_app.indexing.courtesy import Courtesy, Unhurried
from desktop_app.indexing.difference import Difference
from desktop_app.indexing.drives import DriveMemory
from desktop_app.indexing.lazy_encoder import LazyEncoder
from desktop_app.indexing.ledger import Ledger
from desktop_app.indexing.on_screen import OnScreen
from desktop_app.indexing.pace import Pace
from desktop_app.indexing.reading import Purpose, Reader, Task
from desktop_app.indexing.scanner import FoundFile
from desktop_app.indexing.stream import OnEmbedded, Stream
from desktop_app.indexing.survey import Survey
from desktop_app.indexing.tasks import MissingTasks, on_screen_first, photos_beside
from desktop_app.jobs import Job
from desktop_app.library.library import Library
from desktop_app.records import Change, IndexReport, ModelKey

_log = logging.getLogger(__name__)

MOST_READERS = 16
"""Threads that read and decode; a graphics card takes photos faster than four of them bring."""
SETTLE_S = 2.0
"""A file that fails and was written later than this is looked at again before it counts as damaged."""
PATIENCE_S = 10.0
"""How long a run waits, at its end, for files that are still being written."""


class Indexer:
    """Indexes a library. One run at a time; whoever runs it holds the library's lock."""

    def __init__(
        self,
        library: Library,
        thumbnails: ThumbnailCache,
        settings: Settings,
        *,
        encoder: Callable[[], ImageTextEncoder],
        model_key: Callable[[], ModelKey],
        second: LazyEncoder | None = None,
        courtesy: Courtesy | None = None,
        on_screen: OnScreen | None = None,
        on_embedded: OnEmbedded | None = None,
        on_change: Callable[[Change], None] | None = None,
        settle_s: float = SETTLE_S,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """`encoder` is called in a thread, when the first photo must be encoded; it loads or returns a loaded one.
        `second` sees the same photos from the same decode; whatever is wrong with it, the run goes on.

        `on_embedded(content_ids int64[N], vectors float32[N, D], last_seq)` and `on_change` are called after each
        commit, in the thread that runs the job.
        """
        self.library = library
        self.thumbnails = thumbnails
        self.settings = settings
        self.load_encoder = encoder
        self.model_key = model_key
        self.second = second
        self.courtesy = courtesy or Unhurried()
        self.on_screen = on_screen or OnScreen()
        self.on_embedded = on_embedded
        self.on_change = on_change
        self.settle_s = settle_s
        self.patience_s = patience_s
        self.put_off: frozenset[Path] = frozenset()
        """Files that were still being written when the last run ended; a watcher asks for them again."""

    def index(self, *, only: Sequence[Path] | None = None) -> Job[IndexReport]:
        """Takes all folders into the library as they are now, or only these files and folders (there or not).

        What is known by path, size and time is not opened. Photos come in batches, whole or not at all: closing the
        job ends what is in work and keeps what was encoded. A full run also fills in embeddings that are missing.

        Raises `LibraryError` at once; `ModelError` at the end, for photos are indexed without a model all the same.
        """
        run = _Run(self)
        try:
            return (yield from run.job(only))
        except GeneratorExit:
            run.stream.keep_finished()
            raise
        finally:
            self.put_off = run.stream.put_off
            run.stream.close()


class _Run:
    def __init__(self, indexer: Indexer) -> None:
        settings = indexer.settings
        self.indexer = indexer
        self.library = indexer.library
        self.survey = Survey(
            indexer.library,
            DriveMemory(indexer.library.paths.drives),
            excluded_names=settings.excluded_names,
            excluded_folders=[
                indexer.library.paths.root.resolve(),
                indexer.thumbnails.root.resolve(),
                *settings.excluded_folders,
            ],
        )
        self.ledger = Ledger(indexer.library, self.survey, indexer.on_change)
        self.encoder = LazyEncoder(indexer.load_encoder, indexer.model_key)
        self.encoders = [self.encoder, *([] if indexer.second is None else [indexer.second])]
        reader = Reader(
            indexer.library,
            indexer.thumbnails,
            self.encoders,
            limits=DecodeLimits(max_pixels=settings.max_pixels, max_file_bytes=settings.max_file_bytes),
            settle_s=indexer.settle_s,
        )
        self.stream = Stream(
            indexer.library,
            self.survey,
            self.ledger,
            reader,
            self.encoders,
            on_embedded=indexer.on_embedded,
            workers=min(MOST_READERS, os.cpu_count() or 1),
            courtesy=indexer.courtesy,
        )

    def job(self, only: Sequence[Path] | None) -> Job[IndexReport]:
        began_s = time.monotonic()
        yield from self.survey.run(only)
        with self.library.transaction():
            self.ledger.settle_folders()
        self.ledger.announce()
        yield from self._take_in()
        if only is None:
            yield from self._fill_in()
        yield from self._read_sidecars()
        with self.library.transaction():
            self.ledger.mark_offline()
        report = self.ledger.report(time.monotonic() - began_s)
        for lazy in self.encoders[1:]:
            if lazy.error is not None:
                _log.warning("Photos were indexed without the second model: %s", lazy.error)
        if self.encoder.error is not None:
            raise self.encoder.error
        return report

    def _take_in(self) -> Job[None]:
        """New and changed files: first those that look like moved photos, then the rest, newest first."""
        difference, stream = self.survey.difference, self.stream
        likely, rest = _split(difference)
        pace = Pace("index", total=len(likely) + len(rest))
        yield from stream.run((Task(file, Purpose.HASH) for file in likely), pace)
        unknown = stream.place_hashed(difference.changed)
        pace.done -= len(unknown)
        self._remove_gone()
        rest = sorted([*rest, *unknown], key=lambda file: file.mtime_ns, reverse=True)
        ordered = on_screen_first(rest, self.library, self.indexer.on_screen)
        yield from stream.run((Task(file, Purpose.INDEX) for file in ordered), pace)
        yield from stream.retry_unsteady(pace, settle_s=self.indexer.settle_s, patience_s=self.indexer.patience_s)
        stream.place_undecided()

    def _remove_gone(self) -> None:
        if self.survey.difference.gone:
            with self.library.transaction():
                self.ledger.remove()

    def _fill_in(self) -> Job[None]:
        """Photos without an embedding of a model in use, newest first: a new model, or an earlier failure."""
        keys = [lazy.key() for lazy in self.encoders]
        nothing = np.empty(0, np.int64)
        missing = [nothing if key is None else self.library.embeddings.missing(key) for key in keys]
        tasks = MissingTasks(self.library, missing, self.indexer.on_screen)
        if tasks.total:
            yield from self.stream.run(tasks, Pace("encode", total=tasks.total))

    def _read_sidecars(self) -> Job[None]:
        photos = photos_beside(self.library, self.survey.sidecars, indexed=self.stream.indexed)
        yield from self.stream.run(photos, Pace("index"))


def _split(difference: Difference) -> tuple[list[FoundFile], list[FoundFile]]:
    """Files that may be photos which have left their place, by size and time, and all other new or changed ones.

    With them come files that now lie in such a place: only when these are known too is it clear who left.
    """
    changed = difference.changed.values()
    files = [*(file for file, _ in changed), *difference.new]
    left = difference.stamps_left()
    if not left:
        return [], files
    likely = {file.raw_path: file for file in files if (file.size_bytes, file.mtime_ns) in left}
    found = {(file.size_bytes, file.mtime_ns) for file in files} if changed else set()
    likely |= {file.raw_path: file for file, known in changed if (known.size_bytes, known.mtime_ns) in found}
    return list(likely.values()), [file for file in files if file.raw_path not in likely]
