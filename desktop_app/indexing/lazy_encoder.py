"""An encoder that is loaded when the first photo needs it."""

import threading
from collections.abc import Callable

from desktop_app.encoders.base import ImageEncoder
from desktop_app.errors import ModelError
from desktop_app.records import ModelKey


class LazyEncoder:
    """Loads the encoder when the first photo is decoded, once. Photos are indexed without a working one too."""

    def __init__(self, load: Callable[[], ImageEncoder], model_key: Callable[[], ModelKey]) -> None:
        self._load = load
        self._model_key = model_key
        self._key: ModelKey | None = None
        self._lock = threading.Lock()
        self._encoder: ImageEncoder | None = None
        self.error: ModelError | None = None
        """Why there is none."""

    def get(self) -> ImageEncoder | None:
        with self._lock:
            if self._encoder is None and self.error is None:
                try:
                    self._encoder = self._load()
                except ModelError as error:
                    self.error = error
            return self._encoder if self.error is None else None

    def key(self) -> ModelKey | None:
        """Under which its embeddings are stored, the same all through a run; None without a working one."""
        with self._lock:
            if self._key is None and self.error is None:
                try:
                    self._key = self._model_key()
                except ModelError as error:
                    self.error = error
            return self._key if self.error is None else None
