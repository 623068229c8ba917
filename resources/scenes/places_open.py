"""Places under the open sky with ground to stand on."""

from random import Random

from .canvas import Canvas, across, down
from .colours import RGB, darker, jitter, lighter, mix
from .light import Light
from .scenery import blob, box, flowers, hills, leaf_green, leafy, peaks, pine, sky, tufts, water
from .shapes import ellipse, smooth
from .stage import Stage

GRASS: tuple[RGB, ...] = ((128, 172, 84), (148, 182, 86), (108, 166, 98), (164, 186, 98))
AUTUMN: tuple[RGB, ...] = ((222, 128, 46), (200, 92, 48), (234, 174, 66), (182, 118, 58))


def _ground(c: Canvas, light: Light, top: float, colour: RGB, rng: Random, *, wave: float = 0.012) -> None:
    near, far = light.on_ground(darker(colour, 0.1)), mix(light.on_ground(lighter(colour, 0.15)), light.horizon, 0.25)
    knots = [(k / 5 * c.width, (top + rng.uniform(-wave, wave)) * c.height) for k in range(6)]
    shape = [*smooth(knots, closed=False), (c.width, c.height * 1.02), (0, c.height * 1.02)]
    c.fill(shape, down(far, near))
    pale = sum(colour) > 690  # snow goes blue in its hollows, not brown
    hollow = mix(near, light.middle, 0.5) if pale else darker(near, 0.3)
    c.mottle(shape, hollow, alpha=0.26, cells=(5, 9))
    c.mottle(shape, lighter(near, 0.5), alpha=0.24, cells=(9, 22))


def meadow(c: Canvas, light: Light, rng: Random) -> Stage:
    """Rolling hills, a few trees, grass with flowers."""
    horizon = rng.uniform(0.42, 0.56)
    sky(c, light, rng, horizon)
    green = jitter(rng.choice(GRASS), rng)
    if rng.random() < 0.5:
        peaks(c, light, rng, horizon + 0.05, height=rng.uniform(0.16, 0.28), distance=0.62)
    for k in range(3):
        hills(c, light.far(mix(green, leaf_green(rng), 0.5), 0.6 - k * 0.2), rng, horizon + k * 0.035, 0.07)
    for _ in range(rng.randint(2, 5)):
        at = rng.choice((rng.uniform(0, 0.3), rng.uniform(0.7, 1)))
        leafy(
            c,
            light,
            rng,
            at * c.width,
            (horizon + 0.1) * c.height,
            height=c.unit * rng.uniform(0.1, 0.2),
            leaf=leaf_green(rng),
        )
    top = horizon + 0.085
    _ground(c, light, top, green, rng)
    tufts(c, light.on_ground(green), rng, top + 0.03, 1.0, count=90)
    flowers(c, light, rng, top + 0.03, 1.0, count=rng.choice((0, 50, 90)))
    return Stage(horizon=horizon, near=rng.uniform(0.8, 0.88), far=top + 0.1)


def park(c: Canvas, light: Light, rng: Random, *, leaves: tuple[RGB, ...] | None = None) -> Stage:
    """A lawn with a path under big trees."""
    horizon = rng.uniform(0.46, 0.56)
    sky(c, light, rng, horizon)
    green = jitter(rng.choice(GRASS), rng) if leaves is None else jitter((156, 142, 84), rng)
    hills(c, light.far(leaf_green(rng) if leaves is None else rng.choice(leaves), 0.55), rng, horizon - 0.05, 0.06)
    for k in range(9):
        leaf = leaf_green(rng) if leaves is None else jitter(rng.choice(leaves), rng)
        y, tall = horizon + rng.uniform(0.02, 0.05), c.unit * rng.uniform(0.22, 0.4)
        x = (k + rng.uniform(0, 1)) / 9 * c.width
        leafy(c, light, rng, x, y * c.height, height=tall, leaf=mix(leaf, light.horizon, 0.22))
    _ground(c, light, horizon + 0.04, green, rng)
    _path(c, light, rng, horizon + 0.045)
    tufts(c, light.on_ground(green), rng, horizon + 0.1, 0.98, count=40)
    if leaves is not None:
        _fallen(c, light, rng, horizon + 0.06, leaves)
    return Stage(horizon=horizon, near=rng.uniform(0.8, 0.88), far=horizon + 0.16)


def autumn(c: Canvas, light: Light, rng: Random) -> Stage:
    """The park again, in October."""
    return park(c, light, rng, leaves=AUTUMN)


def _fallen(c: Canvas, light: Light, rng: Random, top: float, leaves: tuple[RGB, ...]) -> None:
    for _ in range(130):
        depth = rng.random()
        x, y = rng.random() * c.width, (top + (1 - top) * depth) * c.height
        r = c.unit * (0.003 + 0.008 * depth)
        c.fill(ellipse(x, y, r, r * 0.5, n=7), light.on_ground(jitter(rng.choice(leaves), rng, 14)), alpha=0.9)


def _path(c: Canvas, light: Light, rng: Random, top: float) -> None:
    start, end, wide = rng.uniform(0.35, 0.65), rng.uniform(0.3, 0.7), rng.uniform(0.24, 0.4)
    left, right = [], []
    for k in range(7):
        t = k / 6
        x, w = start + (end - start) * t + 0.09 * (t - t * t) * 4 * (0.5 - start), 0.012 + (wide - 0.012) * t**1.5
        y = (top + (1.02 - top) * t) * c.height
        left.append(((x - w) * c.width, y))
        right.append(((x + w) * c.width, y))
    shape = [*smooth(left, closed=False), *reversed(smooth(right, closed=False))]
    sand = light.on_ground(jitter((212, 194, 162), rng))
    c.fill(shape, down(mix(sand, light.horizon, 0.3), sand))
    c.mottle(shape, darker(sand, 0.3), alpha=0.35, cells=(9, 20))


def beach(c: Canvas, light: Light, rng: Random) -> Stage:
    """Sand, a line of foam and the sea."""
    horizon = rng.uniform(0.36, 0.48)
    sun = sky(c, light, rng, horizon)
    if rng.random() < 0.5:
        hills(c, light.far((96, 116, 120), 0.55), rng, horizon - 0.005, 0.05)
    shore = horizon + rng.uniform(0.14, 0.2)
    water(c, light, rng, horizon, shore + 0.08, sun=sun)
    sand = light.on_ground(jitter((232, 208, 162), rng))
    tilt = rng.uniform(-0.05, 0.05)
    edge = [(k / 6 * c.width, (shore + tilt * (k / 6 - 0.5) + rng.uniform(-0.012, 0.012)) * c.height) for k in range(7)]
    line = smooth(edge, closed=False)
    lift = c.unit * 0.02
    c.fill(
        [*[(x, y - lift) for x, y in line], (c.width, c.height), (0, c.height)], lighter(light.horizon, 0.5), alpha=0.45
    )
    c.fill(
        [*[(x, y - lift * 0.4) for x, y in line], (c.width, c.height), (0, c.height)], light.on_ground((250, 250, 246))
    )
    body = [*line, (c.width, c.height * 1.02), (0, c.height * 1.02)]
    c.fill(body, down(darker(sand, 0.16), sand))
    c.mottle(body, darker(sand, 0.4), alpha=0.2, cells=(12, 26))
    c.mottle(body, lighter(sand, 0.6), alpha=0.25, cells=(5, 12))
    for _ in range(rng.randint(6, 14)):
        x, y, r = rng.random() * c.width, rng.uniform(shore + 0.08, 0.98) * c.height, c.unit * rng.uniform(0.002, 0.006)
        c.fill(ellipse(x, y, r, r * 0.6, n=9), rng.choice((darker(sand, 0.3), lighter(sand, 0.6))))
    _dune_grass(c, light, rng)
    return Stage(horizon=horizon, near=rng.uniform(0.82, 0.9), far=shore + 0.14)


def _dune_grass(c: Canvas, light: Light, rng: Random) -> None:
    side, u = rng.choice((0, 1)), c.unit
    straw = light.on_ground(jitter((150, 160, 92), rng))
    for _ in range(rng.choice((0, 26, 34))):
        x = abs(side - abs(rng.gauss(0, 0.07))) * c.width
        y, high = rng.uniform(0.74, 1.0) * c.height, u * rng.uniform(0.05, 0.13)
        lean = rng.uniform(-0.5, 0.5) * high
        blade = [(x - u * 0.003, y), (x + lean * 0.35, y - high * 0.6), (x + lean, y - high), (x + u * 0.003, y)]
        c.fill(blade, mix(darker(straw, 0.3), lighter(straw, 0.35), rng.random()))


def seaside(c: Canvas, light: Light, rng: Random) -> Stage:
    """A promenade: paving, a railing, the sea behind it."""
    horizon = rng.uniform(0.4, 0.5)
    sun = sky(c, light, rng, horizon)
    if rng.random() < 0.6:
        hills(c, light.far((92, 112, 124), 0.5), rng, horizon - 0.01, 0.08)
    foot = horizon + rng.uniform(0.2, 0.25)
    water(c, light, rng, horizon, foot + 0.02, sun=sun)
    stone = light.on_ground(jitter((206, 198, 188), rng))
    quay = box(c, 0, foot, 1, 1)
    c.fill(quay, down(mix(stone, light.horizon, 0.2), darker(stone, 0.12)))
    c.mottle(quay, darker(stone, 0.35), alpha=0.3, cells=(14, 18))
    for k in range(5):
        y = (foot + (1 - foot) * (0.1 + 0.9 * (k / 5) ** 1.4)) * c.height
        c.stroke([(0, y), (c.width, y)], c.unit * 0.003, darker(stone, 0.22), alpha=0.6)
    rail = light.on_ground(rng.choice(((250, 250, 246), (84, 100, 112))))
    high = c.unit * 0.13
    for level in (0.5, 1.0):
        y = foot * c.height - high * level
        c.stroke([(0, y), (c.width, y)], c.unit * (0.012 if level == 1 else 0.007), rail)
    for k in range(9):
        x = (k + 0.5) / 9 * c.width
        c.stroke(
            [(x, foot * c.height + 2), (x, foot * c.height - high)],
            c.unit * 0.011,
            across(lighter(rail, 0.3), darker(rail, 0.2)),
        )
    c.fill(box(c, 0, foot, 1, foot + 0.02), darker(stone, 0.24))
    return Stage(horizon=horizon, near=rng.uniform(0.8, 0.87), far=foot + 0.12)


def snowfield(c: Canvas, light: Light, rng: Random) -> Stage:
    """White hills with firs; cool shadows."""
    horizon = rng.uniform(0.44, 0.54)
    sky(c, light, rng, horizon)
    if rng.random() < 0.6:
        peaks(c, light, rng, horizon + 0.04, height=rng.uniform(0.2, 0.34), distance=0.5)
    hills(c, light.far((214, 224, 240), 0.3), rng, horizon, 0.07, foot=light.on_ground((236, 240, 248)))
    for k in range(11):
        x, tall = (k + rng.uniform(0, 1)) / 11 * c.width, c.unit * rng.uniform(0.12, 0.26)
        leaf = mix((54, 96, 88), light.horizon, 0.3)
        pine(c, light, rng, x, (horizon + 0.05 + rng.uniform(0, 0.03)) * c.height, height=tall, leaf=leaf, snow=True)
    _ground(c, light, horizon + 0.07, (240, 244, 250), rng, wave=0.02)
    for _ in range(3):
        at = (rng.random() * c.width, rng.uniform(horizon + 0.15, 0.98) * c.height)
        c.fill(
            ellipse(at[0], at[1], c.unit * rng.uniform(0.2, 0.5), c.unit * 0.02),
            light.on_ground((188, 204, 232)),
            alpha=0.5,
            blur=c.unit * 0.012,
        )
    return Stage(horizon=horizon, near=rng.uniform(0.82, 0.88), far=horizon + 0.18)


def forest(c: Canvas, light: Light, rng: Random) -> Stage:
    """Trunks in three depths of haze."""
    horizon = rng.uniform(0.5, 0.6)
    sky(c, light, rng, horizon + 0.1, sun=False)
    green = leaf_green(rng)
    c.glow(
        c.width * rng.uniform(0.3, 0.7),
        c.height * 0.3,
        c.unit * 0.8,
        c.unit * 0.7,
        lighter(light.horizon, 0.4),
        alpha=0.6,
    )
    for layer in range(3):
        haze = (0.7, 0.45, 0.2)[layer]
        for k in range(9 - layer * 2):
            x, y = (k + rng.uniform(0, 1)) / (9 - layer * 2) * c.width, (horizon + layer * 0.035) * c.height
            leaf = mix(darker(green, 0.2), light.horizon, haze)
            pine(c, light, rng, x, y, height=c.unit * rng.uniform(0.4, 0.58) * (1 + layer * 0.2), leaf=leaf, snow=False)
        c.fill(
            box(c, 0, horizon - 0.02 + layer * 0.035, 1, 1),
            down(light.far(green, haze), light.far(darker(green, 0.2), haze / 2)),
            blur=c.unit * 0.02,
        )
    _ground(c, light, horizon + 0.08, darker(mix(green, (126, 108, 72), 0.45), 0.05), rng)
    tufts(c, light.on_ground(green), rng, horizon + 0.1, 1.0, count=110)
    return Stage(horizon=horizon, near=rng.uniform(0.82, 0.9), far=horizon + 0.16)


def desert(c: Canvas, light: Light, rng: Random) -> Stage:
    """Dunes with a sharp shaded side, and stones."""
    horizon = rng.uniform(0.44, 0.54)
    sky(c, light, rng, horizon)
    sand = jitter(rng.choice(((226, 178, 120), (218, 160, 108), (232, 196, 142))), rng)
    for k in range(4):
        hills(
            c,
            light.far(mix(sand, darker(sand, 0.25), (k % 2) * 0.7), 0.45 - k * 0.13),
            rng,
            horizon + 0.01 + k * 0.045,
            0.08,
        )
    _ground(c, light, horizon + 0.2, sand, rng, wave=0.03)
    for _ in range(5):
        x, y, r = (
            rng.random() * c.width,
            rng.uniform(horizon + 0.25, 0.98) * c.height,
            c.unit * rng.uniform(0.006, 0.018),
        )
        stone = light.on_ground(darker(sand, 0.4))
        c.fill(blob(x, y, r, rng, flat=0.6), down(lighter(stone, 0.3), darker(stone, 0.3)))
    return Stage(horizon=horizon, near=rng.uniform(0.82, 0.88), far=horizon + 0.22)


def lakeside(c: Canvas, light: Light, rng: Random) -> Stage:
    """A mountain lake with a grassy near shore."""
    horizon = rng.uniform(0.42, 0.5)
    sun = sky(c, light, rng, horizon)
    peaks(c, light, rng, horizon + 0.005, height=rng.uniform(0.22, 0.34), distance=0.45)
    hills(c, light.far((66, 104, 92), 0.4), rng, horizon - 0.02, 0.05)
    shore = horizon + rng.uniform(0.18, 0.24)
    water(c, light, rng, horizon, shore + 0.06, sun=sun)
    green = jitter(rng.choice(GRASS), rng)
    _ground(c, light, shore, green, rng, wave=0.02)
    tufts(c, light.on_ground(green), rng, shore + 0.02, 1.0, count=90)
    flowers(c, light, rng, shore + 0.04, 1.0, count=rng.choice((0, 30)))
    return Stage(horizon=horizon, near=rng.uniform(0.82, 0.88), far=shore + 0.1)
