"""Paths at which something happened, held back until it is quiet there."""

from collections.abc import Iterable, Sequence
from pathlib import Path

MANY = 5_000


class DirtyPaths:
    """Coalesces events. A path is given out `quiet_s` after its last event, or `longest_s` after its first."""

    def __init__(self, *, quiet_s: float, longest_s: float) -> None:
        self._quiet_s = quiet_s
        self._longest_s = longest_s
        self._times: dict[Path, tuple[float, float]] = {}

    def __len__(self) -> int:
        return len(self._times)

    def add(self, path: Path, now_s: float) -> None:
        """Something happened at `path`."""
        first_s, _ = self._times.get(path, (now_s, now_s))
        self._times[path] = (first_s, now_s)

    def take(self, now_s: float) -> frozenset[Path]:
        """Those that are ready, once no more events pour in or they waited long enough; they are forgotten here.

        Two halves of a rename come together: while anything is fresh, what is quiet waits too, but not for ever.
        """
        if not self._times:
            return frozenset()
        is_quiet = all(now_s - last_s >= self._quiet_s for _, last_s in self._times.values())
        is_late = any(now_s - first_s >= self._longest_s for first_s, _ in self._times.values())
        if not is_quiet and not is_late:
            return frozenset()
        ready = frozenset(
            path
            for path, (first_s, last_s) in self._times.items()
            if now_s - last_s >= self._quiet_s or now_s - first_s >= self._longest_s
        )
        for path in ready:
            del self._times[path]
        return ready

    def wait_s(self, now_s: float) -> float | None:
        """How long until `take` may give something; None while there is nothing."""
        if not self._times:
            return None
        quiet_at = max(last_s for _, last_s in self._times.values()) + self._quiet_s
        late_at = min(first_s for first_s, _ in self._times.values()) + self._longest_s
        return max(min(quiet_at, late_at) - now_s, 0.0)


def collapsed(paths: Iterable[Path], roots: Sequence[Path]) -> frozenset[Path]:
    """The same paths, but only the root of those where so much happened that one look at all of it is cheaper."""
    left, result = frozenset(paths), set[Path]()
    for root in roots:
        inside = frozenset(path for path in left if path == root or root in path.parents)
        if len(inside) > MANY or root in inside:
            result.add(root)
        else:
            result |= inside
        left -= inside
    return frozenset(result | left)
