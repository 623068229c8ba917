"""Any mode and profile of Pillow's to 8-bit sRGB, without losing what the picture shows."""

import io
import threading

import numpy as np
from PIL import Image, ImageCms, ImageFile

_GROUND = (128, 128, 128)
"""Under transparency: mid-grey shows black and white drawings alike."""
_MAX_PROFILE_BYTES = 4 * 1024**2
_PROFILE_SPACES = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK"}
_KEPT_TRANSFORMS = 8
_BARELY_LIT = 32
_cms = threading.local()


def to_srgb(image: Image.Image, *, factor: int = 1) -> Image.Image:
    """`image` as RGB in sRGB, its edges divided by `factor`. Its colour profile is applied, or ignored if it is bad.

    Transparency lies on mid-grey; greys of 16 and 32 bits and floats are brought to 8 bits with their contrast kept.
    """
    profile = image.info.get("icc_profile")
    image = _averageable(image)
    if factor > 1:
        image = image.reduce(factor)
    if image.mode in ("I", "F"):
        image = _grey_to_8_bits(image)
    elif image.mode == "RGBA":
        ground = Image.new("RGBA", image.size, (*_GROUND, 255))
        image = Image.alpha_composite(ground, image).convert("RGB")
    elif image.mode not in _PROFILE_SPACES:
        image = image.convert("RGB")
    if isinstance(profile, bytes) and 128 <= len(profile) <= _MAX_PROFILE_BYTES:
        image = _apply_profile(image, profile)
    if image.mode != "RGB":
        image = image.convert("RGB")
    elif isinstance(image, ImageFile.ImageFile) and image.format != "JPEG":  # it may hold on to the bytes of the file
        image = image.copy()
    image.info = {}
    return image


def _averageable(image: Image.Image) -> Image.Image:
    """`image` in a mode in which neighbouring pixels can be averaged: L, RGB, CMYK, LAB, RGBA, I or F."""
    if image.mode.startswith("I;16"):
        return image.convert("I")
    if image.mode in ("I", "F", "CMYK", "LAB"):
        return image
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else _with_alpha(image)
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _with_alpha(image: Image.Image) -> Image.Image:
    if image.mode == "La":
        image = image.convert("LA")
    return image.convert("RGBA")


def _grey_to_8_bits(image: Image.Image) -> Image.Image:
    """Greys of unknown range to 0 … 255.

    Whole numbers are taken for 8, 10, 12, 14 or 16 bits by the largest one (stray pixels aside), floats for 0 … 1 or
    0 … 255 if they lie there. Anything else, and what would show as black, is stretched from smallest to largest.
    """
    values = np.asarray(image, dtype=np.float64)
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return Image.new("L", image.size)
    low, high = (float(value) for value in np.percentile(finite, (0.1, 99.9)))
    white = _white_of(low, high, is_float=image.mode == "F")
    black = 0.0 if white is not None else low
    span = (white if white is not None else high) - black
    scaled = np.nan_to_num((values - black) * (255.0 / span if span > 0 else 1.0), nan=0.0, posinf=255.0, neginf=0.0)
    return Image.fromarray(np.clip(np.rint(scaled), 0, 255).astype(np.uint8))


def _white_of(low: float, high: float, *, is_float: bool) -> float | None:
    """The value that stands for white, None if the range says nothing."""
    if low < 0 or (not is_float and high < _BARELY_LIT):
        return None
    if is_float:
        if 0.02 < high <= 1.0:
            return 1.0
        return 255.0 if 1.0 < high <= 255.0 else None
    for bits in (8, 10, 12, 14, 16):
        if high < 1 << bits:
            return float((1 << bits) - 1)
    return None


def _apply_profile(image: Image.Image, profile: bytes) -> Image.Image:
    transforms: dict[tuple[bytes, str], ImageCms.ImageCmsTransform | None] | None = getattr(_cms, "transforms", None)
    if transforms is None:
        transforms = _cms.transforms = {}
    key = (profile, image.mode)
    if key not in transforms:
        if len(transforms) >= _KEPT_TRANSFORMS:
            transforms.pop(next(iter(transforms)))
        transforms[key] = _transform_to_srgb(profile, image.mode)
    transform = transforms[key]
    if transform is None:
        return image
    converted = ImageCms.applyTransform(image, transform)
    return converted if converted is not None else image


def _transform_to_srgb(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """None where there is nothing to do: the profile is sRGB itself, broken, or made for another kind of picture."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space != _PROFILE_SPACES[mode]:
            return None
        if (source.profile.profile_description or "").startswith("sRGB"):
            return None
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
