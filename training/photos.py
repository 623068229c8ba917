"""A photo file as upright RGB pixels. Files are hostile: whatever is wrong with one ends in OSError."""

import functools
import io
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, JpegImagePlugin, UnidentifiedImageError

MAX_PIXELS = 200_000_000  # a file can claim any size: refuse before decoding
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_GROUND = (128, 128, 128, 255)  # under transparency: mid-grey shows black and white drawings alike
_PROFILE_SPACES = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK"}


def open_photo(path: Path, *, least_edge_px: int | None = None) -> Image.Image:
    """The upright photo in RGB, its colour profile applied.

    Args:
        least_edge_px: the photo may be scaled down by whole numbers, its shorter edge to no less than this. JPEG is
            then decoded at a half, a quarter or an eighth, which takes a fraction of the time.

    Raises:
        OSError: the file cannot be decoded or claims too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata; sizes are checked below
            return _decode(path, least_edge_px)
    except OSError:
        raise
    except Exception as error:  # decoders raise a zoo: SyntaxError, struct.error, MemoryError, libheif's
        raise OSError(str(error) or type(error).__name__) from error


def _decode(path: Path, least_edge_px: int | None) -> Image.Image:
    if path.exists() and not path.is_file():
        raise OSError("not an ordinary file")  # opening a pipe would wait for ever
    with _open(path) as image:
        if image.width * image.height > MAX_PIXELS:
            raise OSError(f"too many pixels: {image.width} × {image.height}")
        if least_edge_px and isinstance(image, JpegImagePlugin.JpegImageFile):
            image.draft(None, (least_edge_px, least_edge_px))
        image.load()
        turn = _turn(image)
        profile = image.info.get("icc_profile")
        plain = _plain(image)
        if least_edge_px and (factor := min(plain.size) // least_edge_px) > 1:
            plain = plain.reduce(factor)
        upright = plain.transpose(turn) if turn is not None else plain
        return _to_srgb(upright, profile) if isinstance(profile, bytes) else upright.convert("RGB")


def _open(path: Path) -> Image.Image:
    try:
        return Image.open(path)
    except UnidentifiedImageError:
        import pillow_heif

        if not pillow_heif.is_supported(path):
            raise
        return pillow_heif.HeifImageFile(path)  # type: ignore[no-untyped-call]


def _turn(image: Image.Image) -> Image.Transpose | None:
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001  (broken metadata raises anything, and does not make a photo worthless)
        return None


def _plain(image: Image.Image) -> Image.Image:
    """The image as 8-bit RGB, L or CMYK, the modes that colour profiles are made for."""
    if image.mode.startswith("I") or image.mode == "F":
        values = np.nan_to_num(np.asarray(image, dtype=np.float32), nan=0.0, posinf=0.0, neginf=0.0)
        white = 65535.0 if image.mode.startswith("I;16") else max(255.0, float(values.max(initial=0.0)))
        return Image.fromarray((values.clip(0, white) * (255 / white)).astype(np.uint8))
    if image.has_transparency_data:
        above = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", above.size, _GROUND), above).convert("RGB")
    return image if image.mode in _PROFILE_SPACES else image.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    transform = _transform(profile, image.mode)
    converted = ImageCms.applyTransform(image, transform) if transform else None
    return converted or image.convert("RGB")


@functools.lru_cache(maxsize=8)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """None where there is nothing to do: the profile is sRGB itself, broken, or made for another kind of picture."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        described = source.profile.profile_description or ""
        if source.profile.xcolor_space != _PROFILE_SPACES[mode] or described.startswith("sRGB"):
            return None
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
