"""Whole photos for the viewer, decoded away from the GUI thread."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColorSpace, QImage, QTransform

from desktop_app.config import Settings
from desktop_app.errors import PhotoError, RedBicycleError
from desktop_app.gui.crew import Crew
from desktop_app.gui.failure_words import in_words
from desktop_app.gui.picture_files import reader_of

FULL_PIXELS = 64_000_000
"""More is not shown: a larger photo comes scaled to this."""
KEPT_BYTES = 384 * 1024**2
"""All pixels of one photo of 64 megapixels, and its neighbours as large as a screen."""


class PictureWanted(NamedTuple):
    """A photo file, scaled down to `edge_px` (its longest edge; 0 for all its pixels), turned clockwise by 90° so many
    times. `version` tells one state of the file from the next."""

    path: Path
    edge_px: int
    quarter_turns: int = 0
    version: int = 0


class PictureLoader(QObject):
    """Keeps the last pictures, bounded in bytes; two threads, so that a neighbour never holds up what is looked at."""

    loaded = Signal(object, QImage)  # PictureWanted
    failed = Signal(object, str)

    def __init__(self, settings: Settings, parent: QObject | None = None, *, kept_bytes: int = KEPT_BYTES) -> None:
        super().__init__(parent)
        self._settings = settings
        self._kept_bytes = kept_bytes
        self._kept: dict[PictureWanted, QImage] = {}
        self._crew: Crew[PictureWanted, QImage] = Crew("pictures", self._read, threads=2, parent=self)
        self._crew.finished.connect(self._on_finished)

    @property
    def is_busy(self) -> bool:
        return self._crew.is_busy

    @property
    def used_bytes(self) -> int:
        """What the kept pictures take."""
        return sum(picture.sizeInBytes() for picture in self._kept.values())

    def want(self, wanted: Sequence[PictureWanted]) -> None:
        """These, most important first; all others that wait are dropped."""
        for each in reversed(wanted):
            if each in self._kept:
                self._kept[each] = self._kept.pop(each)
        self._crew.want(each for each in wanted if each not in self._kept)

    def picture(self, wanted: PictureWanted) -> QImage | None:
        """What is there already; one that is there in another turn is turned."""
        found = self._kept.get(wanted)
        if found is not None:
            return found
        for turn in range(1, 4):
            other = wanted._replace(quarter_turns=(wanted.quarter_turns + turn) % 4)
            if other in self._kept:
                self._keep(wanted, self._kept.pop(other).transformed(QTransform().rotate(-90 * turn)))
                return self._kept[wanted]
        return None

    def forget_all(self) -> None:
        """Gives the memory back."""
        self._crew.want(())
        self._kept.clear()

    def close(self) -> None:
        self._crew.close()
        self._kept.clear()

    def _read(self, wanted: PictureWanted) -> QImage:
        return read_picture(wanted, self._settings)

    def _keep(self, wanted: PictureWanted, picture: QImage) -> None:
        self._kept[wanted] = picture
        used = self.used_bytes
        while used > self._kept_bytes and len(self._kept) > 1:
            used -= self._kept.pop(next(iter(self._kept))).sizeInBytes()

    @Slot(list)
    def _on_finished(self, outcomes: list[tuple[PictureWanted, QImage | Exception]]) -> None:
        for wanted, outcome in outcomes:
            if isinstance(outcome, QImage):
                self._keep(wanted, outcome)
                self.loaded.emit(wanted, outcome)
            elif isinstance(outcome, RedBicycleError):
                self.failed.emit(wanted, in_words(str(outcome)))
            else:
                self.failed.emit(wanted, self.tr("This photo cannot be shown: {reason}").format(reason=outcome))


def read_picture(wanted: PictureWanted, settings: Settings) -> QImage:
    """The picture in sRGB, upright and turned. Raises `PhotoError`. For any thread."""
    picture = _read_with_qt(wanted)
    if picture.isNull():
        picture = _read_with_pillow(wanted, settings)
    turns = wanted.quarter_turns % 4
    return picture.transformed(QTransform().rotate(90 * turns)) if turns else picture


def _read_with_qt(wanted: PictureWanted) -> QImage:
    reader = reader_of(wanted.path)
    if reader is None:
        return QImage()
    reader.setAutoTransform(True)
    full = reader.size()
    if not full.isValid():
        return QImage()
    scaled = _limited(full, wanted.edge_px)
    if scaled != full:
        reader.setScaledSize(scaled)
    picture = reader.read()
    space = picture.colorSpace()
    srgb = QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    if not picture.isNull() and space.isValid() and space != srgb:
        picture.convertToColorSpace(srgb)
    return picture


def _limited(full: QSize, edge_px: int) -> QSize:
    edge = edge_px or max(full.width(), full.height())
    pixels = full.width() * full.height()
    if pixels > FULL_PIXELS:
        edge = min(edge, int(max(full.width(), full.height()) * (FULL_PIXELS / pixels) ** 0.5))
    if edge >= max(full.width(), full.height()):
        return full
    return full.scaled(QSize(edge, edge), Qt.AspectRatioMode.KeepAspectRatio)


def _read_with_pillow(wanted: PictureWanted, settings: Settings) -> QImage:
    """What Qt does not know or could not read; it also says in words what is wrong."""
    from desktop_app.imaging.decode import open_upright
    from desktop_app.imaging.opening import DecodeLimits

    limits = DecodeLimits(max_pixels=settings.max_pixels, max_file_bytes=settings.max_file_bytes)
    image = open_upright(wanted.path, limits=limits, max_edge_px=wanted.edge_px or None).convert("RGBX")
    if image.width * image.height > FULL_PIXELS:
        raise PhotoError("The photo is too large to be shown with all its pixels.")
    pixels = image.tobytes()
    shallow = QImage(pixels, image.width, image.height, image.width * 4, QImage.Format.Format_RGBX8888)
    return shallow.copy()  # `pixels` goes when this returns
