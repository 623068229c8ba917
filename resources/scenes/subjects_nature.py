"""Animals, plants, weather folk: the origin is on the ground; one unit is about the height."""

import math

from .brush import Brush
from .canvas import across, diagonal, down
from .colours import RGB, darker, lighter, mix
from .shapes import Points, arc, ellipse, rect, smooth, taper

INK: RGB = (40, 34, 38)


def dog(b: Brush) -> None:
    """A dog standing, seen from the side, with a pale chest and muzzle."""
    pale, dark = lighter(b.c, 0.55), b.lo
    for x, y in ((-0.38, -0.46), (0.2, -0.42)):
        b.fill(taper([(x + 0.1, y), (x + 0.07, -0.22), (x + 0.1, -0.02)], 0.16, 0.075), b.lo)
    tail = smooth([(-0.5, -0.62), (-0.68, -0.74), (-0.74, -0.96), (-0.64, -1.04)], closed=False)
    b.fill(taper(tail, 0.13, 0.06), diagonal(b.top, dark))
    body = smooth(
        [
            (-0.54, -0.62),
            (-0.36, -0.74),
            (0.05, -0.71),
            (0.28, -0.8),
            (0.42, -0.62),
            (0.34, -0.38),
            (0.1, -0.35),
            (-0.22, -0.37),
            (-0.5, -0.38),
            (-0.58, -0.5),
        ]
    )
    b.fill(body, down(b.top, dark))
    b.fill(ellipse(0.36, -0.46, 0.16, 0.2), pale, alpha=0.9, inside=body, blur=0.03)
    haunch = smooth([(-0.56, -0.6), (-0.38, -0.68), (-0.24, -0.52), (-0.34, -0.34), (-0.46, -0.3)], steps=5)
    b.fill(haunch, diagonal(b.top, b.c))
    hind = taper([(-0.4, -0.42), (-0.46, -0.26), (-0.5, -0.18), (-0.44, -0.03)], 0.2, 0.075)
    fore = taper([(0.26, -0.52), (0.27, -0.28), (0.28, -0.03)], 0.18, 0.085)
    for leg, x in ((hind, -0.42), (fore, 0.3)):
        b.fill(leg, down(b.c, b.c))
        b.fill(ellipse(x + 0.02, -0.03, 0.075, 0.038, n=18), pale)
    neck = smooth([(0.2, -0.74), (0.3, -1.02), (0.5, -0.94), (0.46, -0.62)], steps=5)
    b.fill(neck, across(b.c, b.top))
    head = smooth(
        [
            (0.24, -1.06),
            (0.34, -1.2),
            (0.52, -1.18),
            (0.62, -1.06),
            (0.82, -1.0),
            (0.84, -0.91),
            (0.7, -0.86),
            (0.5, -0.86),
            (0.32, -0.9),
        ]
    )
    b.fill(head, diagonal(b.top, b.c))
    b.fill(ellipse(0.76, -0.92, 0.16, 0.08), pale, alpha=0.9, inside=head, blur=0.02)
    b.fill(
        smooth([(0.26, -1.16), (0.38, -1.16), (0.4, -0.94), (0.31, -0.82), (0.22, -0.92)], steps=5),
        diagonal(dark, b.deep),
    )
    b.fill(ellipse(0.84, -0.97, 0.05, 0.04, n=16), INK)
    b.fill(ellipse(0.57, -1.06, 0.03, n=14), INK)
    b.fill(ellipse(0.58, -1.07, 0.009, n=8), (255, 255, 255))
    b.stroke(
        smooth([(0.24, -0.86), (0.34, -0.78), (0.47, -0.76)], closed=False),
        0.055,
        (74, 118, 160) if b.rng.random() < 0.5 else (196, 88, 72),
    )


def cat(b: Brush) -> None:
    """A cat sitting upright, facing us, tail curled around."""
    pale = lighter(b.c, 0.6)
    tail = smooth([(0.24, -0.1), (0.5, -0.08), (0.6, -0.26), (0.52, -0.42)], closed=False)
    b.fill(taper(tail, 0.14, 0.09), diagonal(b.c, b.lo))
    body = smooth(
        [(-0.16, -0.68), (0.16, -0.68), (0.3, -0.36), (0.32, -0.06), (0.2, 0), (-0.2, 0), (-0.32, -0.06), (-0.3, -0.36)]
    )
    b.fill(body, diagonal(b.top, b.lo))
    b.fill(ellipse(0, -0.42, 0.13, 0.24), pale, alpha=0.85, inside=body, blur=0.04)
    for side in (-1, 1):
        b.fill(taper([(side * 0.1, -0.4), (side * 0.11, -0.06)], 0.15, 0.13), down(b.c, b.top))
        b.fill(ellipse(side * 0.115, -0.035, 0.085, 0.05, n=18), pale)
        b.fill([(side * 0.07, -0.98), (side * 0.25, -1.2), (side * 0.28, -0.84)], b.lo)
        b.fill([(side * 0.12, -0.98), (side * 0.22, -1.11), (side * 0.24, -0.9)], (226, 156, 150))
    head = smooth(
        [
            (0, -1.03),
            (0.2, -0.99),
            (0.3, -0.82),
            (0.24, -0.66),
            (0, -0.59),
            (-0.24, -0.66),
            (-0.3, -0.82),
            (-0.2, -0.99),
        ]
    )
    b.fill(head, down(b.top, b.c))
    for k in (-0.08, 0, 0.08):
        b.stroke([(k, -1.02), (k * 0.8, -0.92)], 0.025, b.deep, alpha=0.6)
    for k in (-0.22, -0.32, -0.42):
        b.stroke(
            smooth([(0.31, k), (0.22, k + 0.03), (0.17, k + 0.02)], closed=False), 0.028, b.deep, alpha=0.5, inside=body
        )
        b.stroke(
            smooth([(-0.31, k), (-0.22, k + 0.03), (-0.17, k + 0.02)], closed=False),
            0.028,
            b.deep,
            alpha=0.5,
            inside=body,
        )
    b.fill(ellipse(0, -0.7, 0.13, 0.085), pale, alpha=0.95, inside=head)
    eye = (150, 176, 90)
    for side in (-1, 1):
        b.fill(ellipse(side * 0.115, -0.83, 0.055, 0.05, n=20), eye)
        b.fill(ellipse(side * 0.115, -0.83, 0.02, 0.045, n=14), INK)
        b.fill(ellipse(side * 0.105, -0.85, 0.012, n=8), (255, 255, 255))
        for k in (-0.02, 0.03):
            b.stroke([(side * 0.09, -0.71 + k), (side * 0.34, -0.74 + k * 2.4)], 0.007, (255, 255, 255), alpha=0.8)
    b.fill([(-0.035, -0.755), (0.035, -0.755), (0, -0.715)], (206, 122, 118))


def duck(b: Brush) -> None:
    """A duck on the water."""
    body = smooth(
        [
            (-0.75, -0.5),
            (-0.55, -0.36),
            (-0.2, -0.46),
            (0.2, -0.4),
            (0.42, -0.26),
            (0.42, -0.08),
            (0.2, 0.03),
            (-0.3, 0.03),
            (-0.6, -0.12),
        ]
    )
    b.fill(body, down(b.top, b.lo))
    wing = smooth([(-0.5, -0.34), (-0.1, -0.4), (0.18, -0.26), (0.0, -0.1), (-0.3, -0.12)])
    b.fill(wing, diagonal(b.hi, b.lo))
    for k in range(3):
        b.stroke(
            smooth(
                [(-0.42 + 0.1 * k, -0.27 + 0.05 * k), (-0.2 + 0.1 * k, -0.22 + 0.05 * k), (0, -0.26 + 0.04 * k)],
                closed=False,
            ),
            0.014,
            b.deep,
            alpha=0.6,
        )
    b.fill(taper(smooth([(0.26, -0.26), (0.34, -0.5), (0.34, -0.68)], closed=False), 0.3, 0.24), across(b.c, b.top))
    head = ellipse(0.38, -0.76, 0.2, 0.18)
    b.fill(head, diagonal(b.hi, b.c))
    b.fill(
        smooth([(0.55, -0.82), (0.78, -0.72), (0.76, -0.66), (0.54, -0.68)], steps=5),
        down((250, 176, 66), (220, 130, 40)),
    )
    b.fill(ellipse(0.44, -0.8, 0.03, n=14), INK)


def snowman(b: Brush) -> None:
    """Two balls of snow and a head; the scarf and hat have the colour."""
    white, blue = (252, 252, 255), (196, 210, 234)
    b.stroke(smooth([(-0.26, -0.66), (-0.48, -0.82), (-0.62, -0.86)], closed=False), 0.03, (104, 76, 56))
    b.stroke(smooth([(0.26, -0.66), (0.46, -0.76), (0.58, -0.94)], closed=False), 0.03, (104, 76, 56))
    for y, r in ((-0.3, 0.37), (-0.76, 0.27), (-1.1, 0.19)):
        ball = ellipse(0, y, r, r * 0.96)
        b.fill(ball, diagonal(white, blue))
        b.fill(ellipse(r * 0.35, y + r * 0.4, r, r * 0.8), (150, 172, 214), alpha=0.3, inside=ball, blur=0.07)
    b.fill(
        smooth([(-0.21, -0.97), (0, -0.92), (0.21, -0.97), (0.22, -0.88), (0, -0.82), (-0.22, -0.88)], steps=5),
        down(b.top, b.lo),
    )
    b.fill(taper([(0.1, -0.88), (0.16, -0.7), (0.15, -0.54)], 0.11, 0.13), down(b.c, b.lo))
    cap = smooth([(-0.19, -1.19), (-0.15, -1.36), (0, -1.45), (0.15, -1.36), (0.19, -1.19)])
    b.fill(cap, diagonal(b.top, b.lo))
    b.stroke([(-0.19, -1.2), (0.19, -1.2)], 0.075, b.hi)
    b.fill(ellipse(0, -1.46, 0.065), b.hi)
    for x in (-0.07, 0.07):
        b.fill(ellipse(x, -1.12, 0.024, n=12), INK)
    b.fill([(0, -1.09), (0.2, -1.05), (0, -1.03)], across((250, 150, 50), (226, 110, 30)))
    for y in (-0.82, -0.7, -0.42):
        b.fill(ellipse(-0.01, y, 0.026, n=12), INK)


def tree(b: Brush) -> None:
    """A tree whose crown has the colour."""
    trunk = (106, 78, 60)
    b.fill(
        taper([(0, 0.01), (0.01, -0.25), (-0.01, -0.6)], 0.13, 0.05), across(lighter(trunk, 0.15), darker(trunk, 0.3))
    )
    for x, y in ((-0.16, -0.56), (0.17, -0.6)):
        b.fill(taper([(0, -0.3), (x, y)], 0.05, 0.02), darker(trunk, 0.15))
    puffs = [
        (0, -0.7, 0.29),
        (-0.24, -0.56, 0.2),
        (0.24, -0.57, 0.21),
        (-0.14, -0.86, 0.19),
        (0.14, -0.85, 0.19),
        (0, -0.5, 0.2),
    ]
    for x, y, r in puffs:
        b.fill(ellipse(x, y, r * 0.86), down(b.lo, b.deep))
    _leaves(b, puffs)


def _leaves(b: Brush, puffs: list[tuple[float, float, float]]) -> None:
    """Clumps of leaves from the shaded inside out to the lit side."""
    clumps = []
    for _ in range(240):
        x, y, r = b.rng.choice(puffs)
        turn, far = b.rng.uniform(0, math.tau), r * b.rng.random() ** 0.5
        px, py = x + far * math.cos(turn), y + far * math.sin(turn)
        lit = 0.5 - (px * 0.45 + (py + 0.68) * 1.1) + b.rng.uniform(-0.12, 0.12)
        clumps.append((min(1.0, max(0.0, lit)), px, py))
    for lit, px, py in sorted(clumps):
        tone = mix(b.deep, b.c, lit * 2) if lit < 0.5 else mix(b.c, b.hi, min(1.0, lit * 1.4 - 0.7))
        r = b.rng.uniform(0.03, 0.055)
        b.fill(ellipse(px, py, r, r * 0.8, n=10), mix(tone, b.c, 0.25), alpha=0.85)
    for _ in range(50):
        _, px, py = b.rng.choice(clumps)
        b.fill(ellipse(px, py, 0.016, 0.011, n=7), b.rng.choice((b.hi, b.top, b.c)), alpha=0.9)


def flower(b: Brush) -> None:
    """A single tall flower with two leaves."""
    b.stroke(smooth([(0, 0), (0.03, -0.35), (0, -0.72)], closed=False), 0.035, (88, 132, 76))
    for side in (-1, 1):
        leaf = smooth([(0.01, -0.16), (side * 0.16, -0.4), (side * 0.3, -0.46), (side * 0.2, -0.24)])
        b.fill(leaf, diagonal((126, 164, 92), (74, 116, 70)))
    for k in range(11):
        x, y = arc(0, -0.78, 0.2, 0.2, 360 * k / 11, 0, n=1)[0]
        b.fill(ellipse(x, y, 0.11, n=20), diagonal(b.hi if k % 2 else b.top, b.lo))
    b.fill(ellipse(0, -0.78, 0.14), diagonal((120, 84, 54), (72, 48, 36)))
    for k in range(12):
        x, y = arc(0, -0.78, 0.09, 0.09, 30 * k, 0, n=1)[0]
        b.fill(ellipse(x, y, 0.012, n=6), (226, 176, 90))


def butterfly(b: Brush) -> None:
    """A butterfly with open wings."""
    for side in (-1, 1):
        low: Points = smooth(
            [(0, -0.42), (side * 0.34, -0.36), (side * 0.42, -0.14), (side * 0.24, -0.02), (side * 0.08, -0.2)]
        )
        b.fill(low, diagonal(b.c, b.deep))
        high = smooth(
            [
                (0, -0.5),
                (side * 0.2, -0.86),
                (side * 0.52, -0.98),
                (side * 0.58, -0.7),
                (side * 0.4, -0.44),
                (side * 0.1, -0.4),
            ]
        )
        b.fill(high, diagonal(b.top, b.lo))
        b.stroke([*high, high[0]], 0.022, darker(b.c, 0.6))
        for x, y, r in ((0.42, -0.8, 0.06), (0.3, -0.62, 0.07), (0.27, -0.2, 0.06)):
            b.fill(ellipse(side * x, y, r, n=18), mix(b.hi, (255, 250, 236), 0.5))
        b.stroke(smooth([(0, -0.66), (side * 0.06, -0.84), (side * 0.15, -0.92)], closed=False), 0.012, INK)
    b.fill(ellipse(0, -0.42, 0.04, 0.27, n=22), down((74, 60, 58), INK))


def mushroom(b: Brush) -> None:
    """A fat mushroom with pale spots."""
    stalk = (246, 236, 216)
    b.fill(
        smooth([(-0.13, -0.56), (0.13, -0.56), (0.16, -0.2), (0.22, 0), (-0.22, 0), (-0.16, -0.2)]),
        across(stalk, darker(stalk, 0.25)),
    )
    b.fill(ellipse(0, -0.52, 0.4, 0.1), darker(stalk, 0.22))
    cap = smooth(
        [
            (-0.54, -0.5),
            (-0.46, -0.78),
            (-0.2, -0.98),
            (0.2, -0.98),
            (0.46, -0.78),
            (0.54, -0.5),
            (0.25, -0.44),
            (-0.25, -0.44),
        ]
    )
    b.fill(cap, diagonal(b.top, b.lo))
    b.fill(rect(-0.1, -1, 0.7, -0.4), b.deep, alpha=0.25, inside=cap, blur=0.1)
    for x, y, r in (
        (-0.2, -0.76, 0.09),
        (0.12, -0.85, 0.07),
        (0.26, -0.62, 0.09),
        (-0.02, -0.6, 0.06),
        (-0.38, -0.57, 0.05),
    ):
        b.fill(ellipse(x, y, r, r * 0.85, n=18), (255, 250, 238), inside=cap, alpha=0.96)
