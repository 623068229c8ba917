"""Buildings and other landmarks: the origin is on the ground; one unit is about the height."""

import math

from .brush import Brush
from .canvas import across, diagonal, down
from .colours import RGB, darker, lighter, mix
from .shapes import Points, ellipse, rect, round_rect, smooth

STONE: RGB = (196, 188, 178)
WARM: RGB = (255, 214, 132)


def lighthouse(b: Brush) -> None:
    """A banded lighthouse on its rock, with a beam in the dark."""
    rock = smooth([(-0.6, 0.06), (-0.48, -0.1), (-0.2, -0.17), (0.16, -0.18), (0.42, -0.1), (0.62, 0.06)], closed=False)
    b.fill(rock, down((126, 120, 118), (78, 74, 80)))
    b.fill(
        smooth([(-0.2, -0.17), (-0.3, -0.04), (-0.1, 0.06), (0.2, 0.06), (0.1, -0.1)], steps=4),
        (150, 144, 140),
        alpha=0.5,
        inside=rock,
    )
    tower: Points = [(-0.1, -1.02), (0.1, -1.02), (0.17, -0.14), (-0.17, -0.14)]
    b.fill(tower, across((255, 252, 244), (196, 196, 206)))
    for k in range(3):
        y = -0.96 + k * 0.29
        b.fill(rect(-0.3, y, 0.3, y + 0.145), across(b.top, b.lo), inside=tower, alpha=0.99)
    b.shade(rect(0.03, -1.1, 0.3, 0), alpha=0.14, inside=tower)
    for y in (-0.78, -0.46):
        b.fill(round_rect(-0.03, y, 0.03, y + 0.08, 0.02), (70, 74, 90))
    b.fill(round_rect(-0.045, -0.28, 0.045, -0.14, 0.03), darker(b.c, 0.6))
    b.fill(rect(-0.15, -1.05, 0.15, -1.01), (66, 68, 78))
    b.stroke([(-0.14, -1.1), (0.14, -1.1)], 0.012, (66, 68, 78))
    b.fill(rect(-0.075, -1.19, 0.075, -1.05), WARM if b.light.dark else (196, 220, 228), lit=b.light.dark)
    b.stroke([(0, -1.19), (0, -1.05)], 0.012, (66, 68, 78))
    b.fill(smooth([(-0.1, -1.18), (-0.06, -1.27), (0, -1.32), (0.06, -1.27), (0.1, -1.18)]), diagonal(b.top, b.lo))
    if b.light.dark or b.light.long_shadows:
        for side in (-1, 1):
            beam: Points = [(side * 0.06, -1.13), (side * 2.4, -1.5), (side * 2.4, -0.86)]
            b.fill(beam, across((255, 240, 190), (255, 240, 190)), alpha=0.16, blur=0.05, lit=True)
        b.glow(0, -1.12, 0.6, (255, 232, 160), alpha=0.9)


def city(b: Brush) -> None:
    """A row of towers with windows, lit at night."""
    for layer in range(2):
        x = -1.75
        while x < 1.7:
            wide, tall = b.rng.uniform(0.17, 0.34), b.rng.uniform(0.3, 1.0) * (1.0, 0.62)[layer] * (1.12 - 0.3 * abs(x))
            tone = mix(b.c, b.rng.choice(((84, 96, 132), (112, 108, 130), (92, 118, 138), (132, 116, 120))), 0.6)
            _tower(b, (x, x + wide), tall, lighter(tone, 0.3) if layer == 0 else tone)
            x += wide + b.rng.choice((0.0, 0.015, 0.05))


def _tower(b: Brush, sides: tuple[float, float], tall: float, tone: RGB) -> None:
    x0, x1 = sides
    b.fill(rect(x0, -tall, x1, 0.01), across(lighter(tone, 0.12), darker(tone, 0.2)))
    top = b.rng.random()
    middle = (x0 + x1) / 2
    if top < 0.3:
        b.fill([(x0, -tall), (middle, -tall - 0.12), (x1, -tall)], darker(tone, 0.12))
    elif top < 0.6:
        b.fill(rect(x0 + 0.03, -tall - 0.05, x1 - 0.03, -tall), darker(tone, 0.06))
        b.stroke([(middle, -tall - 0.05), (middle, -tall - 0.16)], 0.01, darker(tone, 0.3))
    cols, rows = max(2, round((x1 - x0) / 0.055)), max(2, round(tall / 0.065))
    dusk = b.light.dark or b.light.long_shadows
    for row in range(rows):
        for col in range(cols):
            lit = b.rng.random() < (0.5 if b.light.dark else 0.3)
            pane = b.rng.choice((WARM, (255, 232, 180), (250, 196, 110))) if dusk and lit else darker(tone, 0.3)
            x, y = x0 + (x1 - x0) * (col + 0.3) / cols, -tall + tall * (row + 0.35) / rows
            b.fill(rect(x, y, x + 0.022, y + 0.03), pane, lit=dusk and lit)


def house(b: Brush) -> None:
    """A cottage with walls in its colour, a dark roof and a chimney."""
    roof = (108, 90, 92)
    b.fill(rect(0.34, -1.06, 0.48, -0.7), across((176, 130, 112), (128, 92, 84)))
    b.fill(rect(-0.6, -0.58, 0.6, 0), across(b.top, b.lo))
    for k in range(1, 6):
        b.stroke([(-0.6, -0.58 + k * 0.1), (0.6, -0.58 + k * 0.1)], 0.006, b.deep, alpha=0.3)
    b.shade(rect(-0.6, -0.58, 0.6, -0.5), alpha=0.3)
    slope: Points = [(-0.72, -0.54), (-0.5, -0.96), (0.5, -0.96), (0.72, -0.54)]
    b.fill(slope, down(lighter(roof, 0.18), darker(roof, 0.2)))
    for k in range(1, 5):
        b.stroke(
            [(-0.8, -0.96 + k * 0.085), (0.8, -0.96 + k * 0.085)], 0.009, darker(roof, 0.4), alpha=0.5, inside=slope
        )
    b.fill(round_rect(-0.09, -0.36, 0.09, 0, 0.03), down((118, 84, 62), (84, 58, 46)))
    b.fill(ellipse(0.055, -0.17, 0.014, n=10), (236, 206, 130))
    glass = WARM if b.light.dark else (150, 182, 198)
    for x in (-0.36, 0.36):
        b.fill(rect(x - 0.13, -0.44, x + 0.13, -0.16), (252, 248, 238))
        b.fill(
            rect(x - 0.105, -0.415, x + 0.105, -0.185),
            diagonal(lighter(glass, 0.3), darker(glass, 0.25)),
            lit=b.light.dark,
        )
        b.stroke([(x, -0.42), (x, -0.18)], 0.018, (252, 248, 238))
        b.stroke([(x - 0.1, -0.3), (x + 0.1, -0.3)], 0.018, (252, 248, 238))
        if b.light.dark:
            b.glow(x, -0.3, 0.4, WARM, alpha=0.5)
        for k in range(5):
            b.fill(ellipse(x - 0.12 + k * 0.06, -0.14, 0.04, 0.035, n=12), ((132, 158, 100), (104, 134, 84))[k % 2])


def windmill(b: Brush) -> None:
    """A windmill; the cap and door have its colour, as have the sails' cloths."""
    tower: Points = [(-0.17, -0.86), (0.17, -0.86), (0.28, 0), (-0.28, 0)]
    b.fill(tower, across((248, 242, 228), (192, 186, 184)))
    b.fill(
        smooth([(-0.21, -0.84), (-0.14, -1.02), (0.06, -1.08), (0.2, -0.98), (0.22, -0.84)], steps=5),
        diagonal(b.top, b.lo),
    )
    b.fill(round_rect(-0.07, -0.22, 0.07, 0, 0.05), across(b.c, b.lo))
    for y in (-0.62, -0.4):
        b.fill(round_rect(-0.04, y, 0.04, y + 0.09, 0.02), (84, 92, 110))
    start = b.rng.uniform(10, 80)
    for k in range(4):
        a = math.radians(start + 90 * k)
        dx, dy, hub = math.cos(a), math.sin(a), (0.0, -0.9)

        def at(
            along: float, aside: float, dx: float = dx, dy: float = dy, hub: tuple[float, float] = hub
        ) -> tuple[float, float]:
            return hub[0] + dx * along - dy * aside, hub[1] + dy * along + dx * aside

        b.stroke([hub, at(0.72, 0)], 0.026, (110, 84, 66))
        b.fill([at(0.16, 0.01), at(0.7, 0.01), at(0.7, 0.15), at(0.16, 0.13)], diagonal(b.hi, b.c))
        for t in (0.3, 0.43, 0.56):
            b.stroke([at(t, 0), at(t, 0.145)], 0.012, (110, 84, 66), alpha=0.7)
    b.fill(ellipse(0, -0.9, 0.04, n=16), (84, 64, 54))


def phone_box(b: Brush) -> None:
    """A kiosk with many panes."""
    b.fill(round_rect(-0.27, -0.06, 0.27, 0.0, 0.01), b.deep)
    b.fill(rect(-0.24, -0.96, 0.24, -0.04), across(b.top, b.lo))
    b.fill(smooth([(-0.26, -0.95), (-0.25, -1.03), (0, -1.1), (0.25, -1.03), (0.26, -0.95)], steps=5), down(b.hi, b.c))
    glass = WARM if b.light.dark else (188, 214, 222)
    b.fill(rect(-0.17, -0.85, 0.17, -0.16), diagonal(lighter(glass, 0.4), darker(glass, 0.25)))
    for k in range(1, 6):
        y = -0.85 + k * 0.115
        b.stroke([(-0.17, y), (0.17, y)], 0.018, b.c)
    for x in (-0.06, 0.06):
        b.stroke([(x, -0.85), (x, -0.16)], 0.018, b.c)
    b.fill(rect(-0.18, -0.94, 0.18, -0.88), (250, 244, 230))


def letter_box(b: Brush) -> None:
    """A round-topped letter box on a post."""
    b.fill(rect(-0.05, -0.5, 0.05, 0), across((150, 116, 86), (104, 78, 58)))
    body: Points = [
        (-0.3, -0.46),
        (-0.3, -0.74),
        *[(x, y) for x, y in smooth([(-0.3, -0.74), (-0.2, -0.96), (0.12, -0.98), (0.26, -0.78)], closed=False)],
        (0.26, -0.46),
    ]
    b.fill(body, diagonal(b.top, b.lo))
    b.fill(rect(0.1, -1, 0.3, -0.4), b.deep, alpha=0.3, inside=body, blur=0.05)
    b.fill(round_rect(-0.2, -0.78, 0.12, -0.73, 0.02), darker(b.c, 0.65))
    b.fill([(-0.17, -0.84), (0.06, -0.84), (0.06, -0.755), (-0.17, -0.755)], (255, 250, 236))
    b.stroke([(0.3, -0.6), (0.3, -0.86)], 0.025, (90, 92, 100))
    b.fill(rect(0.3, -0.88, 0.42, -0.78), lighter(b.c, 0.4))
