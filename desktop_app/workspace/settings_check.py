"""Settings that can be."""

import msgspec

from desktop_app.config import Settings
from desktop_app.errors import LibraryError

DEVICES = ("auto", "cpu", "cuda", "mps", "xpu")
THUMBNAIL_SIZES_PX = range(64, 2049)
THUMBNAIL_QUALITIES = range(30, 96)
LEAST_CACHE_BYTES = 16 * 1024**2
LONGEST_IDLE_S = 7 * 86_400.0


def check_settings(settings: Settings) -> None:
    """Raises `LibraryError` with what to change."""
    if settings.device not in DEVICES:
        raise LibraryError(f'There is no device "{settings.device}": choose one of {", ".join(DEVICES)}.')
    if settings.thumbnail_size_px not in THUMBNAIL_SIZES_PX:
        sizes = THUMBNAIL_SIZES_PX
        raise LibraryError(f"Thumbnails are {sizes[0]} to {sizes[-1]} pixels, not {settings.thumbnail_size_px}.")
    if settings.thumbnail_quality not in THUMBNAIL_QUALITIES:
        worst, best = THUMBNAIL_QUALITIES[0], THUMBNAIL_QUALITIES[-1]
        raise LibraryError(f"The quality of thumbnails is {worst} to {best}, not {settings.thumbnail_quality}.")
    if settings.thumbnail_cache_bytes < LEAST_CACHE_BYTES:
        raise LibraryError(f"Thumbnails need room: give them {LEAST_CACHE_BYTES // 1024**2} MB at least.")
    if settings.max_pixels < 1 or settings.max_file_bytes < 1:
        raise LibraryError("The limits for photos must be greater than nothing.")
    for seconds in (settings.worker_idle_s, settings.model_idle_s):
        if not 0 <= seconds <= LONGEST_IDLE_S:
            raise LibraryError("An idle time is between no time at all and a week.")
    for name in settings.excluded_names:
        if not name.strip() or "/" in name or "\\" in name:
            raise LibraryError(f'"{name}" cannot be left out: give a name, such as Trash or *.png, not a path.')
        if not name.strip("*?. "):
            raise LibraryError(f'"{name}" would leave out everything: give a part of a name too.')
    for folder in settings.excluded_folders:
        if not folder.is_absolute():
            raise LibraryError(f"{folder} cannot be left out: give the whole path of a folder.")


def mended(settings: Settings) -> Settings:
    """The same, with defaults for what cannot be: somebody may have written into the file."""
    usual = Settings()
    good = {}
    for name in Settings.__struct_fields__:
        value = getattr(settings, name)
        try:
            check_settings(msgspec.structs.replace(usual, **{name: value}))
        except LibraryError:
            continue
        good[name] = value
    return msgspec.structs.replace(usual, **good)
