"""The library's settings as the window knows them: changed at once, confirmed or refused by the worker."""

from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.config import LibraryPaths, Settings, load_settings
from desktop_app.gui.job_runner import JobRunner
from desktop_app.worker.protocol import ChangeSettings, GetSettings


class SettingsStore(QObject):
    """Shows what the user wants before it is saved; what is refused goes back to what holds."""

    changed = Signal(object)  # Settings
    refused = Signal(str)
    settled = Signal()
    """All that was changed is confirmed or refused."""

    def __init__(self, runner: JobRunner, paths: LibraryPaths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._settings = load_settings(paths)
        self._under_way = 0

    @property
    def settings(self) -> Settings:
        """As the user wants them."""
        return self._settings

    @Slot()
    def read(self) -> None:
        """Asks what holds."""
        self._runner.submit(GetSettings(), is_quiet=True).succeeded.connect(self._on_told)

    def change(self, **fields: Any) -> None:
        """Sets these; shown at once."""
        wanted = msgspec.structs.replace(self._settings, **fields)
        if wanted == self._settings:
            return
        self._under_way += 1
        self._settings = wanted
        self.changed.emit(wanted)
        task = self._runner.submit(ChangeSettings(wanted), is_quiet=True)
        task.failed.connect(self._on_refused)
        task.ended.connect(self._on_ended)

    @Slot(object)
    def _on_told(self, settings: Settings) -> None:
        if not self._under_way and settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)

    @Slot(str)
    def _on_refused(self, message: str) -> None:
        self.refused.emit(message)

    @Slot()
    def _on_ended(self) -> None:
        self._under_way -= 1
        if not self._under_way:
            self.settled.emit()
            self.read()
