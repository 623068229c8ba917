"""What other threads hand to the GUI thread, in order, without ever flooding its event loop."""

import threading
from typing import Any

from PySide6.QtCore import QMetaObject, QObject, Qt, Signal, Slot


class Inbox(QObject):
    """`post` from any thread; `arrived` brings all that came since, as one list, on the thread this object lives in."""

    arrived = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._items: list[Any] = []
        self._is_closed = False

    @property
    def has_items(self) -> bool:
        """Whether something was posted that has not been brought."""
        with self._lock:
            return bool(self._items)

    def post(self, item: object) -> None:
        """Dropped without a word once closed: whoever would read it is gone."""
        with self._lock:
            if self._is_closed:
                return
            self._items.append(item)
            if len(self._items) == 1:
                # Under the lock: after `close` nothing touches the C++ side any more. Not by a signal: those take
                # mutexes that the window's thread may hold while it waits for Python's lock.
                QMetaObject.invokeMethod(self, "on_woken", Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """Nothing arrives after this."""
        with self._lock:
            self._is_closed = True
            self._items.clear()

    @Slot()
    def on_woken(self) -> None:
        """Called by the event loop."""
        with self._lock:
            items, self._items = self._items, []
        if items:
            self.arrived.emit(items)
