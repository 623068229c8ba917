"""The photos that a search is limited to: a folder, a camera, a year, favourites."""

import threading
import time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import QueryError
from desktop_app.library import Library
from desktop_app.records import ContentId, PhotoFilter, PhotoId

READ_AGAIN_S = 2.0
"""While the library changes, a subset that took long to read is read no more often."""
LONG_S = 0.1


class Subset(NamedTuple):
    """Photo ids int64 [N], ascending, and their content ids each once, int64 [M]."""

    photo_ids: NDArray[np.int64]
    content_ids: NDArray[np.int64]

    def photos_of(self, found: dict[ContentId, list[PhotoId]]) -> dict[ContentId, list[PhotoId]]:
        """Of the photos found, those in here: a copy elsewhere is not meant."""
        kept: dict[ContentId, list[PhotoId]] = {}
        for content_id, photo_ids in found.items():
            asked = np.array(photo_ids, np.int64)
            places = np.searchsorted(self.photo_ids, asked)
            places[places == len(self.photo_ids)] = 0
            inside = asked[self.photo_ids[places] == asked] if len(self.photo_ids) else asked[:0]
            if len(inside):
                kept[content_id] = [PhotoId(each) for each in inside.tolist()]
        return kept


class SubsetReader:
    """Keeps the last subset: while somebody types, the same is asked for at every key. Usable from several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._wanted: PhotoFilter | None = None
        self._subset = Subset(np.zeros(0, np.int64), np.zeros(0, np.int64))
        self._version = -1
        self._read_at = self._took_s = 0.0

    def read(self, wanted: PhotoFilter) -> Subset | None:
        """None when all photos are meant. Raises `QueryError` for the trash, which is not searched."""
        if wanted == PhotoFilter():
            return None
        if wanted.trashed:
            raise QueryError("Photos in the trash are not searched. Put them back first.")
        version, now = self._library.data_version(), time.monotonic()
        with self._lock:
            is_fresh = self._version == version or (self._took_s > LONG_S and now - self._read_at < READ_AGAIN_S)
            if wanted != self._wanted or not is_fresh:
                photo_ids, content_ids = self._library.grid.contents(wanted)
                self._subset = Subset(photo_ids, np.unique(content_ids))
                self._wanted, self._version = wanted, version
                self._read_at = time.monotonic()
                self._took_s = self._read_at - now
            return self._subset
