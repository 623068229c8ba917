"""The photos that are shown, for Qt: ids in memory, records on demand."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QUrl,
    Signal,
    Slot,
)

from desktop_app.gui import timeline
from desktop_app.gui.library_reader import LibraryReader
from desktop_app.gui.timeline import Timeline
from desktop_app.gui.words import file_name, long_time, plain_path
from desktop_app.records import Photo, PhotoState

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

_CHUNK = 128
_RECORDS = 16_384
"""Records kept; about a kilobyte each."""
_PURPOSE = "grid"


class Role(IntEnum):
    """What the model knows beside Qt's own roles."""

    PHOTO_ID = Qt.ItemDataRole.UserRole
    PHOTO = Qt.ItemDataRole.UserRole + 1  # None until its record was read
    SIMILARITY = Qt.ItemDataRole.UserRole + 2  # None where nothing was searched for


class PhotoListModel(QAbstractListModel):
    """Rows are photos. `data` never waits: a record that is not there yet is asked for by `request_rows`."""

    shapes_changed = Signal()
    """Some photo has another shape than the list said."""

    def __init__(self, reader: LibraryReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._timeline = timeline.unknown(np.zeros(0, np.int64))
        self._similarities: Mapping[int, float] = {}
        self._records: OrderedDict[int, Photo] = OrderedDict()
        self._stale: set[int] = set()
        self._asked: set[int] = set()
        self._by_id: tuple[NDArray[np.int64], NDArray[np.intp]] | None = None
        reader.photos_read.connect(self._on_photos_read)

    @property
    def timeline(self) -> Timeline:
        """The columns of all rows. Not to be written."""
        return self._timeline

    def show_timeline(self, shown: Timeline) -> None:
        """Another list of photos. Records read before are shown until they were read again."""
        self._stale = set(self._records)
        self._replace(shown, {})

    def show_hits(self, photos: list[Photo], similarities: Mapping[int, float]) -> None:
        """What a search found, best first, with its records."""
        for photo in photos:
            self._keep(photo)
        self._replace(timeline.of_photos(photos, by_time=False), similarities)

    def photo(self, row: int) -> Photo | None:
        """The record of a row; None until it was read."""
        return self._records.get(int(self._timeline.ids[row]))

    def photo_id(self, row: int) -> int:
        return int(self._timeline.ids[row])

    def similarity(self, row: int) -> float | None:
        """Cosine to the query; None where nothing was searched for."""
        return self._similarities.get(self.photo_id(row))

    def rows_of(self, ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """The rows of these photos, ascending; those that are not shown are left out."""
        if self._by_id is None:
            order = np.argsort(self._timeline.ids, kind="stable")
            self._by_id = (self._timeline.ids[order], order)
        in_order, rows = self._by_id
        if len(in_order) == 0:
            return np.zeros(0, np.intp)
        places = np.minimum(np.searchsorted(in_order, ids), len(in_order) - 1)
        return np.sort(rows[places[in_order[places] == ids]])

    def request_rows(self, first: int, last: int) -> None:
        """Sees to it that the records of rows `first` to `last` come; called for what is visible."""
        first = max(first // _CHUNK * _CHUNK, 0)
        last = min((last // _CHUNK + 1) * _CHUNK, len(self._timeline))
        missing = [
            photo_id
            for photo_id in self._timeline.ids[first:last].tolist()
            if photo_id not in self._asked and (photo_id not in self._records or photo_id in self._stale)
        ]
        if missing:
            self._asked.update(missing)
            self._reader.request_photos(_PURPOSE, np.array(missing, np.int64))

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._timeline)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._timeline):
            return None
        if role == Role.PHOTO_ID:
            return self.photo_id(index.row())
        if role == Role.SIMILARITY:
            return self.similarity(index.row())
        photo = self.photo(index.row())
        return None if photo is None else self._of_photo(photo, role)

    def _of_photo(self, photo: Photo, role: int) -> Any:
        match role:
            case Role.PHOTO:
                return photo
            case Qt.ItemDataRole.DisplayRole:
                return file_name(photo.path)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tool_tip(photo)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{file_name(photo.path)}, {long_time(photo)}"
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The files, for dragging them to another program."""
        photos = [self.photo(index.row()) for index in indexes]
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(str(photo.path)) for photo in photos if photo is not None])
        return carried

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def _tool_tip(self, photo: Photo) -> str:
        words = f"{plain_path(photo.path)}\n{long_time(photo)}"
        if photo.state is PhotoState.OFFLINE:
            words += "\n" + self.tr("Its drive is away")
        similarity = self._similarities.get(photo.id)
        if similarity is not None:
            words += "\n" + self.tr("Similarity (cosine) {value:.3f}").format(value=similarity)
        return words

    def _replace(self, shown: Timeline, similarities: Mapping[int, float]) -> None:
        self.beginResetModel()
        self._timeline = shown
        self._similarities = similarities
        self._by_id = None
        self._asked.clear()
        self.endResetModel()

    def _keep(self, photo: Photo) -> None:
        self._records[photo.id] = photo
        self._records.move_to_end(photo.id)
        self._stale.discard(photo.id)
        while len(self._records) > _RECORDS:
            oldest, _ = self._records.popitem(last=False)
            self._stale.discard(oldest)

    @Slot(str, list, list)
    def _on_photos_read(self, purpose: str, asked: list[int], photos: list[Photo]) -> None:
        if purpose != _PURPOSE:
            return
        self._asked.difference_update(asked)
        for photo in photos:
            self._keep(photo)
        rows = self.rows_of(np.array([photo.id for photo in photos], np.int64))
        if len(rows) == 0:
            return
        self._correct_shapes(rows)
        self.dataChanged.emit(self.index(int(rows[0])), self.index(int(rows[-1])))

    def _correct_shapes(self, rows: NDArray[np.intp]) -> None:
        """A file that was changed in place may have another shape than the list remembers."""
        photos = [self._records[int(photo_id)] for photo_id in self._timeline.ids[rows]]
        aspects = np.array([timeline.aspect_of(photo) for photo in photos], np.float32)
        self._timeline.colours[rows] = [photo.mean_colour for photo in photos]
        if not np.array_equal(self._timeline.aspects[rows], aspects):
            self._timeline.aspects[rows] = aspects
            self.shapes_changed.emit()
