"""What a photo file says about itself: EXIF, IPTC and XMP made one record. Broken metadata never costs the photo."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from PIL import Image, IptcImagePlugin

from desktop_app.imaging import exif
from desktop_app.imaging.exif import Tags, attempt
from desktop_app.imaging.sidecars import XmpPacket, parse_xmp, read_sidecar
from desktop_app.imaging.text import clean_caption, clean_keywords, decode
from desktop_app.imaging.turning import turns_between
from desktop_app.records import ImageMetadata

_IPTC_CHARSET, _IPTC_KEYWORDS, _IPTC_CAPTION = (1, 90), (2, 25), (2, 120)
_PSD_EXIF, _PSD_XMP = 1058, 1060


class Iptc(NamedTuple):
    caption: str = ""
    keywords: tuple[str, ...] = ()


def read_metadata(image: Image.Image, data: bytes, path: Path, *, raw: bool = False) -> ImageMetadata:
    """What the file `data` at `path`, opened as `image`, and an XMP sidecar beside it say. Never raises.

    Caption, keywords and rating are each taken from the first that has one: sidecar, embedded XMP, IPTC, EXIF; the time
    and the place from EXIF before XMP. A sidecar's orientation is a turn beyond the file's own. A rating of −1
    ("rejected") becomes 0: the file does say something. `raw`: `image` is only the preview in a RAW file, whose own
    tags count first.
    """
    tags = exif.tags_of_raw(data) if raw else Tags()
    if not any(tags):
        tags = exif.tags_of_image(_with_psd_exif(image))
    sidecar = attempt(lambda: read_sidecar(path), XmpPacket())
    embedded = attempt(lambda: parse_xmp(_embedded_xmp(image, tags)), XmpPacket())
    iptc = attempt(lambda: _read_iptc(image), Iptc())
    place = exif.place(tags)
    if place.latitude is None:
        place = _place_of(embedded, sidecar)
    orientation = _orientation(image, tags)
    return ImageMetadata(
        orientation=orientation,
        quarter_turns=turns_between(orientation, sidecar.orientation),
        taken_at=exif.taken_at(tags) or embedded.taken_at or sidecar.taken_at,
        camera=exif.camera(tags),
        lens=exif.lens(tags),
        latitude=place.latitude,
        longitude=place.longitude,
        altitude_m=place.altitude_m,
        caption=_first_caption((sidecar.caption, embedded.caption, iptc.caption, *exif.captions(tags))),
        keywords=_first_keywords((sidecar.keywords, embedded.keywords, iptc.keywords, exif.keywords(tags))),
        rating=_first_rating((sidecar.rating, embedded.rating, exif.rating(tags))),
    )


def _orientation(image: Image.Image, tags: Tags) -> int:
    """pillow-heif turns the pixels itself and resets the tag, but remembers it."""
    remembered = image.info.get("original_orientation")
    return remembered if isinstance(remembered, int) and 1 <= remembered <= 8 else exif.orientation(tags)


def _place_of(*packets: XmpPacket) -> exif.Place:
    for packet in packets:
        place = exif.checked_place(packet.latitude, packet.longitude)
        if place.latitude is not None:
            return place
    return exif.Place()


def _with_psd_exif(image: Image.Image) -> Image.Image:
    """Pillow leaves the EXIF block of a Photoshop file among its resources."""
    block = _psd_resource(image, _PSD_EXIF)
    if block:
        image.info.setdefault("exif", b"Exif\0\0" + block)
    return image


def _psd_resource(image: Image.Image, number: int) -> bytes:
    return next((block for found, _, block in getattr(image, "resources", ()) if found == number), b"")


def _embedded_xmp(image: Image.Image, tags: Tags) -> bytes:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or tags.base.get(0x02BC)
    if isinstance(packet, str):
        return packet.encode("utf-8", "ignore")
    if isinstance(packet, tuple):
        return bytes(packet)
    return packet if isinstance(packet, bytes) else _psd_resource(image, _PSD_XMP)


def _read_iptc(image: Image.Image) -> Iptc:
    if "photoshop" not in image.info and not hasattr(image, "tag_v2"):
        return Iptc()
    found = IptcImagePlugin.getiptcinfo(image) or {}  # type: ignore[arg-type]
    is_utf8 = found.get(_IPTC_CHARSET) == b"\x1b%G"

    def texts(key: tuple[int, int]) -> list[str]:
        value = found.get(key)
        values = value if isinstance(value, list) else [value]
        return [one.decode("utf-8", "replace") if is_utf8 else decode(one) for one in values if isinstance(one, bytes)]

    return Iptc("\n".join(texts(_IPTC_CAPTION)), tuple(texts(_IPTC_KEYWORDS)))


def _first_caption(captions: Iterable[str]) -> str:
    return next(filter(None, map(clean_caption, captions)), "")


def _first_keywords(keywords: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return next(filter(None, map(clean_keywords, keywords)), ())


def _first_rating(ratings: Iterable[float | None]) -> int | None:
    """The first that is a number of stars; −1 is Adobe's mark of rejection."""
    return next((max(round(found), 0) for found in ratings if found is not None and -1 <= found <= 5), None)
