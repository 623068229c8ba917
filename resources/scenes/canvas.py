"""The paper: masks drawn with Pillow and filled with flat colours or gradients, in pixels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .colours import RGB, mix
from .shapes import Point, Points

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Grad:
    """A fill that runs between the four corners of the filled shape's box."""

    tl: RGB
    tr: RGB
    bl: RGB
    br: RGB


Paint = RGB | Grad


def down(top: RGB, bottom: RGB) -> Grad:
    """Changes from top to bottom."""
    return Grad(top, top, bottom, bottom)


def across(left: RGB, right: RGB) -> Grad:
    """Changes from left to right."""
    return Grad(left, right, left, right)


def diagonal(a: RGB, b: RGB) -> Grad:
    """Changes from the top left corner to the bottom right one."""
    middle = mix(a, b, 0.5)
    return Grad(a, middle, middle, b)


@cache
def _falloff() -> Image.Image:
    axis = np.linspace(-1, 1, 128, dtype=np.float32)
    distance = np.hypot(axis[:, None], axis[None, :])
    fall = np.clip(1 - distance, 0, 1)
    return Image.fromarray((255 * fall * fall * (3 - 2 * fall)).astype(np.uint8))


class Canvas:
    """An RGB picture in the making; `unit` (its shorter side, in pixels) is what sizes are measured in."""

    def __init__(self, width: int, height: int, *, seed: int) -> None:
        self.width = width
        self.height = height
        self.unit = min(width, height)
        self.image = Image.new("RGB", (width, height))
        self._pen = ImageDraw.Draw(self.image)
        self._cover: Image.Image | None = None
        self._noise = np.random.default_rng(seed)

    def watch(self) -> None:
        """From now on remember which pixels shapes cover; glows do not count."""
        self._cover = Image.new("L", (self.width, self.height))

    def covered(self) -> Image.Image:
        """The mask of what was painted since `watch`, and the end of watching."""
        cover, self._cover = self._cover, None
        return cover or Image.new("L", (self.width, self.height))

    def replace(self, image: Image.Image) -> None:
        """Go on with `image`, of the same size."""
        self.image = image
        self._pen = ImageDraw.Draw(image)

    def fill(
        self,
        shape: Sequence[Point],
        paint: Paint,
        *,
        alpha: float = 1.0,
        inside: Sequence[Point] | None = None,
        blur: float = 0.0,
    ) -> None:
        """Fill an outline; only where it overlaps `inside`; its edge softened by `blur` pixels."""
        if isinstance(paint, tuple) and alpha >= 1 and inside is None and not blur:
            self._pen.polygon(list(shape), fill=paint)
            if self._cover is not None:
                ImageDraw.Draw(self._cover).polygon(list(shape), fill=255)
        else:
            self.fill_all([shape], paint, alpha=alpha, inside=inside, blur=blur)

    def fill_all(
        self,
        shapes: Sequence[Sequence[Point]],
        paint: Paint,
        *,
        alpha: float = 1.0,
        inside: Sequence[Point] | None = None,
        blur: float = 0.0,
    ) -> None:
        """Fill several outlines as one: the gradient runs over all of them, overlaps are not darker."""
        bounds = _bounds([p for shape in shapes for p in shape], blur * 2.5)
        box = self._clip(bounds)
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        pen = ImageDraw.Draw(mask)
        for shape in shapes:
            pen.polygon(_local(shape, box), fill=round(255 * alpha))
        self._lay(mask, box, bounds, paint, inside=inside, blur=blur)

    def stroke(
        self,
        line: Sequence[Point],
        width: float,
        paint: Paint,
        *,
        alpha: float = 1.0,
        inside: Sequence[Point] | None = None,
    ) -> None:
        """A line of `width` pixels with round ends and joints."""
        thick = max(1, round(width))
        if isinstance(paint, tuple) and alpha >= 1 and inside is None:
            _line(self._pen, list(line), thick, paint)
            if self._cover is not None:
                _line(ImageDraw.Draw(self._cover), list(line), thick, 255)
            return
        bounds = _bounds(line, width / 2 + 1)
        box = self._clip(bounds)
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        _line(ImageDraw.Draw(mask), _local(line, box), thick, round(255 * alpha))
        self._lay(mask, box, bounds, paint, inside=inside, blur=0.0)

    def glow(self, x: float, y: float, rx: float, ry: float, colour: RGB, *, alpha: float = 1.0) -> None:
        """A soft spot that fades to nothing at its rim: lamps, sun, contact shadows."""
        full = (round(x - rx), round(y - ry), round(x + rx), round(y + ry))
        box = self._clip(full)
        if box is None or full[2] <= box[0] or full[3] <= box[1]:
            return
        spot, wide, high = _falloff(), max(1, full[2] - full[0]), max(1, full[3] - full[1])
        sx, sy = spot.width / wide, spot.height / high
        part = (
            max(0.0, (box[0] - full[0]) * sx),
            max(0.0, (box[1] - full[1]) * sy),
            min(float(spot.width), (box[2] - full[0]) * sx),
            min(float(spot.height), (box[3] - full[1]) * sy),
        )
        mask = spot.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR, box=part)
        self.image.paste(colour, box, _fade(mask, alpha))

    def mottle(self, shape: Sequence[Point], colour: RGB, *, alpha: float, cells: tuple[int, int]) -> None:
        """Uneven paint: cloudy patches of `colour`, about `cells` of them across and down the shape's box."""
        box = self._clip(_bounds(shape, 0))
        if box is None:
            return
        size = (box[2] - box[0], box[3] - box[1])
        grain = self._noise.random((max(2, cells[1]), max(2, cells[0])), dtype=np.float32)
        small = Image.fromarray((255 * alpha * grain).astype(np.uint8))
        mask = small.resize(size, Image.Resampling.BICUBIC)
        self.image.paste(colour, box, ImageChops.multiply(mask, self._mask(shape, box)))

    def _lay(
        self,
        mask: Image.Image,
        box: Box,
        bounds: tuple[float, float, float, float],
        paint: Paint,
        *,
        inside: Sequence[Point] | None,
        blur: float,
    ) -> None:
        soft = mask.filter(ImageFilter.GaussianBlur(blur)) if blur else mask
        if inside is not None:
            soft = ImageChops.multiply(soft, self._mask(inside, box))
        if self._cover is not None:
            self._cover.paste(255, box, soft)
        if isinstance(paint, tuple):
            self.image.paste(paint, box, soft)
        else:
            self.image.paste(_gradient(paint, box, bounds), box, soft)

    def _mask(self, shape: Sequence[Point], box: Box) -> Image.Image:
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        ImageDraw.Draw(mask).polygon(_local(shape, box), fill=255)
        return mask

    def _clip(self, bounds: tuple[float, float, float, float]) -> Box | None:
        left, top = max(0, math.floor(bounds[0])), max(0, math.floor(bounds[1]))
        right, bottom = min(self.width, math.ceil(bounds[2]) + 1), min(self.height, math.ceil(bounds[3]) + 1)
        return (left, top, right, bottom) if right > left and bottom > top else None


def _bounds(points: Sequence[Point], pad: float) -> tuple[float, float, float, float]:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs) - pad, min(ys) - pad, max(xs) + pad, max(ys) + pad


def _local(points: Sequence[Point], box: Box) -> Points:
    return [(x - box[0], y - box[1]) for x, y in points]


def _line(pen: ImageDraw.ImageDraw, points: Points, width: int, ink: RGB | int) -> None:
    pen.line(points, fill=ink, width=width, joint="curve")
    if width > 2:
        r = width / 2
        for x, y in (points[0], points[-1]):
            pen.ellipse((x - r, y - r, x + r - 1, y + r - 1), fill=ink)


def _fade(mask: Image.Image, alpha: float) -> Image.Image:
    return mask if alpha >= 1 else mask.point([round(v * alpha) for v in range(256)])


def _gradient(paint: Grad, box: Box, bounds: tuple[float, float, float, float]) -> Image.Image:
    corners = np.array([[paint.tl, paint.tr], [paint.bl, paint.br]], dtype=np.uint8)
    wide, high = max(1.0, bounds[2] - bounds[0]), max(1.0, bounds[3] - bounds[1])
    x0, y0 = max(0.0, (box[0] - bounds[0]) / wide), max(0.0, (box[1] - bounds[1]) / high)
    x1, y1 = min(1.0, (box[2] - bounds[0]) / wide), min(1.0, (box[3] - bounds[1]) / high)
    # Pixel centres of the 2 × 2 image lie at a half, so this part of it runs from corner to corner.
    part = (0.5 + x0, 0.5 + y0, 0.5 + max(x1, x0 + 1e-3), 0.5 + max(y1, y0 + 1e-3))
    return Image.fromarray(corners).resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR, box=part)
