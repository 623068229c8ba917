"""Pictures for tiles: decoded, cropped and rounded in threads; on the GUI thread they only have to be copied."""

import logging
import os
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QImage, QPainter, QPainterPath, QPixmap, QTransform

from desktop_app.gui.crew import Crew
from desktop_app.gui.picture_files import reader_of

log = logging.getLogger(__name__)

CACHE_BYTES = 256 * 1024**2
_MIN_THREADS, _MAX_THREADS = 2, 4
_MOVED_ON = 4096
"""Hashes without a thumbnail that are remembered."""


class Wanted(NamedTuple):
    """A thumbnail in device pixels, with corners rounded by `radius`, turned clockwise by `quarter_turns`."""

    content_hash: str
    width: int
    height: int
    radius: int
    quarter_turns: int = 0

    @property
    def key(self) -> tuple[str, int]:
        """What the picture shows, in whatever size."""
        return self.content_hash, self.quarter_turns


class _Loaded(NamedTuple):
    """A picture, or a null one; `tries` is how often others were to be expected on the disk when it was looked for."""

    image: QImage
    tries: int


class ThumbnailLoader(QObject):
    """A cache bounded in bytes, filled by threads. `want` says what is visible: all else that waits is dropped."""

    loaded = Signal(object)  # frozenset[str]
    """The pictures of these content hashes are there, or are known not to be."""

    def __init__(self, root: Path, *, cache_bytes: int = CACHE_BYTES, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = root
        self._cache_bytes = cache_bytes
        self._used_bytes = 0
        self._pixmaps: OrderedDict[tuple[str, int], tuple[Wanted, QPixmap]] = OrderedDict()
        self._absent: OrderedDict[str, None] = OrderedDict()
        self._seen: set[str] = set()
        self._tries = self._tries_forgotten = 0
        threads = min(max((os.cpu_count() or 2) - 1, _MIN_THREADS), _MAX_THREADS)
        self._crew: Crew[Wanted, _Loaded] = Crew("thumbnails", self._load, threads=threads, makes_way=True, parent=self)
        self._crew.finished.connect(self._on_finished)

    @property
    def is_busy(self) -> bool:
        return self._crew.is_busy

    def pixmap(self, content_hash: str, quarter_turns: int = 0) -> QPixmap | None:
        """What there is of it, turned like this, perhaps in another size; None before the first one arrived."""
        key = (content_hash, quarter_turns)
        found = self._pixmaps.get(key)
        if found is None:
            return None
        self._pixmaps.move_to_end(key)
        return found[1]

    def want(self, wanted: Sequence[Wanted]) -> None:
        """Everything that should be there now, most important first. Of two sizes of one picture the larger counts."""
        largest: dict[tuple[str, int], Wanted] = {}
        for each in wanted:
            other = largest.get(each.key)
            if other is None or each.width > other.width:
                largest[each.key] = each
        self._crew.want(each for each in largest.values() if self._is_lacking(each))

    def is_absent(self, content_hash: str) -> bool:
        """Whether there is no thumbnail on the disk, as far as known."""
        return content_hash in self._absent

    def try_again(self) -> None:
        """Thumbnails that were not there may be there now."""
        self._tries += 1
        self._absent.clear()

    def forget(self) -> None:
        """All of them may be others now."""
        self.try_again()
        self._tries_forgotten = self._tries
        self._pixmaps.clear()
        self._used_bytes = 0

    def close(self) -> None:
        self._crew.close()
        self._pixmaps.clear()

    def _is_lacking(self, wanted: Wanted) -> bool:
        if wanted.content_hash in self._absent:
            return False
        found = self._pixmaps.get(wanted.key)
        return found is None or found[0] != wanted

    def _load(self, wanted: Wanted) -> _Loaded:
        """On a thread."""
        tries = self._tries  # before anything is looked for
        return _Loaded(self._read(wanted), tries)

    def _read(self, wanted: Wanted) -> QImage:
        """The import waits for it: Pillow is not needed for the first picture of the window."""
        from desktop_app.imaging.thumbnails import mark_seen, thumbnail_path

        path = thumbnail_path(self._root, wanted.content_hash)
        size = QSize(wanted.width, wanted.height)
        picture = _decode(path, size.transposed() if wanted.quarter_turns % 2 else size)
        if picture.isNull():
            return picture
        if wanted.quarter_turns:
            picture = picture.transformed(QTransform().rotate(90 * wanted.quarter_turns))
        if wanted.content_hash not in self._seen:
            self._seen.add(wanted.content_hash)
            mark_seen(path)
        return _rounded(picture, wanted)

    @Slot(list)
    def _on_finished(self, outcomes: list[tuple[Wanted, _Loaded | Exception]]) -> None:
        for wanted, outcome in outcomes:
            if isinstance(outcome, Exception):
                log.error("a thumbnail could not be read", exc_info=outcome)
                self._miss(wanted)
            elif outcome.image.isNull() and outcome.tries == self._tries:
                self._miss(wanted)
            elif not outcome.image.isNull() and outcome.tries >= self._tries_forgotten:
                self._keep(wanted, QPixmap.fromImage(outcome.image))
            # else it says nothing of what is on the disk now: whoever paints it asks again
        self.loaded.emit(frozenset(wanted.content_hash for wanted, _ in outcomes))

    def _miss(self, wanted: Wanted) -> None:
        self._absent[wanted.content_hash] = None
        while len(self._absent) > _MOVED_ON:
            self._absent.popitem(last=False)

    def _keep(self, wanted: Wanted, pixmap: QPixmap) -> None:
        before = self._pixmaps.pop(wanted.key, None)
        if before is not None:
            self._used_bytes -= _bytes_of(before[0])
        self._pixmaps[wanted.key] = (wanted, pixmap)
        self._used_bytes += _bytes_of(wanted)
        while self._used_bytes > self._cache_bytes and len(self._pixmaps) > 1:
            _, (oldest, _) = self._pixmaps.popitem(last=False)
            self._used_bytes -= _bytes_of(oldest)


def _bytes_of(wanted: Wanted) -> int:
    return wanted.width * wanted.height * 4


def _decode(path: Path, size: QSize) -> QImage:
    """The picture scaled so that it covers `size`; never larger than it is."""
    reader = reader_of(path)
    if reader is None:
        return QImage()
    full = reader.size()
    if full.isValid():
        scaled = full.scaled(size, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        if scaled.width() < full.width():
            reader.setScaledSize(scaled)
    return reader.read()


def _rounded(picture: QImage, wanted: Wanted) -> QImage:
    """The middle of `picture`, filling the tile, with round corners."""
    tile = QRect(0, 0, wanted.width, wanted.height)
    scale = max(wanted.width / picture.width(), wanted.height / picture.height())
    left = (wanted.width - picture.width() * scale) / 2
    top = (wanted.height - picture.height() * scale) / 2
    made = QImage(tile.size(), QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    brush = QBrush(picture)
    brush.setTransform(QTransform(scale, 0, 0, scale, left, top))
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(tile), wanted.radius, wanted.radius)
    painter = QPainter(made)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.fillPath(outline, brush)
    painter.end()
    return made
