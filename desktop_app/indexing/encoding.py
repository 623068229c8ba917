"""Decoded photos to embeddings, in batches as large as they may be without holding up the job."""

import logging
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import ModelError
from desktop_app.indexing.reading import LazyEncoder, Prepared

_log = logging.getLogger(__name__)

LARGEST_BATCH = 32
_SMALLEST_BATCH = 4
_LONGEST_S = 2.0


class Encoding:
    """One run's use of the encoder. `batch_size` shrinks where a batch takes so long that cancelling would lag."""

    def __init__(self, encoder: LazyEncoder) -> None:
        self._encoder = encoder
        self.batch_size = LARGEST_BATCH

    def encode(self, photos: Sequence[Prepared]) -> list[NDArray[np.float32] | None]:
        """An embedding [D] for each photo; None where there is no working encoder, or it gave nothing usable.

        A `ModelError` is kept in the `LazyEncoder`, and the job goes on without embeddings.
        """
        vectors: list[NDArray[np.float32] | None] = [None] * len(photos)
        ready = [(place, photo.inputs) for place, photo in enumerate(photos) if photo.inputs is not None]
        encoder = self._encoder.get() if ready else None
        if encoder is None:
            return vectors
        began_s = time.monotonic()
        try:
            rows = encoder.encode_image(np.stack([inputs for _, inputs in ready]))
        except ModelError as error:
            self._encoder.error = error
            return vectors
        if time.monotonic() - began_s > _LONGEST_S:
            self.batch_size = max(self.batch_size // 2, _SMALLEST_BATCH)
        for (place, _), row in zip(ready, rows, strict=True):
            if np.isfinite(row).all() and row.any():
                vectors[place] = row
            else:
                _log.warning("The model gave no usable embedding for %r.", photos[place].task.file.raw_path)
        return vectors
