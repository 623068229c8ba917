"""What a drag or the clipboard carries: a photo of ours, a picture file, pixels, words."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QTemporaryDir
from PySide6.QtGui import QImage

PHOTO_MIME = "application/x-red-bicycle-photo"
"""The id of a photo of this library, as decimal digits; its file is carried too."""


def photo_id(carried: QMimeData) -> int | None:
    """The photo of this library that is carried, the first one of several."""
    if not carried.hasFormat(PHOTO_MIME):
        return None
    digits = bytes(carried.data(PHOTO_MIME).data())
    return int(digits) if digits.isdigit() else None


def picture_path(carried: QMimeData) -> Path | None:
    """The first local file among what is carried, if it is no folder."""
    paths = [Path(url.toLocalFile()) for url in carried.urls() if url.isLocalFile()]
    return next((path for path in paths if path.is_file()), None)


def folders_in(carried: QMimeData) -> list[Path]:
    """The local folders among what is carried."""
    paths = [Path(url.toLocalFile()) for url in carried.urls() if url.isLocalFile()]
    return [path for path in paths if path.is_dir()]


def has_picture(carried: QMimeData) -> bool:
    """Whether a picture, not words, is carried."""
    is_ours = carried.hasFormat(PHOTO_MIME)
    return is_ours or picture_path(carried) is not None or (carried.hasImage() and not carried.hasText())


class PastedPictures:
    """Pixels from other programs become files, since the worker reads files; they go with the window."""

    def __init__(self) -> None:
        self._folder: QTemporaryDir | None = None
        self._count = 0

    def keep(self, carried: QMimeData, name: str) -> Path | None:
        """The file with the pixels that are carried; None when there are none, or the disk is full."""
        image = QImage(carried.imageData()) if carried.hasImage() else QImage()
        if image.isNull():
            return None
        self._folder = self._folder or QTemporaryDir()
        self._count += 1
        path = Path(self._folder.filePath(f"{name} {self._count}.png"))
        return path if image.save(str(path)) else None
