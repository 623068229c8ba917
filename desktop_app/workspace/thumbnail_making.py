"""Makes thumbnails that are not there, without waiting for somebody to look at the photos."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from desktop_app.errors import PhotoError
from desktop_app.imaging.decode import DecodeLimits, decode_photo, read_photo
from desktop_app.imaging.thumbnails import ThumbnailCache
from desktop_app.jobs import Job, Progress
from desktop_app.library import Library
from desktop_app.records import Photo, PhotoId, PhotoState

BATCH = 32
LOOKED_UP_AT_ONCE = 2000
THREADS = max(1, min(4, (os.cpu_count() or 2) // 2))


class ThumbnailMaker:
    """Reads photo files in a few threads. One that cannot be read is passed over: it is among the problems already, or
    will be at the next index."""

    def __init__(self, library: Library, thumbnails: ThumbnailCache, *, limits: DecodeLimits) -> None:
        self._library = library
        self._thumbnails = thumbnails
        self._limits = limits

    def make_all(self) -> Job[int]:
        """Those that are missing, of all photos whose files are within reach; returns how many were made.

        Oldest photos first: where the cache is too small for all, it is the newest photos that keep theirs.
        """
        ids = self._library.photos.ids(order="oldest")
        missing: dict[str, PhotoId] = {}
        for start in range(0, len(ids), LOOKED_UP_AT_ONCE):
            yield Progress("check", done=start, total=len(ids))
            for photo in self._library.photos.get(ids[start : start + LOOKED_UP_AT_ONCE]):
                if photo.state is PhotoState.PRESENT and not self._thumbnails.has(photo.content_hash):
                    missing[photo.content_hash] = photo.id
        return (yield from self.make(list(missing.values())))

    def make(self, photo_ids: Sequence[PhotoId]) -> Job[int]:
        """Of these photos, whether there or not; returns how many were made."""
        made = 0
        with ThreadPoolExecutor(THREADS, thread_name_prefix="thumbnails") as pool:
            for start in range(0, len(photo_ids), BATCH):
                yield Progress("thumbnails", done=start, total=len(photo_ids), unit="thumbnails")
                batch = self._library.photos.get(photo_ids[start : start + BATCH])
                made += sum(pool.map(self._make_one, batch))
        return made

    def _make_one(self, photo: Photo) -> bool:
        try:
            decoded = decode_photo(photo.path, read_photo(photo.path, limits=self._limits), limits=self._limits)
        except PhotoError:
            return False
        self._thumbnails.write(decoded.content.content_hash, decoded.image)
        return True
