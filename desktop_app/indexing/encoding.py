"""Decoded photos to embeddings: a thread of its own, in batches as large as they may be without holding up the job."""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import ModelError
from desktop_app.indexing.lazy_encoder import LazyEncoder
from desktop_app.indexing.reading import Prepared
from desktop_app.priority import give_way

_log = logging.getLogger(__name__)

USUAL_BATCH = 32
LARGEST_BATCH = 512
_SMALLEST_BATCH = 4
_LONGEST_S = 2.0

Vectors: TypeAlias = list[tuple[NDArray[np.float32] | None, ...]]
"""For each photo an embedding [D] of each encoder; None where it has none, or gave nothing usable."""


class Encoding:
    """One run's use of the encoders. `batch_size` shrinks where a batch takes so long that cancelling would lag."""

    def __init__(self, encoders: Sequence[LazyEncoder], *, gentle: bool) -> None:
        """`gentle`: other programs go first, where the system lets single threads step back."""
        self._encoders = encoders
        self._limit = LARGEST_BATCH
        self._wanted = USUAL_BATCH
        self._gentle = gentle
        self._executor: ThreadPoolExecutor | None = None
        self._is_closed = False

    @property
    def batch_size(self) -> int:
        """Photos that are worth a batch."""
        return min(self._wanted, self._limit)

    def submit(self, photos: Sequence[Prepared], *, on_done: Callable[[], None]) -> "Future[Vectors]":
        """Encodes them after those submitted before. A `ModelError` is kept in its `LazyEncoder`, and the job goes on
        without embeddings of that model; anything else is raised by the future."""
        if self._executor is None:
            self._executor = ThreadPoolExecutor(
                1, thread_name_prefix="encoding", initializer=give_way if self._gentle else None
            )
        future = self._executor.submit(self._encode, photos)
        future.add_done_callback(lambda _: on_done())
        return future

    def close(self) -> None:
        """Ends the thread: the batch that it is at is finished, for the model that it is at."""
        self._is_closed = True
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)

    def _encode(self, photos: Sequence[Prepared]) -> Vectors:
        if self._is_closed:
            raise CancelledError
        began_s = time.monotonic()
        columns = [self._column(place, lazy, photos) for place, lazy in enumerate(self._encoders)]
        if time.monotonic() - began_s > _LONGEST_S:
            self._limit = max(min(self.batch_size, len(photos)) // 2, _SMALLEST_BATCH)
        return list(zip(*columns, strict=True))

    def _column(self, place: int, lazy: LazyEncoder, photos: Sequence[Prepared]) -> list[NDArray[np.float32] | None]:
        vectors: list[NDArray[np.float32] | None] = [None] * len(photos)
        ready = [(row, inputs) for row, photo in enumerate(photos) if (inputs := photo.inputs[place]) is not None]
        encoder = lazy.get() if ready and not (place and self._is_closed) else None
        if encoder is None:
            return vectors
        try:
            rows = encoder.encode_image(np.stack([inputs for _, inputs in ready]))
        except ModelError as error:
            lazy.error = error
            return vectors
        if place == 0:
            self._wanted = max(USUAL_BATCH, encoder.batch_size)
        for (row, _), vector in zip(ready, rows, strict=True):
            if np.isfinite(vector).all() and vector.any():
                vectors[row] = vector
            else:
                _log.warning("The model gave no usable embedding for %r.", photos[row].task.file.raw_path)
        return vectors
