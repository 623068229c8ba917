"""Tells the worker which photos are on the screen: it understands those first, and makes way while somebody scrolls."""

from PySide6.QtCore import QObject, QTimer, Slot

from desktop_app.gui.job_runner import JobRunner
from desktop_app.gui.photo_grid import PhotoGrid
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.records import PhotoId
from desktop_app.worker.protocol import LookAt

CALM_MS = 400
"""What was scrolled past was not looked at."""
_MOST = 500


class ScreenTeller(QObject):
    """Speaks once a view has come to rest, and only when it shows something else than the last time."""

    def __init__(self, grid: PhotoGrid, model: PhotoListModel, runner: JobRunner) -> None:
        super().__init__(grid)
        self._grid, self._model, self._runner = grid, model, runner
        self._told: tuple[PhotoId, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CALM_MS)
        self._timer.timeout.connect(self._on_calm)
        self._seen: tuple[PhotoId, ...] = ()
        self._is_ended = False
        grid.view_moved.connect(self._on_moved)

    def stop(self) -> None:
        """At the end of the window: nothing more is told."""
        self._is_ended = True
        self._timer.stop()

    @Slot()
    def _on_moved(self) -> None:
        if not self._is_ended and not self._timer.isActive():  # a picture that arrives begins no new wait
            self._timer.start()

    @Slot()
    def _on_calm(self) -> None:
        rows = self._grid.visible_rows()
        ids = self._model.shown.ids[rows.start : min(rows.stop, rows.start + _MOST)]
        before, self._seen = self._seen, tuple(PhotoId(int(photo_id)) for photo_id in ids)
        if self._seen != before:
            self._timer.start()
        elif self._seen and self._seen != self._told and self._runner.is_ready:
            self._told = self._seen
            self._runner.submit(LookAt(self._seen), is_quiet=True)
