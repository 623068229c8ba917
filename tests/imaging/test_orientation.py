"""Photos come out upright, once."""

from pathlib import Path

import pytest
from PIL import Image, ImageOps

from desktop_app.imaging.decode import open_upright
from tests.imaging.pictures import LIMITS, decode, dng, encode, exif, looks_upright, quarters

_ORIENTATION = 0x0112
_UNDO = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def stored(orientation: int) -> Image.Image:
    """The picture as the sensor saw it, so that `orientation` turns it upright."""
    undo = _UNDO[orientation]
    return quarters() if undo is None else quarters().transpose(undo)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF"])
def test_every_orientation_of_every_format_comes_out_upright(format_name: str, orientation: int) -> None:
    image = stored(orientation)
    tags = exif(orientation)
    options = {"quality": 95} if format_name in ("JPEG", "AVIF", "HEIF") else {}
    data = encode(image, format_name, exif=tags, **options)
    decoded = decode(data)
    assert decoded.image.size == (decoded.content.width_px, decoded.content.height_px) == (96, 64)
    assert looks_upright(decoded.image)


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_heic_without_a_turning_property_is_turned_by_exif(orientation: int) -> None:
    data = without_turning_property(orientation)
    decoded = decode(data)
    assert looks_upright(decoded.image)
    assert decoded.content.metadata.orientation == orientation


def test_heic_whose_exif_sizes_say_that_it_was_turned_is_left_alone() -> None:
    tags = exif(6, photo_ExifImageWidth=64, photo_ExifImageHeight=96)
    assert looks_upright(decode(heic_with_exif_only(quarters(), tags)).image)


def without_turning_property(orientation: int) -> bytes:
    return heic_with_exif_only(stored(orientation), exif(orientation))


def heic_with_exif_only(image: Image.Image, tags: Image.Exif) -> bytes:
    """pillow-heif keeps an orientation out of EXIF; it is put there behind its back."""
    orientation = tags[_ORIENTATION]
    tags[_ORIENTATION] = 1
    data = encode(image, "HEIF", quality=95, exif=tags.tobytes())
    assert b"irot" not in data
    big_endian = b"MM\0*" in data
    entry = b"\x01\x12\x00\x03\x00\x00\x00\x01" if big_endian else b"\x12\x01\x03\x00\x01\x00\x00\x00"
    place = data.index(entry) + len(entry) + big_endian
    return data[:place] + bytes([orientation]) + data[place + 1 :]


@pytest.mark.parametrize("orientation", [0, 9, 255])
def test_an_orientation_that_does_not_exist_is_ignored(orientation: int) -> None:
    decoded = decode(encode(quarters(), "JPEG", quality=95, exif=exif(orientation)))
    assert looks_upright(decoded.image)
    assert decoded.content.metadata.orientation == 1


def test_a_result_cannot_be_turned_twice() -> None:
    decoded = decode(encode(stored(6), "JPEG", quality=95, exif=exif(6)))
    assert looks_upright(ImageOps.exif_transpose(decoded.image))


def test_the_full_size_of_a_scaled_photo_is_upright_too() -> None:
    tall = encode(Image.new("RGB", (2400, 1600), (9, 99, 199)), "JPEG", exif=exif(6))
    decoded = decode(tall, min_edge_px=200)
    assert (decoded.content.width_px, decoded.content.height_px) == (1600, 2400)
    assert decoded.image.size == (200, 300)


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_raw_preview_is_turned_as_its_container_says(orientation: int) -> None:
    sensor = stored(orientation).resize((640, 480) if orientation == 3 else (480, 640))
    width, height = sensor.size
    data = dng(width=width, height=height, preview=encode(sensor, "JPEG", quality=95), orientation=orientation)
    decoded = decode(data)
    assert looks_upright(decoded.image)
    assert decoded.image.size == (decoded.content.width_px, decoded.content.height_px)


def test_a_raw_preview_that_lies_upright_already_is_left_alone() -> None:
    preview = encode(quarters(480, 640), "JPEG", quality=95)
    decoded = decode(dng(width=640, height=480, preview=preview, orientation=6))
    assert looks_upright(decoded.image)
    assert (decoded.content.width_px, decoded.content.height_px) == (480, 640)


def test_the_viewer_gets_it_upright_and_bounded(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encode(stored(8).resize((960, 1440)), "JPEG", quality=95, exif=exif(8)))
    bounded = open_upright(path, limits=LIMITS, max_edge_px=600)
    assert bounded.size == (600, 400)
    assert looks_upright(bounded)
    assert open_upright(path, limits=LIMITS).size == (1440, 960)
