"""What other threads hand to the GUI thread, in order, without ever flooding its event loop."""

import threading
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot


class Inbox(QObject):
    """`post` from any thread; `arrived` brings all that came since, as one list, on the thread this object lives in."""

    arrived = Signal(list)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._items: list[Any] = []
        self._is_closed = False
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)

    def post(self, item: object) -> None:
        """Dropped without a word once closed: whoever would read it is gone."""
        with self._lock:
            if self._is_closed:
                return
            self._items.append(item)
            if len(self._items) == 1:
                self._woken.emit()  # under the lock: after `close` nothing touches the C++ side any more

    def close(self) -> None:
        """Nothing arrives after this."""
        with self._lock:
            self._is_closed = True
            self._items.clear()

    @Slot()
    def _on_woken(self) -> None:
        with self._lock:
            items, self._items = self._items, []
        if items:
            self.arrived.emit(items)
