"""Outlines as lists of points; no pixels here."""

import math
from collections.abc import Sequence

Point = tuple[float, float]
Points = list[Point]


def ellipse(cx: float, cy: float, rx: float, ry: float | None = None, *, n: int = 44) -> Points:
    """A circle when `ry` is left out."""
    return arc(cx, cy, rx, ry, 0, 360, n=n)


def arc(  # noqa: PLR0917 - six numbers in the order every drawing library takes them
    cx: float, cy: float, rx: float, ry: float | None, start: float, end: float, *, n: int = 28
) -> Points:
    """Points from `start` to `end` degrees; 0 is right, 90 is down."""
    height = rx if ry is None else ry
    steps = (math.radians(start + (end - start) * i / n) for i in range(n + 1))
    return [(cx + rx * math.cos(a), cy + height * math.sin(a)) for a in steps]


def rect(x0: float, y0: float, x1: float, y1: float) -> Points:
    """A box by two corners."""
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def round_rect(x0: float, y0: float, x1: float, y1: float, r: float) -> Points:
    """A box with round corners."""
    return [
        *arc(x1 - r, y0 + r, r, r, -90, 0, n=6),
        *arc(x1 - r, y1 - r, r, r, 0, 90, n=6),
        *arc(x0 + r, y1 - r, r, r, 90, 180, n=6),
        *arc(x0 + r, y0 + r, r, r, 180, 270, n=6),
    ]


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = 7) -> Points:
    """A curve through all `points` (Catmull-Rom)."""
    n = len(points)
    out: Points = []
    for i in range(n if closed else n - 1):
        if closed:
            p0, p1, p2, p3 = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (points[min(n - 1, max(0, i + k))] for k in (-1, 0, 1, 2))
        for s in range(steps):
            t = s / steps
            out.append((_spline(p0[0], p1[0], p2[0], p3[0], t), _spline(p0[1], p1[1], p2[1], p3[1], t)))
    if not closed:
        out.append(points[-1])
    return out


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def taper(points: Sequence[Point], start: float, end: float) -> Points:
    """The outline of a line along `points` whose width runs from `start` to `end`: limbs, tails, stems."""
    left: Points = []
    right: Points = []
    last = len(points) - 1
    for i, (x, y) in enumerate(points):
        ax, ay = points[max(0, i - 1)]
        bx, by = points[min(last, i + 1)]
        length = math.hypot(bx - ax, by - ay) or 1.0
        half = (start + (end - start) * i / last) / 2
        nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    tip = points[-1]
    cap = math.degrees(math.atan2(left[-1][1] - tip[1], left[-1][0] - tip[0]))
    round_end = arc(tip[0], tip[1], end / 2, end / 2, cap, cap - 180, n=8)
    return [*left, *round_end, *reversed(right)]


def shift(points: Sequence[Point], dx: float, dy: float, scale: float = 1.0) -> Points:
    """`points` scaled about the origin, then moved."""
    return [(x * scale + dx, y * scale + dy) for x, y in points]
