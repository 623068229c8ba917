"""Things that roll: the origin is on the ground, in the middle; one unit is about half the length."""

import math

from .brush import Brush
from .canvas import across, diagonal, down
from .colours import RGB, darker, lighter
from .shapes import Point, Points, arc, ellipse, rect, round_rect, smooth

RUBBER: RGB = (44, 44, 50)
STEEL: RGB = (198, 202, 208)
GLASS: RGB = (150, 186, 204)


def bicycle(b: Brush) -> None:
    """A city bicycle from the side, with mudguards; sometimes with a basket."""
    r, rear, front = 0.345, (-0.545, -0.345), (0.545, -0.345)
    for hub in (rear, front):
        _wire_wheel(b, hub, r)
    bb, seat, head, neck = (-0.09, -0.33), (-0.215, -0.82), (0.365, -0.86), (0.4, -0.7)
    for hub, start, end in ((rear, 170, 322), (front, 205, 345)):
        b.stroke(arc(hub[0], hub[1], r + 0.045, r + 0.045, start, end), 0.034, b.c)
        b.stroke(arc(hub[0], hub[1], r + 0.055, r + 0.055, start + 8, end - 60), 0.01, b.hi)
    step = b.rng.random() < 0.4
    b.stroke([rear, bb], 0.036, b.lo)
    b.stroke([rear, (seat[0] + 0.02, seat[1] + 0.1)], 0.034, b.lo)
    top = smooth([head, (0.2, -0.62), (0.0, -0.47), (-0.12, -0.44)], closed=False) if step else [seat, head]
    for line in ([bb, seat], [bb, neck], top):
        b.stroke(line, 0.06, b.c)
        b.stroke([(x - 0.008, y - 0.014) for x, y in line], 0.016, b.hi)
    b.stroke([(0.35, -0.92), neck], 0.062, b.c)
    b.stroke(smooth([neck, (0.44, -0.58), front], closed=False), 0.05, b.c)
    _chain(b, bb, rear)
    b.stroke([seat, (-0.25, -0.95)], 0.034, STEEL)
    saddle = smooth([(-0.4, -0.985), (-0.36, -1.02), (-0.2, -0.995), (-0.09, -0.985), (-0.12, -0.955), (-0.28, -0.945)])
    b.fill(saddle, down((124, 82, 56), (70, 46, 36)))
    b.stroke([(0.35, -0.92), (0.335, -1.0)], 0.032, STEEL)
    b.stroke(smooth([(0.42, -1.04), (0.335, -1.015), (0.24, -1.03), (0.15, -1.0)], closed=False), 0.034, STEEL)
    b.stroke([(0.2, -1.018), (0.13, -0.992)], 0.05, (84, 56, 42))
    b.fill(ellipse(0.455, -0.9, 0.038), across((255, 248, 220), (206, 200, 176)))
    if b.rng.random() < 0.5:
        _basket(b)


def _wire_wheel(b: Brush, hub: Point, r: float) -> None:
    x, y = hub
    for k in range(9):
        a = math.pi * (k + 0.3) / 9
        dx, dy = r * math.cos(a), r * math.sin(a)
        b.stroke([(x - dx, y - dy), (x + dx, y + dy)], 0.007, STEEL, alpha=0.8)
    b.stroke(arc(x, y, r, r, 0, 360, n=48), 0.052, RUBBER)
    b.stroke(arc(x, y, r - 0.035, r - 0.035, 0, 360, n=48), 0.018, STEEL)
    b.stroke(arc(x, y, r + 0.012, r + 0.012, 200, 320), 0.008, (120, 120, 128), alpha=0.8)
    b.fill(ellipse(x, y, 0.035, n=16), STEEL)


def _chain(b: Brush, bb: Point, rear: Point) -> None:
    guard = [*arc(bb[0], bb[1], 0.1, 0.1, -80, 80), *arc(rear[0], rear[1], 0.045, 0.045, 100, 260)]
    b.fill(guard, down(b.top, b.lo))
    b.stroke([bb, (bb[0] + 0.07, bb[1] + 0.17)], 0.026, STEEL)
    b.fill(rect(bb[0], bb[1] + 0.155, bb[0] + 0.15, bb[1] + 0.19), RUBBER)
    b.fill(ellipse(bb[0], bb[1], 0.03, n=14), STEEL)


def _basket(b: Brush) -> None:
    cane: RGB = (196, 156, 104)
    shape: Points = [(0.43, -1.06), (0.74, -1.06), (0.7, -0.84), (0.47, -0.84)]
    b.fill(shape, across(lighter(cane, 0.2), darker(cane, 0.25)))
    for k in range(4):
        y = -1.03 + k * 0.055
        b.stroke([(0.435, y), (0.735, y)], 0.012, darker(cane, 0.35), alpha=0.7)
    b.stroke([(0.42, -1.06), (0.75, -1.06)], 0.03, darker(cane, 0.1))
    if b.rng.random() < 0.6:
        for k in range(6):
            b.fill(
                ellipse(0.48 + k * 0.042, -1.1 - 0.03 * (k % 2), 0.035, n=14),
                ((252, 240, 226), (240, 214, 190), (132, 160, 104))[k % 3],
            )


def car(b: Brush) -> None:
    """A small car from the side: a rounded classic or a hatchback."""
    classic = b.rng.random() < 0.5
    if classic:
        roof: Points = [(-0.62, -0.42), (-0.5, -0.62), (-0.28, -0.78), (0.06, -0.8), (0.3, -0.68), (0.48, -0.46)]
        lower: Points = [
            (0.78, -0.42),
            (0.97, -0.33),
            (1.0, -0.2),
            (0.96, -0.12),
            (-0.96, -0.12),
            (-1.0, -0.22),
            (-0.96, -0.36),
            (-0.8, -0.43),
        ]
    else:
        roof = [(-0.82, -0.47), (-0.74, -0.66), (-0.56, -0.79), (-0.1, -0.82), (0.2, -0.76), (0.46, -0.5)]
        lower = [
            (0.8, -0.45),
            (0.98, -0.36),
            (1.02, -0.22),
            (0.98, -0.12),
            (-0.96, -0.12),
            (-1.0, -0.2),
            (-0.98, -0.4),
            (-0.9, -0.46),
        ]
    body = smooth([*roof, *lower], steps=6)
    b.fill(body, down(b.top, b.lo))
    b.fill(rect(-1.1, -0.24, 1.1, 0), b.deep, alpha=0.4, inside=body)
    b.stroke(
        smooth([(-0.95, -0.4), (-0.3, -0.43), (0.4, -0.43), (0.95, -0.34)], closed=False),
        0.022,
        b.hi,
        alpha=0.9,
        inside=body,
    )
    _windows(b, roof, classic=classic)
    split = -0.06
    b.stroke([(split, -0.72), (split, -0.16)], 0.01, b.deep, alpha=0.7)
    b.stroke([(0.47, -0.45), (0.44, -0.2)], 0.01, b.deep, alpha=0.6)
    b.stroke([(split - 0.16, -0.36), (split - 0.06, -0.36)], 0.022, STEEL)
    for x in (-0.58, 0.6):
        b.fill(arc(x, -0.17, 0.235, 0.235, 180, 360), b.deep)
        _tyre(b, x, 0.19)
    b.fill(ellipse(0.94, -0.32, 0.04, 0.055, n=20), across((255, 246, 210), (255, 255, 240)))
    b.fill(round_rect(-0.99, -0.37, -0.94, -0.27, 0.02), (200, 44, 40))
    for x in (-0.95, 0.95):
        b.stroke([(x - 0.09, -0.15), (x + 0.07, -0.15)], 0.045, (172, 178, 186))
    if b.light.dark:
        b.glow(0.98, -0.32, 0.55, (255, 236, 170), alpha=0.7)


def _windows(b: Brush, roof: Points, *, classic: bool) -> None:
    cx, cy = -0.08 if classic else -0.16, -0.52
    pane = smooth([(cx + (x - cx) * 0.84, cy + (y - cy) * (0.78 if y < -0.55 else 0.4)) for x, y in roof], steps=5)
    glass = (255, 226, 160) if b.light.dark else GLASS
    b.fill(pane, diagonal(lighter(glass, 0.4), darker(glass, 0.4)))
    b.fill([(-0.44, -0.45), (-0.2, -0.8), (-0.06, -0.8), (-0.3, -0.45)], (255, 255, 255), alpha=0.3, inside=pane)
    for x in (-0.07, -0.075):
        b.stroke([(x, -0.8), (x, -0.44)], 0.05, b.c)
    b.stroke([(x, y) for x, y in pane], 0.014, b.deep, alpha=0.45)


def _tyre(b: Brush, x: float, r: float) -> None:
    b.fill(ellipse(x, -r, r), down((58, 58, 64), (26, 26, 30)))
    b.fill(ellipse(x, -r, r * 0.62), diagonal((236, 238, 240), (142, 148, 156)))
    for k in range(5):
        a = k * math.tau / 5
        b.fill(ellipse(x + r * 0.38 * math.cos(a), -r + r * 0.38 * math.sin(a), r * 0.11, n=12), (92, 96, 104))
    b.fill(ellipse(x, -r, r * 0.16, n=14), (112, 116, 124))


def bus(b: Brush) -> None:
    """A town bus from the side."""
    body = round_rect(-1.25, -0.92, 1.25, -0.14, 0.11)
    b.fill(body, down(b.top, b.lo))
    b.fill(rect(-1.3, -0.95, 1.3, -0.84), lighter(b.c, 0.55), alpha=0.8, inside=body)
    b.fill(rect(-1.3, -0.4, 1.3, -0.34), (250, 246, 236), alpha=0.95, inside=body)
    b.fill(rect(-1.3, -0.24, 1.3, -0.1), b.deep, alpha=0.6, inside=body)
    glass = (255, 226, 160) if b.light.dark else GLASS
    for k in range(5):
        x = -1.14 + k * 0.39
        pane = round_rect(x, -0.78, x + 0.33, -0.47, 0.04)
        b.fill(pane, diagonal(lighter(glass, 0.35), darker(glass, 0.35)))
        b.fill(
            [(x + 0.02, -0.47), (x + 0.16, -0.78), (x + 0.25, -0.78), (x + 0.11, -0.47)],
            (255, 255, 255),
            alpha=0.25,
            inside=pane,
        )
    door = round_rect(0.84, -0.78, 1.16, -0.18, 0.04)
    b.fill(door, diagonal(lighter(glass, 0.2), darker(glass, 0.4)))
    b.stroke([(1.0, -0.78), (1.0, -0.18)], 0.03, b.lo)
    for x in (-0.75, 0.55):
        b.fill(arc(x, -0.19, 0.24, 0.24, 180, 360), b.deep)
        _tyre(b, x, 0.19)
    b.fill(ellipse(1.21, -0.3, 0.035, 0.05, n=16), (255, 246, 210))
    if b.light.dark:
        b.glow(1.25, -0.3, 0.5, (255, 236, 170), alpha=0.7)


def train(b: Brush) -> None:
    """A railcar with two coaches on a track."""
    b.stroke([(-9, -0.02), (9, -0.02)], 0.035, (112, 108, 108))
    for k in range(-22, 23):
        b.fill(rect(k * 0.14 - 0.03, 0, k * 0.14 + 0.03, 0.045), (112, 88, 72))
    b.stroke([(-9, -0.04), (9, -0.04)], 0.014, (190, 192, 198))
    for x0, x1, nose in ((-2.3, -0.86, False), (-0.8, 0.66, True)):
        tip: Points = (
            [(x1 - 0.1, -0.68), (x1 + 0.16, -0.52), (x1 + 0.28, -0.26), (x1 + 0.24, -0.12)]
            if nose
            else [(x1, -0.68), (x1, -0.12)]
        )
        body: Points = [(x0, -0.12), (x0, -0.66), (x0 + 0.03, -0.68), *(smooth(tip, closed=False) if nose else tip)]
        b.fill(body, down(b.top, b.lo))
        b.fill(rect(x0 - 1, -0.7, x1 + 1, -0.62), lighter(b.c, 0.5), alpha=0.7, inside=body)
        b.fill(rect(x0 - 1, -0.28, x1 + 1, -0.23), (250, 246, 236), inside=body, alpha=0.95)
        b.fill(rect(x0 - 1, -0.17, x1 + 1, -0.1), b.deep, alpha=0.7, inside=body)
        glass = (255, 226, 160) if b.light.dark else GLASS
        for k in range(4):
            x = x0 + 0.1 + k * 0.32
            b.fill(round_rect(x, -0.56, x + 0.24, -0.35, 0.03), diagonal(lighter(glass, 0.35), darker(glass, 0.35)))
        if nose:
            b.fill(
                [(x1 - 0.03, -0.56), (x1 + 0.1, -0.52), (x1 + 0.2, -0.35), (x1 - 0.03, -0.35)],
                diagonal(glass, darker(glass, 0.4)),
            )
            b.fill(ellipse(x1 + 0.22, -0.24, 0.03, n=12), (255, 246, 210))
        for wheel in (0.2, 0.42, 1.02, 1.24):
            b.fill(ellipse(x0 + wheel, -0.085, 0.065, n=18), (58, 58, 64))
    if b.light.dark:
        b.glow(0.9, -0.24, 0.5, (255, 236, 170), alpha=0.7)


def tractor(b: Brush) -> None:
    """A farm tractor from the side."""
    bonnet = smooth([(0.0, -0.62), (0.5, -0.62), (0.74, -0.56), (0.78, -0.3), (0.0, -0.26)], steps=5)
    b.fill(bonnet, down(b.top, b.lo))
    for k in range(4):
        b.stroke([(0.42 + k * 0.07, -0.52), (0.42 + k * 0.07, -0.38)], 0.02, b.deep)
    cab: Points = [(-0.5, -0.3), (-0.42, -1.0), (0.02, -1.0), (0.1, -0.3)]
    b.fill(cab, diagonal(lighter(GLASS, 0.4), darker(GLASS, 0.3)))
    for line in ([(-0.5, -0.3), (-0.42, -1.0)], [(0.02, -1.0), (0.1, -0.3)], [(-0.2, -1.0), (-0.2, -0.4)]):
        b.stroke(line, 0.045, b.c)
    b.fill(round_rect(-0.52, -1.07, 0.12, -0.98, 0.03), down(b.hi, b.c))
    b.stroke([(0.3, -0.6), (0.3, -0.92)], 0.035, (70, 70, 76))
    b.fill(arc(-0.36, -0.38, 0.46, 0.46, 178, 345), down(b.top, b.lo))
    for x, r in ((-0.36, 0.37), (0.56, 0.22)):
        b.fill(ellipse(x, -r, r), down((62, 60, 62), (30, 30, 32)))
        for k in range(14):
            a = k * math.tau / 14
            b.stroke(
                [
                    (x + r * 0.8 * math.cos(a), -r + r * 0.8 * math.sin(a)),
                    (x + r * math.cos(a + 0.15), -r + r * math.sin(a + 0.15)),
                ],
                0.03,
                (86, 84, 84),
            )
        b.fill(ellipse(x, -r, r * 0.55), diagonal((250, 220, 130), (196, 150, 60)))
        b.fill(ellipse(x, -r, r * 0.2), (110, 90, 60))
