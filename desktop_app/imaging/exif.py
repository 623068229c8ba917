"""EXIF tags of an image or a RAW file, by Pillow's reader, and what they mean. Nothing raises for broken tags."""

import math
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from PIL import ExifTags, Image

from desktop_app.imaging.opening import BoundedReader
from desktop_app.imaging.text import clean_name, decode, decode_comment, decode_utf16
from desktop_app.imaging.tiff import check_directories

Base, Gps = ExifTags.Base, ExifTags.GPS
T = TypeVar("T")

_YEARS = range(1826, 2101)  # the first photograph … no camera's clock
_DATES = (
    (Base.DateTimeOriginal, Base.SubsecTimeOriginal),
    (Base.DateTimeDigitized, Base.SubsecTimeDigitized),
    (Base.DateTime, Base.SubsecTime),
)
_RATING, _RATING_PERCENT = 0x4746, 0x4749
_CR3_BLOCKS = (b"CMT1", b"CMT2", b"CMT4")
_CR3_SEARCHED_BYTES = 1024**2


class Tags(NamedTuple):
    """The three directories of EXIF, by tag number."""

    base: Mapping[int, Any] = {}
    photo: Mapping[int, Any] = {}
    gps: Mapping[int, Any] = {}


class Place(NamedTuple):
    latitude: float | None = None
    longitude: float | None = None
    altitude_m: float | None = None


def attempt(read: Callable[[], T], default: T) -> T:
    """`read()`, or `default` whatever it raises: Pillow's readers raise anything for hostile metadata."""
    try:
        return read()
    except Exception:  # noqa: BLE001 - see above; a photo with broken metadata is still a photo
        return default


def tags_of_image(image: Image.Image) -> Tags:
    """The tags of an opened image; empty where there are none, or none that can be read."""
    return attempt(lambda: _directories(image.getexif()), Tags())


def tags_of_raw(data: bytes) -> Tags:
    """The tags of a RAW file: most are TIFF, some under another first word; CR3 has a box for each directory."""
    if data[4:8] == b"ftyp":
        return Tags(*(_cr3_block(data, name) for name in _CR3_BLOCKS))
    byte_order = {b"II": b"II*\0", b"MM": b"MM\0*"}.get(data[:2])
    if byte_order is None:
        return Tags()
    exif = Image.Exif()

    def read() -> Tags:
        check_directories(data)
        exif.load_from_fp(BoundedReader(data if data[:4] == byte_order else byte_order + data[4:]))
        return _directories(exif)

    return attempt(read, Tags())


def _directories(exif: Image.Exif) -> Tags:
    return Tags(
        exif,
        attempt(lambda: exif.get_ifd(ExifTags.IFD.Exif), {}),
        attempt(lambda: exif.get_ifd(ExifTags.IFD.GPSInfo), {}),
    )


def _cr3_block(data: bytes, name: bytes) -> Mapping[int, Any]:
    at = data.find(name, 0, _CR3_SEARCHED_BYTES)
    if at < 4:
        return {}
    block = Image.Exif()
    attempt(lambda: block.load(data[at + 4 : at - 4 + int.from_bytes(data[at - 4 : at], "big")]), None)
    return block


def orientation(tags: Tags) -> int:
    value = attempt(lambda: tags.base.get(Base.Orientation), None)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def taken_at(tags: Tags) -> datetime | None:
    """DateTimeOriginal, else DateTimeDigitized, else DateTime, the first that is a date; with fractions for bursts."""
    for date_tag, fraction_tag in _DATES:
        for directory in (tags.photo, tags.base):
            found = attempt(lambda d=directory, t=date_tag: _date(decode(d.get(t))), None)  # type: ignore[misc]
            if found is not None:
                fraction = attempt(lambda d=directory, t=fraction_tag: decode(d.get(t)).strip(), "")  # type: ignore[misc]
                return found + timedelta(seconds=float(f"0.{fraction}")) if _is_digits(fraction) else found
    return None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _date(text: str) -> datetime | None:
    """ "2019:06:09 18:21:03", and what programs make of it: other separators, a T, a zone behind."""
    digits = "".join(
        character if character.isascii() and character.isdigit() else " " for character in text[:19]
    ).split()
    if len(digits) == 5:
        digits.append("0")
    if len(digits) != 6:
        return None
    try:
        found = datetime(*(int(number) for number in digits))  # type: ignore[arg-type]  # noqa: DTZ001 - wall time
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def camera(tags: Tags) -> str:
    """Make and model, the make not twice: "Canon EOS 80D", "NIKON D850", "Apple iPhone 12"."""
    make, model = _name(tags, Base.Make), _name(tags, Base.Model)
    make_words, model_words = make.split(), model.split()
    if not make_words or not model_words:
        return make or model
    if model_words[0].casefold() in (word.casefold() for word in make_words):
        return model
    short = make_words[0] if len(make_words) > 1 and make_words[1].casefold().strip(".,") in _COMPANY_WORDS else make
    return clean_name(f"{short} {model}")


_COMPANY_WORDS = frozenset(
    (
        "corporation",
        "corp",
        "inc",
        "co",
        "company",
        "electric",
        "electronics",
        "optical",
        "imaging",
        "computer",
        "techwin",
    )
)


def _name(tags: Tags, tag: int) -> str:
    return attempt(lambda: clean_name(tags.base.get(tag)), "")


def lens(tags: Tags) -> str:
    model = attempt(lambda: clean_name(tags.photo.get(Base.LensModel)), "")
    return "" if not model.strip("-.0 /") else model


def place(tags: Tags) -> Place:
    """Degrees, north and east positive, and metres above the sea. None where the tags make no sense."""
    latitude = attempt(lambda: _angle(tags.gps, Gps.GPSLatitude, Gps.GPSLatitudeRef), None)
    longitude = attempt(lambda: _angle(tags.gps, Gps.GPSLongitude, Gps.GPSLongitudeRef), None)
    known = checked_place(latitude, longitude)
    return (
        known._replace(altitude_m=attempt(lambda: _altitude(tags.gps), None)) if known.latitude is not None else known
    )


def checked_place(latitude: float | None, longitude: float | None) -> Place:
    """Both or none, in range; exactly (0, 0) is what devices without a fix write."""
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return Place()
    return Place() if latitude == 0 and longitude == 0 else Place(latitude, longitude)


def _angle(gps: Mapping[int, Any], tag: int, ref_tag: int) -> float | None:
    value, ref = gps.get(tag), decode(gps.get(ref_tag)).strip()[:1].upper()
    if value is None or ref not in ("N", "S", "E", "W", ""):
        return None
    parts = [float(part) for part in (value if isinstance(value, tuple | list) else (value,))[:3]]
    parts[1:] = [0.0 if math.isnan(part) else part for part in parts[1:]]  # 0/0 seconds
    degrees = sum(part / unit for part, unit in zip(parts, (1, 60, 3600), strict=False))
    if not math.isfinite(degrees):
        return None
    return -degrees if ref in ("S", "W") else degrees


def _altitude(gps: Mapping[int, Any]) -> float | None:
    metres = float(gps[Gps.GPSAltitude])
    if not math.isfinite(metres) or abs(metres) > 100_000:
        return None
    below = gps.get(Gps.GPSAltitudeRef) in (1, b"\x01", "1")
    return (-abs(metres) if below else metres) + 0.0  # no -0.0


def captions(tags: Tags) -> tuple[str, ...]:
    """All that may be a caption, the likeliest first, not cleaned."""
    return (
        attempt(lambda: decode(tags.base.get(Base.ImageDescription)), ""),
        attempt(lambda: decode_utf16(tags.base.get(Base.XPComment)), ""),
        attempt(lambda: decode_comment(tags.photo.get(Base.UserComment)), ""),
        attempt(lambda: decode_utf16(tags.base.get(Base.XPTitle)), ""),
    )


def keywords(tags: Tags) -> tuple[str, ...]:
    return tuple(attempt(lambda: decode_utf16(tags.base.get(Base.XPKeywords)), "").split(";"))


def rating(tags: Tags) -> float | None:
    """Stars; Windows' percentages are 1, 25, 50, 75 and 99 for one to five."""
    stars = attempt(lambda: tags.base.get(_RATING), None)
    if isinstance(stars, int):
        return stars
    percent = attempt(lambda: tags.base.get(_RATING_PERCENT), None)
    return round(percent / 25) + 1 if isinstance(percent, int) and 1 <= percent <= 99 else None
