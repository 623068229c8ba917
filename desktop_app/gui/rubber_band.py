"""The rectangle that is drawn around photos to select them; near an edge the photos move on under it."""

from PySide6.QtCore import QItemSelection, QObject, QPoint, QRect, QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

_FRAME_MS = 16
_FASTEST_PX = 90
_EDGE_PX = 28
_GAIN = 0.35


class RubberBand(QObject):
    """Its corners are pixels of the whole page, so that it stays where it is while the page is scrolled."""

    changed = Signal()

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._from: QPoint | None = None
        self._pointer = QPoint()
        self._is_drawn = False
        self.base = QItemSelection()
        """What was selected before and stays so."""
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def is_held(self) -> bool:
        """Whether the button is down, drawn or not."""
        return self._from is not None

    @property
    def rect(self) -> QRect | None:
        """In pixels of the viewport; None while there is none to see."""
        if self._from is None or not self._is_drawn:
            return None
        return QRect(self._from - self._scrolled(), self._pointer).normalized()

    def begin(self, pointer: QPoint, base: QItemSelection) -> None:
        """The button went down at this point of the viewport."""
        self._from, self._pointer, self.base = pointer + self._scrolled(), pointer, base
        self._is_drawn = False

    def move(self, pointer: QPoint) -> None:
        """The pointer is here now, perhaps outside of the viewport."""
        if self._from is None:
            return
        self._pointer = pointer
        way = (pointer + self._scrolled() - self._from).manhattanLength()
        self._is_drawn = self._is_drawn or way >= QApplication.startDragDistance()
        if self._is_drawn:
            if self._speed() and not self._timer.isActive():
                self._timer.start()
            self.changed.emit()

    def end(self) -> bool:
        """The button is up; returns whether a rectangle was drawn."""
        was_drawn, self._from, self._is_drawn = self._is_drawn, None, False
        self._timer.stop()
        self.base = QItemSelection()
        return was_drawn

    def _scrolled(self) -> QPoint:
        return QPoint(0, self._area.verticalScrollBar().value())

    def _speed(self) -> int:
        """Pixels a frame: the farther out, the faster."""
        y, height = self._pointer.y(), self._area.viewport().height()
        beyond = min(y - _EDGE_PX, 0) + max(y - height + _EDGE_PX, 0)
        return max(min(round(beyond * _GAIN), _FASTEST_PX), -_FASTEST_PX)

    @Slot()
    def _on_timeout(self) -> None:
        speed, bar = self._speed(), self._area.verticalScrollBar()
        if not speed:
            self._timer.stop()
            return
        bar.setValue(bar.value() + speed)
        self.changed.emit()
