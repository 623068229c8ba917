"""One encoder for indexing and searching: a search is served between two slices of a batch."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from desktop_app.encoders.base import ImageTextEncoder
from desktop_app.records import ModelSpec

SLICE_S = 0.1
"""About how long indexing holds the encoder at a time while somebody searches; a search waits no longer than that."""
CALM_SLICE_S = 0.5
"""The same when nobody has searched for `CALM_AFTER_S`: small slices cost a third of a processor's rate."""
CALM_AFTER_S = 10.0
FIRST_SLICE = 8


class Turnstile:
    """A lock at which urgent users go first."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held = False
        self._urgent_waiting = 0

    def wait_for_urgent(self, timeout_s: float) -> bool:
        """Whether somebody urgent waits, or comes to wait in time. For tests."""
        with self._changed:
            return self._changed.wait_for(lambda: self._urgent_waiting > 0, timeout_s)

    @contextmanager
    def passed(self, *, urgent: bool) -> Iterator[None]:
        with self._changed:
            self._urgent_waiting += urgent
            self._changed.notify_all()
            try:
                self._changed.wait_for(lambda: not self._held and (urgent or not self._urgent_waiting))
                self._held = True
            finally:
                self._urgent_waiting -= urgent
        try:
            yield
        finally:
            with self._changed:
                self._held = False
                self._changed.notify_all()


class SharedEncoder:
    """An `ImageTextEncoder` for many threads. `encode_image` is indexing's; texts and `encode_query_image` go first."""

    def __init__(self, encoder: ImageTextEncoder) -> None:
        self._encoder = encoder
        self.turnstile = Turnstile()
        self._slice = FIRST_SLICE
        self._used_at = time.monotonic()
        self._users = 0
        self._counting = threading.Lock()
        self._urgent_s = float("-inf")

    @property
    def idle_s(self) -> float:
        """Since it last had something to do; 0 while it has."""
        return 0.0 if self._users else time.monotonic() - self._used_at

    @property
    def spec(self) -> ModelSpec:
        return self._encoder.spec

    @property
    def dim(self) -> int:
        return self._encoder.dim

    @property
    def image_size_px(self) -> int:
        return self._encoder.image_size_px

    @property
    def device(self) -> str:
        return self._encoder.device

    @property
    def device_note(self) -> str:
        return self._encoder.device_note

    @property
    def batch_size(self) -> int:
        return self._encoder.batch_size

    def preprocess(self, image: Image.Image) -> NDArray[np.float32]:
        return self._encoder.preprocess(image)

    def encode_image(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """[N, 3, H, W] to float32 [N, dim], in slices of about `SLICE_S`."""
        parts: list[NDArray[np.float32]] = [np.zeros((0, self.dim), np.float32)]
        at = 0
        while at < len(inputs):
            part = inputs[at : at + self._slice]
            with self._used(), self.turnstile.passed(urgent=False):
                began = time.perf_counter()
                parts.append(self._encoder.encode_image(part))
                self._adapt(len(part), time.perf_counter() - began)
            at += len(part)
        return np.concatenate(parts)

    def encode_query_image(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Like `encode_image`, before all that indexing wants."""
        self._urgent_s = time.monotonic()
        with self._used(), self.turnstile.passed(urgent=True):
            return self._encoder.encode_image(inputs)

    def encode_text(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self._urgent_s = time.monotonic()
        with self._used(), self.turnstile.passed(urgent=True):
            return self._encoder.encode_text(texts)

    @contextmanager
    def _used(self) -> Iterator[None]:
        with self._counting:
            self._users += 1
        try:
            yield
        finally:
            with self._counting:
                self._users -= 1
                self._used_at = time.monotonic()

    def _adapt(self, images: int, seconds: float) -> None:
        """The next slice: at most twice this one, so that one lucky measurement does not block a search."""
        is_calm = time.monotonic() - self._urgent_s > CALM_AFTER_S
        fitting = int((CALM_SLICE_S if is_calm else SLICE_S) * images / max(seconds, 1e-6))
        if is_calm:  # whole batches of the encoder's own size, one at least
            fitting = max(fitting // self.batch_size, 1) * self.batch_size
        self._slice = max(1, min(fitting, max(2 * self._slice, self.batch_size if is_calm else 1)))
