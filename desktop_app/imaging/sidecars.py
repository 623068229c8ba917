"""XMP: what a packet, inside a photo or in a file beside it, says about the photo. Written in `sidecar_writing`."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from desktop_app.imaging.formats import is_candidate

MAX_BYTES = 4 * 1024**2
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_EXIF = "{http://ns.adobe.com/exif/1.0/}"
_TIFF = "{http://ns.adobe.com/tiff/1.0/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_LIGHTROOM = "{http://ns.adobe.com/lightroom/1.0/}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DATES = (f"{_EXIF}DateTimeOriginal", f"{_PHOTOSHOP}DateCreated", f"{_EXIF}DateTimeDigitized", f"{_XMP}CreateDate")


class XmpPacket(msgspec.Struct, frozen=True, kw_only=True):
    """The properties that matter here, as they stand in the packet: not cleaned, not checked for sense."""

    caption: str = ""
    keywords: tuple[str, ...] = ()
    rating: float | None = None
    orientation: int | None = None
    """1 to 8."""
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def parse_xmp(packet: bytes) -> XmpPacket:
    """Empty for what is not well-formed, too large, or an attack by entities."""
    end = packet.rfind(b">") + 1
    start = packet.find(b"<")
    if start < 0 or end - start > MAX_BYTES:
        return XmpPacket()
    try:
        root = fromstring(packet[start:end], forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return XmpPacket()
    descriptions = list(root.iter(f"{_RDF}Description"))
    return XmpPacket(
        caption=_language_alternative(descriptions, f"{_DC}description"),
        keywords=_keywords(descriptions),
        rating=_number(_text(descriptions, f"{_XMP}Rating")),
        orientation=_orientation(_text(descriptions, f"{_TIFF}Orientation")),
        taken_at=next(filter(None, (_date(_text(descriptions, name)) for name in _DATES)), None),
        latitude=_coordinate(_text(descriptions, f"{_EXIF}GPSLatitude")),
        longitude=_coordinate(_text(descriptions, f"{_EXIF}GPSLongitude")),
    )


def read_sidecar(photo: Path) -> XmpPacket:
    """What `photo.jpg.xmp` says, or else `photo.xmp`: the first is about this very file. Empty without either."""
    for sidecar_of in (own_sidecar, plain_sidecar):
        try:
            with sidecar_of(photo).open("rb") as file:
                packet = parse_xmp(file.read(MAX_BYTES + 1))
        except (OSError, ValueError):
            continue
        if sidecar_of is plain_sidecar and packet.orientation is not None and is_shared(photo):
            return msgspec.structs.replace(packet, orientation=None)
        return packet
    return XmpPacket()


def own_sidecar(photo: Path) -> Path:
    """`photo.jpg.xmp`: about this file alone."""
    return photo.with_name(f"{photo.name}.xmp")


def plain_sidecar(photo: Path) -> Path:
    """`photo.xmp`: about all photos of this name."""
    return photo.with_suffix(".xmp")


def is_shared(photo: Path) -> bool:
    """Whether other photos beside it have the same name but for the suffix; so it is taken where nobody can tell."""
    try:
        with os.scandir(photo.parent) as entries:
            return any(
                entry.name != photo.name and (other := Path(entry.name)).stem == photo.stem and is_candidate(other)
                for entry in entries
            )
    except OSError:
        return True


def _properties(descriptions: list[Element], name: str) -> Iterator[Element]:
    for description in descriptions:
        yield from description.findall(name)


def _text(descriptions: list[Element], name: str) -> str:
    """A simple property: RDF writes it as an attribute or as an element."""
    for description in descriptions:
        if name in description.attrib:
            return description.attrib[name].strip()
    return next(((found.text or "").strip() for found in _properties(descriptions, name)), "")


def _items(descriptions: list[Element], name: str) -> list[Element]:
    return [item for found in _properties(descriptions, name) for item in found.findall(f"*/{_RDF}li")]


def _language_alternative(descriptions: list[Element], name: str) -> str:
    items = _items(descriptions, name)
    if not items:
        return _text(descriptions, name)
    chosen = next((item for item in items if item.get(_LANGUAGE) == "x-default" and item.text), items[0])
    return chosen.text or ""


def _keywords(descriptions: list[Element]) -> tuple[str, ...]:
    """dc:subject, and the last step of each lr:hierarchicalSubject ("Places|France|Paris")."""
    flat = [item.text or "" for item in _items(descriptions, f"{_DC}subject")]
    deep = [(item.text or "").split("|")[-1] for item in _items(descriptions, f"{_LIGHTROOM}hierarchicalSubject")]
    return tuple(flat + deep)


def _orientation(text: str) -> int | None:
    return int(text) if text in {"1", "2", "3", "4", "5", "6", "7", "8"} else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _date(text: str) -> datetime | None:
    """ISO 8601 as XMP uses it, also without a time. The camera's wall time: its zone is dropped."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        return None


def _coordinate(text: str) -> float | None:
    """Degrees from "48,51.5N" or "48,51,30N" (XMP specification, part 2: GPSCoordinate)."""
    sign = {"N": 1, "E": 1, "S": -1, "W": -1}.get(text[-1:].upper())
    if sign is None:
        return _number(text) if text else None
    parts = [_number(part) for part in text[:-1].split(",")]
    if not 1 <= len(parts) <= 3:
        return None
    degrees = 0.0
    for part, unit in zip(parts, (1, 60, 3600), strict=False):
        if part is None:
            return None
        degrees += part / unit
    return sign * degrees
