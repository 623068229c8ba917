"""Small files that would become huge, or that would never end, are refused before they do."""

import struct
import time
import zlib

import pytest
from PIL import Image

from desktop_app.errors import DamagedPhotoError, PhotoError, PhotoTooLargeError
from desktop_app.imaging import opening
from desktop_app.imaging.decode import DecodeLimits, decode_photo
from tests.imaging.pictures import NOWHERE, decode, encode, exif, quarters

_NO_PHOTO_TAKES_CPU_S = 8.0


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_header(width: int, height: int, *, bits: int = 1, colour_type: int = 0) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)


def test_more_pixels_than_the_limit_are_refused_before_decoding() -> None:
    data = encode(Image.new("L", (400, 300)), "PNG")
    with pytest.raises(PhotoTooLargeError, match="million pixels"):
        decode_photo(NOWHERE, data, limits=DecodeLimits(max_pixels=100_000, max_file_bytes=10**9))
    assert decode_photo(NOWHERE, data, limits=DecodeLimits(max_pixels=120_000, max_file_bytes=10**9))


def test_a_header_of_absurd_size_is_damage() -> None:
    with pytest.raises(DamagedPhotoError, match="no photo has"):
        decode(png_header(2**31 - 1, 2**31 - 1) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))


def test_a_format_that_cannot_be_scaled_is_held_to_what_memory_allows() -> None:
    header = png_header(15_000, 15_000, bits=8, colour_type=2)  # within max_pixels, but 900 MB as pixels
    with pytest.raises(PhotoTooLargeError, match="memory"):
        decode(header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b""))


def test_a_large_jpeg_is_decoded_small() -> None:
    data = encode(Image.new("RGB", (12_000, 9_000), (10, 120, 200)), "JPEG")
    decoded = decode(data)
    assert decoded.image.size == (750, 563)
    assert (decoded.content.width_px, decoded.content.height_px) == (12_000, 9_000)


def test_an_icon_does_not_smuggle_a_large_png() -> None:
    small = encode(quarters(64, 64), "PNG")
    inner = png_header(30_000, 30_000) + small[33:]
    entry = struct.pack("<BBBBHHII", 64, 64, 0, 0, 1, 32, len(inner), 22)
    with pytest.raises(PhotoTooLargeError):
        decode(b"\0\0\1\0\1\0" + entry + inner)


def test_a_progressive_jpeg_of_many_passes_is_refused() -> None:
    data = encode(Image.new("L", (4000, 4000), 77), "JPEG", progressive=True)
    last_pass = data[data.rindex(b"\xff\xda") : -2]
    with pytest.raises(PhotoTooLargeError, match="too long"):
        decode(data[:-2] + last_pass * 1000 + b"\xff\xd9")


def crawling_files() -> dict[str, bytes]:
    """Headers over which readers written in Python would crawl for minutes."""
    rationals = 2_000_000
    tiff = b"II*\0\x08\0\0\0" + struct.pack("<H", 3)
    tiff += struct.pack("<HHIIHHIIHHII", 256, 4, 1, 10, 257, 4, 1, 10, 282, 5, rationals, 50) + bytes(4)
    return {
        "jpeg of fill bytes": b"\xff\xd8" + b"\xff" * 60_000_000,
        "png of empty chunks": png_header(9, 9) + chunk(b"abCd", b"") * 5_000_000,
        "gif of comments": b"GIF89a" + struct.pack("<HHBBB", 10, 10, 0, 0, 0) + b"!\xfe\x01a\0" * 10_000_000,
        "tiff of rationals": tiff + struct.pack("<II", 1, 3) * rationals,
        "pixels as text": b"P3\n3000 3000\n255\n" + b"12 200 7 " * 100,
    }


@pytest.mark.parametrize("name", ["jpeg of fill bytes", "tiff of rationals", "pixels as text"])
def test_a_header_that_never_ends_is_given_up(name: str) -> None:
    before = time.thread_time()
    with pytest.raises(PhotoError):
        decode(crawling_files()[name])
    assert time.thread_time() - before < _NO_PHOTO_TAKES_CPU_S


def test_a_jpeg_with_endless_metadata_is_given_up() -> None:
    data = encode(quarters(), "JPEG")
    segment = b"\xff\xe1\xff\xff" + b"Exif\0\0" + bytes(65_535 - 8)
    with pytest.raises(PhotoTooLargeError):
        decode(data[:2] + segment * 300 + data[2:])


def test_bytes_that_are_read_quickly_are_never_too_slow() -> None:
    reader = opening.BoundedReader(bytes(10_000))
    assert sum(len(reader.read(1)) for _ in range(10_000)) == 10_000
    assert reader.read() == b""


def test_only_one_large_photo_is_decoded_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encode(quarters(), "PNG", exif=exif(1))
    monkeypatch.setattr(opening, "_HEAVY_BYTES", 1)
    held: list[bool] = []
    load = Image.Image.load

    def note(image: Image.Image) -> object:
        held.append(opening._heavy.locked())
        return load(image)

    monkeypatch.setattr(Image.Image, "load", note)
    decode(data)
    assert held[0]
    assert not opening._heavy.locked()
    with pytest.raises(DamagedPhotoError):
        decode(data[:60])
    assert not opening._heavy.locked()
