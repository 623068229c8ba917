"""From bytes to native pixels: limits first, then scaled decoding, then what a damaged file still holds."""

import contextlib
import ctypes
import io
import re
import struct
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from PIL import Image, JpegImagePlugin, _imaging

from desktop_app.errors import DamagedPhotoError, PhotoTooLargeError
from desktop_app.imaging.failures import ENDS_EARLY, TOO_LARGE, TooSlowError
from desktop_app.imaging.formats import Decoder, Kind
from desktop_app.imaging.heif import open_heif
from desktop_app.imaging.tiff import check_directories

Size: TypeAlias = tuple[int, int]
ShrinkFactor: TypeAlias = Callable[[Size], int]
"""By which whole number a picture of that (width, height) may be divided and still be large enough; at least 1."""

# Once for the process. Limits are checked below; Pillow's own bounds what its readers allocate before that: they raise
# above twice this number, and their warnings about odd files go nowhere.
Image.MAX_IMAGE_PIXELS = 200_000_000
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
# libtiff would print every odd tag; where it is linked in statically, it still does.
with contextlib.suppress(OSError, AttributeError):
    ctypes.CDLL(_imaging.__file__).TIFFSetErrorHandler(None)

MAX_PICTURE_BYTES = 400_000_000
"""A picture as Pillow holds it: 100 million RGB pixels. JPEG is scaled down to it, what cannot be scaled is refused."""
MAX_DECODE_BYTES = 900_000_000
"""All the memory that decoding one photo may take, decoder and copies included."""
_HEAVY_BYTES = 150_000_000
_MAX_SCANNED_PIXELS = 4_000_000_000
_MAX_CPU_S = 4.0
_MANY_READS = 100_000
_MAX_JPEG_HEADER_BYTES = 16 * 1024**2
_MAX_PLAIN_PIXELS = 4_000_000  # numbers as text, read in Python
_ABSURD_MILLIONS = 100_000
_MAX_ICON_EDGE_PX = 4096
_PNG_SIZE = re.compile(rb"IHDR(.{4})(.{4})", re.DOTALL)
_MAX_LOST_LINES = 16
_MAX_LOST_SHARE = 0.02

# Bytes a pixel: what Pillow holds, and the measured peak of decoding it, the copies until it is shrunk included.
_HELD_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2}
_PEAK_BYTES = {"1": 2, "L": 1, "P": 5, "I;16": 6, "I;16B": 6, "I;16L": 6, "I": 4, "F": 4, "RGB": 4}
_PEAK_BYTES_BY_FORMAT = {"HEIF": 8, "AVIF": 10, "WEBP": 17, "JPEG2000": 17}
_PROGRESSIVE_BYTES = 3  # libjpeg keeps every coefficient of the full size, two bytes each

_heavy = threading.RLock()
"""Held while one large photo is decoded: a pool of decoders never needs the memory of two."""


@dataclass(frozen=True)
class DecodeLimits:
    """A photo beyond these is refused before it is decoded."""

    max_pixels: int
    max_file_bytes: int


class Opened(NamedTuple):
    """`image` is loaded, in its own mode, perhaps shrunk; `size_px` is the full size in the same orientation."""

    image: Image.Image
    size_px: Size


class BoundedReader(io.BytesIO):
    """Bytes as a file that gives up on a decoder which crawls through them: a bound for loops over hostile headers.

    Counts small reads first, time of this thread only then: a slow machine with a large photo is no attack.
    `header_bytes` limits what may be read until it is set to None, once the header is done.
    """

    def __init__(self, data: bytes, *, header_bytes: int | None = None) -> None:
        super().__init__(data)
        self.header_bytes = header_bytes
        self._reads = 0
        self._deadline = time.thread_time() + _MAX_CPU_S

    def read(self, size: int | None = -1, /) -> bytes:
        self._reads += 1
        if self._reads > _MANY_READS and self._reads % 64 == 0 and time.thread_time() > self._deadline:
            raise TooSlowError
        found = super().read(size)
        if self.header_bytes is not None:
            self.header_bytes -= len(found)
            if self.header_bytes < 0:
                raise TooSlowError
        return found


def open_lazily(kind: Kind, data: bytes, *, limits: DecodeLimits) -> Image.Image:
    """The image with its header read and its size checked, no pixel decoded yet."""
    if kind.names[0] in ("ICO", "ICNS", "CUR"):
        _check_icon(data)
    reader = BoundedReader(data, header_bytes=_MAX_JPEG_HEADER_BYTES if "JPEG" in kind.names else None)
    if kind.decoder is Decoder.HEIF:
        image = open_heif(reader)
    else:
        if kind.decoder is Decoder.TIFF:
            check_directories(data)
        image = _open_with_pillow(reader, kind, limits=limits)
    reader.header_bytes = None
    check_pixels(image.size, limits=limits)
    check_pixels(getattr(image, "_tile_size", image.size), limits=limits)
    if data[:2] in (b"P1", b"P2", b"P3") and image.width * image.height > _MAX_PLAIN_PIXELS:
        raise TooSlowError
    return image


def _open_with_pillow(reader: BoundedReader, kind: Kind, *, limits: DecodeLimits) -> Image.Image:
    try:
        return Image.open(reader, formats=kind.names)
    except Image.DecompressionBombError as error:
        pixels = re.search(r"(\d+) pixels", str(error))
        if pixels is not None:
            check_pixels((int(pixels[1]), 1), limits=limits)
        raise


def check_pixels(size: Size, *, limits: DecodeLimits) -> None:
    """Raises `PhotoTooLargeError`, or `DamagedPhotoError` for no pixels at all."""
    width, height = size
    if width < 1 or height < 1:
        raise DamagedPhotoError("The photo says that it has no pixels: its header is damaged.")
    millions = width * height / 1e6
    if millions > _ABSURD_MILLIONS:
        raise DamagedPhotoError("The photo claims a size that no photo has: its header is damaged.")
    if width * height > limits.max_pixels:
        raise PhotoTooLargeError(
            f"The photo has {millions:,.0f} million pixels; the limit is {limits.max_pixels / 1e6:,.0f} million."
        )


def load(image: Image.Image, kind: Kind, data: bytes, *, shrink: ShrinkFactor) -> Opened:
    """Decodes `image`, which `open_lazily` made from `data`, scaled where the format can.

    Raises `PhotoTooLargeError` where that would take too much memory, and anything a decoder raises.
    """
    full, scale = image.size, 1
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        _check_scans(image, data)
        while _held_bytes(image, full, scale) > MAX_PICTURE_BYTES:
            scale *= 2
        scale = _draft(image, max(shrink(full), scale))
    elif image.format == "JPEG2000":
        scale = 1 << max(shrink(full).bit_length() - 3, 0)
    needed = _decode_bytes(image, full, scale)
    if needed > MAX_DECODE_BYTES or _held_bytes(image, full, scale) > MAX_PICTURE_BYTES:
        raise PhotoTooLargeError(TOO_LARGE)
    with _heavy if needed > _HEAVY_BYTES else contextlib.nullcontext():
        if isinstance(image, JpegImagePlugin.JpegImageFile):
            return _load_jpeg(image, kind, data, full)
        if image.format == "JPEG2000":
            return _load_jpeg2000(image, kind, data, scale=scale)
        image.load()
        return Opened(image, image.size)


def _load_jpeg(image: JpegImagePlugin.JpegImageFile, kind: Kind, data: bytes, full: Size) -> Opened:
    scaled = image.size
    image.decodermaxblock = len(data) + 1  # in one piece: in blocks of 64 KB, libjpeg often has to start a row again
    try:
        image.load()
    except (OSError, SyntaxError):
        return Opened(_salvage(kind, data, scaled), full)
    if _ends_in_zeros(data):
        return Opened(_salvage(kind, data.rstrip(b"\0"), scaled), full)
    return Opened(image, full)


def _held_bytes(image: Image.Image, full: Size, scale: int) -> int:
    return (full[0] // scale) * (full[1] // scale) * _HELD_BYTES.get(image.mode, 4)


def _decode_bytes(image: Image.Image, full: Size, scale: int) -> int:
    peak = max(_PEAK_BYTES.get(image.mode, 8), _PEAK_BYTES_BY_FORMAT.get(image.format or "", 0))
    needed = (full[0] // scale) * (full[1] // scale) * peak
    return needed + full[0] * full[1] * _PROGRESSIVE_BYTES if image.info.get("progressive") else needed


def _check_scans(image: Image.Image, data: bytes) -> None:
    """A progressive JPEG of a few kilobytes can ask for thousands of passes over millions of pixels."""
    if image.info.get("progressive"):
        scans = data.count(b"\xff\xda")
        if scans * image.width * image.height > _MAX_SCANNED_PIXELS:
            raise TooSlowError


def _check_icon(data: bytes) -> None:
    """Icons hold PNG and bitmap files whose sizes their own header does not bound."""
    edges = [int.from_bytes(edge, "big") for found in _PNG_SIZE.finditer(data) for edge in found.groups()]
    if data[:2] == b"\0\0":  # ICO and CUR; the number of pictures, then 16 bytes for each, the last four its place
        for at in range(18, min(18 + 16 * int.from_bytes(data[4:6], "little"), len(data)), 16):
            bitmap = int.from_bytes(data[at : at + 4], "little")
            if not data.startswith(b"\x89PNG", bitmap):
                edges += (abs(edge) for edge in struct.unpack("<ii", data[bitmap + 4 : bitmap + 12].ljust(8, b"\0")))
    if edges and max(edges) > _MAX_ICON_EDGE_PX:
        raise PhotoTooLargeError(TOO_LARGE)


def _draft(image: Image.Image, factor: int) -> int:
    """Asks for the largest of JPEG's scales (1/2, 1/4, 1/8) that `factor` allows, and returns it."""
    scale = next((scale for scale in (8, 4, 2) if scale <= factor), 1)
    if scale > 1:
        image.draft(None, (image.width // scale, image.height // scale))
    return scale


def _load_jpeg2000(image: Image.Image, kind: Kind, data: bytes, *, scale: int) -> Opened:
    """JPEG 2000 decodes at halves of its size, as often as it was encoded so; if not so often, then in full.

    `load` leaves two halvings to averaging: wavelets leave edges harder than that does.
    """
    full = image.size
    image.reduce = scale.bit_length() - 1  # type: ignore[assignment, method-assign]
    try:
        image.load()
    except OSError:
        if scale == 1:
            raise
        return load(Image.open(BoundedReader(data), formats=kind.names), kind, data, shrink=lambda _: 1)
    image.reduce = 0  # type: ignore[assignment, method-assign]  # makes it the method again
    return Opened(image, full)


def _ends_in_zeros(data: bytes) -> bool:
    """Whether the end of a JPEG was blanked, as recovered cards and broken copies have it: libjpeg does not mind."""
    return not data[-4096:].strip(b"\0") and not data.rstrip(b"\0").endswith(b"\xff\xd9")


def _salvage(kind: Kind, data: bytes, scaled: Size) -> Image.Image:
    """Decodes a JPEG that lacks its end, and gives it back if only a strip at the bottom is lost.

    With an end marker appended libjpeg fills what is missing with mid-grey. Up to 16 lines or 2 % of the height (the
    last bytes of a recovered card) are covered with the line above them. A progressive JPEG that lost later
    passes is merely softer and is kept. Raises `DamagedPhotoError` if more is missing: half a photo is not a photo.
    """
    image = Image.open(BoundedReader(data + b"\xff\xd9"), formats=kind.names)
    scale = max(round(image.width / scaled[0]), 1)
    full_height = image.height
    _draft(image, scale)
    image.load()
    pixels = np.asarray(image)
    edge = pixels[:, -max(image.width // 16, 1) :].reshape(image.height, -1)
    filling = 127 if image.mode == "CMYK" else 128  # Adobe's CMYK is stored inverted
    intact = np.flatnonzero((edge != filling).any(axis=1))
    kept = int(intact[-1]) + 1 if intact.size else 0
    lost = (image.height - kept) * scale
    if kept == 0 or lost > max(_MAX_LOST_LINES, full_height * _MAX_LOST_SHARE):
        raise DamagedPhotoError(ENDS_EARLY)
    if kept < image.height:
        last = image.crop((0, kept - 1, image.width, kept))
        image.paste(last.resize((image.width, image.height - kept)), (0, kept))
    return image
