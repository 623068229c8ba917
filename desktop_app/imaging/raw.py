"""RAW photos by the preview that the camera embedded; developed at half size only where there is no usable preview."""

import io
from typing import TYPE_CHECKING, NamedTuple

from PIL import ExifTags, Image

from desktop_app.errors import UnsupportedFormatError
from desktop_app.imaging.exif import attempt, tags_of_raw
from desktop_app.imaging.formats import RAW_SUFFIXES, Decoder, Kind
from desktop_app.imaging.opening import DecodeLimits, ShrinkFactor, Size, check_pixels, load, open_lazily

if TYPE_CHECKING:
    import rawpy

_PREVIEW = Kind("RAW preview", Decoder.PILLOW, ("JPEG", "MPO"))
_ORIENTATION_OF_FLIP = {0: 1, 3: 3, 5: 8, 6: 6}  # LibRaw's sizes.flip
_DNG_VERSION = 0xC612
_SUB_IFDS = 0x014A
_NEW_SUBFILE_TYPE = 0x00FE
_RAW_COMPRESSIONS = frozenset((32767, 32769, 32770, 34713, 34892, 65000, 65535))
_USABLE_PREVIEW_PX = 480
_MAX_DEVELOPED_PIXELS = 100_000_000


class RawPhoto(NamedTuple):
    """`image` is loaded and not yet upright; `size_px` is that of the sensor's picture in the same orientation."""

    image: Image.Image
    size_px: Size
    orientation: int


def is_raw_tiff(data: bytes, suffix: str) -> bool:
    """Whether TIFF data is a camera's RAW: a DNG, or a small picture in front with the sensor's data behind it."""
    if data[8:10] == b"CR" or suffix.lower() in RAW_SUFFIXES:
        return True
    tags = tags_of_raw(data).base

    def has_signs() -> bool:
        if _DNG_VERSION in tags or tags.get(ExifTags.Base.Compression) in _RAW_COMPRESSIONS:
            return True
        return ExifTags.Base.Make in tags and _SUB_IFDS in tags and tags.get(_NEW_SUBFILE_TYPE) == 1

    return attempt(has_signs, False)  # noqa: FBT003 - the default


def load_raw(data: bytes, *, limits: DecodeLimits, shrink: ShrinkFactor) -> RawPhoto:
    """The largest embedded preview, no smaller than `shrink` leaves it where it can be, else the developed photo.

    Raises `PhotoError`s and whatever LibRaw raises.
    """
    import rawpy

    with rawpy.imread(io.BytesIO(data)) as raw:
        sizes = raw.sizes
        size = (int(sizes.width), int(sizes.height))
        check_pixels(size, limits=limits)
        preview = _load_preview(raw, limits=limits, shrink=shrink)
        shortest = 0 if preview is None else min(preview.size)
        if shortest < min(_USABLE_PREVIEW_PX, min(size) // 2):
            preview = _develop(raw, size) or preview
        orientation = _ORIENTATION_OF_FLIP.get(sizes.flip, 1)
    if preview is None:
        raise UnsupportedFormatError("This RAW file has no preview, and its camera is not known here.")
    is_upright_already = orientation >= 5 and (preview.width > preview.height) != (size[0] > size[1])
    if is_upright_already:
        return RawPhoto(preview, (size[1], size[0]), 1)
    return RawPhoto(preview, size, orientation)


def _load_preview(raw: "rawpy.RawPy", *, limits: DecodeLimits, shrink: ShrinkFactor) -> Image.Image | None:
    import rawpy

    try:
        preview = raw.extract_thumb()
        if not isinstance(preview.data, bytes):
            return Image.fromarray(preview.data)
        image = open_lazily(_PREVIEW, preview.data, limits=limits)
        return load(image, _PREVIEW, preview.data, shrink=shrink).image
    except (rawpy.LibRawError, rawpy.NotSupportedError, OSError, ValueError, TypeError):
        return None


def _develop(raw: "rawpy.RawPy", size: Size) -> Image.Image | None:
    """Half size, so without demosaicing: some seconds at most. None where LibRaw cannot."""
    import rawpy

    if size[0] * size[1] > _MAX_DEVELOPED_PIXELS:
        return None
    try:
        return Image.fromarray(raw.postprocess(half_size=True, use_camera_wb=True, user_flip=0, output_bps=8))
    except (rawpy.LibRawError, rawpy.NotSupportedError, ValueError):
        return None
