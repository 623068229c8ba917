"""A photo file as the rest of the app knows it: read once, then everything from those bytes.

Upright, RGB, 8-bit sRGB. Whatever is wrong with a file ends in one `PhotoError` with a sentence for people. All
functions may be called from any number of threads.
"""

import stat
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from desktop_app.errors import (
    DamagedPhotoError,
    NotAPhotoError,
    PhotoError,
    PhotoTooLargeError,
    UnreadablePhotoError,
    UnsupportedFormatError,
    VanishedPhotoError,
)
from desktop_app.imaging import exif
from desktop_app.imaging.colour import to_srgb
from desktop_app.imaging.failures import as_photo_errors
from desktop_app.imaging.fingerprint import hash_content, summarise
from desktop_app.imaging.formats import HEAD_BYTES, TAIL_BYTES, Decoder, Kind, identify, is_candidate
from desktop_app.imaging.heif import unapplied_orientation
from desktop_app.imaging.metadata import read_metadata
from desktop_app.imaging.opening import DecodeLimits, ShrinkFactor, Size, load, open_lazily
from desktop_app.imaging.raw import is_raw_tiff, load_raw
from desktop_app.records import Content, ImageMetadata

__all__ = ["DecodeLimits", "DecodedPhoto", "decode_photo", "hash_content", "is_candidate", "open_upright", "read_photo"]

_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class DecodedPhoto(NamedTuple):
    """`image` is upright RGB, its shortest edge at least what was asked for where the file has that much."""

    content: Content
    image: Image.Image


class _Picture(NamedTuple):
    """Upright RGB pixels, the full upright size, and what the file says."""

    image: Image.Image
    size_px: Size
    format: str
    metadata: ImageMetadata


def read_photo(path: Path, *, limits: DecodeLimits) -> bytes:
    """All bytes of the file, read once. What is no photo by its first bytes (a film of 4 GB) is not read further.

    Raises `VanishedPhotoError`, `UnreadablePhotoError`, `PhotoTooLargeError`, `NotAPhotoError`,
    `UnsupportedFormatError`, `DamagedPhotoError`.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise NotAPhotoError("This is not an ordinary file.")
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            file.seek(max(status.st_size - TAIL_BYTES, 0))
            identify(head, file.read(TAIL_BYTES), path)
            _check_bytes(status.st_size, limits)
            file.seek(0)
            data = file.read(status.st_size + 1)  # room for a huge one would cost more than reading it
            if len(data) > status.st_size:  # it grows
                data += file.read(limits.max_file_bytes)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise VanishedPhotoError("The file went away before it was read.") from error
    except PermissionError as error:
        raise UnreadablePhotoError("You have no permission to read this file.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadablePhotoError(f"The file cannot be read: {reason}.") from error
    _check_bytes(len(data), limits)
    return data


def decode_photo(
    path: Path, data: bytes, *, limits: DecodeLimits, min_edge_px: int = 512, content_hash: str = ""
) -> DecodedPhoto:
    """What the bytes of a photo hold: its pixels, scaled down to no less than `min_edge_px`, and all that they tell.

    `content_hash` is that of `data`, from whoever has it already. `path` breaks ties between formats and leads to XMP
    sidecars; it is not read. Raises `PhotoError`s and nothing else.
    """

    def shrink(size: Size) -> int:
        return max(min(size) // min_edge_px, 1)

    with as_photo_errors("photo"):
        picture = _decode(path, data, limits=limits, shrink=shrink)
        mean_colour, perceptual_hash = summarise(picture.image)
        content = Content(
            content_hash=content_hash or hash_content(data),
            format=picture.format,
            width_px=picture.size_px[0],
            height_px=picture.size_px[1],
            mean_colour=mean_colour,
            perceptual_hash=perceptual_hash,
            metadata=picture.metadata,
        )
    return DecodedPhoto(content, picture.image)


def open_upright(path: Path, *, limits: DecodeLimits, max_edge_px: int | None = None) -> Image.Image:
    """The photo to look at, upright RGB: its longest edge at most `max_edge_px`, or in full.

    Raises `PhotoError`s and nothing else.
    """

    def shrink(size: Size) -> int:
        return max(max(size) // max_edge_px, 1) if max_edge_px is not None else 1

    data = read_photo(path, limits=limits)
    with as_photo_errors("photo"):
        image = _decode(path, data, limits=limits, shrink=shrink).image
        if max_edge_px is not None and max(image.size) > max_edge_px:
            image.thumbnail((max_edge_px, max_edge_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image


def _check_bytes(size_bytes: int, limits: DecodeLimits) -> None:
    if size_bytes > limits.max_file_bytes:
        raise PhotoTooLargeError(
            f"The file has {size_bytes / 1e6:,.0f} MB; the limit is {limits.max_file_bytes / 1e6:,.0f} MB."
        )


def _decode(path: Path, data: bytes, *, limits: DecodeLimits, shrink: ShrinkFactor) -> _Picture:
    _check_bytes(len(data), limits)
    kind = identify(data[:HEAD_BYTES], data[-TAIL_BYTES:], path)
    with as_photo_errors(kind.title):
        if kind.decoder is Decoder.RAW:
            return _decode_raw(path, data, limits=limits, shrink=shrink)
        if kind.decoder is Decoder.TIFF and is_raw_tiff(data, path.suffix):
            try:
                with as_photo_errors("RAW"):
                    return _decode_raw(path, data, limits=limits, shrink=shrink)
            except (DamagedPhotoError, UnsupportedFormatError) as raw_error:
                return _decode_tiff_after_raw(path, data, kind, raw_error, limits=limits, shrink=shrink)
        return _decode_plain(path, data, kind, limits=limits, shrink=shrink)


def _decode_tiff_after_raw(
    path: Path, data: bytes, kind: Kind, raw_error: PhotoError, *, limits: DecodeLimits, shrink: ShrinkFactor
) -> _Picture:
    """An ordinary TIFF that looked like a camera's RAW. If it is none either, LibRaw's reason is the better one."""
    try:
        with as_photo_errors(kind.title):
            return _decode_plain(path, data, kind, limits=limits, shrink=shrink)
    except (DamagedPhotoError, UnsupportedFormatError):
        raise raw_error from None


def _decode_plain(path: Path, data: bytes, kind: Kind, *, limits: DecodeLimits, shrink: ShrinkFactor) -> _Picture:
    lazy = open_lazily(kind, data, limits=limits)
    metadata = read_metadata(lazy, data, path)
    opened = load(lazy, kind, data, shrink=shrink)
    # Asked again after loading: Pillow turns TIFF and pillow-heif HEIC themselves, and say so by then.
    orientation = _orientation(opened.image, data)
    image = _upright(opened.image, opened.size_px, orientation, shrink=shrink)
    return _Picture(image, _turned(opened.size_px, orientation), lazy.format or kind.title, metadata)


def _decode_raw(path: Path, data: bytes, *, limits: DecodeLimits, shrink: ShrinkFactor) -> _Picture:
    raw = load_raw(data, limits=limits, shrink=shrink)
    metadata = read_metadata(raw.image, data, path, raw=True)
    image = _upright(raw.image, raw.image.size, raw.orientation, shrink=shrink)
    return _Picture(image, _turned(raw.size_px, raw.orientation), "RAW", metadata)


def _orientation(image: Image.Image, data: bytes) -> int:
    if image.format == "HEIF":
        return exif.attempt(lambda: unapplied_orientation(image, data), 1)
    return exif.orientation(exif.tags_of_image(image))


def _upright(image: Image.Image, full: Size, orientation: int, *, shrink: ShrinkFactor) -> Image.Image:
    already = max(round(full[0] / image.width), round(full[1] / image.height), 1)
    image = to_srgb(image, factor=max(shrink(full) // already, 1))
    if orientation in _TRANSPOSE:
        image = image.transpose(_TRANSPOSE[orientation])
    return image


def _turned(size: Size, orientation: int) -> Size:
    return (size[1], size[0]) if orientation >= 5 else size
