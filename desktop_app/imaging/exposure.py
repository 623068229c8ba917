"""How a photo was taken, as its EXIF says: read from the file when somebody looks, not kept in the library."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from PIL import ExifTags

from desktop_app.imaging import exif
from desktop_app.imaging.decode import DecodeLimits, read_photo
from desktop_app.imaging.exif import Tags, attempt
from desktop_app.imaging.failures import as_photo_errors
from desktop_app.imaging.formats import HEAD_BYTES, TAIL_BYTES, Decoder, identify
from desktop_app.imaging.opening import open_lazily
from desktop_app.imaging.text import clean_name

Base = ExifTags.Base
_LONGEST_S = 86_400.0
_LARGEST_APERTURE = 512.0
_LONGEST_MM = 20_000.0
_LARGEST_BIAS_EV = 20.0
_FLASH_FIRED = 1


class Exposure(NamedTuple):
    """None, or an empty text, where the file does not say."""

    exposure_s: float | None = None
    f_number: float | None = None
    iso: int | None = None
    focal_mm: float | None = None
    focal_35mm: int | None = None
    """What would show the same on 24 × 36 mm film."""
    bias_ev: float | None = None
    flash_fired: bool | None = None
    altitude_m: float | None = None
    software: str = ""
    artist: str = ""
    copyright: str = ""


def read_exposure(path: Path, *, limits: DecodeLimits) -> Exposure:
    """Reads the file, decodes no pixel. Tags that make no sense are left out. Raises `PhotoError`s."""
    data = read_photo(path, limits=limits)
    with as_photo_errors("photo"):
        kind = identify(data[:HEAD_BYTES], data[-TAIL_BYTES:], path)
        tags = exif.tags_of_raw(data) if kind.decoder in (Decoder.RAW, Decoder.TIFF) else Tags()
        if not any(tags):
            tags = exif.tags_of_image(open_lazily(kind, data, limits=limits))
    return exposure_of(tags)


def exposure_of(tags: Tags) -> Exposure:
    """What the tags say about the taking of the photo. Never raises."""
    flash = attempt(lambda: int(tags.photo[Base.Flash]), None)
    return Exposure(
        exposure_s=_number(tags.photo, Base.ExposureTime, above=0.0, to=_LONGEST_S),
        f_number=_number(tags.photo, Base.FNumber, above=0.0, to=_LARGEST_APERTURE),
        iso=_whole(tags.photo, Base.ISOSpeedRatings),
        focal_mm=_number(tags.photo, Base.FocalLength, above=0.0, to=_LONGEST_MM),
        focal_35mm=_whole(tags.photo, Base.FocalLengthIn35mmFilm),
        bias_ev=_number(tags.photo, Base.ExposureBiasValue, above=-_LARGEST_BIAS_EV, to=_LARGEST_BIAS_EV),
        flash_fired=None if flash is None else bool(flash & _FLASH_FIRED),
        altitude_m=exif.place(tags).altitude_m,
        software=attempt(lambda: clean_name(tags.base.get(Base.Software)), ""),
        artist=attempt(lambda: clean_name(tags.base.get(Base.Artist)), ""),
        copyright=attempt(lambda: clean_name(tags.base.get(Base.Copyright)), ""),
    )


def _number(directory: Mapping[int, Any], tag: int, *, above: float, to: float) -> float | None:
    value = attempt(lambda: float(directory[tag]), None)
    return value if value is not None and math.isfinite(value) and above < value <= to else None


def _whole(directory: Mapping[int, Any], tag: int) -> int | None:
    """Some cameras write the same number twice."""

    def read() -> int:
        value = directory[tag]
        return int(value[0] if isinstance(value, tuple) else value)

    value = attempt(read, None)
    return value if value is not None and 0 < value < 10_000_000 else None
