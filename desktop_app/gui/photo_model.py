"""The photos that are shown, for Qt: ids in memory, records on demand."""

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from enum import IntEnum
from pathlib import Path
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

from desktop_app.gui import photo_list
from desktop_app.gui.carried import PHOTO_MIME
from desktop_app.gui.library_reader import LibraryReader
from desktop_app.gui.photo_actions import PhotoActions
from desktop_app.gui.photo_list import PhotoList
from desktop_app.gui.words import counted, file_name, long_time, plain_path
from desktop_app.records import Photo, PhotoState

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

_CHUNK = 128
_RECORDS = 16_384
"""Records kept; about a kilobyte each."""
_PURPOSE = "grid"
MANY, _SPARSEST = 10_000, 64
"""So many ids are looked up in a table of all ids, unless that would have more than 64 times as many places as photos:
a million in 0.01 s instead of 0.2."""


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
        self._shown = photo_list.empty()
        self._similarities: Mapping[int, float] = {}
        self._records: OrderedDict[int, Photo] = OrderedDict()
        self._stale: set[int] = set()
        self._asked: list[int] = []
        self._failing: Mapping[Path, str] = {}
        self._actions: PhotoActions | None = None
        reader.photos_read.connect(self._on_photos_read)

    @property
    def shown(self) -> PhotoList:
        """The columns of all rows. Not to be written."""
        return self._shown

    def show_list(self, shown: PhotoList) -> None:
        """Another list of photos. Records read before are shown until they were read again."""
        self._stale = set(self._records)
        self._replace(shown, {})

    def show_hits(self, photos: list[Photo], similarities: Mapping[int, float], *, is_by_time: bool = False) -> None:
        """What a search found, with its records: best first, or newest first under months."""
        for photo in photos:
            self._keep(photo)
        self._replace(photo_list.of_photos(photos, is_by_time=is_by_time), similarities)

    def set_failing(self, failing: Mapping[Path, str]) -> None:
        """Files that cannot be read as they are now, and why."""
        if failing != self._failing:
            self._failing = failing
            self._tell_all()

    @property
    def failing(self) -> Mapping[Path, str]:
        """Files that cannot be read as they are now, and why."""
        return self._failing

    def follow(self, actions: PhotoActions) -> None:
        """Shapes are as the user wants them, before the library says so; `photo` stays what was read."""
        self._actions = actions
        actions.wished.connect(self._on_wished)

    def read_again(self, ids: Collection[int] | None) -> None:
        """The records of these photos, or of all, are not what they were."""
        self._stale.update(self._records if ids is None else [each for each in ids if each in self._records])
        self._asked = []
        self._tell_all()

    def photo(self, row: int) -> Photo | None:
        """The record of a row; None until it was read."""
        return self._records.get(int(self._shown.ids[row]))

    def photo_id(self, row: int) -> int:
        return int(self._shown.ids[row])

    def failure(self, photo: Photo) -> str:
        """Why the file of a photo cannot be read; empty when all is well."""
        return self._failing.get(photo.path, "")

    def similarity(self, row: int) -> float | None:
        """Cosine to the query; None where nothing was searched for."""
        return self._similarities.get(self.photo_id(row))

    def rows_of(self, ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """The rows of these photos, ascending; those that are not shown are left out."""
        by_id = self._shown.rows_by_id
        if len(by_id) == 0 or len(ids) == 0:
            return np.zeros(0, np.intp)
        if len(ids) >= MANY and (highest := int(self._shown.ids[by_id[-1]])) <= _SPARSEST * len(by_id):
            is_wanted = np.zeros(highest + 1, np.bool_)
            is_wanted[ids[ids <= highest]] = True
            return np.flatnonzero(is_wanted[self._shown.ids])
        places = np.searchsorted(self._shown.ids, ids, sorter=by_id)
        rows = by_id[np.minimum(places, len(by_id) - 1)]
        return np.sort(rows[self._shown.ids[rows] == ids])

    def request_rows(self, first: int, last: int) -> None:
        """Sees to it that the records of rows `first` to `last` come; called for what is visible."""
        first = max(first // _CHUNK * _CHUNK, 0)
        last = min((last // _CHUNK + 1) * _CHUNK, len(self._shown))
        missing = [
            photo_id
            for photo_id in self._shown.ids[first:last].tolist()
            if photo_id not in self._records or photo_id in self._stale
        ]
        if missing and missing != self._asked:
            self._asked = missing
            self._reader.request_photos(_PURPOSE, np.array(missing, np.int64))

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._shown):
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
                return self._spoken(photo)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The files, for another program; those that are not where they were are left out."""
        carried = QMimeData()
        photos = self._reader.photos_now([self.photo_id(index.row()) for index in indexes])
        reachable = [photo.path for photo in photos if photo.state is PhotoState.PRESENT]
        carried.setUrls([QUrl.fromLocalFile(str(path)) for path in reachable])
        if photos:
            carried.setData(PHOTO_MIME, str(photos[0].id).encode())
        return carried

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def _tool_tip(self, photo: Photo) -> str:
        lines = [plain_path(photo.path), long_time(photo), photo.caption]
        if photo.state is PhotoState.OFFLINE:
            lines.append(self.tr("Its drive is away"))
        lines.append(self.failure(photo))
        similarity = self._similarities.get(photo.id)
        if similarity is not None:
            lines.append(self.tr("Similarity (cosine) {value:.3f}").format(value=similarity))
        return "\n".join(filter(None, lines))

    def _spoken(self, photo: Photo) -> str:
        """What a screen reader says of it."""
        parts = [file_name(photo.path), long_time(photo), photo.caption]
        if photo.rating:
            parts.append(counted(photo.rating, self.tr("{n} star"), self.tr("{n} stars")))
        if photo.favourite:
            parts.append(self.tr("favourite"))
        if photo.state is PhotoState.OFFLINE:
            parts.append(self.tr("its drive is away"))
        parts.append(self.failure(photo))
        return ", ".join(filter(None, parts))

    def _replace(self, shown: PhotoList, similarities: Mapping[int, float]) -> None:
        self.beginResetModel()
        self._shown = shown
        self._similarities = similarities
        self._asked = []
        self.endResetModel()

    def _tell_all(self) -> None:
        if len(self._shown):
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

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
        if asked == self._asked:
            self._asked = []
        for photo in photos:
            self._keep(photo)
        self._tell_rows({photo.id for photo in photos})

    @Slot(frozenset)
    def _on_wished(self, ids: frozenset[int]) -> None:
        self._tell_rows(ids & self._records.keys())

    def _tell_rows(self, ids: Collection[int]) -> None:
        """The records of these photos are other ones now; so may be their shapes."""
        rows = self.rows_of(np.array(list(ids), np.int64))
        if len(rows) == 0:
            return
        self._correct_shapes(rows)
        self.dataChanged.emit(self.index(int(rows[0])), self.index(int(rows[-1])))

    def _correct_shapes(self, rows: NDArray[np.intp]) -> None:
        """A file that was changed in place, or a photo that was turned, has another shape than the list remembers."""
        photos = [self._records[int(photo_id)] for photo_id in self._shown.ids[rows]]
        if self._actions is not None:
            photos = [self._actions.as_wished(photo) for photo in photos]
        aspects = np.array([photo_list.aspect_of(photo) for photo in photos], np.float32)
        self._shown.colours[rows] = [photo.mean_colour for photo in photos]
        if not np.array_equal(self._shown.aspects[rows], aspects):
            self._shown.aspects[rows] = aspects
            self.shapes_changed.emit()
