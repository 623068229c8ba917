"""Small pictures and files made on the spot, with colours that tell how they lie."""

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageDraw

from desktop_app.imaging.decode import DecodedPhoto, DecodeLimits, decode_photo

LIMITS = DecodeLimits(max_pixels=250_000_000, max_file_bytes=1024**3)
NOWHERE = Path("folder-without-sidecars") / "photo.jpg"
CORNERS = {
    "top left": (220, 40, 40),
    "top right": (40, 200, 60),
    "bottom left": (40, 60, 220),
    "bottom right": (240, 220, 60),
}

P3_COLORANTS = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
"""Red, green and blue of Display P3 as D50 XYZ."""


def quarters(width: int = 96, height: int = 64) -> Image.Image:
    """Red, green, blue and yellow quarters."""
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for index, colour in enumerate(CORNERS.values()):
        left, top = (index % 2) * width // 2, (index // 2) * height // 2
        draw.rectangle((left, top, left + width // 2, top + height // 2), fill=colour)
    return image


def scene(width: int = 800, height: int = 600, *, seed: int = 0) -> Image.Image:
    """Soft shapes and some grain: what a lens gives, and nothing that is exactly mid-grey."""
    random = np.random.default_rng(seed)
    coarse = random.integers(30, 230, (6, 8, 3), dtype=np.uint8)
    soft = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    grain = random.normal(0, 4, (height, width, 1))
    return Image.fromarray(np.clip(np.asarray(soft) + grain, 0, 255).astype(np.uint8))


def corners(image: Image.Image) -> dict[str, tuple[int, ...]]:
    """The colours in the middle of the four quarters."""
    near_x, near_y = image.width // 4, image.height // 4
    places = ((near_x, near_y), (image.width - near_x, near_y), (near_x, image.height - near_y))
    found = [image.getpixel(place) for place in (*places, (image.width - near_x, image.height - near_y))]
    return {name: colour for name, colour in zip(CORNERS, found, strict=True) if isinstance(colour, tuple)}


def looks_upright(image: Image.Image, *, tolerance: int = 24) -> bool:
    found = corners(image)
    return all(
        max(abs(a - b) for a, b in zip(found[name], CORNERS[name], strict=True)) <= tolerance for name in CORNERS
    )


def encode(image: Image.Image, format_name: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    if format_name == "HEIF":
        pillow_heif.register_heif_opener()
    image.save(buffer, format_name, **options)
    return buffer.getvalue()


def decode(data: bytes, path: Path = NOWHERE, *, min_edge_px: int = 512) -> DecodedPhoto:
    return decode_photo(path, data, limits=LIMITS, min_edge_px=min_edge_px)


def exif(orientation: int | None = None, **tags: Any) -> Image.Exif:
    """EXIF with tags by name: of the first directory, or `photo_…` and `gps_…` of the others."""
    from PIL import ExifTags

    made = Image.Exif()
    if orientation is not None:
        made[ExifTags.Base.Orientation] = orientation
    for name, value in tags.items():
        if name.startswith("photo_"):
            made.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base[name.removeprefix("photo_")]] = value
        elif name.startswith("gps_"):
            made.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS[name.removeprefix("gps_")]] = value
        else:
            made[ExifTags.Base[name]] = value
    return made


def display_p3_profile() -> bytes:
    """The sRGB profile with the colorants of Display P3, and a name of its own."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {bytes(profile[at : at + 4]): struct.unpack_from(">II", profile, at + 4) for at in _tag_entries(profile)}
    for name, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), P3_COLORANTS, strict=True):
        struct.pack_into(">3i", profile, tags[name][0] + 8, *(round(value * 65536) for value in xyz))
    at = profile.find("sRGB".encode("utf-16-be"), tags[b"desc"][0])
    profile[at : at + 8] = "Disp".encode("utf-16-be")
    return bytes(profile)


def _tag_entries(profile: bytearray) -> range:
    (count,) = struct.unpack_from(">I", profile, 128)
    return range(132, 132 + 12 * count, 12)


def dng(*, width: int = 640, height: int = 480, preview: bytes | None = None, orientation: int = 1) -> bytes:
    """A digital negative (DNG 1.4): a Bayer picture, brightest at the top left, and perhaps a JPEG preview."""
    light = np.linspace(1, 0.2, width)[None, :] * np.linspace(1, 0.3, height)[:, None]
    mosaic = (light * 60000).astype("<u2").tobytes()
    sensor: dict[int, tuple[int, Any]] = {
        254: (4, [0]), 256: (4, [width]), 257: (4, [height]), 258: (3, [16]), 259: (3, [1]), 262: (3, [32803]),
        273: (4, [0]), 277: (3, [1]), 278: (4, [height]), 279: (4, [len(mosaic)]), 33421: (3, [2, 2]),
        33422: (1, bytes([0, 1, 1, 2])), 50717: (4, [65535]),
    }  # fmt: skip
    camera: dict[int, tuple[int, Any]] = {
        271: (2, b"Red Bicycle\0"), 272: (2, b"Negative 1\0"), 274: (3, [orientation]), 50706: (1, bytes([1, 4, 0, 0])),
        50708: (2, b"Red Bicycle Negative 1\0"), 50721: (10, [(int(i % 4 == 0), 1) for i in range(9)]),
        50728: (5, [(1, 2), (1, 1), (1, 2)]), 50778: (3, [21]),
    }  # fmt: skip
    if preview is None:
        return _tiff([({**sensor, **camera}, mosaic)])
    with Image.open(io.BytesIO(preview)) as image:
        size = image.size
    small: dict[int, tuple[int, Any]] = {
        254: (4, [1]), 256: (4, [size[0]]), 257: (4, [size[1]]), 258: (3, [8, 8, 8]), 259: (3, [7]), 262: (3, [6]),
        273: (4, [0]), 277: (3, [3]), 278: (4, [size[1]]), 279: (4, [len(preview)]), 330: (4, [0]),
    }  # fmt: skip
    return _tiff([({**small, **camera}, preview), (sensor, mosaic)])


def _tiff(directories: list[tuple[dict[int, tuple[int, Any]], bytes]]) -> bytes:
    """Little-endian TIFF; the second directory is the first one's SubIFD. Tag 273 gets the place of the pixels."""
    out = bytearray(b"II*\0" + struct.pack("<I", 8))
    starts = []
    for tags, pixels in directories:
        starts.append(len(out))
        table = len(out) + 2
        values_at = table + 12 * len(tags) + 4
        entries, values = bytearray(), bytearray()
        for tag, (kind, value) in sorted(tags.items()):
            packed = _pack(kind, value)
            count = len(value)
            if len(packed) > 4:
                entries += struct.pack("<HHII", tag, kind, count, values_at + len(values))
                values += packed + bytes(len(packed) % 2)
            else:
                entries += struct.pack("<HHI4s", tag, kind, count, packed)
        out += struct.pack("<H", len(tags)) + entries + bytes(4) + values
        strip = sorted(tags).index(273)
        struct.pack_into("<I", out, table + 12 * strip + 8, len(out))
        out += pixels + bytes(len(pixels) % 2)
    if len(directories) > 1:
        struct.pack_into("<I", out, starts[0] + 2 + 12 * sorted(directories[0][0]).index(330) + 8, starts[1])
    return bytes(out)


def _pack(kind: int, value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if kind in (5, 10):
        return b"".join(struct.pack("<ii", *fraction) for fraction in value)
    return struct.pack(f"<{len(value)}{'I' if kind == 4 else 'H'}", *value)
