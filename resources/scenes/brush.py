"""A canvas seen from a subject: local units, the subject's own colours, the light already mixed in."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from .canvas import Canvas, Grad, Paint
from .colours import RGB, darker, lighter
from .light import Light
from .shapes import Point, Points


@dataclass(frozen=True)
class Frame:
    """Where a subject's origin (on the ground, in its middle) lies in pixels, and how long its unit is."""

    x: float
    y: float
    scale: float
    flip: bool = False
    turn: float = 0.0  # degrees, clockwise

    def points(self, points: Sequence[Point]) -> Points:
        """Local points in pixels."""
        side = -1 if self.flip else 1
        c, s = math.cos(math.radians(self.turn)) * self.scale, math.sin(math.radians(self.turn)) * self.scale
        return [(self.x + side * (x * c - y * s), self.y + x * s + y * c) for x, y in points]


@dataclass
class Brush:
    """What a subject is painted with. `c` is its colour, with two lighter and two darker shades."""

    canvas: Canvas
    frame: Frame
    c: RGB
    light: Light
    rng: Random
    hi: RGB = field(init=False)
    top: RGB = field(init=False)
    lo: RGB = field(init=False)
    deep: RGB = field(init=False)

    def __post_init__(self) -> None:
        self.hi = lighter(self.c, 0.42)
        self.top = lighter(self.c, 0.16)
        self.lo = darker(self.c, 0.2)
        self.deep = darker(self.c, 0.44)

    def fill(
        self,
        shape: Sequence[Point],
        paint: Paint,
        *,
        alpha: float = 1.0,
        inside: Sequence[Point] | None = None,
        blur: float = 0.0,
        lit: bool = False,
    ) -> None:
        """Fill a local outline; what is `lit` from within does not take the light's tint."""
        clip = None if inside is None else self.frame.points(inside)
        self.canvas.fill(
            self.frame.points(shape),
            paint if lit else self._in_light(paint),
            alpha=alpha,
            inside=clip,
            blur=blur * self.frame.scale,
        )

    def stroke(
        self,
        line: Sequence[Point],
        width: float,
        paint: Paint,
        *,
        alpha: float = 1.0,
        inside: Sequence[Point] | None = None,
        lit: bool = False,
    ) -> None:
        """A local line; `width` in local units."""
        clip = None if inside is None else self.frame.points(inside)
        ink = paint if lit else self._in_light(paint)
        self.canvas.stroke(self.frame.points(line), width * self.frame.scale, ink, alpha=alpha, inside=clip)

    def glow(self, x: float, y: float, r: float, colour: RGB, *, alpha: float = 1.0, ry: float | None = None) -> None:
        """A soft spot of light or shade."""
        (px, py) = self.frame.points([(x, y)])[0]
        high = r if ry is None else ry
        self.canvas.glow(px, py, r * self.frame.scale, high * self.frame.scale, colour, alpha=alpha)

    def shade(self, shape: Sequence[Point], *, alpha: float = 0.25, inside: Sequence[Point] | None = None) -> None:
        """Darken part of what is already painted, in the colour of the light's shadows."""
        self.fill(shape, self.light.shadow, alpha=alpha, inside=inside, lit=True)

    def at(self, x: float, y: float, scale: float = 1.0, *, c: RGB | None = None, flip: bool = False) -> "Brush":
        """The same brush with its origin moved to a local point."""
        (px, py) = self.frame.points([(x, y)])[0]
        frame = Frame(px, py, self.frame.scale * scale, self.frame.flip != flip, self.frame.turn)
        return Brush(self.canvas, frame, self.c if c is None else c, self.light, self.rng)

    def _in_light(self, paint: Paint) -> Paint:
        see = self.light.on_subject
        if isinstance(paint, Grad):
            return Grad(see(paint.tl), see(paint.tr), see(paint.bl), see(paint.br))
        return see(paint)
