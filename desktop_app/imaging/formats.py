"""What a file is, told by its first bytes; the name only breaks ties. Nothing here decodes."""

import enum
import re
from pathlib import Path
from typing import NamedTuple

from desktop_app.errors import DamagedPhotoError, NotAPhotoError, UnsupportedFormatError

HEAD_BYTES = 4096
TAIL_BYTES = 26


class Decoder(enum.Enum):
    """Who can decode it: Pillow, pillow-heif, or LibRaw. TIFF may turn out to be a camera's RAW."""

    PILLOW = enum.auto()
    HEIF = enum.auto()
    RAW = enum.auto()
    TIFF = enum.auto()


class Kind(NamedTuple):
    """`names` are Pillow's formats to try; `title` is for people."""

    title: str
    decoder: Decoder
    names: tuple[str, ...] = ()


def _pillow(name: str, title: str | None = None) -> Kind:
    return Kind(title or name, Decoder.PILLOW, (name,))


_RAW = Kind("RAW", Decoder.RAW)
_HEIF = Kind("HEIC", Decoder.HEIF, ("HEIF",))
_AVIF = _pillow("AVIF")
_TIFF = Kind("TIFF", Decoder.TIFF, ("TIFF",))
_TGA = _pillow("TGA")

# First bytes -> kind. Order matters where one begins like another.
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", Kind("JPEG", Decoder.PILLOW, ("JPEG", "MPO"))),
    (b"\x89PNG\r\n\x1a\n", _pillow("PNG")),
    (b"GIF87a", _pillow("GIF")),
    (b"GIF89a", _pillow("GIF")),
    (b"FUJIFILMCCD-RAW", _RAW),
    (b"IIRO", _RAW),
    (b"IIRS", _RAW),
    (b"MMOR", _RAW),
    (b"IIU\0", _RAW),
    (b"II\x1a\0\0\0HEAPCCDR", _RAW),
    (b"\0MRM", _RAW),
    (b"FOVb", _RAW),
    (b"II*\0", _TIFF),
    (b"MM\0*", _TIFF),
    (b"II+\0", _TIFF),
    (b"MM\0+", _TIFF),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", _pillow("JPEG2000", "JPEG 2000")),
    (b"\xff\x4f\xff\x51", _pillow("JPEG2000", "JPEG 2000")),
    (b"8BPS", _pillow("PSD")),
    (b"qoif", _pillow("QOI")),
    (b"DDS ", _pillow("DDS")),
    (b"\0\0\1\0", _pillow("ICO")),
    (b"icns", _pillow("ICNS")),
    (b"\x01\xda", _pillow("SGI")),
    (b"\x59\xa6\x6a\x95", _pillow("SUN")),
    (b"#define", _pillow("XBM")),
    (b"/* XPM */", _pillow("XPM")),
)

# The same, where it takes more than equal bytes. A TGA without a palette begins like a cursor file, but has no count.
_PATTERNS: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"RIFF....WEBP", re.DOTALL), _pillow("WEBP", "WebP")),
    (re.compile(rb"BM.{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0\0\0", re.DOTALL), _pillow("BMP")),
    (re.compile(rb"P[1-7fFy][\s#]"), _pillow("PPM", "PNM")),
    (re.compile(rb"\0\0\x02\0(?!\0\0)"), _pillow("CUR")),
    (re.compile(rb"\x0a[\x00\x02-\x05][\x00\x01][\x01\x02\x04\x08]"), _pillow("PCX")),
)

# First bytes -> an image of a kind that is not decoded here.
_OTHER_IMAGES: tuple[tuple[bytes, str], ...] = (
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "a JPEG XL image"),
    (b"\xff\x0a", "a JPEG XL image"),
    (b"II\xbc", "a JPEG XR image"),
    (b"\x76\x2f\x31\x01", "an OpenEXR image"),
    (b"#?RADIANCE", "a Radiance HDR image"),
    (b"gimp xcf", "a GIMP project"),
    (b"BPG\xfb", "a BPG image"),
    (b"AT&TFORM", "a DjVu document"),
    (b"%!PS", "a PostScript drawing"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript drawing"),
    (b"\xd7\xcd\xc6\x9a", "a Windows metafile"),
    (b"SIMPLE  =", "an astronomical FITS image"),
    (b"BLP", "a game texture"),
)

_NOT_IMAGES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"\x00\x00\x01\xba", "a video"),
    (b"\x00\x00\x01\xb3", "a video"),
    (b"FLV\x01", "a video"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a video or sound file"),
    (b"OggS", "a video or sound file"),
    (b"ID3", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"PK\x03\x04", "an archive or office document"),
    (b"PK\x05\x06", "an archive"),
    (b"Rar!\x1a", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ\x00", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document or thumbnail store"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"OTTO", "a font"),
    (b"\x00\x01\x00\x00\x00", "a font"),
    (b"wOFF", "a font"),
    (b"ttcf", "a font"),
    (b"\x00\x05\x16\x07", "a macOS companion file"),
    (b"bplist", "a settings file"),
)

_HEIF_BRANDS = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"mif2", b"mif3")
)
_AVIF_BRANDS = frozenset((b"avif", b"avis"))
# fmt: off
RAW_SUFFIXES = frozenset((
    ".dng", ".cr2", ".cr3", ".crw", ".nef", ".nrw", ".arw", ".srf", ".sr2", ".raf", ".orf", ".rw2", ".rwl",
    ".pef", ".srw", ".3fr", ".fff", ".iiq", ".mef", ".mos", ".mrw", ".erf", ".kdc", ".dcr", ".k25", ".x3f",
    ".raw", ".gpr",
))
_PHOTO_SUFFIXES = RAW_SUFFIXES.union((
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".heic", ".heif", ".hif",
    ".avif", ".jp2", ".psd", ".tga",
))
# fmt: on
_TGA_SUFFIXES = frozenset((".tga", ".icb", ".vda", ".vst"))

_NEVER_NAMES = frozenset(
    ("thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store", ".picasa.ini", "picasa.ini", ".nomedia")
)
_NEVER_SUFFIXES = frozenset((".xmp", ".aae", ".part", ".partial", ".crdownload", ".download", ".tmp", ".icloud"))


def is_candidate(path: Path) -> bool:
    """Whether a file of this name could be a photo of its own. Sidecars, systems' files and half downloads are not.

    An unknown suffix, or none, is a candidate: the content decides.
    """
    name = path.name.lower()
    return not (name in _NEVER_NAMES or name.startswith(("._", ".~", "~$")) or path.suffix.lower() in _NEVER_SUFFIXES)


def identify(head: bytes, tail: bytes, path: Path) -> Kind:
    """The kind of image that begins with `head` (`HEAD_BYTES` or all of it) and ends with `tail` (`TAIL_BYTES`).

    Raises `NotAPhotoError`, `UnsupportedFormatError`, or `DamagedPhotoError` for what is
    empty, blank or unrecognisable.
    """
    if not head:
        raise DamagedPhotoError("The file is empty.")
    kind = _image_kind(head)
    if kind is not None:
        return kind
    _refuse_known(head)
    if path.suffix.lower() in _TGA_SUFFIXES or tail[8:].startswith(b"TRUEVISION-XFILE"):
        return _TGA
    if path.suffix.lower() in RAW_SUFFIXES:
        return _RAW
    raise _unrecognised(head, path)


def _image_kind(head: bytes) -> Kind | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[4:8] == b"ftyp":
        return _kind_by_brand(head)
    return next((kind for pattern, kind in _PATTERNS if pattern.match(head)), None)


def _kind_by_brand(head: bytes) -> Kind | None:
    """ISO base media files share their first box: the brands in it tell photos from films (ISO/IEC 23008-12)."""
    end = min(max(int.from_bytes(head[:4], "big"), 16), len(head))
    brands = [head[at : at + 4] for at in range(8, end, 4)]
    if brands[0] == b"crx ":
        return _RAW
    if brands[0] in _AVIF_BRANDS or (brands[0] in _HEIF_BRANDS and not _AVIF_BRANDS.isdisjoint(brands)):
        return _AVIF
    if not _HEIF_BRANDS.isdisjoint(brands):
        return _HEIF
    if b"jxl " in brands:
        raise UnsupportedFormatError("This is a JPEG XL image, which cannot be opened here.")
    raise NotAPhotoError("This is a video, not a photo.")


def _refuse_known(head: bytes) -> None:
    for magic, what in _OTHER_IMAGES:
        if head.startswith(magic):
            raise UnsupportedFormatError(f"This is {what}, which cannot be opened here.")
    for magic, what in _NOT_IMAGES:
        if head.startswith(magic):
            raise NotAPhotoError(f"This is {what}, not a photo.")
    if head.startswith(b"RIFF") or head[4:8] in (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"):
        raise NotAPhotoError("This is a video or sound file, not a photo.")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1024].lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"<!--")) and b"<svg" in head.lower():
        raise UnsupportedFormatError("This is an SVG drawing, which cannot be opened here.")
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        raise NotAPhotoError("This is a web page, not a photo.")
    if _is_text(head):
        raise NotAPhotoError("This is a text file, not a photo.")


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if re.search(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]", head):
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3  # a character cut in two by the end of `head`
    return True


def _unrecognised(head: bytes, path: Path) -> Exception:
    if not head.strip(b"\0"):
        return DamagedPhotoError(
            "The file holds nothing but zeros: its content was lost when it was copied or recovered."
        )
    if path.suffix.lower() in _PHOTO_SUFFIXES:
        return DamagedPhotoError(
            "The file is named like a photo, but it does not begin like one: it is damaged or something else."
        )
    return NotAPhotoError("This is not a photo of any kind known here.")
