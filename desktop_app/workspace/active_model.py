"""A model at work: its encoder and its vector index, each loaded when it is first needed.

Words are understood by its text tower alone where that can be had without the rest: nobody waits for torch to search.
"""

import contextlib
import logging
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.encoders.base import ImageTextEncoder, TextEncoder
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
        self,
        spec: ModelSpec,
        *,
        library: Library,
        index_folder: Path,
        load: Callable[[ModelSpec], ImageTextEncoder],
        load_words: Callable[[ModelSpec], TextEncoder | None],
    ) -> None:
        """`load_words` gives the text tower alone, or None where it takes the whole encoder."""
        self.spec = spec
        self._library = library
        self._index_folder = index_folder
        self._load, self._load_words = load, load_words
        self._loading = threading.Lock()
        self._encoder: SharedEncoder | None = None
        self._freed: weakref.ref[SharedEncoder] | None = None
        self._finding_words = threading.Lock()
        self._words: TextEncoder | None = None
        self._has_words = True  # as far as is known
        self._spoke_at = time.monotonic()
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
                f'download it in the settings, or with "redbicycle models download {self.spec.id}".'
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

    def encode_text(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """N texts to float32 [N, D], L2-normalised. Raises `ModelError`."""
        words = self._text_tower()
        return self.encoder().encode_text(texts) if words is None else words.encode_text(texts)

    def _text_tower(self) -> TextEncoder | None:
        with self._finding_words:
            if self._words is None and self._has_words:
                assert self.key  # a missing model is told
                self._words = self._load_words(self.spec)
                self._has_words = self._words is not None
            self._spoke_at = time.monotonic()
            return self._words

    def free(self, *, idle_s: float) -> float | None:
        """Lets go of what was not used for so long, encoder or text tower; it is loaded again when it is needed.
        Whoever uses it keeps it.

        Returns after how many seconds to ask again; None when there is nothing in memory any more.
        """
        waits_s = [self._free_words(idle_s), self._free_encoder(idle_s)]
        return min((wait_s for wait_s in waits_s if wait_s is not None), default=None)

    def _free_words(self, idle_s: float) -> float | None:
        with self._finding_words:
            left_s = idle_s - (time.monotonic() - self._spoke_at)
            if self._words is None or left_s > 0:
                return None if self._words is None else left_s
            self._words = None
        return None

    def _free_encoder(self, idle_s: float) -> float | None:
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
