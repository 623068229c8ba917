"""A small real library for the window's tests: photos in a folder, records in SQLite, thumbnails on the disk."""

import os
from datetime import datetime
from pathlib import Path

from PIL import Image

from desktop_app.config import LibraryPaths, Settings
from desktop_app.errors import DamagedPhotoError
from desktop_app.imaging.decode import DecodeLimits, decode_photo, read_photo
from desktop_app.imaging.thumbnails import ThumbnailCache
from desktop_app.library import Library
from desktop_app.records import Folder, PhotoId

_LIMITS = DecodeLimits(max_pixels=10_000_000, max_file_bytes=10_000_000)
COLOURS = ["#c02020", "#20a040", "#3050c0", "#e0c030", "#802090", "#20b0b0", "#b06020", "#607080"]


class Home:
    """Files and library of one test."""

    def __init__(self, paths: LibraryPaths) -> None:
        self.paths = paths
        self.library = Library.open(paths)
        self.folder_path = paths.root.parent / "Pictures"
        settings = Settings()
        self.thumbnails = ThumbnailCache(
            paths.thumbnails, size_px=settings.thumbnail_size_px, limit_bytes=settings.thumbnail_cache_bytes
        )

    def close(self) -> None:
        self.library.close()

    def watch(self, path: Path | None = None) -> Folder:
        """The library watches the folder."""
        path = path or self.folder_path
        path.mkdir(parents=True, exist_ok=True)
        return self.library.folders.add(path)

    def add_photo(
        self, name: str, *, size: tuple[int, int] = (120, 80), taken: datetime | None = None, folder: Path | None = None
    ) -> PhotoId:
        """Draws a photo, saves it and takes it into the library, with its thumbnail."""
        folder = folder or self.folder_path
        self.watch(folder)
        path = folder / name
        image = Image.new("RGB", size, COLOURS[sum(name.encode()) % len(COLOURS)])
        image.putpixel((0, 0), (len(name), sum(name.encode()) % 256, size[0] % 256))  # no two alike
        image.save(path, quality=90)
        if taken is not None:
            os.utime(path, (taken.timestamp(), taken.timestamp()))
        data = read_photo(path, limits=_LIMITS)
        decoded = decode_photo(path, data, limits=_LIMITS)
        self.thumbnails.write(decoded.content.content_hash, decoded.image)
        status = path.stat()
        return self.library.photos.insert(path, decoded.content, size_bytes=status.st_size, mtime_ns=status.st_mtime_ns)

    def add_photos(self, count: int, *, prefix: str = "photo") -> list[PhotoId]:
        """Many, a day apart, the first one newest; of three shapes."""
        shapes = [(120, 80), (80, 120), (100, 100)]
        with self.library.transaction():
            return [
                self.add_photo(
                    f"{prefix}-{n:03}.png",
                    size=shapes[n % 3],
                    taken=datetime.fromtimestamp(1_700_000_000 - n * 86_400),  # noqa: DTZ006 - wall time
                )
                for n in range(count)
            ]

    def add_problem(self, name: str) -> Path:
        """A file that could not be taken in."""
        path = self.folder_path / name
        self.library.problems.record(path, 10, 10, DamagedPhotoError("The photo ends early."))
        return path
