"""How often a job speaks, how fast it is, and when it will be done."""

import time

from desktop_app.jobs import Progress

SPEAK_EVERY_S = 0.1
_WINDOW_S = 20.0


class Pace:
    """Counts what is done. `due()` is true ten times a second at most: a fast job does not flood its listener."""

    def __init__(self, activity: str, *, total: int | None = None, unit: str = "photos") -> None:
        self.done = 0
        self.total = total
        self._activity = activity
        self._unit = unit
        self._spoken_s = 0.0
        self._marks = [(time.monotonic(), 0)]

    def due(self) -> bool:
        """Whether it is time for another `progress()`."""
        return time.monotonic() - self._spoken_s >= SPEAK_EVERY_S

    def progress(self, detail: str = "", *, activity: str = "") -> Progress:
        """How far it is; the rate is that of the last twenty seconds. `activity`: what it does meanwhile instead."""
        now = self._spoken_s = time.monotonic()
        while len(self._marks) > 1 and now - self._marks[1][0] > _WINDOW_S:
            del self._marks[0]
        if now - self._marks[-1][0] >= 1:
            self._marks.append((now, self.done))
        since_s, done_then = self._marks[0]
        rate = (self.done - done_then) / (now - since_s) if now - since_s > 0.5 else None
        left = None
        if rate and self.total is not None:
            left = max(self.total - self.done, 0) / rate
        return Progress(
            activity or self._activity,
            done=self.done,
            total=self.total,
            unit=self._unit,
            detail=detail,
            rate=rate,
            seconds_left=left,
        )
