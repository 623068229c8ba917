"""Small things on tables: the origin is where the thing stands; one unit is about its height."""

from .brush import Brush
from .canvas import across, diagonal, down
from .colours import RGB, darker, lighter, mix
from .shapes import Points, arc, ellipse, rect, round_rect, shift, smooth, taper

CREAM: RGB = (250, 244, 230)


def apple(b: Brush) -> None:
    """An apple with a leaf."""
    body = smooth(
        [
            (0, -0.8),
            (0.2, -0.88),
            (0.44, -0.74),
            (0.5, -0.46),
            (0.36, -0.12),
            (0.14, 0.0),
            (0, -0.03),
            (-0.14, 0.0),
            (-0.36, -0.12),
            (-0.5, -0.46),
            (-0.44, -0.74),
            (-0.2, -0.88),
        ]
    )
    b.fill(body, diagonal(b.top, b.lo))
    b.fill(ellipse(0.12, -0.24, 0.55, 0.42), b.deep, alpha=0.35, inside=body, blur=0.1)
    b.fill(ellipse(-0.2, -0.62, 0.15, 0.19), b.hi, alpha=0.75, inside=body, blur=0.05)
    b.fill(ellipse(0, -0.82, 0.17, 0.06), b.deep, alpha=0.6, blur=0.02)
    b.fill(taper([(0, -0.8), (0.02, -0.92), (0.08, -1.04)], 0.04, 0.06), (104, 72, 46))
    leaf = smooth([(0.05, -0.92), (0.18, -1.08), (0.38, -1.06), (0.28, -0.93)])
    b.fill(leaf, diagonal((136, 172, 92), (70, 116, 62)))
    b.fill(ellipse(0.34, -0.3, 0.08, 0.2), b.hi, alpha=0.25, inside=body, blur=0.04)


def mug(b: Brush) -> None:
    """A glazed mug with a warm drink."""
    b.stroke(arc(0.38, -0.44, 0.24, 0.22, -95, 95), 0.09, b.lo)
    b.stroke(arc(0.38, -0.45, 0.24, 0.22, -90, 30), 0.03, b.hi, alpha=0.7)
    body: Points = [(-0.42, -0.86), (0.42, -0.86), (0.4, -0.12), *arc(0, -0.12, 0.4, 0.12, 0, 180, n=16), (-0.4, -0.12)]
    b.fill(body, across(b.top, b.lo))
    b.fill(rect(-0.32, -1, -0.2, 0.1), b.hi, alpha=0.6, inside=body, blur=0.03)
    b.fill(rect(0.24, -1, 0.6, 0.1), b.deep, alpha=0.4, inside=body, blur=0.07)
    b.fill(rect(-0.6, -0.26, 0.6, 0.1), CREAM, alpha=0.85 if b.rng.random() < 0.5 else 0, inside=body)
    b.fill(ellipse(0, -0.86, 0.42, 0.12), b.hi)
    b.fill(ellipse(0, -0.85, 0.37, 0.095), b.deep)
    b.fill(ellipse(0, -0.83, 0.34, 0.075), down((116, 74, 48), (150, 100, 66)))
    for k in (-0.12, 0.1):
        line = smooth([(k, -0.95), (k + 0.07, -1.1), (k - 0.04, -1.25), (k + 0.05, -1.42)], closed=False)
        b.fill(taper(line, 0.05, 0.09), (255, 255, 255), alpha=0.32, blur=0.03, lit=True)


def cake(b: Brush) -> None:
    """A layered birthday cake on a stand, with burning candles."""
    b.fill(ellipse(0, -0.03, 0.34, 0.05), down((226, 228, 234), (170, 174, 186)))
    b.fill([(-0.07, -0.18), (0.07, -0.18), (0.12, -0.03), (-0.12, -0.03)], across((240, 240, 244), (176, 180, 190)))
    b.fill(ellipse(0, -0.16, 0.82, 0.11), down((252, 252, 252), (206, 208, 216)))
    for x, y0, y1 in ((0.66, -0.2, -0.56), (0.45, -0.56, -0.84)):
        tier: Points = [(-x, y1), (x, y1), (x, y0), *arc(0, y0, x, 0.09, 0, 180, n=20), (-x, y0)]
        b.fill(tier, across(lighter(CREAM, 0.3), darker(CREAM, 0.2)))
        b.fill(rect(-1, (y0 + y1) / 2 - 0.02, 1, (y0 + y1) / 2 + 0.06), b.c, alpha=0.85, inside=tier)
        b.fill(rect(0.1, y1 - 0.1, 1, y0 + 0.1), b.light.shadow, alpha=0.12, inside=tier, blur=0.08)
        drips: Points = [(-x, y1 - 0.02)]
        n = 9
        for k in range(n):
            left, wide = -x + 2 * x * k / n, 2 * x / n
            low = y1 + 0.09 + 0.07 * ((k * 7) % 3)
            drips += [
                (left, y1 + 0.05),
                (left + wide * 0.2, low),
                (left + wide * 0.5, low + 0.05),
                (left + wide * 0.8, low),
            ]
        drips += [(x, y1 + 0.05), (x, y1 - 0.02)]
        b.fill([*smooth(drips, closed=False, steps=4)], across(b.top, b.lo), inside=rect(-x, -2, x, 1))
        b.fill(ellipse(0, y1, x, 0.085), diagonal(b.hi, b.c))
        for k in range(7):
            px = -x * 0.84 + k * x * 0.28
            b.fill(
                ellipse(px, y1 + 0.05 * (1 - (px / x) ** 2), 0.05, n=14),
                diagonal((255, 252, 246), mix(CREAM, b.c, 0.35)),
            )
    for k in range(5):
        x = -0.28 + k * 0.14
        b.fill(
            round_rect(x - 0.02, -1.08, x + 0.02, -0.84, 0.01), across((255, 250, 240), mix((214, 206, 214), b.c, 0.4))
        )
        b.glow(x, -1.15, 0.2, (255, 214, 120), alpha=0.8)
        b.fill(
            smooth([(x, -1.22), (x + 0.03, -1.13), (x, -1.09), (x - 0.03, -1.13)]),
            down((255, 246, 180), (255, 168, 60)),
            lit=True,
        )


def vase(b: Brush) -> None:
    """Flowers of one colour in a plain vase."""
    stems = [
        (-0.34, -1.1),
        (-0.16, -1.3),
        (0.04, -1.08),
        (0.22, -1.34),
        (0.38, -1.06),
        (-0.02, -1.46),
        (-0.44, -0.9),
        (0.46, -0.86),
    ]
    for x, y in stems:
        line = smooth([(0, -0.4), (x * 0.35, (y - 0.4) * 0.52), (x, y)], closed=False)
        b.stroke(line, 0.026, (92, 132, 78))
        for t in (0.45, 0.62):
            at = line[int(len(line) * t)]
            side = 0.16 if x > 0 else -0.16
            b.fill(
                smooth(
                    [
                        at,
                        (at[0] + side * 0.6, at[1] - 0.09),
                        (at[0] + side * 1.2, at[1] - 0.03),
                        (at[0] + side * 0.5, at[1] + 0.02),
                    ],
                    steps=4,
                ),
                diagonal((126, 162, 96), (76, 116, 72)),
            )
    glass = mix((206, 222, 228), CREAM, b.rng.random())
    body = smooth(
        [
            (-0.14, -0.6),
            (-0.16, -0.52),
            (-0.28, -0.28),
            (-0.22, -0.03),
            (0.22, -0.03),
            (0.28, -0.28),
            (0.16, -0.52),
            (0.14, -0.6),
        ]
    )
    b.fill(body, across(lighter(glass, 0.4), darker(glass, 0.28)))
    b.fill(ellipse(-0.13, -0.28, 0.05, 0.2), (255, 255, 255), alpha=0.6, inside=body, blur=0.02)
    b.fill(ellipse(0, -0.6, 0.15, 0.035), darker(glass, 0.35))
    tulip = b.rng.random() < 0.4
    for k, (x, y) in enumerate(stems):
        bloom = b.at(x, y, 0.19 + 0.03 * (k % 3), c=mix(b.c, b.hi if k % 2 else b.lo, 0.25))
        (_tulip if tulip else _bloom)(bloom)


def _bloom(b: Brush) -> None:
    for ring, (n, far, size) in enumerate(((8, 0.62, 0.42), (7, 0.4, 0.36))):
        for k in range(n):
            x, y = arc(0, 0, far, far * 0.9, 360 * k / n + ring * 20, 0, n=1)[0]
            b.fill(ellipse(x, y, size, size * 0.9, n=16), diagonal(b.hi if ring else b.top, b.lo))
    b.fill(ellipse(0, 0, 0.27, n=18), diagonal((255, 226, 140), (214, 150, 60)))


def _tulip(b: Brush) -> None:
    cup = smooth(
        [(-0.6, -0.8), (-0.3, -0.5), (0, -0.95), (0.3, -0.5), (0.6, -0.8), (0.6, 0.1), (0, 0.6), (-0.6, 0.1)], steps=5
    )
    b.fill(cup, diagonal(b.top, b.lo))
    b.fill(smooth([(0, -0.95), (0.32, -0.3), (0.18, 0.5), (-0.18, 0.5), (-0.32, -0.3)], steps=5), down(b.hi, b.c))


def teapot(b: Brush) -> None:
    """A round teapot with a lid."""
    b.stroke(arc(-0.52, -0.46, 0.3, 0.28, 70, 300), 0.08, b.lo)
    spout = smooth(
        [(0.42, -0.22), (0.66, -0.4), (0.72, -0.66), (0.9, -0.76), (0.84, -0.62), (0.78, -0.36), (0.5, -0.08)], steps=5
    )
    b.fill(spout, diagonal(b.top, b.lo))
    body = smooth(
        [
            (-0.2, -0.84),
            (0.2, -0.84),
            (0.54, -0.6),
            (0.58, -0.32),
            (0.34, -0.02),
            (-0.34, -0.02),
            (-0.58, -0.32),
            (-0.54, -0.6),
        ]
    )
    b.fill(body, diagonal(b.top, b.lo))
    b.fill(ellipse(0.2, -0.14, 0.6, 0.32), b.deep, alpha=0.35, inside=body, blur=0.09)
    b.fill(ellipse(-0.26, -0.58, 0.12, 0.16), b.hi, alpha=0.75, inside=body, blur=0.04)
    b.fill(arc(0, -0.8, 0.26, 0.14, 180, 360), diagonal(b.hi, b.c))
    b.fill(ellipse(0, -0.8, 0.26, 0.04), b.lo)
    b.fill(ellipse(0, -0.97, 0.07), diagonal(b.hi, b.lo))


def books(b: Brush) -> None:
    """A little stack of books, their backs towards us."""
    for k in range(4):
        y0, slide = -0.2 * k, b.rng.uniform(-0.1, 0.1)
        half, thick = b.rng.uniform(0.56, 0.74), 0.19
        cover = (b.c, b.lo, b.top, b.deep)[k]
        b.fill(
            round_rect(slide - half, y0 - thick, slide + half, y0, 0.03), down(lighter(cover, 0.1), darker(cover, 0.14))
        )
        gold = mix(lighter(cover, 0.5), (226, 190, 120), 0.5)
        for x in (-0.82, -0.74, 0.74, 0.82):
            b.fill(rect(slide + half * x - 0.012, y0 - thick, slide + half * x + 0.012, y0), gold, alpha=0.85)
        b.fill(round_rect(slide - half * 0.4, y0 - 0.125, slide + half * 0.4, y0 - 0.065, 0.02), gold, alpha=0.7)
        b.fill(rect(slide - half, y0 - thick, slide + half, y0 - thick + 0.03), b.hi, alpha=0.35)
        b.shade(rect(slide - half, y0 - 0.03, slide + half, y0), alpha=0.25)
    b.fill([(-0.5, -0.8), (0.48, -0.8), (0.4, -0.87), (-0.38, -0.87)], down((252, 247, 232), (222, 212, 190)))
    b.fill([(-0.52, -0.86), (0.5, -0.86), (0.4, -0.9), (-0.4, -0.9)], across(b.top, b.lo))


def pumpkin(b: Brush) -> None:
    """A ribbed pumpkin."""
    for x, w in ((-0.44, 0.3), (0.44, 0.3), (-0.24, 0.32), (0.24, 0.32), (0, 0.3)):
        rib = ellipse(x, -0.4, w, 0.4)
        b.fill(rib, diagonal(b.top, b.lo))
        b.fill(ellipse(x - w * 0.25, -0.56, w * 0.35, 0.16), b.hi, alpha=0.4, inside=rib, blur=0.05)
        b.stroke(arc(x, -0.4, w, 0.4, 70, 290), 0.014, b.deep, alpha=0.35)
    b.fill(ellipse(0.1, -0.05, 0.7, 0.16), b.deep, alpha=0.4, inside=ellipse(0, -0.4, 0.7, 0.4), blur=0.08)
    b.fill(
        taper(smooth([(0, -0.74), (0.02, -0.88), (0.12, -0.98)], closed=False), 0.15, 0.09),
        across((122, 140, 80), (78, 92, 52)),
    )


def gift(b: Brush) -> None:
    """A wrapped present with a pale ribbon and bow."""
    b.fill(rect(-0.5, -0.72, 0.5, 0), diagonal(b.top, b.lo))
    ribbon = (252, 246, 232)
    b.fill(rect(-0.09, -0.72, 0.09, 0), across(ribbon, darker(ribbon, 0.14)))
    b.fill(rect(-0.55, -0.84, 0.55, -0.66), down(b.hi, b.c))
    b.shade(rect(-0.5, -0.66, 0.5, -0.6), alpha=0.25)
    b.fill(rect(-0.1, -0.84, 0.1, -0.66), across(ribbon, darker(ribbon, 0.14)))
    for side in (-1, 1):
        loop = smooth(
            [(0, -0.85), (side * 0.14, -1.04), (side * 0.36, -1.06), (side * 0.36, -0.9), (side * 0.16, -0.85)]
        )
        b.fill(loop, diagonal(ribbon, darker(ribbon, 0.24)))
        b.fill(shift(loop, side * 0.07, -0.36, 0.62), darker(ribbon, 0.34), alpha=0.6)
    b.fill(ellipse(0, -0.87, 0.08), darker(ribbon, 0.08))


def lamp(b: Brush) -> None:
    """A table lamp with a coloured shade, switched on."""
    b.fill(ellipse(0, -0.03, 0.24, 0.05), down((214, 176, 116), (140, 104, 64)))
    b.fill(
        taper(smooth([(0, -0.05), (0.0, -0.3), (0, -0.6)], closed=False), 0.12, 0.05),
        across((224, 190, 132), (140, 104, 64)),
    )
    shade: Points = [(-0.2, -1.1), (0.2, -1.1), (0.42, -0.56), (-0.42, -0.56)]
    b.glow(0, -0.7, 1.2, (255, 214, 140), alpha=0.45)
    b.fill(shade, across(b.top, b.c), lit=True)
    b.fill(ellipse(0, -0.74, 0.3, 0.24), (255, 232, 170), alpha=0.4, inside=shade, blur=0.08, lit=True)
    b.fill(ellipse(0, -0.56, 0.42, 0.05), (255, 236, 186), lit=True)
    b.fill(ellipse(0, -1.1, 0.2, 0.03), b.deep)
