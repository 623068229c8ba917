"""Any mode and profile ends as the sRGB that a person would see."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image, ImageCms

from tests.imaging.pictures import P3_COLORANTS, decode, display_p3_profile, encode, looks_upright, quarters, scene

_SRGB_COLORANTS = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.7141))


def pixel(image: Image.Image, x: int = 1, y: int = 1) -> tuple[int, ...]:
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def in_srgb(colour: tuple[int, int, int]) -> np.ndarray:
    """Display P3 to sRGB by the book: the same curve, other colorants."""
    linear = np.array([c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour])
    xyz = np.array(P3_COLORANTS).T @ linear
    linear = np.clip(np.linalg.solve(np.array(_SRGB_COLORANTS).T, xyz), 0, 1)
    return np.array([255 * (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055) for c in linear])


@pytest.mark.parametrize("colour", [(128, 200, 100), (200, 90, 80), (60, 80, 180), (250, 250, 250)])
@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF"])
def test_display_p3_becomes_srgb(format_name: str, colour: tuple[int, int, int]) -> None:
    options = (
        {"quality": 95}
        if format_name in ("JPEG", "HEIF", "AVIF")
        else {"lossless": True}
        if format_name == "WEBP"
        else {}
    )
    data = encode(Image.new("RGB", (64, 64), colour), format_name, icc_profile=display_p3_profile(), **options)
    assert np.abs(np.array(pixel(decode(data).image)) - in_srgb(colour)).max() <= 6


def test_a_profile_of_srgb_changes_nothing() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert pixel(decode(encode(Image.new("RGB", (8, 8), (90, 120, 33)), "PNG", icc_profile=profile)).image) == (
        90,
        120,
        33,
    )


@pytest.mark.parametrize("profile", [b"", b"nonsense" * 40, display_p3_profile()[:200], bytes(5000)])
def test_a_bad_profile_is_ignored(profile: bytes) -> None:
    data = encode(Image.new("RGB", (8, 8), (90, 120, 33)), "PNG", icc_profile=profile)
    assert pixel(decode(data).image) == (90, 120, 33)


def test_a_profile_for_another_kind_of_picture_is_ignored() -> None:
    assert pixel(decode(encode(Image.new("L", (8, 8), 77), "PNG", icc_profile=display_p3_profile())).image) == (
        77,
        77,
        77,
    )


def test_a_decoded_photo_carries_no_profile_into_what_is_made_of_it() -> None:
    decoded = decode(encode(quarters(), "PNG", icc_profile=display_p3_profile()))
    assert decoded.image.info == {}


def test_cmyk_jpegs_of_adobe_are_not_negatives() -> None:
    assert looks_upright(decode(encode(quarters().convert("CMYK"), "JPEG", quality=95)).image)


@pytest.mark.parametrize("format_name", ["PNG", "WEBP", "TIFF"])
def test_transparency_lies_on_mid_grey(format_name: str) -> None:
    image = quarters().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 48, 32))
    decoded = decode(encode(image, format_name, **({"lossless": True} if format_name == "WEBP" else {})))
    assert pixel(decoded.image) == (128, 128, 128)
    assert pixel(decoded.image, 95, 63) == (240, 220, 60)


@pytest.mark.parametrize("format_name", ["PNG", "GIF"])
def test_a_transparent_palette_colour_lies_on_mid_grey(format_name: str) -> None:
    image = quarters().quantize(8)
    index = image.getpixel((1, 1))
    decoded = decode(encode(image, format_name, transparency=index))
    assert pixel(decoded.image) == (128, 128, 128)
    assert max(abs(a - b) for a, b in zip(pixel(decoded.image, 95, 63), (240, 220, 60), strict=True)) < 12


def test_grey_with_alpha() -> None:
    image = Image.merge("LA", (Image.new("L", (8, 8), 200), Image.linear_gradient("L").resize((8, 8))))
    greys = [pixel(decode(encode(image, "PNG")).image, 4, y)[0] for y in (0, 7)]
    assert 128 <= greys[0] < 140
    assert 190 < greys[1] <= 200


def test_black_and_white() -> None:
    image = Image.new("1", (64, 64))
    image.paste(1, (32, 0, 64, 64))
    decoded = decode(encode(image, "TIFF", compression="group4")).image
    assert (pixel(decoded), pixel(decoded, 60, 5)) == ((0, 0, 0), (255, 255, 255))


def ramp(low: float, high: float, kind: str) -> Image.Image:
    return Image.fromarray(np.tile(np.linspace(low, high, 256), (256, 1)).astype(kind))


@pytest.mark.parametrize(
    ("image", "left", "right"),
    [
        (ramp(0, 65535, "<u2"), 0, 255),
        (ramp(0, 4095, "<u2"), 0, 255),
        (ramp(0, 200, "<u2"), 0, 200),
        (ramp(20000, 40000, "<u2"), 78, 156),
        (ramp(0, 25, "<u2"), 0, 255),
        (ramp(-3000, 3000, "<i4"), 0, 255),
        (ramp(0, 1, "<f4"), 0, 255),
        (ramp(0, 255, "<f4"), 0, 255),
        (ramp(-5, 900, "<f4"), 0, 255),
    ],
)
def test_deep_greys_keep_their_contrast(image: Image.Image, left: int, right: int) -> None:
    row = np.asarray(decode(encode(image, "TIFF")).image)[128, :, 0].astype(int)
    assert abs(row[0] - left) <= 3
    assert abs(row[-1] - right) <= 3
    assert (np.diff(row) >= 0).all()
    assert len(set(row.tolist())) > min(right - left, 24)


def test_floats_that_are_no_numbers_are_black() -> None:
    values = np.full((64, 64), 0.5, dtype="<f4")
    values[:32] = np.nan
    values[40:] = np.inf
    decoded = decode(encode(Image.fromarray(values), "TIFF")).image
    assert pixel(decoded)[0] == 0
    assert pixel(decoded, 5, 60)[0] == 255


def test_sixteen_bit_png_is_not_clipped_to_white() -> None:
    grey = pixel(decode(encode(Image.new("I;16", (64, 64), 40000), "PNG")).image)[0]
    assert abs(grey - 156) <= 1


def test_the_first_frame_of_an_animation_counts() -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ((200, 0, 0), (0, 200, 0))]
    for format_name, options in (
        ("GIF", {}),
        ("WEBP", {"lossless": True}),
        ("PNG", {}),
        ("TIFF", {}),
        ("AVIF", {"quality": 95}),
    ):
        data = encode(frames[0], format_name, save_all=True, append_images=frames[1:], **options)
        red, green, _ = pixel(decode(data).image)
        assert red > 150 > 60 > green, format_name


def test_many_threads_share_profiles_without_harm() -> None:
    data = encode(scene(300, 200), "PNG", icc_profile=display_p3_profile())
    expected = np.asarray(decode(data).image)
    barrier = threading.Barrier(4)

    def work() -> bool:
        barrier.wait(timeout=60)
        return all(np.array_equal(np.asarray(decode(data).image), expected) for _ in range(5))

    with ThreadPoolExecutor(4) as pool:
        assert all(future.result() for future in [pool.submit(work) for _ in range(4)])
