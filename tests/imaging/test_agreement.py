"""Scaled decoding feeds an encoder the same as a full decode would, and is known by the same fingerprint."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from desktop_app.imaging.decode import decode_photo
from desktop_app.imaging.fingerprint import summarise
from tests.imaging.pictures import LIMITS, NOWHERE, decode, encode, scene


def encoder_input(image: Image.Image, size_px: int = 224) -> np.ndarray:
    """Shortest edge to `size_px`, middle square, centred: what open_clip's transforms do."""
    scale = size_px / min(image.size)
    resized = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BICUBIC)
    left, top = (resized.width - size_px) // 2, (resized.height - size_px) // 2
    values = np.asarray(resized.crop((left, top, left + size_px, top + size_px)), dtype=np.float64)
    return ((values / 255 - 0.45) / 0.27).ravel()


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


@pytest.mark.parametrize(
    ("format_name", "size"),
    [
        ("JPEG", (4000, 3000)),
        ("JPEG", (2311, 3301)),
        *((name, size) for name in ("JPEG", "PNG", "WEBP") for size in ((1599, 1066), (700, 500))),
        ("JPEG2000", (1100, 1080)),
    ],
)
def test_a_scaled_decode_agrees_with_a_full_one(format_name: str, size: tuple[int, int]) -> None:
    data = encode(scene(*size), format_name, **({"compress_level": 1} if format_name == "PNG" else {}))
    scaled = decode(data).image
    with Image.open(io.BytesIO(data)) as image:
        full = image.convert("RGB")
    assert min(scaled.size) >= min(512, *size)
    assert cosine(encoder_input(scaled), encoder_input(full)) > 0.9999
    (scaled_colour, scaled_hash), (full_colour, full_hash) = summarise(scaled), summarise(full)
    assert all(abs((scaled_colour >> shift & 255) - (full_colour >> shift & 255)) <= 1 for shift in (0, 8, 16))
    assert (scaled_hash ^ full_hash).bit_count() <= 2


@pytest.mark.photos
def test_a_scaled_decode_agrees_on_real_photos(photos_dir: Path) -> None:
    paths = sorted((photos_dir / "captioned").rglob("*.jpg"))[::60]
    assert paths
    for path in paths:
        data = path.read_bytes()
        with Image.open(io.BytesIO(data)) as image:
            full = image.convert("RGB")
        scaled = decode_photo(path, data, limits=LIMITS, min_edge_px=128).image
        assert cosine(encoder_input(scaled, 64), encoder_input(full, 64)) > 0.999, path


@pytest.mark.parametrize("min_edge_px", [1, 100, 512, 5000])
def test_the_shortest_edge_is_never_less_than_asked(min_edge_px: int) -> None:
    for size in ((1000, 700), (3, 2000), (2000, 3), (1, 1)):
        decoded = decode_photo(NOWHERE, encode(scene(*size), "JPEG"), limits=LIMITS, min_edge_px=min_edge_px)
        assert min(decoded.image.size) >= min(min_edge_px, *size)
        assert (decoded.content.width_px, decoded.content.height_px) == size


def test_the_mean_colour_is_that_of_the_picture() -> None:
    assert decode(encode(Image.new("RGB", (90, 60), (10, 200, 33)), "PNG")).content.mean_colour == 0x0AC821


def test_the_hash_knows_a_photo_in_another_size_and_not_another_photo() -> None:
    first = decode(encode(scene(900, 600, seed=1), "JPEG")).content.perceptual_hash
    smaller = decode(encode(scene(900, 600, seed=1).resize((300, 200)), "JPEG", quality=40)).content.perceptual_hash
    other = decode(encode(scene(900, 600, seed=2), "JPEG")).content.perceptual_hash
    assert (first ^ smaller).bit_count() <= 3
    assert (first ^ other).bit_count() >= 12


def test_the_hash_is_a_row_of_comparisons() -> None:
    rising = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_90).convert("RGB")
    assert summarise(rising)[1] == 0xFFFFFFFFFFFFFFFF
    assert summarise(rising.transpose(Image.Transpose.FLIP_LEFT_RIGHT))[1] == 0
