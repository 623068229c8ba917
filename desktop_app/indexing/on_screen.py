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
        self._shown: tuple[PhotoId, ...] = ()
        self._version = 0
        self._told_s = float("-inf")

    def show(self, photo_ids: Sequence[PhotoId]) -> None:
        """These are on the screen now, instead of those before."""
        with self._lock:
            self._shown = tuple(photo_ids[:MOST])
            self._version += 1
            self._told_s = time.monotonic()

    def follow(self) -> "Follower":
        """For one who works through photos."""
        return Follower(self)

    def version(self) -> tuple[int, tuple[PhotoId, ...]]:
        """How often it changed, and what it shows."""
        with self._lock:
            return self._version, self._shown

    def since_s(self) -> float:
        """How long ago a window told something: somebody scrolled, or opened another view."""
        with self._lock:
            return time.monotonic() - self._told_s


class Follower:
    """Hears of each change of the screen once, and of what is there to begin with."""

    def __init__(self, on_screen: OnScreen) -> None:
        self._on_screen = on_screen
        self._heard = 0

    def take(self) -> tuple[PhotoId, ...]:
        """What the screen shows, if that is new, in its order."""
        version, shown = self._on_screen.version()
        is_new, self._heard = version != self._heard, version
        return shown if is_new else ()
