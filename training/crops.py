"""Parts of photos, and changes of their colours and sharpness. No torch here: processes that only decode start fast."""

import random
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

Matrix = NDArray[np.float64]
"""(4, 4), applied to (red, green, blue, 1)."""

_LUMA = np.array([0.299, 0.587, 0.114])
_YIQ = np.array([_LUMA, [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])
_BLUR_SIZE_PX = 224  # the size of view that strengths of blur are given for


@dataclass(frozen=True)
class Crop:
    """A part of the photo, of random place, area and shape, as a square."""

    size_px: int
    area: tuple[float, float] = (0.08, 1.0)  # the least and the most of the photo's area
    shape: tuple[float, float] = (3 / 4, 4 / 3)  # width : height, drawn evenly in its logarithm
    squash: bool = False  # shape is counted from the photo's own, for models that squeeze whole photos into a square

    def __call__(self, image: Image.Image, chance: random.Random) -> Image.Image:
        box = self.box(image.size, chance)
        return image.resize((self.size_px, self.size_px), Image.Resampling.BICUBIC, box=box)

    def box(self, size: tuple[int, int], chance: random.Random) -> tuple[float, float, float, float]:
        """Left, top, right, bottom; smaller than drawn where that shape does not fit into the photo."""
        wide, high = (1.0, 1.0) if self.squash else size
        area = chance.uniform(*self.area) * wide * high
        shape = float(np.exp(chance.uniform(*np.log(self.shape))))
        width, height = (area * shape) ** 0.5, (area / shape) ** 0.5
        fit = min(1.0, wide / width, high / height)
        width, height = width * fit, height * fit
        left, top = chance.uniform(0, max(wide - width, 0)), chance.uniform(0, max(high - height, 0))  # rounding
        across, down = size[0] / wide, size[1] / high
        right, bottom = min((left + width) * across, size[0]), min((top + height) * down, size[1])
        return left * across, top * down, right, bottom


@dataclass(frozen=True)
class Distortion:
    """How much colours and sharpness change; by default as in SimCLR (https://arxiv.org/abs/2002.05709, appendix A).

    All changes of colour are one matrix, many times faster than one after the other; hue is turned about the grey axis.
    """

    brightness: float = 0.8  # factors are drawn from 1 − this to 1 + this, but not below 0
    contrast: float = 0.8
    saturation: float = 0.8
    hue: float = 0.2  # at most this share of a turn of the colour circle, either way
    jitter_share: float = 0.8  # of views that these four change
    grey_share: float = 0.2  # of views that lose their colour
    blur_share: float = 0.5
    blur_sigma_px: tuple[float, float] = (0.1, 2.0)  # of a view of 224 px; in proportion for others
    solarize_share: float = 0.0  # of views in which all above half brightness is inverted

    def __call__(self, image: Image.Image, chance: random.Random) -> Image.Image:
        colours = np.eye(4)
        if chance.random() < self.jitter_share:
            colours = self._jitter(image, chance)
        if chance.random() < self.grey_share:
            colours = _saturation(0.0) @ colours
        if not np.array_equal(colours, np.eye(4)):
            image = image.convert("RGB", tuple(colours[:3].ravel().tolist()))
        if chance.random() < self.blur_share:
            sigma = chance.uniform(*self.blur_sigma_px) * image.width / _BLUR_SIZE_PX
            image = image.filter(ImageFilter.GaussianBlur(sigma))
        return ImageOps.solarize(image) if chance.random() < self.solarize_share else image

    def _jitter(self, image: Image.Image, chance: random.Random) -> Matrix:
        def factor(strength: float) -> float:
            return chance.uniform(max(0.0, 1 - strength), 1 + strength)

        brightness = np.diag([*[factor(self.brightness)] * 3, 1.0])
        contrast, saturation = factor(self.contrast), _saturation(factor(self.saturation))
        hue = _hue(chance.uniform(-self.hue, self.hue))
        mean = np.array([*np.asarray(image.resize((1, 1), Image.Resampling.BOX))[0, 0], 1.0])
        colours = np.eye(4)
        for step in chance.sample([brightness, None, saturation, hue], 4):  # the order matters, so it is drawn too
            grey = float(_LUMA @ (colours @ mean)[:3])
            colours = (_contrast(contrast, grey) if step is None else step) @ colours
        return colours


SIMCLR = Distortion()
BYOL = Distortion(brightness=0.4, contrast=0.4, saturation=0.2, hue=0.1)
"""Milder, as also DINO has it (https://arxiv.org/abs/2006.07733, appendix B)."""


def _contrast(factor: float, grey: float) -> Matrix:
    """Towards or away from that grey."""
    matrix = np.diag([factor, factor, factor, 1.0])
    matrix[:3, 3] = (1 - factor) * grey
    return matrix


def _saturation(factor: float) -> Matrix:
    """Towards or away from each pixel's own grey."""
    matrix = np.eye(4)
    matrix[:3, :3] = factor * np.eye(3) + (1 - factor) * _LUMA
    return matrix


def _hue(turns: float) -> Matrix:
    cos, sin = np.cos(2 * np.pi * turns), np.sin(2 * np.pi * turns)
    turn = np.array([[1, 0, 0], [0, cos, -sin], [0, sin, cos]])
    matrix = np.eye(4)
    matrix[:3, :3] = np.linalg.solve(_YIQ, turn @ _YIQ)
    return matrix
