"""Copies as people and programs make them, of any photo: more photos to measure on than the ready-made copies are."""

import io
import random

from PIL import Image, ImageDraw, ImageEnhance, ImageOps


def copies_of(photo: Image.Image, chance: random.Random) -> dict[str, Image.Image]:
    """The photo, at most 320 px long, and nine edits of it, by name."""
    base = photo.convert("RGB").copy()
    base.thumbnail((320, 320))
    return {
        "base": base,
        "jpeg10": _compressed(base, quality=10),
        "half": base.resize((max(1, base.width // 2), max(1, base.height // 2))),
        "crop80": _part(base, 0.8, chance),
        "crop50": _part(base, 0.5, chance),
        "bright": ImageEnhance.Brightness(base).enhance(1.4),
        "grey": base.convert("L").convert("RGB"),
        "hflip": ImageOps.mirror(base),
        "rot90": base.transpose(Image.Transpose.ROTATE_90),
        "mark": _marked(base),
    }


def _compressed(image: Image.Image, *, quality: int) -> Image.Image:
    image.save(file := io.BytesIO(), format="JPEG", quality=quality)
    return Image.open(file).convert("RGB")


def _part(image: Image.Image, area: float, chance: random.Random) -> Image.Image:
    width, height = round(image.width * area**0.5), round(image.height * area**0.5)
    left, top = chance.randint(0, image.width - width), chance.randint(0, image.height - height)
    return image.crop((left, top, left + width, top + height))


def _marked(image: Image.Image) -> Image.Image:
    """A translucent bar with writing near the lower edge."""
    marked = image.copy()
    pen = ImageDraw.Draw(marked, "RGBA")
    left, top = round(image.width * 0.05), round(image.height * 0.8)
    pen.rectangle((left, top, image.width * 0.6, image.height * 0.92), fill=(255, 255, 255, 150))
    pen.text((left * 2, top + 2), "a photo of mine", fill=(0, 0, 0, 255))
    return marked
