"""What the thumbnails take of the disk, and making all of them anew."""

from desktop_app.imaging.thumbnails import ThumbnailCache
from desktop_app.jobs import Job, Progress
from desktop_app.library import Library
from desktop_app.reports import ThumbnailUse
from desktop_app.workspace.thumbnail_making import ThumbnailMaker

_STEP = 512


class ThumbnailCare:
    """Over one cache as it is set now. What is deleted here can be made again from the photos."""

    def __init__(
        self, library: Library, thumbnails: ThumbnailCache, maker: ThumbnailMaker, *, limit_bytes: int
    ) -> None:
        self._library = library
        self._thumbnails = thumbnails
        self._maker = maker
        self._limit_bytes = limit_bytes

    def use(self) -> ThumbnailUse:
        """Looks at every file of the cache: some seconds for a million."""
        sizes = [size for _, size in self._thumbnails.walk()]
        return ThumbnailUse(
            count=len(sizes),
            used_bytes=sum(sizes),
            wanted=self._library.photos.count(),
            limit_bytes=self._limit_bytes,
        )

    def clear(self) -> Job[int]:
        """Deletes all; returns how many. They come back as photos are looked at anew, or with `rebuild`."""
        deleted = 0
        for path, _ in self._thumbnails.walk():
            deleted += self._thumbnails.forget(path)
            if deleted % _STEP == 0:
                yield Progress("clear", done=deleted, unit="thumbnails")
        self._thumbnails.recount()
        return deleted

    def rebuild(self) -> Job[int]:
        """Deletes all and makes those of all photos within reach, as the settings are now; returns how many."""
        yield from self.clear()
        return (yield from self._maker.make_all())
