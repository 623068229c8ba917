"""Small upright JPEG copies of the photos, on disk, by content hash. A cache: delete it and it is made again.

JPEG, not WebP: at 512 px it is a fifth larger (29 against 25 KB), but encoding takes 1 ms instead of 6 to 11, and Qt
decodes it in 1.3 ms instead of 2.1: a grid decodes hundreds while it is scrolled.
"""

import contextlib
import io
import math
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from desktop_app.errors import LibraryUnwritableError

USUAL_QUALITY = 82
_SUFFIX = ".jpg"
_TEMPORARY = ".tmp"
_TEMPORARY_AGE_S = 3600
_TRIM_TO = 0.9
_UNMEASURED_SHARE = 64
_NEARLY = 0.95


def thumbnail_path(root: Path, content_hash: str) -> Path:
    """Where the thumbnail of that content lies under `root`, whether it exists or not."""
    return root / content_hash[:2] / f"{content_hash}{_SUFFIX}"


def mark_seen(path: Path) -> None:
    """Says that a thumbnail was shown: those seen longest ago go first. File systems do not keep this by themselves."""
    with contextlib.suppress(OSError):
        os.utime(path)


class ThumbnailCache:
    """Writes thumbnails and keeps them below `limit_bytes`. Any number of threads and processes may share a `root`.

    `size_px` is the longest edge, or a little less, `quality` JPEG's. The total is counted once, after the first
    writes, and then kept by addition: a write costs the same in a cache of ten or a million.
    """

    def __init__(self, root: Path, *, size_px: int, limit_bytes: int, quality: int = USUAL_QUALITY) -> None:
        self.root = root
        self._size_px = size_px
        self._quality = quality
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._trimming = threading.Lock()
        self._total_bytes: int | None = None
        self._unmeasured_bytes = 0

    def path_of(self, content_hash: str) -> Path:
        return thumbnail_path(self.root, content_hash)

    def has(self, content_hash: str) -> bool:
        return self.path_of(content_hash).is_file()

    def write(self, content_hash: str, image: Image.Image) -> Path:
        """Makes the thumbnail of `image` (upright RGB), all of it or nothing. Raises `LibraryUnwritableError`."""
        path = self.path_of(content_hash)
        encoded = _encode(image, self._size_px, self._quality)
        try:
            _write_whole(path, encoded)
        except OSError as error:
            raise LibraryUnwritableError(f"A thumbnail could not be saved in {self.root}: {error.strerror}.") from error
        if self._is_over_limit(len(encoded)):
            self.trim()
        return path

    def trim(self) -> int:
        """Deletes the thumbnails seen longest ago until the cache fills nine tenths of its limit. Returns how many.

        One walk over the cache, whatever is deleted; nothing if another thread is at it.
        """
        if not self._trimming.acquire(blocking=False):
            return 0
        try:
            return self._trim()
        finally:
            self._trimming.release()

    def walk(self) -> Iterator[tuple[str, int]]:
        """(path, bytes) of every thumbnail on the disk, folder by folder."""
        for _, size, path in _thumbnails(self.root):
            yield path, size

    def forget(self, path: str) -> bool:
        """Deletes one; false where that failed or it was gone."""
        try:
            Path(path).unlink()
        except OSError:
            return False
        return True

    def recount(self) -> None:
        """The total is counted anew when it is next needed."""
        with self._lock:
            self._total_bytes, self._unmeasured_bytes = None, 0

    def _is_over_limit(self, added_bytes: int) -> bool:
        with self._lock:
            if self._total_bytes is None:
                self._unmeasured_bytes += added_bytes
                return self._unmeasured_bytes * _UNMEASURED_SHARE > self._limit_bytes
            self._total_bytes += added_bytes
            return self._total_bytes > self._limit_bytes

    def _trim(self) -> int:
        found = list(_thumbnails(self.root))
        total = sum(size for _, size, _ in found)
        deleted = 0
        if total > self._limit_bytes:
            found.sort()
            for _, size, path in found:
                if total <= self._limit_bytes * _TRIM_TO:
                    break
                with contextlib.suppress(OSError):  # another process was faster, or a reader holds it open (Windows)
                    Path(path).unlink()
                    total -= size
                    deleted += 1
        with self._lock:
            self._total_bytes = total
        return deleted


def _encode(image: Image.Image, size_px: int, quality: int) -> bytes:
    buffer = io.BytesIO()
    _shrunk(image, size_px).convert("RGB").save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def _shrunk(image: Image.Image, size_px: int) -> Image.Image:
    """At most `size_px` long; a whole factor that comes close to it costs a fifth of what hitting it exactly does.

    So it is with what JPEG's scaling leaves of a 12-megapixel photo: 1000 × 750 becomes 500 × 375.
    """
    longest = max(image.size)
    if longest <= size_px:
        return image
    factor = math.ceil(longest / size_px)
    if math.ceil(longest / factor) >= _NEARLY * size_px:
        return image.reduce(factor)
    scale = size_px / longest
    size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
    return image.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def _write_whole(path: Path, encoded: bytes) -> None:
    """A reader sees the old file, the new file or none. The folder may vanish at any time: it is made again once."""
    for attempt in (1, 2):
        try:
            path.parent.parent.mkdir(exist_ok=True)  # no further: a library's drive may be away
            path.parent.mkdir(exist_ok=True)
            handle, temporary = tempfile.mkstemp(suffix=_TEMPORARY, dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(encoded)
                Path(temporary).replace(path)
            except BaseException:
                with contextlib.suppress(OSError):
                    Path(temporary).unlink()
                raise
        except PermissionError:
            if path.is_file():  # Windows: a reader holds the same thumbnail open, so it is there already
                return
            raise
        except FileNotFoundError:
            if attempt == 2:
                raise
        else:
            return


def _thumbnails(root: Path) -> Iterator[tuple[float, int, str]]:
    """(last seen or written, bytes, path) of every thumbnail. Temporary files left by a crash go on the way."""
    for folder in _entries(root):
        if not folder.is_dir(follow_symlinks=False):
            continue
        for entry in _entries(folder.path):
            try:
                stat = entry.stat(follow_symlinks=False)
                if entry.name.endswith(_SUFFIX):
                    yield max(stat.st_atime, stat.st_mtime), stat.st_size, entry.path
                elif entry.name.endswith(_TEMPORARY) and time.time() - stat.st_mtime > _TEMPORARY_AGE_S:
                    Path(entry.path).unlink()
            except OSError:
                continue


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
