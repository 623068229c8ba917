"""How many photos a folder seems to hold, counted by their names in the background."""

import os
import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.gui.crew import Crew
from desktop_app.gui.inbox import Inbox
from desktop_app.imaging.formats import is_candidate

_KNOWN = frozenset(
    [
        ".jpg",
        ".jpeg",
        ".jfif",
        ".png",
        ".webp",
        ".heic",
        ".heif",
        ".avif",
        ".gif",
        ".bmp",
        ".tif",
        ".tiff",
        ".dng",
        ".cr2",
        ".cr3",
        ".nef",
        ".arw",
        ".raf",
        ".orf",
        ".rw2",
        ".pef",
        ".srw",
        ".jp2",
    ]
)
_TELL_EVERY_S = 0.15
_LONGEST_S = 30.0


class PictureCount(QObject):
    """Counts one folder at a time; a newer one takes its place. No file is opened."""

    counted = Signal(object, int, bool)  # Path, photos so far, whether that is all

    def __init__(self, parent: QObject | None = None, *, longest_s: float = _LONGEST_S) -> None:
        super().__init__(parent)
        self._longest_s = longest_s
        self._wanted: Path | None = None
        self._inbox = Inbox(self)
        self._inbox.arrived.connect(self._on_arrived)
        self._crew: Crew[Path, int] = Crew("picture-count", self._count, parent=self)

    def count(self, folder: Path) -> None:
        """Begins; `counted` tells how far it is, at least once."""
        self._wanted = folder
        self._crew.want([folder])

    def close(self) -> None:
        """Ends the thread."""
        self._wanted = None
        self._inbox.close()
        self._crew.close()

    def _count(self, folder: Path) -> int:
        """On the thread."""
        found, began = 0, time.monotonic()
        told_at = began
        for _, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found += sum(_looks_like_photo(name) for name in names)
            now = time.monotonic()
            if self._crew.is_closing or self._wanted != folder or now - began > self._longest_s:
                self._inbox.post((folder, found, False))
                return found
            if now - told_at > _TELL_EVERY_S:
                told_at = now
                self._inbox.post((folder, found, False))
        self._inbox.post((folder, found, True))
        return found

    @Slot(list)
    def _on_arrived(self, items: list[tuple[Path, int, bool]]) -> None:
        for folder, found, is_all in items:
            if folder == self._wanted:
                self.counted.emit(folder, found, is_all)


def _looks_like_photo(name: str) -> bool:
    path = Path(name)
    return path.suffix.lower() in _KNOWN and is_candidate(path)
