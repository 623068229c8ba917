"""A model at work: its encoder and its vector index, each loaded when it is first needed."""

import contextlib
import logging
import threading
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.encoders.base import ImageTextEncoder
from desktop_app.errors import ModelMissingError
from desktop_app.library import Library
from desktop_app.records import ModelKey, ModelSpec
from desktop_app.search.vector_index import VectorIndex
from desktop_app.workspace.shared_encoder import SharedEncoder

log = logging.getLogger(__name__)

SAVE_AFTER = 2000
SAVE_AFTER_SHARE = 50
"""New vectors after which the index is written: 2000, or one in fifty."""


class ActiveModel:
    """May be used from several threads. Making one costs nothing."""

    def __init__(
        self, spec: ModelSpec, *, library: Library, index_folder: Path, load: Callable[[ModelSpec], ImageTextEncoder]
    ) -> None:
        self.spec = spec
        self._library = library
        self._index_folder = index_folder
        self._load = load
        self._loading = threading.Lock()
        self._encoder: SharedEncoder | None = None
        self._freed: weakref.ref[SharedEncoder] | None = None
        self._opening = threading.Lock()
        self._index: VectorIndex | None = None
        self._unsaved = 0
        self._saved_exact = True

    @property
    def key(self) -> ModelKey:
        """Raises `ModelMissingError` while the weights are not on this machine."""
        if self.spec.key is None:
            raise ModelMissingError(
                f'The model "{self.spec.id}" is not on this machine yet: '
                f'download it with "redbicycle models download {self.spec.id}".'
            )
        return self.spec.key

    @property
    def loaded_encoder(self) -> SharedEncoder | None:
        """Without loading it."""
        return self._encoder

    def encoder(self) -> SharedEncoder:
        """Loads it the first time, which takes seconds. Raises `ModelError`."""
        if self._encoder is None:
            with self._loading:
                if self._encoder is None:
                    assert self.key  # a missing model is told before torch is imported
                    in_use = None if self._freed is None else self._freed()  # a job kept it: never two in memory
                    self._encoder = in_use or SharedEncoder(self._load(self.spec))
        return self._encoder

    def free_encoder(self, *, idle_s: float) -> float | None:
        """Lets go of an encoder that was not used for so long; `encoder` loads it again. Whoever uses it keeps it.

        Returns after how many seconds that could be; None when there is none any more.
        """
        with self._loading:
            if self._encoder is None:
                return None
            left_s = idle_s - self._encoder.idle_s
            if left_s > 0:
                return left_s
            self._freed, self._encoder = weakref.ref(self._encoder), None
        log.info("%s was not used for a while and left the memory", self.spec.id)
        return None

    def index(self) -> VectorIndex:
        """Opens it the first time and brings it up to date with the library."""
        with self._opening:
            if self._index is None:
                key, embeddings = self.key, self._library.embeddings
                with contextlib.suppress(OSError):  # it stays in memory then
                    self._index_folder.mkdir(exist_ok=True)
                self._index = VectorIndex.open(
                    self._index_folder,
                    model_key=key,
                    dim=embeddings.dim(key) or self.spec.dim,
                    load=lambda after_seq: embeddings.parts(key, after_seq=after_seq),
                    live_ids=lambda: embeddings.content_ids(key),
                )
                self._unsaved, self._saved_exact = 0, self._index.exact
            return self._index

    def take_embedded(self, ids: NDArray[np.int64], vectors: NDArray[np.float32], last_seq: int) -> None:
        """New embeddings, already in the library. An index that is not open finds them when it is opened."""
        with self._opening:
            if self._index is not None:
                self._index.add(ids, vectors, last_seq=last_seq)
                self._unsaved += len(ids)

    def forget_index(self) -> None:
        """The index is read again from the library when it is next needed."""
        with self._opening:
            if self._index is not None:
                self._index.close()
                self._index = None

    def save(self) -> None:
        """Writes the index if enough has changed: it is caught up from the library faster than a large one is written.

        It is a cache: a full disk is logged, no more.
        """
        with self._opening:
            index = self._index
            if index is None:
                return
            enough = max(SAVE_AFTER, len(index) // SAVE_AFTER_SHARE)
            if self._unsaved < enough and index.exact == self._saved_exact:
                return
            try:
                self._index_folder.mkdir(exist_ok=True)  # but not where the library was before its drive went away
                index.save()
            except OSError as error:
                log.warning("The search index could not be saved: %s.", error.strerror or error)
            self._unsaved, self._saved_exact = 0, index.exact

    def close(self) -> None:
        self.save()
        self.forget_index()
