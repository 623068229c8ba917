"""Which pictures the viewer has decoded: what is looked at first, then where the user is going, then small ones."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from desktop_app.gui.picture_loader import PictureLoader, PictureWanted
from desktop_app.records import Photo


class Lookahead(QObject):
    """Pictures come as signals, with the id of the photo. The loader keeps them, bounded in bytes."""

    preview_loaded = Signal(object, QImage)  # PhotoId
    image_loaded = Signal(object, QImage, bool)  # PhotoId, picture, whether it has all pixels
    failed = Signal(object, str)

    def __init__(self, pictures: PictureLoader, thumbnails_root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._root = thumbnails_root
        self._photos: dict[PictureWanted, tuple[Photo, bool]] = {}  # and whether it is only a preview
        pictures.loaded.connect(self._on_loaded)
        pictures.failed.connect(self._on_failed)

    def want(
        self, here: Photo, *, ahead: Sequence[Photo], near: Sequence[Photo], edge_px: int, needs_all: bool
    ) -> None:
        """`here` is looked at, `ahead` may follow, of those `near` a small picture is enough."""
        view, preview = _view(here, edge_px), self._preview(here)
        wanted = {} if self._pictures.picture(view) is not None else {preview: (here, True)}
        wanted[view] = (here, False)
        if needs_all:
            wanted[_view(here, 0)] = (here, False)
        wanted |= {_view(photo, edge_px): (photo, False) for photo in ahead}
        wanted |= {self._preview(photo): (photo, True) for photo in near}
        self._photos = wanted
        self._pictures.want(list(wanted))

    def image(self, photo: Photo, edge_px: int) -> QImage | None:
        """What is there for this size; 0 for all pixels."""
        return self._pictures.picture(_view(photo, edge_px))

    def preview(self, photo: Photo) -> QImage | None:
        """A small picture, if it is there."""
        return self._pictures.picture(self._preview(photo))

    def stop(self) -> None:
        """Asks for nothing any more and gives the memory back."""
        self._photos = {}
        self._pictures.forget_all()

    def _preview(self, photo: Photo) -> PictureWanted:
        from desktop_app.imaging.thumbnails import thumbnail_path  # Pillow: not before the first picture of the window

        return PictureWanted(thumbnail_path(self._root, photo.content_hash), 0, photo.quarter_turns)

    @Slot(object, QImage)
    def _on_loaded(self, wanted: PictureWanted, picture: QImage) -> None:
        photo, is_preview = self._photos.get(wanted, (None, False))
        if photo is not None and is_preview:
            self.preview_loaded.emit(photo.id, picture)
        elif photo is not None:
            self.image_loaded.emit(photo.id, picture, wanted.edge_px == 0)

    @Slot(object, str)
    def _on_failed(self, wanted: PictureWanted, message: str) -> None:
        photo, is_preview = self._photos.get(wanted, (None, False))
        if photo is not None and not is_preview:
            self.failed.emit(photo.id, message)


def _view(photo: Photo, edge_px: int) -> PictureWanted:
    return PictureWanted(photo.path, edge_px, photo.quarter_turns, photo.mtime_ns)
