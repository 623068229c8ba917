"""Python's cyclic garbage is collected on the GUI thread and nowhere else.

Left to itself the collector runs on whichever thread allocates next, and a widget that is part of a cycle is then
destroyed there: Qt ends the process (seen: a segmentation fault in one of three test runs).
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL_MS = 2000
_YOUNG = 5000
_FULL_EVERY = 30
"""A full collection a minute."""


class GarbageCollector(QObject):
    """Switches automatic collection off for as long as it lives."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # the program itself is no garbage: a full collection need not walk through it
        self._turn = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def stop(self) -> None:
        """Back to Python's own ways."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def _on_timeout(self) -> None:
        self._turn += 1
        if self._turn % _FULL_EVERY == 0:
            gc.collect()
        elif gc.get_count()[0] > _YOUNG:
            gc.collect(1)
