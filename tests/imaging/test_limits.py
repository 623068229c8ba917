"""Small files that would become huge, or that would never end, are refused before they do."""

import struct
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image

from desktop_app.errors import DamagedPhotoError, PhotoTooLargeError
from desktop_app.imaging import opening
from desktop_app.imaging.decode import DecodeLimits, decode_photo, open_upright
from tests.imaging.pictures import LIMITS, NOWHERE, decode, encode, exif, quarters, scene


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
    bitmap = struct.pack("<IiiHHIIiiII", 40, 30_000, 60_000, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(200)
    with pytest.raises(PhotoTooLargeError):
        decode(b"\0\0\1\0\1\0" + entry + bitmap)


def test_a_gif_whose_frame_outgrows_its_screen_is_refused() -> None:
    data = bytearray(encode(quarters(), "GIF"))
    frame = data.index(b",\0\0\0\0")
    data[frame + 5 : frame + 9] = b"\xff\xff\xff\xff"
    with pytest.raises(PhotoTooLargeError, match="million pixels"):
        decode(bytes(data))


def test_a_progressive_jpeg_of_many_passes_is_refused() -> None:
    data = encode(Image.new("L", (4000, 4000), 77), "JPEG", progressive=True)
    last_pass = data[data.rindex(b"\xff\xda") : -2]
    with pytest.raises(PhotoTooLargeError, match="too long"):
        decode(data[:-2] + last_pass * 1000 + b"\xff\xd9")


def crawling_file(name: str) -> bytes:
    """Headers over which readers written in Python would crawl for minutes."""
    if name == "jpeg of fill bytes":
        return b"\xff\xd8" + b"\xff" * 60_000_000
    if name == "png of empty chunks":
        return png_header(9, 9) + chunk(b"abCd", b"") * 3_000_000
    if name == "gif of comments":
        return b"GIF89a" + struct.pack("<HHBBB", 10, 10, 0, 0, 0) + b"!\xfe\x01a\0" * 10_000_000
    if name == "pixels as text":
        return b"P3\n3000 3000\n255\n" + b"12 200 7 " * 100
    rationals = 2_000_000
    tiff = b"II*\0\x08\0\0\0" + struct.pack("<H", 3)
    tiff += struct.pack("<HHIIHHIIHHII", 256, 4, 1, 10, 257, 4, 1, 10, 282, 5, rationals, 50) + bytes(4)
    return tiff + struct.pack("<II", 1, 3) * rationals


@pytest.mark.parametrize(
    "name", ["jpeg of fill bytes", "png of empty chunks", "gif of comments", "tiff of rationals", "pixels as text"]
)
def test_a_header_that_never_ends_is_given_up(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_MAX_CPU_S", 0.2)
    data = crawling_file(name)
    before = time.thread_time()
    with pytest.raises(PhotoTooLargeError, match="too long"):
        decode(data)
    assert time.thread_time() - before < 10


def test_a_jpeg_with_endless_metadata_is_given_up() -> None:
    data = encode(quarters(), "JPEG")
    segment = b"\xff\xe1\xff\xff" + b"Exif\0\0" + bytes(65_535 - 8)
    with pytest.raises(PhotoTooLargeError):
        decode(data[:2] + segment * 300 + data[2:])


def test_bytes_that_are_read_quickly_are_never_too_slow() -> None:
    reader = opening.BoundedReader(bytes(10_000))
    assert sum(len(reader.read(1)) for _ in range(10_000)) == 10_000
    assert reader.read() == b""


def test_a_jpeg_too_large_for_memory_is_shown_smaller(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(opening, "MAX_PICTURE_BYTES", 300_000)
    path = tmp_path / "photo.jpg"
    path.write_bytes(encode(scene(), "JPEG"))
    assert open_upright(path, limits=LIMITS).size == (200, 150)
    path.write_bytes(encode(scene(), "PNG"))
    with pytest.raises(PhotoTooLargeError, match="memory"):
        open_upright(path, limits=LIMITS)


def test_a_jpeg_2000_with_too_few_sizes_inside_is_decoded_in_full() -> None:
    data = encode(scene(1200, 900), "JPEG2000", num_resolutions=1)
    assert decode(data, min_edge_px=100).image.size == (134, 100)


class Turns:
    """Stands in for the lock: notes who came in."""

    def __init__(self) -> None:
        self.inside = self.taken = 0

    def __enter__(self) -> None:
        self.inside += 1
        self.taken += 1

    def __exit__(self, *_: object) -> None:
        self.inside -= 1


def test_large_photos_are_decoded_one_at_a_time_and_small_ones_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    data, turns = encode(quarters(), "PNG", exif=exif(1)), Turns()
    monkeypatch.setattr(opening, "_heavy", turns)
    decode(data)
    assert turns.taken == 0
    monkeypatch.setattr(opening, "_HEAVY_BYTES", 1)
    decode(data)
    with pytest.raises(DamagedPhotoError):
        decode(data[: len(data) - 30])
    assert (turns.taken, turns.inside) == (2, 0)
