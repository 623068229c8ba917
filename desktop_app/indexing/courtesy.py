"""When indexing makes way: it waits for the mains, and takes half its time off while somebody works."""

import os
import time
from collections.abc import Callable

import psutil

from desktop_app.config import Settings
from desktop_app.indexing.on_screen import OnScreen

ON_BATTERY = "battery"
"""The activity of a job that waits for the mains."""
LOOK_EVERY_S = 2.0
AT_WORK_S = 5.0
"""Somebody who scrolled this long ago is at work in the window."""
BUSY_SHARE = 0.6
"""Share of all cores that other programs use when somebody is at work elsewhere."""
LONGEST_REST_S = 2.0


class Courtesy:
    """Asked between photos. Looks at the machine once in `LOOK_EVERY_S` at most; settings count as they are then."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        on_screen: OnScreen,
        *,
        on_battery: Callable[[], bool] | None = None,
        others_share: Callable[[], float] | None = None,
    ) -> None:
        """`on_battery` and `others_share` are psutil's answers where they are not given."""
        self._settings = settings
        self._on_screen = on_screen
        self._on_battery = on_battery or runs_on_battery
        self._others_share = others_share or OtherPrograms().share
        self._looked_s = float("-inf")
        self._waits = False
        self._others_busy = False
        self._worked_since_s = time.monotonic()
        self._rest_until_s = 0.0

    @property
    def gentle(self) -> bool:
        """Whether the user wants threads to step back."""
        return self._settings().gentle_while_working

    def waits(self) -> bool:
        """Whether indexing waits for the mains."""
        self._look()
        return self._waits

    def rests(self) -> bool:
        """Whether nothing new is to be begun just now."""
        return time.monotonic() < self._rest_until_s

    def worked(self) -> None:
        """A batch is done. While somebody works, a rest as long as the work follows."""
        now_s = time.monotonic()
        self._look()
        if self.gentle and (self._others_busy or self._on_screen.since_s() < AT_WORK_S):
            self._rest_until_s = now_s + min(now_s - self._worked_since_s, LONGEST_REST_S)
        self._worked_since_s = max(now_s, self._rest_until_s)

    def _look(self) -> None:
        now_s = time.monotonic()
        if now_s - self._looked_s < LOOK_EVERY_S:
            return
        self._looked_s = now_s
        settings = self._settings()
        self._waits = not settings.index_on_battery and self._on_battery()
        self._others_busy = settings.gentle_while_working and self._others_share() > BUSY_SHARE


class Unhurried(Courtesy):
    """Makes way for nobody: somebody waits at a terminal for it to end."""

    def __init__(self) -> None:
        super().__init__(Settings, OnScreen(), on_battery=bool, others_share=float)

    @property
    def gentle(self) -> bool:
        return False

    def waits(self) -> bool:
        return False

    def worked(self) -> None:
        return


class OtherPrograms:
    """What other programs use of the processors, between two looks."""

    def __init__(self) -> None:
        self._own = psutil.Process()
        self._before = self._times()

    def share(self) -> float:
        """0 to 1, since this was asked last."""
        before, self._before = self._before, self._times()
        wall_s, busy_s, own_s = (now - then for now, then in zip(self._before, before, strict=True))
        cores = os.cpu_count() or 1
        return min(max(busy_s - own_s, 0.0) / (wall_s * cores), 1.0) if wall_s > 0 else 0.0

    def _times(self) -> tuple[float, float, float]:
        total, own = psutil.cpu_times(), self._own.cpu_times()
        waiting = total.idle + getattr(total, "iowait", 0.0)
        guests = getattr(total, "guest", 0.0) + getattr(total, "guest_nice", 0.0)  # Linux counts them as user too
        return time.monotonic(), sum(total) - waiting - guests, own.user + own.system


def runs_on_battery() -> bool:
    """Whether this machine has a battery and lives on it; false where that cannot be told."""
    try:
        battery = psutil.sensors_battery()
    except (AttributeError, OSError, RuntimeError, NotImplementedError):  # no such sensor, or a driver that is broken
        return False
    return battery is not None and battery.power_plugged is False
