"""How many photos at once are fastest: found while photos are encoded, not by trials that cost time of their own."""

import threading
from collections.abc import Sequence

SIZES_CPU = (1, 2, 4, 8, 16, 32)
SIZES = (8, 32, 64, 128, 256)
LONGEST_S = 0.6
"""A batch on a processor is no longer: searches wait for its end."""
_TRIES = 3
"""The first of them may pay for caches and kernels being made."""
_GAIN = 1.05


class BatchSize:
    """Tries larger batches as long as each is faster by a twentieth, then keeps to the smallest that is fast enough.

    For any number of threads. `size` is what to use next; a size that is `known` from before is not looked for again.
    """

    def __init__(self, sizes: Sequence[int], *, longest_s: float, known: int | None = None) -> None:
        self._sizes = sizes
        self._longest_s = longest_s
        self._lock = threading.Lock()
        self._rates: dict[int, list[float]] = {}
        self._at = 0
        self._limit = sizes[-1]
        self.chosen = known

    @property
    def size(self) -> int:
        return min(self.chosen or self._sizes[self._at], self._limit)

    def measured(self, count: int, seconds: float) -> bool:
        """A batch of `count` took so long. True when this settles the size."""
        with self._lock:
            if self.chosen is not None or count != self._sizes[self._at] or seconds <= 0:
                return False
            rates = self._rates.setdefault(count, [])
            rates.append(count / seconds)
            if seconds > self._longest_s and self._at > 0:
                return self._choose()
            if len(rates) < _TRIES:
                return False
            if self._at + 1 == len(self._sizes) or self._sizes[self._at + 1] > self._limit or not self._gained():
                return self._choose()
            self._at += 1
            return False

    def halve(self, size: int) -> None:
        """Memory was not enough for `size`."""
        with self._lock:
            self._limit = max(min(self._limit, size // 2), 1)
            if self.chosen is None:
                self._choose()

    def _gained(self) -> bool:
        return self._at == 0 or max(self._rates[self._sizes[self._at]]) >= _GAIN * self._best(self._at)

    def _best(self, places: int) -> float:
        return max(max(self._rates[size]) for size in self._sizes[:places] if size in self._rates)

    def _choose(self) -> bool:
        """The caller holds the lock."""
        tried = {size: max(rates) for size, rates in self._rates.items() if size / max(rates) <= self._longest_s}
        best = max(tried.values(), default=0.0)
        fast = [size for size in sorted(tried) if _GAIN * tried[size] >= best]
        self.chosen = fast[0] if fast else self._sizes[0]
        return True
