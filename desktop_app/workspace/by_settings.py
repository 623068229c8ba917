"""What the settings say, in the words of the engines."""

from desktop_app.config import LibraryPaths, Settings
from desktop_app.imaging.decode import DecodeLimits
from desktop_app.imaging.thumbnails import ThumbnailCache


def thumbnail_cache(paths: LibraryPaths, settings: Settings) -> ThumbnailCache:
    """Where thumbnails are kept, as large and as good as is wanted."""
    return ThumbnailCache(
        paths.thumbnails,
        size_px=settings.thumbnail_size_px,
        limit_bytes=settings.thumbnail_cache_bytes,
        quality=settings.thumbnail_quality,
    )


def decode_limits(settings: Settings) -> DecodeLimits:
    """What is refused before it is decoded."""
    return DecodeLimits(max_pixels=settings.max_pixels, max_file_bytes=settings.max_file_bytes)
