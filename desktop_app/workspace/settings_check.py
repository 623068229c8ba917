"""Settings that can be."""

import os

from desktop_app.config import Settings
from desktop_app.errors import LibraryError

DEVICES = ("auto", "cpu", "cuda", "mps", "xpu")
THUMBNAIL_SIZES_PX = range(64, 2049)
LEAST_CACHE_BYTES = 16 * 1024**2


def check_settings(settings: Settings) -> None:
    """Raises `LibraryError` with what to change."""
    if settings.device not in DEVICES:
        raise LibraryError(f'There is no device "{settings.device}": choose one of {", ".join(DEVICES)}.')
    if settings.thumbnail_size_px not in THUMBNAIL_SIZES_PX:
        sizes = THUMBNAIL_SIZES_PX
        raise LibraryError(f"Thumbnails are {sizes[0]} to {sizes[-1]} pixels, not {settings.thumbnail_size_px}.")
    if settings.thumbnail_cache_bytes < LEAST_CACHE_BYTES:
        raise LibraryError(f"Thumbnails need room: give them {LEAST_CACHE_BYTES // 1024**2} MB at least.")
    if settings.max_pixels < 1 or settings.max_file_bytes < 1:
        raise LibraryError("The limits for photos must be greater than nothing.")
    for name in settings.excluded_names:
        if not name.strip() or os.sep in name or "/" in name:
            raise LibraryError(f'"{name}" cannot be left out: give the name of a folder, not a path.')
