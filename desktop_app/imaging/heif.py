"""HEIC and HEIF of phones, by pillow-heif."""

import io

from PIL import ExifTags, Image

_SEARCHED_BYTES = 4096


def open_heif(stream: io.BytesIO) -> Image.Image:
    """The primary image of the file, its header read. Raises whatever pillow-heif raises."""
    import pillow_heif

    return pillow_heif.HeifImageFile(stream)  # type: ignore[no-untyped-call]


def unapplied_orientation(image: Image.Image, data: bytes) -> int:
    """The EXIF orientation that pixels decoded by libheif still need, 1 to 8.

    HEIF turns pictures by its own properties (irot, imir), which libheif applies; EXIF's orientation is then only
    history (ISO/IEC 23008-12). Files of some phones and converters have no such property: then EXIF counts, unless its
    sizes say that the pixels were turned before they were stored.
    """
    orientation = image.info.get("original_orientation")
    if not isinstance(orientation, int) or not 2 <= orientation <= 8 or _has_turning_property(data):
        return 1
    tags = image.getexif().get_ifd(ExifTags.IFD.Exif)
    taken = (tags.get(ExifTags.Base.ExifImageWidth), tags.get(ExifTags.Base.ExifImageHeight))
    was_turned = orientation >= 5 and taken == (image.height, image.width) and image.width != image.height
    return 1 if was_turned else orientation


def _has_turning_property(data: bytes) -> bool:
    at = data.find(b"meta", 0, _SEARCHED_BYTES)
    if at < 4:
        return False
    properties = data[at : at + int.from_bytes(data[at - 4 : at], "big")]
    return b"irot" in properties or b"imir" in properties
