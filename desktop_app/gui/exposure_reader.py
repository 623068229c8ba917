"""Reads how a photo was taken from its file, away from the GUI thread, while somebody looks."""

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.config import Settings
from desktop_app.gui.crew import Crew
from desktop_app.records import Photo

if TYPE_CHECKING:  # Pillow is not needed before somebody looks
    from desktop_app.imaging.exposure import Exposure

_KEPT = 256


class _File(NamedTuple):
    path: Path
    mtime_ns: int


class ExposureReader(QObject):
    """The newest wish is served, older ones are dropped. A file that cannot be read says nothing."""

    exposure_read = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._kept: OrderedDict[_File, Exposure | None] = OrderedDict()
        self._crew: Crew[_File, Exposure] = Crew("exposures", self._read, parent=self)
        self._crew.finished.connect(self._on_finished)

    def exposure(self, photo: Photo) -> "Exposure | None":
        """What is known. None: the file cannot be read, or is being read, and `exposure_read` tells when."""
        file = _File(photo.path, photo.mtime_ns)
        if file not in self._kept:
            self._crew.want([file])
        return self._kept.get(file)

    @property
    def is_busy(self) -> bool:
        return self._crew.is_busy

    def close(self) -> None:
        self._crew.close()

    def _read(self, file: _File) -> "Exposure":
        from desktop_app.imaging.exposure import read_exposure
        from desktop_app.imaging.opening import DecodeLimits

        limits = DecodeLimits(max_pixels=self._settings.max_pixels, max_file_bytes=self._settings.max_file_bytes)
        return read_exposure(file.path, limits=limits)

    @Slot(list)
    def _on_finished(self, outcomes: "list[tuple[_File, Exposure | Exception]]") -> None:
        for file, outcome in outcomes:
            self._kept[file] = None if isinstance(outcome, Exception) else outcome
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self.exposure_read.emit()
