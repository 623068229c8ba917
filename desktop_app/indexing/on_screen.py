"""Which photos somebody looks at just now: they come before all others."""

import threading
import time
from collections.abc import Sequence

from desktop_app.records import PhotoId

MOST = 2_000
"""More are not looked at, but scrolled past."""


class OnScreen:
    """Told by windows, asked by indexing; from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._news: tuple[PhotoId, ...] = ()
        self._told_s = float("-inf")

    def show(self, photo_ids: Sequence[PhotoId]) -> None:
        """These are on the screen now, instead of those before."""
        with self._lock:
            self._news = tuple(photo_ids[:MOST])
            self._told_s = time.monotonic()

    def take(self) -> tuple[PhotoId, ...]:
        """What is new since this was asked last, in the order of the screen."""
        with self._lock:
            news, self._news = self._news, ()
            return news

    def since_s(self) -> float:
        """How long ago a window told something: somebody scrolled, or opened another view."""
        with self._lock:
            return time.monotonic() - self._told_s
