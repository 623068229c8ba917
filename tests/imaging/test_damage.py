"""A photo that lost its end is refused, unless nobody would see what is missing. Nothing but `PhotoError` comes out."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from desktop_app.errors import (
    DamagedPhotoError,
    NotAPhotoError,
    PhotoError,
    PhotoTooLargeError,
    UnreadablePhotoError,
    VanishedPhotoError,
)
from desktop_app.imaging.decode import DecodeLimits, decode_photo, hash_content, open_upright, read_photo
from tests.imaging.pictures import LIMITS, NOWHERE, decode, encode, quarters, scene

JPEG = encode(scene(), "JPEG", quality=90)


def difference(a: Image.Image, b: Image.Image) -> float:
    return float(np.abs(np.asarray(a).astype(int) - np.asarray(b).astype(int)).mean())


@pytest.mark.parametrize("missing", [1, 2, 3, 40, 400])
def test_a_jpeg_that_lost_its_last_bytes_is_kept_without_a_grey_strip(missing: int) -> None:
    whole, cut = decode(JPEG).image, decode(JPEG[:-missing]).image
    assert cut.size == whole.size
    assert difference(cut, whole) < 0.5
    bottom = np.asarray(cut)[-1]
    assert (bottom == 128).all(axis=1).mean() < 0.02


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.9])
def test_a_jpeg_that_lost_more_than_a_strip_is_refused(share: float) -> None:
    with pytest.raises(DamagedPhotoError, match="ends too early"):
        decode(JPEG[: int(len(JPEG) * (1 - share))])


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_the_same_for_grey_and_cmyk(mode: str) -> None:
    data = encode(scene().convert(mode), "JPEG", quality=90)
    assert difference(decode(data[:-50]).image, decode(data).image) < 0.5
    with pytest.raises(DamagedPhotoError, match="ends too early"):
        decode(data[: len(data) // 2])


def test_a_scaled_decode_sees_the_damage_too() -> None:
    data = encode(scene(1600, 1200), "JPEG", quality=90)
    assert decode(data[:-50], min_edge_px=150).image.size == (200, 150)
    with pytest.raises(DamagedPhotoError, match="ends too early"):
        decode(data[: len(data) * 2 // 3], min_edge_px=150)


def test_a_progressive_jpeg_without_its_last_pass_is_softer_but_whole() -> None:
    data = encode(scene(), "JPEG", quality=90, progressive=True)
    assert difference(decode(data[: int(len(data) * 0.9)]).image, decode(data).image) < 4
    with pytest.raises(DamagedPhotoError, match="ends too early"):
        decode(data[: len(data) // 100])


def test_a_jpeg_blanked_to_the_end_is_refused_and_padding_is_not() -> None:
    blanked = JPEG[: len(JPEG) // 2] + bytes(len(JPEG) // 2)
    with pytest.raises(DamagedPhotoError, match="ends too early"):
        decode(blanked)
    assert difference(decode(JPEG + bytes(10_000)).image, decode(JPEG).image) == 0


def test_what_follows_a_photo_does_not_matter() -> None:
    assert difference(decode(JPEG + b"trailing garbage" * 500).image, decode(JPEG).image) == 0
    assert difference(decode(JPEG + b"video" * 500 + bytes(9000)).image, decode(JPEG).image) == 0


@pytest.mark.parametrize("format_name", ["PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF", "HEIF", "PPM", "QOI"])
def test_half_of_any_other_format_is_refused_in_plain_words(format_name: str) -> None:
    data = encode(scene(200, 150), format_name)
    with pytest.raises(PhotoError) as refused:
        decode(data[: len(data) // 2])
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert not any(word in sentence for word in ("Error", "Exception", "object at", "0x", "None"))


def test_reading(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(JPEG)
    data = read_photo(path, limits=LIMITS)
    assert data == JPEG
    assert decode_photo(path, data, limits=LIMITS).content.content_hash == hash_content(JPEG)
    assert len(hash_content(JPEG)) == 40


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(VanishedPhotoError):
        read_photo(tmp_path / "gone.jpg", limits=LIMITS)
    with pytest.raises(VanishedPhotoError):
        open_upright(tmp_path / "gone" / "gone.jpg", limits=LIMITS)
    with pytest.raises(NotAPhotoError):
        read_photo(tmp_path, limits=LIMITS)
    with pytest.raises(UnreadablePhotoError):
        read_photo(tmp_path / "nul\0byte.jpg", limits=LIMITS)
    with pytest.raises(UnreadablePhotoError):
        read_photo(tmp_path / ("x" * 5000), limits=LIMITS)


def test_no_permission_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(JPEG)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadablePhotoError, match="permission"):
        read_photo(path, limits=LIMITS)


def test_a_film_is_refused_by_its_first_bytes_alone(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with path.open("wb") as film:
        film.write(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42")
        film.truncate(40 * 1024**3)
    with pytest.raises(NotAPhotoError, match="video"):
        read_photo(path, limits=LIMITS)


def test_a_file_over_the_byte_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    with path.open("wb") as photo:
        photo.write(JPEG)
        photo.truncate(40 * 1024**3)
    with pytest.raises(PhotoTooLargeError, match="MB"):
        read_photo(path, limits=LIMITS)
    with pytest.raises(PhotoTooLargeError):
        decode_photo(path, JPEG, limits=DecodeLimits(max_pixels=10**9, max_file_bytes=1000))


def test_the_path_of_bytes_need_not_exist() -> None:
    assert decode(encode(quarters(), "PNG"), NOWHERE).content.metadata.caption == ""
