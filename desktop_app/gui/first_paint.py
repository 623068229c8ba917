"""When the window is on the screen, and how long that took."""

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

TIMING = "RED_BICYCLE_TIMING"
"""Set in the environment: the time from the start of the process to the first picture is written to stderr."""


class FirstPaint(QObject):
    """Tells once that `watched` was painted, after the paint."""

    painted = Signal()
    _seen = Signal()

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self._seen.connect(self.painted, Qt.ConnectionType.QueuedConnection)
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            if os.environ.get(TIMING):
                sys.stderr.write(f"first paint after {time.time() - process_started():.3f} s\n")
            self._seen.emit()
        return False


def process_started() -> float:
    """Seconds since 1970 when this process began, where the system says; else the time its processor has worked ago."""
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        up_s = float(Path("/proc/uptime").read_text().split()[0])
        return time.time() - up_s + int(fields[19]) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return time.time() - time.process_time()
