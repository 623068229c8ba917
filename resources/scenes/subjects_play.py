"""Things for holidays: boats, kites, balloons, balls, tents, umbrellas, chairs."""

import math

from .brush import Brush
from .canvas import across, diagonal, down
from .colours import RGB, darker, lighter, mix
from .shapes import Points, arc, ellipse, rect, round_rect, smooth, taper

WOOD: RGB = (160, 112, 74)
CANVAS_WHITE: RGB = (252, 248, 238)


def sailboat(b: Brush) -> None:
    """A small yacht under mainsail and jib, both in its colour."""
    b.stroke([(0.02, -0.12), (0.02, -1.28)], 0.03, across(lighter(WOOD, 0.3), WOOD))
    main = [*smooth([(0.06, -1.24), (0.34, -0.78), (0.66, -0.26)], closed=False), (0.06, -0.24)]
    jib = [
        *smooth([(-0.02, -1.16), (-0.28, -0.7), (-0.62, -0.24)], closed=False),
        *smooth([(-0.62, -0.24), (-0.24, -0.24), (-0.02, -0.3)], closed=False),
    ]
    b.fill(main, across(b.top, b.lo))
    b.fill(jib, across(b.hi, b.c))
    for k in range(1, 5):
        y = -0.24 - k * 0.19
        b.stroke([(0.06, y), (0.7, y + 0.05)], 0.009, b.deep, alpha=0.4, inside=main)
    b.fill([(0.06, -1.24), (0.2, -1), (0.2, -0.24), (0.06, -0.24)], b.hi, alpha=0.35, inside=main)
    b.stroke([(0.0, -0.22), (0.68, -0.24)], 0.03, WOOD)
    hull = smooth(
        [(-0.74, -0.2), (-0.1, -0.15), (0.66, -0.19), (0.56, 0.0), (0.3, 0.05), (-0.4, 0.05), (-0.62, -0.06)], steps=5
    )
    b.fill(hull, down(CANVAS_WHITE, (186, 190, 200)))
    b.stroke(smooth([(-0.74, -0.16), (-0.1, -0.11), (0.66, -0.15)], closed=False), 0.035, b.c, inside=hull)
    b.fill([(0.02, -1.32), (0.18, -1.28), (0.02, -1.24)], b.c)
    _ripples(b, 0.7)


def rowing_boat(b: Brush) -> None:
    """An open boat with oars laid out."""
    hull = smooth(
        [
            (-0.95, -0.34),
            (-0.5, -0.2),
            (0, -0.17),
            (0.5, -0.2),
            (0.98, -0.38),
            (0.78, -0.06),
            (0.5, 0.05),
            (-0.5, 0.05),
            (-0.78, -0.04),
        ],
        steps=5,
    )
    inner = smooth([(-0.9, -0.34), (0, -0.27), (0.92, -0.36), (0.5, -0.2), (0, -0.16), (-0.5, -0.2)], steps=5)
    b.fill(hull, down(b.top, b.deep))
    for k in (0.0, 0.08):
        b.stroke(
            smooth([(-0.9, -0.24 + k), (0, -0.08 + k), (0.92, -0.26 + k)], closed=False),
            0.014,
            b.deep,
            alpha=0.6,
            inside=hull,
        )
    b.fill(inner, down(darker(WOOD, 0.4), WOOD))
    for x in (-0.4, 0.25):
        b.fill(rect(x, -0.29, x + 0.2, -0.22), down(lighter(WOOD, 0.3), WOOD), inside=inner)
    b.stroke(
        smooth([(-0.95, -0.35), (-0.5, -0.21), (0, -0.175), (0.5, -0.21), (0.98, -0.39)], closed=False), 0.04, b.hi
    )
    b.stroke([(0.1, -0.32), (0.98, 0.0)], 0.03, lighter(WOOD, 0.2))
    b.fill(ellipse(1.04, 0.02, 0.12, 0.035, n=18), lighter(WOOD, 0.25))
    _ripples(b, 0.9)


def _ripples(b: Brush, half: float) -> None:
    for k, wide in enumerate((1.05, 0.8, 1.2)):
        b.fill(
            ellipse(b.rng.uniform(-0.1, 0.1), 0.055 + 0.05 * k, half * wide, 0.012, n=24),
            (255, 255, 255),
            alpha=0.4 - 0.1 * k,
        )


def kite(b: Brush) -> None:
    """A diamond kite with a tail of bows and its string."""
    tilted = b.rng.uniform(-0.12, 0.12)
    top, right, low, left = (tilted, -0.62), (0.42, -0.14), (-tilted, 0.6), (-0.42, -0.1)
    mid = (0.0, -0.12)
    b.stroke(smooth([low, (-0.4, 1.5), (-0.2, 2.6), (-0.9, 4.4)], closed=False), 0.008, (255, 255, 255), alpha=0.8)
    tail = smooth([low, (0.2, 0.86), (-0.06, 1.1), (0.24, 1.4)], closed=False)
    b.stroke(tail, 0.02, b.lo)
    b.fill([top, right, low, left], diagonal(b.hi, b.lo))
    b.fill([top, right, mid], b.c)
    b.fill([mid, right, low], b.lo)
    b.fill([left, mid, low], b.top)
    b.stroke([top, low], 0.016, lighter(WOOD, 0.4))
    b.stroke([left, right], 0.016, lighter(WOOD, 0.4))
    for t in (0.35, 0.65, 0.97):
        x, y = tail[int((len(tail) - 1) * t)]
        for side in (-1, 1):
            b.fill([(x, y), (x + side * 0.13, y - 0.07), (x + side * 0.13, y + 0.07)], b.hi if side < 0 else b.c)


def hot_air_balloon(b: Brush) -> None:
    """A balloon in gores of its colour over a wicker basket; the origin is the envelope's middle."""
    knots = [(0, -0.62), (0.36, -0.53), (0.56, -0.22), (0.52, 0.1), (0.26, 0.44), (0.1, 0.6)]
    skin = [*smooth(knots, closed=False), *reversed([(-x, y) for x, y in smooth(knots, closed=False)])]
    b.fill(skin, across(b.top, b.lo))
    outer = smooth(knots, closed=False)
    pale = b.rng.choice((CANVAS_WHITE, b.hi, mix(b.c, CANVAS_WHITE, 0.75)))
    for a0, a1 in ((-0.82, -0.5), (-0.17, 0.17), (0.5, 0.82)):
        gore = [(x * a0, y) for x, y in outer] + [(x * a1, y) for x, y in reversed(outer)]
        b.fill(gore, across(mix(pale, b.c, 0.05), mix(pale, b.lo, 0.2 + 0.2 * max(0.0, a1))), alpha=0.92)
    b.fill(rect(-0.7, -0.14, 0.7, -0.02), b.c, alpha=0.9, inside=skin)
    b.fill(ellipse(0.5, 0.15, 0.52, 0.8), b.light.shadow, alpha=0.22, inside=skin, blur=0.12)
    b.fill(ellipse(-0.24, -0.3, 0.14, 0.22), (255, 255, 250), alpha=0.4, inside=skin, blur=0.07)
    for x in (-1, 1):
        b.stroke([(x * 0.1, 0.6), (x * 0.085, 0.76)], 0.012, (96, 76, 60))
    b.fill(round_rect(-0.1, 0.74, 0.1, 0.9, 0.025), across((206, 160, 104), (138, 96, 60)))
    b.stroke([(-0.1, 0.75), (0.1, 0.75)], 0.025, (110, 78, 50))
    if b.light.dark:
        b.glow(0, 0.4, 0.75, (255, 206, 110), alpha=0.5)


def balloons(b: Brush) -> None:
    """One party balloon on a string."""
    b.stroke(smooth([(0, 0.46), (0.06, 0.8), (-0.05, 1.1), (0.02, 1.45)], closed=False), 0.012, (240, 236, 228))
    body = smooth(
        [
            (0, -0.5),
            (0.28, -0.42),
            (0.4, -0.12),
            (0.26, 0.2),
            (0.03, 0.42),
            (-0.03, 0.42),
            (-0.26, 0.2),
            (-0.4, -0.12),
            (-0.28, -0.42),
        ]
    )
    b.fill(body, diagonal(b.top, b.lo))
    b.fill(ellipse(0.2, 0.1, 0.3, 0.4), b.deep, alpha=0.25, inside=body, blur=0.1)
    b.fill(ellipse(-0.16, -0.24, 0.09, 0.15), (255, 255, 255), alpha=0.65, inside=body, blur=0.03)
    b.fill([(0, 0.39), (0.06, 0.49), (-0.06, 0.49)], b.lo)


def ball(b: Brush) -> None:
    """A beach ball in gores of its colour and white."""
    r = 0.5
    disc = ellipse(0, -r, r)
    b.fill(disc, diagonal(b.top, b.lo))
    hub = (-0.12, -r - 0.2)
    for k in range(3):
        a = math.tau * (k / 3 + 0.08)
        edges = [(hub[0] + math.cos(t) * 1.1, hub[1] + math.sin(t) * 1.1) for t in (a, a + 0.5, a + 1.0)]
        bend = (hub[0] + math.cos(a - 0.12) * 0.5, hub[1] + math.sin(a - 0.12) * 0.5)
        b.fill([hub, bend, *edges], diagonal((255, 253, 246), (216, 214, 220)), inside=disc, alpha=0.98)
    b.fill(ellipse(hub[0], hub[1], 0.09, 0.075), (255, 253, 246))
    b.fill(ellipse(0.3, -0.2, 0.5, 0.44), b.light.shadow, alpha=0.28, inside=disc, blur=0.12)
    b.fill(ellipse(-0.2, -0.74, 0.1, 0.08), (255, 255, 255), alpha=0.6, blur=0.03)


def football(b: Brush) -> None:
    """A leather football: pale with patches of its colour."""
    r = 0.5
    disc = ellipse(0, -r, r)
    b.fill(disc, diagonal((254, 253, 248), (190, 192, 202)))
    b.fill(arc(-0.04, -r - 0.03, 0.165, 0.165, -90, 270, n=5), b.c)
    for k in range(5):
        a = math.radians(-90 + 72 * k)
        x, y = -0.04 + math.cos(a) * 0.46, -r - 0.03 + math.sin(a) * 0.46
        b.stroke(
            [(-0.04 + math.cos(a) * 0.16, -r - 0.03 + math.sin(a) * 0.16), (x, y)],
            0.014,
            darker(b.c, 0.3),
            alpha=0.7,
            inside=disc,
        )
        turn = math.degrees(a) + 180
        b.fill(arc(x, y, 0.17, 0.17, turn, turn + 360, n=5), across(b.top, b.lo), inside=disc, alpha=0.99)
    b.fill(ellipse(0.26, -0.24, 0.5, 0.46), b.light.shadow, alpha=0.3, inside=disc, blur=0.12)
    b.fill(ellipse(-0.2, -0.76, 0.13, 0.1), (255, 255, 255), alpha=0.7, blur=0.04)


def tent(b: Brush) -> None:
    """A ridge tent, half open; it glows at night."""
    back: Points = [(0.06, -0.84), (0.62, -0.72), (0.92, 0), (0.5, 0)]
    b.fill(back, across(b.c, b.deep))
    front: Points = [(0.06, -0.84), (0.56, 0.01), (-0.62, 0.01)]
    b.fill(front, down(b.top, b.lo))
    inside = (255, 208, 120) if b.light.dark else darker(b.c, 0.7)
    b.fill([(0.04, -0.7), (0.24, 0.01), (-0.22, 0.01)], down(darker(inside, 0.25), inside), lit=b.light.dark)
    for side, far in ((-1, -0.3), (1, 0.34)):
        flap = smooth(
            [(0.04, -0.72), (far * 0.55, -0.34), (far, 0.01), (far * 0.62, 0.01), (far * 0.35, -0.3)], steps=4
        )
        b.fill(flap, across(b.hi, b.c) if side < 0 else across(b.c, b.lo))
    b.stroke([(0.06, -0.84), (0.62, -0.72)], 0.02, b.hi)
    for line in ([(-0.4, -0.3), (-0.86, 0.02)], [(0.72, -0.45), (1.12, 0.0)]):
        b.stroke(line, 0.009, (238, 228, 206), alpha=0.9)
    if b.light.dark:
        b.glow(0.0, -0.25, 1.1, (255, 196, 110), alpha=0.5)


def umbrella(b: Brush) -> None:
    """Somebody in a long coat under an open umbrella."""
    coat, skin = b.rng.choice(((78, 86, 104), (104, 92, 84), (92, 100, 92))), (232, 186, 152)
    for x in (-0.08, 0.08):
        b.fill(taper([(x, -0.3), (x * 1.1, -0.02)], 0.1, 0.08), (54, 54, 64))
        b.fill(ellipse(x * 1.25, -0.02, 0.075, 0.035, n=16), (36, 34, 40))
    b.fill(
        smooth([(-0.1, -0.86), (0.1, -0.86), (0.17, -0.5), (0.24, -0.18), (-0.24, -0.18), (-0.17, -0.5)]),
        across(lighter(coat, 0.14), darker(coat, 0.22)),
    )
    b.stroke([(0.0, -0.8), (0.02, -0.2)], 0.012, darker(coat, 0.4))
    b.fill(ellipse(0, -0.96, 0.1, 0.12), skin)
    b.fill(smooth([(-0.11, -0.95), (-0.08, -1.08), (0.08, -1.08), (0.11, -0.95), (0.04, -1.02)]), (74, 52, 42))
    b.fill(taper([(0.1, -0.76), (0.24, -0.62), (0.2, -0.8)], 0.11, 0.08), darker(coat, 0.12))
    b.stroke([(0.2, -0.7), (0.1, -1.62)], 0.022, (92, 66, 48))
    dome = arc(0.1, -1.12, 0.66, 0.46, 182, 358, n=30)
    hem = [(0.1 + 0.66 * (1 - k / 4), -1.12 + (0.02 if k % 2 else -0.06)) for k in range(9)]
    shape = [*dome, *hem]
    b.fill(shape, across(b.top, b.lo))
    for x0, x1, tone in ((-0.36, -0.1, b.hi), (0.3, 0.56, b.deep)):
        panel = [
            *smooth([(0.1, -1.6), ((x0 + 0.1) / 2 - 0.05, -1.38), (x0, -1.1)], closed=False),
            *reversed(smooth([(0.1, -1.6), ((x1 + 0.1) / 2, -1.38), (x1, -1.1)], closed=False)),
        ]
        b.fill(panel, tone, alpha=0.4, inside=shape)
    b.stroke([(0.1, -1.58), (0.1, -1.66)], 0.025, (92, 66, 48))


def bench(b: Brush) -> None:
    """A slatted park bench."""
    iron = (66, 68, 76)
    for x in (-0.72, 0.72):
        b.stroke([(x, -0.44), (x * 1.05, 0)], 0.05, iron)
        b.stroke([(x * 0.94, -0.86), (x, -0.38)], 0.05, iron)
        b.stroke(smooth([(x, -0.56), (x * 1.1, -0.62), (x * 1.12, -0.44)], closed=False), 0.035, iron)
    for k in range(3):
        y = -0.84 + k * 0.13
        b.fill(round_rect(-0.92, y, 0.92, y + 0.095, 0.02), down(b.top, b.lo))
    for k in range(2):
        y = -0.42 + k * 0.075
        b.fill(round_rect(-0.96, y, 0.96, y + 0.062, 0.02), down(b.hi, b.c))


def chair(b: Brush) -> None:
    """A striped deck chair."""
    for line in ([(-0.5, 0), (0.42, -0.9)], [(0.5, 0), (-0.3, -0.42)]):
        b.stroke(line, 0.05, WOOD)
    cloth = smooth(
        [
            (0.4, -0.92),
            (0.1, -0.56),
            (-0.16, -0.3),
            (-0.46, -0.36),
            (-0.36, -0.24),
            (-0.12, -0.18),
            (0.2, -0.5),
            (0.48, -0.86),
        ],
        steps=5,
    )
    b.fill(cloth, across(b.top, b.lo))
    seat: Points = [
        (0.36, -0.94),
        (0.66, -0.84),
        (0.2, -0.28),
        (-0.22, -0.16),
        (-0.56, -0.28),
        (-0.3, -0.38),
        (-0.1, -0.36),
        (0.12, -0.6),
    ]
    b.fill(seat, diagonal(b.hi, b.c))
    for t in (0.28, 0.72):
        a = [
            (0.36 + 0.3 * t, -0.94 + 0.1 * t),
            (0.12 + 0.12 * t, -0.6 + 0.28 * t),
            (-0.1 - 0.1 * t, -0.36 + 0.19 * t),
            (-0.3 - 0.24 * t, -0.38 + 0.1 * t),
        ]
        b.stroke(smooth(a, closed=False), 0.05, CANVAS_WHITE)
    b.stroke([(0.66, -0.84), (-0.3, 0.02)], 0.045, darker(WOOD, 0.15))
    b.stroke([(-0.58, -0.28), (0.4, 0.02)], 0.045, darker(WOOD, 0.05))
