"""Whatever the bytes: a photo or a `PhotoError`."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from desktop_app.errors import PhotoError
from desktop_app.imaging.decode import DecodedPhoto
from tests.imaging.pictures import NOWHERE, decode, display_p3_profile, dng, encode, exif, quarters

_TAGS = exif(6, Make="Maker", ImageDescription="A caption", photo_DateTimeOriginal="2020:01:02 03:04:05")
_TINY = quarters(24, 16)
SEEDS = {
    "JPEG": encode(_TINY, "JPEG", exif=_TAGS, icc_profile=display_p3_profile()),
    "progressive JPEG": encode(_TINY, "JPEG", progressive=True),
    "PNG": encode(_TINY, "PNG", exif=_TAGS),
    "palette PNG": encode(_TINY.quantize(4), "PNG", transparency=0),
    "WEBP": encode(_TINY, "WEBP", exif=_TAGS),
    "TIFF": encode(_TINY, "TIFF", compression="tiff_lzw"),
    "plain TIFF": encode(_TINY.convert("I"), "TIFF"),
    "GIF": encode(_TINY, "GIF"),
    "BMP": encode(_TINY, "BMP"),
    "AVIF": encode(_TINY, "AVIF"),
    "HEIF": encode(_TINY, "HEIF"),
    "PPM": encode(_TINY, "PPM"),
    "QOI": encode(_TINY, "QOI"),
    "TGA": encode(_TINY, "TGA"),
    "ICO": encode(_TINY, "ICO"),
    "DNG": dng(width=64, height=48, preview=encode(_TINY, "JPEG")),
}
NAMES = st.sampled_from([NOWHERE, Path("photo.dng"), Path("photo.tga"), Path("photo")])


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """A small file with some bytes changed, a piece cut out, doubled or cut off."""
    data = bytearray(SEEDS[draw(st.sampled_from(sorted(SEEDS)))])
    for _ in range(draw(st.integers(0, 6))):
        data[draw(st.integers(0, min(len(data) - 1, 600)))] = draw(st.integers(0, 255))
    start, length = draw(st.integers(0, len(data))), draw(st.integers(0, 64))
    change = draw(st.sampled_from(["none", "cut", "double", "end"]))
    if change == "cut":
        del data[start : start + length]
    elif change == "double":
        data[start:start] = data[start : start + length]
    elif change == "end":
        del data[start:]
    return bytes(data)


def check(path: Path, data: bytes) -> None:
    try:
        decoded = decode(data, path)
    except PhotoError as refused:
        sentence = str(refused)
    else:
        check_photo(decoded)
        return
    assert sentence.endswith(".")


def check_photo(decoded: DecodedPhoto) -> None:
    assert decoded.image.mode == "RGB"
    assert min(decoded.image.size) >= 1
    assert 0 <= decoded.content.mean_colour <= 0xFFFFFF
    assert 0 <= decoded.content.perceptual_hash < 1 << 64
    assert len(decoded.content.content_hash) == 40


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(path=NAMES, data=mutations())
def test_a_mutated_file_is_a_photo_or_a_photo_error(path: Path, data: bytes) -> None:
    check(path, data)


@settings(max_examples=100, deadline=None)
@given(start=st.sampled_from([seed[:16] for seed in SEEDS.values()]), rest=st.binary(max_size=300))
def test_noise_behind_a_good_beginning_is_a_photo_or_a_photo_error(start: bytes, rest: bytes) -> None:
    check(NOWHERE, start + rest)


@pytest.mark.parametrize("name", SEEDS)
def test_every_seed_is_a_photo(name: str) -> None:
    assert isinstance(decode(SEEDS[name], Path("photo.tga") if name == "TGA" else NOWHERE).image, Image.Image)
