"""What lies behind: skies, clouds, hills, peaks, trees and water, in fractions of the canvas."""

import math
from random import Random

from .canvas import Canvas, down
from .colours import RGB, darker, jitter, lighter, mix
from .light import Light
from .shapes import Points, arc, ellipse, smooth

FULL = 1.02


def box(c: Canvas, x0: float, y0: float, x1: float, y1: float) -> Points:
    """A rectangle by fractions of width and height."""
    w, h = c.width, c.height
    return [(x0 * w, y0 * h), (x1 * w, y0 * h), (x1 * w, y1 * h), (x0 * w, y1 * h)]


def sky(c: Canvas, light: Light, rng: Random, horizon: float, *, sun: bool = True) -> float:
    """Air from the top edge to the horizon, with what hangs in it; returns where across the picture the sun is."""
    middle = horizon * 0.55
    c.fill(box(c, 0, 0, 1, middle + 0.01), down(light.zenith, light.middle))
    c.fill(box(c, 0, middle, 1, horizon + 0.01), down(light.middle, light.horizon))
    c.mottle(box(c, 0, 0, 1, horizon), lighter(light.middle, 0.5), alpha=0.16, cells=(4, 6))
    if light.dark:
        stars(c, rng, horizon)
    where = _sun(c, light, rng, horizon) if sun else 0.5
    cloudy = {"": 0.75, "at sunset": 0.9, "in the morning": 0.7, "at night": 0.5}.get(light.mood, 1.0)
    if light.mood != "in the fog" and rng.random() < cloudy:
        for _ in range(rng.randint(2, 5)):
            cloud(c, light, rng, horizon)
    if light.mood in {"", "in the morning", "at sunset"} and rng.random() < 0.4:
        _birds(c, light, rng, horizon)
    return where


def _birds(c: Canvas, light: Light, rng: Random, horizon: float) -> None:
    x, y = rng.uniform(0.1, 0.9) * c.width, rng.uniform(0.15, 0.5) * horizon * c.height
    ink = mix(light.zenith, (50, 54, 70), 0.6)
    for _ in range(rng.randint(3, 6)):
        bx, by = x + rng.gauss(0, 0.08) * c.unit, y + rng.gauss(0, 0.04) * c.unit
        r, dip = c.unit * rng.uniform(0.009, 0.017), rng.uniform(0.2, 0.6)
        wings = [
            (bx - r, by - r * dip),
            (bx - r * 0.45, by - r * dip * 1.25),
            (bx, by),
            (bx + r * 0.45, by - r * dip * 1.25),
            (bx + r, by - r * dip),
        ]
        c.stroke(smooth(wings, closed=False, steps=4), c.unit * 0.0028, ink, alpha=0.8)


def stars(c: Canvas, rng: Random, horizon: float) -> None:
    """Specks of three sizes, a few of them with a halo."""
    for _ in range(rng.randint(60, 110)):
        x, y = rng.random() * c.width, rng.random() ** 1.4 * horizon * c.height
        r = c.unit * rng.choice((0.0012, 0.0018, 0.0018, 0.003))
        colour = rng.choice(((255, 255, 255), (255, 240, 214), (206, 222, 255)))
        c.fill(ellipse(x, y, r, n=8), colour, alpha=rng.uniform(0.4, 0.95))
        if rng.random() < 0.06:
            c.glow(x, y, r * 8, r * 8, colour, alpha=0.4)


def _sun(c: Canvas, light: Light, rng: Random, horizon: float) -> float:
    x = rng.choice((rng.uniform(0.12, 0.35), rng.uniform(0.62, 0.88))) * c.width
    u = c.unit
    if light.dark:
        y, r = horizon * rng.uniform(0.15, 0.4) * c.height, u * rng.uniform(0.035, 0.055)
        c.glow(x, y, r * 6, r * 6, (170, 186, 226), alpha=0.35)
        c.fill(ellipse(x, y, r), down((255, 250, 226), (232, 226, 206)))
        c.fill(ellipse(x + r * 0.25, y - r * 0.2, r * 0.22, n=14), (214, 206, 186), alpha=0.6)
        c.fill(ellipse(x - r * 0.35, y + r * 0.3, r * 0.15, n=14), (214, 206, 186), alpha=0.5)
    elif light.long_shadows:
        y, r = (horizon - rng.uniform(0.0, 0.2)) * c.height, u * rng.uniform(0.05, 0.085)
        c.glow(x, y, r * 8, r * 6, (255, 214, 140), alpha=0.6)
        c.glow(x, y, r * 2.6, r * 2.6, (255, 240, 190), alpha=0.8)
        c.fill(ellipse(x, y, r), down((255, 246, 206), (255, 226, 150)))
    elif light.mood == "":
        y = horizon * rng.uniform(0.02, 0.25) * c.height
        c.glow(x, y, u * 0.6, u * 0.55, (255, 248, 214), alpha=0.7)
        if rng.random() < 0.35:
            c.glow(x, y, u * 0.1, u * 0.1, (255, 252, 226), alpha=1.0)
            c.fill(ellipse(x, y, u * 0.04), (255, 252, 222), blur=u * 0.004)
    return x / c.width


def cloud(c: Canvas, light: Light, rng: Random, horizon: float) -> None:
    """A heap of puffs with a flat foot, or a long streak in evening skies."""
    x, y = rng.uniform(-0.05, 1.05) * c.width, rng.uniform(0.08, 0.8) * horizon * c.height
    size = c.unit * rng.uniform(0.07, 0.17) * (0.5 + 0.6 * (1 - y / (horizon * c.height)))
    if light.dark:
        colour = mix(light.middle, light.horizon, 0.5)
    elif light.long_shadows:
        colour = mix(light.horizon, (255, 226, 206), 0.5)
    else:
        colour = mix(light.horizon, (255, 255, 255), 0.75)
    foot = mix(colour, light.middle, 0.75)
    if light.long_shadows and rng.random() < 0.6:
        for k in range(3):
            wide = size * rng.uniform(1.6, 3.2)
            at = (x + rng.uniform(-1, 1) * size, y + k * size * 0.28)
            c.fill(ellipse(at[0], at[1], wide, size * 0.1), colour, alpha=0.6, blur=size * 0.06)
        return
    puffs: list[Points] = []
    n = rng.randint(4, 6)
    for k in range(n):
        t = k / (n - 1) * 2 - 1
        r = size * (0.3 + 0.42 * (1 - t * t)) * rng.uniform(0.8, 1.15)
        puffs.append(arc(x + t * size * 1.35, y, r * 1.15, r, 180, 360, n=16))
    c.fill_all(puffs, down(colour, foot), alpha=0.86, blur=size * 0.035)


def ridge(rng: Random, *, rough: float, steps: int = 40) -> list[float]:
    """A random line across the picture, from −1 to 1: rolling hills when `rough` is low, peaks when it is high."""
    waves = [
        (rng.uniform(0.5, 1.2) / (k + 1) ** 0.9, rng.uniform(0, 6.3), 0.6 + k * rng.uniform(0.8, 1.3)) for k in range(3)
    ]
    line = [sum(a * math.sin(p + f * i / steps * 5) for a, p, f in waves) for i in range(steps + 1)]
    if rough:
        line = [v + rough * rng.uniform(-1, 1) * (1 if i % 2 else 0.3) for i, v in enumerate(line)]
    top = max(abs(v) for v in line) or 1.0
    return [v / top for v in line]


def hills(c: Canvas, colour: RGB, rng: Random, y: float, height: float, *, foot: RGB | None = None) -> Points:
    """One range of round hills from its crest down to the bottom edge."""
    line = ridge(rng, rough=0)
    n = len(line) - 1
    crest = [(i / n * c.width, (y - (0.5 + v * 0.5) * height * 0.9) * c.height) for i, v in enumerate(line)]
    shape = [*crest, (c.width, c.height * FULL), (0, c.height * FULL)]
    c.fill(shape, down(lighter(colour, 0.08), foot or darker(colour, 0.12)))
    return crest


def peaks(c: Canvas, light: Light, rng: Random, y: float, *, height: float, distance: float, snow: bool = True) -> None:
    """A mountain range: each peak has a lit and a shaded face, and snow on top."""
    rock = jitter(rng.choice(((92, 104, 136), (104, 100, 120), (84, 112, 124))), rng)
    lit, dim = light.far(lighter(rock, 0.3), distance), light.far(darker(rock, 0.18), distance)
    white, blue = light.far((250, 250, 252), distance * 0.6), light.far((186, 202, 226), distance * 0.6)
    side = rng.choice((-1, 1))
    c.fill(box(c, 0, y - height * 0.22, 1, y + 0.004), light.far(rock, min(1, distance + 0.25)), blur=c.unit * 0.01)
    count = rng.randint(6, 9)
    talls = sorted((height * rng.uniform(0.4, 1.0) * c.height for _ in range(count)), reverse=True)
    spots = rng.sample(range(count), count)
    for k, tall in zip(spots, talls, strict=True):
        x = (k + rng.uniform(0.1, 0.9)) / count * c.width
        wide = tall * rng.uniform(1.15, 1.65)
        peak, base = (x, y * c.height - tall), y * c.height + 2
        left = [(x - wide, base), (x - wide * 0.46, base - tall * 0.52), (x - wide * 0.38, base - tall * 0.6), peak]
        keel = [(x + wide * 0.1, base - tall * 0.72), (x - wide * 0.08, base - tall * 0.4), (x + wide * 0.12, base)]
        right = [peak, (x + wide * 0.3, base - tall * 0.64), (x + wide * 0.42, base - tall * 0.52), (x + wide, base)]
        c.fill([*left, *right[1:]], down(lit if side < 0 else dim, light.far(rock, min(1, distance + 0.3))))
        shaded = [*right, *reversed(keel)] if side < 0 else [*left, *keel]
        c.fill(shaded, down(dim, light.far(rock, min(1, distance + 0.35))), alpha=0.75)
        if snow:
            _cap(c, peak, tall, wide, white=white, blue=blue, side=side, rng=rng)


def _cap(
    c: Canvas, peak: tuple[float, float], tall: float, wide: float, *, white: RGB, blue: RGB, side: int, rng: Random
) -> None:
    x, y = peak
    depth = rng.uniform(0.24, 0.36)
    edge = [
        (x + wide * t * depth * 0.84, y + tall * depth * d) for t, d in ((1, 1), (0.55, 0.66), (0.3, 1.15), (0, 0.7))
    ]
    other = [(x + wide * t * depth * 0.84, y + tall * depth * d) for t, d in ((-0.35, 1.1), (-0.6, 0.7), (-1, 1))]
    c.fill([peak, *edge, *other], white)
    c.fill([peak, *edge] if side < 0 else [peak, edge[-1], *other], blue, alpha=0.75)


def water(c: Canvas, light: Light, rng: Random, top: float, bottom: float, *, sun: float | None = None) -> None:
    """Open water: the sky's colours upside down, with glints that grow towards the viewer."""
    deep = rng.choice(((20, 102, 158), (18, 124, 150), (26, 88, 148), (30, 136, 148)))
    if light.long_shadows:
        deep = mix(mix(deep, light.zenith, 0.55), light.middle, 0.35)
    near, far = light.on_ground(deep), mix(light.on_ground(lighter(deep, 0.2)), light.horizon, 0.55)
    shape = box(c, 0, top, 1, bottom)
    c.fill(shape, down(far, near))
    c.mottle(shape, lighter(near, 0.35), alpha=0.3, cells=(5, 26))
    c.mottle(shape, darker(near, 0.5), alpha=0.2, cells=(4, 18))
    glint = mix(lighter(near, 0.4), light.horizon, 0.6)
    for _ in range(70):
        depth = rng.random() ** 1.5
        y = (top + (bottom - top) * (0.02 + depth * 0.96)) * c.height
        x, wide = rng.random() * c.width, c.unit * (0.008 + 0.06 * depth) * rng.uniform(0.5, 1.6)
        high = c.unit * (0.0014 + 0.004 * depth)
        c.fill(ellipse(x, y, wide, high, n=10), glint, alpha=rng.uniform(0.15, 0.55))
    if rng.random() < 0.4 and not light.dark:
        for _ in range(rng.randint(1, 3)):
            x, y, r = rng.random() * c.width, (top + 0.006) * c.height, c.unit * rng.uniform(0.008, 0.014)
            c.fill([(x, y - r * 2), (x + r, y), (x - r * 0.5, y)], mix(light.horizon, (255, 255, 255), 0.7))
    if sun is not None and (light.dark or light.long_shadows):
        _glitter(c, light, rng, sun, top, bottom=bottom)


def _glitter(c: Canvas, light: Light, rng: Random, x: float, top: float, *, bottom: float) -> None:
    """The sun's or moon's broken path over the water."""
    bright = (214, 222, 240) if light.dark else (255, 232, 170)
    u = c.unit
    c.glow(x * c.width, top * c.height, u * 0.5, u * 0.16, bright, alpha=0.5)
    for k in range(46):
        depth = (k / 46) ** 1.3
        y = (top + (bottom - top) * depth) * c.height
        aside, wide = rng.gauss(0, 0.02 + 0.05 * depth) * u, u * (0.015 + 0.05 * depth) * rng.uniform(0.4, 1.3)
        high = u * (0.0016 + 0.005 * depth)
        c.fill(
            ellipse(x * c.width + aside, y, wide, high, n=12), bright, alpha=rng.uniform(0.35, 0.8) * (1 - 0.5 * depth)
        )


def leafy(c: Canvas, light: Light, rng: Random, x: float, y: float, *, height: float, leaf: RGB) -> None:
    """A round tree standing at a pixel; `height` in pixels; lit from above left."""
    trunk = light.on_ground(jitter((104, 74, 54), rng))
    w = height * 0.05
    c.fill([(x - w, y), (x - w * 0.6, y - height * 0.55), (x + w * 0.6, y - height * 0.55), (x + w, y)], trunk)
    base = light.on_ground(leaf)
    puffs = [(0, -0.62, 0.3), (-0.2, -0.5, 0.22), (0.21, -0.5, 0.22), (-0.1, -0.8, 0.2), (0.13, -0.76, 0.19)]
    crown = [ellipse(x + px * height, y + py * height, r * height * rng.uniform(0.9, 1.1), n=22) for px, py, r in puffs]
    c.fill_all(crown, down(lighter(base, 0.14), darker(base, 0.34)))
    for px, py, r in puffs:
        at = (x + (px - 0.05) * height, y + (py - 0.06) * height)
        c.fill(ellipse(at[0], at[1], r * height * 0.55, n=18), lighter(base, 0.25), alpha=0.3, blur=height * 0.02)
    if height < c.unit * 0.14:
        return
    for _ in range(34):
        px, py, r = rng.choice(puffs)
        turn, far = rng.uniform(0, math.tau), r * rng.random() ** 0.5 * 0.96
        dx, dy = px + far * math.cos(turn), py + far * math.sin(turn)
        tone = lighter(base, 0.28) if dx + dy * 1.6 < -1.0 else darker(base, 0.3)
        size = height * rng.uniform(0.02, 0.045)
        c.fill(ellipse(x + dx * height, y + dy * height, size, size * 0.7, n=9), tone, alpha=0.45)


def pine(c: Canvas, light: Light, rng: Random, x: float, y: float, *, height: float, leaf: RGB, snow: bool) -> None:
    """A fir with hanging tiers, snowed over or not."""
    base = light.on_ground(leaf)
    trunk = light.on_ground((88, 64, 50))
    c.fill(
        [
            (x - height * 0.03, y),
            (x - height * 0.03, y - height * 0.2),
            (x + height * 0.03, y - height * 0.2),
            (x + height * 0.03, y),
        ],
        trunk,
    )
    for k in range(4):
        foot, tip = y - height * (0.1 + 0.2 * k), y - height * (0.46 + 0.18 * k)
        wide = height * (0.27 - 0.055 * k) * rng.uniform(0.93, 1.07)
        tier = [
            (x, tip),
            (x + wide * 0.5, foot - height * 0.1),
            (x + wide, foot),
            (x + wide * 0.4, foot + height * 0.02),
        ]
        tier += [(x - wide * 0.4, foot + height * 0.02), (x - wide, foot), (x - wide * 0.5, foot - height * 0.1)]
        c.fill(tier, down(lighter(base, 0.16), darker(base, 0.3)))
        c.fill([*tier[:4], (x, foot)], darker(base, 0.5), alpha=0.25)
        if snow:
            top = [(x, tip), (x + wide * 0.5, foot - height * 0.1), (x + wide * 0.2, foot - height * 0.12)]
            top += [
                (x, foot - height * 0.07),
                (x - wide * 0.3, foot - height * 0.1),
                (x - wide * 0.62, foot - height * 0.06),
            ]
            c.fill(top, down(light.on_ground((252, 252, 255)), light.on_ground((214, 226, 242))))


def tufts(c: Canvas, colour: RGB, rng: Random, top: float, bottom: float, *, count: int) -> None:
    """Grass blades that grow with nearness."""
    for _ in range(count):
        depth = rng.random() ** 1.3
        x, y = rng.random() * c.width, (top + (bottom - top) * depth) * c.height
        high = c.unit * (0.008 + 0.05 * depth**2) * rng.uniform(0.7, 1.3)
        shade = mix(lighter(colour, 0.25), darker(colour, 0.35), rng.random())
        for lean in (-0.5, 0.05, 0.55):
            tip = (x + lean * high, y - high * rng.uniform(0.7, 1.1))
            c.fill([(x - high * 0.09, y), tip, (x + high * 0.09, y)], shade)


def flowers(c: Canvas, light: Light, rng: Random, top: float, bottom: float, *, count: int) -> None:
    """Specks of meadow flowers, all of one or two kinds."""
    kinds = rng.sample(((255, 255, 250), (252, 222, 110), (236, 150, 170), (190, 160, 220), (250, 178, 110)), 2)
    for _ in range(count):
        depth = rng.random() ** 1.2
        x, y = rng.random() * c.width, (top + (bottom - top) * depth) * c.height
        r = c.unit * (0.002 + 0.008 * depth**1.5)
        c.fill(ellipse(x, y, r, r * 0.8, n=10), light.on_ground(rng.choice(kinds)), alpha=0.95)


def leaf_green(rng: Random) -> RGB:
    """A green for leaves; never so bright that it competes with a green subject."""
    return jitter(rng.choice(((74, 122, 74), (92, 132, 70), (58, 108, 84), (110, 138, 78))), rng)


def blob(cx: float, cy: float, r: float, rng: Random, *, flat: float = 1.0) -> Points:
    """A rounded lump: bushes, stones, snow heaps."""
    n = 9
    knots = []
    for k in range(n):
        a, d = k / n * 2 * math.pi, r * rng.uniform(0.85, 1.15)
        knots.append((cx + d * math.cos(a), cy + d * flat * math.sin(a)))
    return smooth(knots, steps=4)


def framing(c: Canvas, light: Light, rng: Random) -> None:
    """Out of focus leaves in one upper corner, or tall grass in a lower one: somebody stood there and looked."""
    leaf = darker(light.on_ground(leaf_green(rng)), 0.18)
    side, u = rng.choice((0, 1)), c.unit
    x0 = side * c.width
    inward = 1 - 2 * side
    if rng.random() < 0.5:
        for _ in range(26):
            t = rng.random()
            x, y = x0 + inward * u * (0.36 * t - 0.02), u * (0.15 * (1 - t) ** 1.2 * rng.uniform(0.2, 1.3) - 0.01)
            turn, long = rng.uniform(0.3, 1.2), u * rng.uniform(0.035, 0.06)
            tip = (x + inward * long * math.cos(turn), y + long * math.sin(turn))
            bend = (tip[1] - y) * 0.3, -(tip[0] - x) * 0.3
            middle = ((x + tip[0]) / 2, (y + tip[1]) / 2)
            shape = [
                (x, y),
                (middle[0] + bend[0], middle[1] + bend[1]),
                tip,
                (middle[0] - bend[0], middle[1] - bend[1]),
            ]
            tone = mix(darker(leaf, 0.25), lighter(leaf, 0.22), rng.random())
            c.fill(smooth(shape, steps=4), tone, blur=u * 0.003)
        return
    for _ in range(24):
        x, high = x0 + inward * u * rng.uniform(-0.02, 0.3), u * rng.uniform(0.06, 0.2)
        high *= 1 - abs(x - x0) / u * 2
        lean = rng.uniform(-0.3, 0.5) * high * inward
        base = c.height * 1.01
        blade = [
            (x - u * 0.007, base),
            (x + lean * 0.4, base - high * 0.6),
            (x + lean, base - high),
            (x + u * 0.007, base),
        ]
        c.fill(blade, mix(darker(leaf, 0.2), lighter(leaf, 0.25), rng.random()), blur=u * 0.003)
