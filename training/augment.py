"""Views of a photo and of its caption that leave the meaning as it is. Hues stay: captions name colours."""

import random
import re

import torch
from PIL import Image, ImageEnhance

_SIDES = {"left": "right", "right": "left", "Left": "Right", "Right": "Left", "LEFT": "RIGHT", "RIGHT": "LEFT"}
_SIDE = re.compile(rf"\b({'|'.join(_SIDES)})(?=(?:most|wards?|MOST|WARDS?)?\b)")


def whole(image: Image.Image, *, size_px: int) -> Image.Image:
    """The whole photo squeezed to a square, as the model's own preprocessing does."""
    return image.resize((size_px, size_px), Image.Resampling.BICUBIC)


def mirrored(image: Image.Image) -> Image.Image:
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def mirrored_caption(caption: str) -> str:
    """The caption of the mirrored photo: left and right change places."""
    return _SIDE.sub(lambda match: _SIDES[match[0]], caption)


def names_side(caption: str) -> bool:
    """Whether the caption says left or right, so that a mirrored photo would belie it."""
    return _SIDE.search(caption) is not None


def random_crop(image: Image.Image, chance: random.Random, *, size_px: int, least_area: float = 0.45) -> Image.Image:
    """A part of the photo, of at least that share of its area, lighter or darker, more or less vivid."""
    area = chance.uniform(least_area, 1.0)
    shape = chance.uniform(0.8, 1.25)
    width, height = min(1.0, (area * shape) ** 0.5), min(1.0, (area / shape) ** 0.5)
    left, top = chance.uniform(0, 1 - width) * image.width, chance.uniform(0, 1 - height) * image.height
    box = (left, top, left + width * image.width, top + height * image.height)
    view = image.resize((size_px, size_px), Image.Resampling.BICUBIC, box=box)
    for enhancer in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        view = enhancer(view).enhance(chance.uniform(0.75, 1.25))
    return view


def drop_tokens(tokens: torch.Tensor, *, share: float, generator: torch.Generator) -> torch.Tensor:
    """Leaves words out, closing the gaps; start and end tokens stay, and never is a caption emptied.

    Args:
        tokens: (n, length) token ids, start first, end the largest id, then zeros.
    """
    if share <= 0:
        return tokens
    length = tokens.shape[1]
    position = torch.arange(length)
    end = tokens.argmax(dim=1, keepdim=True)
    inner = (position > 0) & (position < end)
    drop = inner & (torch.rand(tokens.shape, generator=generator) < share)
    drop &= (drop.sum(1) < inner.sum(1))[:, None]
    order = (drop.long() * length + position).argsort(dim=1)
    return tokens.masked_fill(drop, 0).gather(1, order)
