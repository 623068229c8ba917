"""Walls, streets and water: places people made, or sail on."""

from random import Random

from .canvas import Canvas, across, down
from .colours import RGB, darker, jitter, lighter, mix
from .light import Light
from .scenery import box, hills, leaf_green, leafy, peaks, sky, tufts, water
from .shapes import Points, arc, ellipse, round_rect
from .stage import Stage

PLASTER: tuple[RGB, ...] = ((238, 220, 190), (232, 206, 180), (214, 222, 218), (226, 222, 208), (206, 214, 226))
FACADES: tuple[RGB, ...] = (
    (214, 176, 140),
    (196, 168, 150),
    (178, 186, 190),
    (222, 204, 172),
    (190, 150, 128),
    (168, 178, 170),
)
SHUTTERS: tuple[RGB, ...] = ((104, 128, 124), (116, 104, 96), (96, 116, 140), (132, 140, 116))


def brick_wall(c: Canvas, light: Light, rng: Random) -> Stage:
    """Courses of brick, each brick a little different, over a pavement."""
    foot = rng.uniform(0.7, 0.78)
    brick = light.on_ground(
        jitter(rng.choice(((190, 142, 116), (172, 126, 106), (204, 178, 152), (214, 206, 196), (150, 118, 104))), rng)
    )
    joint = darker(brick, 0.3) if sum(brick) > 480 else mix(brick, (226, 214, 198), 0.45)
    c.fill(box(c, 0, 0, 1, foot), joint)
    rows = rng.randint(11, 15)
    high = foot * c.height / rows
    wide = high * rng.uniform(2.2, 2.7)
    gap = max(1.0, high * 0.09)
    for row in range(rows):
        y, x = row * high, -wide * (0.5 if row % 2 else 0.02)
        while x < c.width:
            tone = rng.random() ** 2
            colour = mix(lighter(jitter(brick, rng, 4), rng.random() * 0.16), darker(brick, 0.34), tone * 0.75)
            c.fill([(x, y), (x + wide - gap, y), (x + wide - gap, y + high - gap), (x, y + high - gap)], colour)
            x += wide
    face = box(c, 0, 0, 1, foot)
    c.mottle(face, darker(brick, 0.5), alpha=0.26, cells=(5, 5))
    c.mottle(face, lighter(brick, 0.6), alpha=0.2, cells=(18, 16))
    if rng.random() < 0.5:
        _ivy(c, light, rng, foot)
    _sunlight(c, light, rng, foot)
    _pavement(c, light, rng, foot)
    tufts(c, light.on_ground(leaf_green(rng)), rng, foot, bottom=foot + 0.012, count=14)
    return Stage(horizon=foot, near=rng.uniform(foot + 0.09, foot + 0.14), far=foot + 0.05, wall=True)


def house_wall(c: Canvas, light: Light, rng: Random) -> Stage:
    """A plastered house front with a shuttered window or two and a flower box."""
    foot = rng.uniform(0.7, 0.78)
    plaster = light.on_ground(jitter(rng.choice(PLASTER), rng))
    face = box(c, 0, 0, 1, foot)
    c.fill(face, down(lighter(plaster, 0.1), darker(plaster, 0.08)))
    c.mottle(face, darker(plaster, 0.35), alpha=0.22, cells=(6, 5))
    c.mottle(face, lighter(plaster, 0.8), alpha=0.3, cells=(22, 18))
    shutter = light.on_ground(jitter(rng.choice(SHUTTERS), rng))
    spots = rng.choice(((0.26,), (0.76,), (0.2, 0.8), (0.5,)))
    for spot in spots:
        _window(c, light, spot * c.width, foot * c.height * 0.36, size=c.unit * 0.17, shutter=shutter)
    c.fill(box(c, 0, foot - 0.09, 1, foot), down(darker(plaster, 0.2), darker(plaster, 0.34)))
    if rng.random() < 0.6:
        _ivy(c, light, rng, foot)
    _sunlight(c, light, rng, foot)
    _pavement(c, light, rng, foot)
    return Stage(horizon=foot, near=rng.uniform(foot + 0.09, foot + 0.14), far=foot + 0.05, wall=True)


def _window(c: Canvas, light: Light, x: float, y: float, *, size: float, shutter: RGB) -> None:
    glass = (255, 214, 132) if light.dark else mix(light.on_ground((120, 150, 170)), light.horizon, 0.25)
    white = light.on_ground((248, 244, 236))
    w, h = size * 0.5, size * 0.72
    c.fill(
        [
            (x - w * 1.12, y - h * 1.06),
            (x + w * 1.12, y - h * 1.06),
            (x + w * 1.12, y + h * 1.1),
            (x - w * 1.12, y + h * 1.1),
        ],
        white,
    )
    pane = [(x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h)]
    c.fill(pane, down(glass, darker(glass, 0.3)))
    c.fill(
        [(x - w, y - h * 0.3), (x - w * 0.2, y - h), (x + w * 0.3, y - h), (x - w, y + h * 0.3)],
        lighter(glass, 0.5),
        alpha=0.3,
    )
    c.stroke([(x, y - h), (x, y + h)], size * 0.04, white)
    c.stroke([(x - w, y - h * 0.2), (x + w, y - h * 0.2)], size * 0.04, white)
    for side in (-1, 1):
        x0, x1 = x + side * w * 1.14, x + side * w * 1.86
        panel = [(x0, y - h * 1.05), (x1, y - h * 1.05), (x1, y + h * 1.08), (x0, y + h * 1.08)]
        c.fill([(px + size * 0.03, py + size * 0.03) for px, py in panel], light.shadow, alpha=0.25)
        c.fill(panel, across(shutter, darker(shutter, 0.14)))
        for k in range(9):
            sy = y - h * 0.94 + k * h * 0.235
            c.stroke([(min(x0, x1) + w * 0.1, sy), (max(x0, x1) - w * 0.1, sy)], size * 0.018, darker(shutter, 0.3))
    c.fill(
        [
            (x - w * 1.25, y + h * 1.1),
            (x + w * 1.25, y + h * 1.1),
            (x + w * 1.25, y + h * 1.2),
            (x - w * 1.25, y + h * 1.2),
        ],
        darker(white, 0.12),
    )
    if light.dark:
        c.glow(x, y, size * 2.0, size * 2.0, glass, alpha=0.4)


def _ivy(c: Canvas, light: Light, rng: Random, foot: float) -> None:
    leaf, side, u = light.on_ground(leaf_green(rng)), rng.choice((0, 1)), c.unit
    for _ in range(190):
        t = rng.random()
        reach = u * (0.05 + 0.2 * t**1.6) * rng.random() ** 0.7
        x, y = side * c.width + (1 - 2 * side) * (reach - u * 0.01), foot * c.height * (1 - t)
        r = u * rng.uniform(0.009, 0.018)
        c.fill(ellipse(x + r * 0.3, y + r * 0.5, r, r * 0.8, n=9), light.shadow, alpha=0.2)
        c.fill(ellipse(x, y, r, r * 0.8, n=9), mix(darker(leaf, 0.3), lighter(leaf, 0.3), rng.random()))


def _sunlight(c: Canvas, light: Light, rng: Random, foot: float) -> None:
    if light.dark:
        x, y = rng.uniform(0.2, 0.8) * c.width, rng.uniform(0.05, 0.2) * c.height
        c.glow(x, y, c.unit * 1.0, c.unit * 0.9, (255, 206, 128), alpha=0.4)
        return
    if light.mood in {"", "at sunset", "in the morning"}:
        lean, x = rng.uniform(0.2, 0.5) * c.height, rng.uniform(-0.2, 0.5) * c.width
        wide, y = c.width * rng.uniform(0.4, 0.7), foot * c.height
        shape: Points = [(x + lean, 0), (x + lean + wide, 0), (x + wide, y), (x, y)]
        c.fill(shape, light.on_ground((255, 240, 206)), alpha=0.26, blur=c.unit * 0.01)
    c.fill(box(c, 0, 0, 1, foot * 0.35), down(light.shadow, light.shadow), alpha=0.07)


def _pavement(c: Canvas, light: Light, rng: Random, foot: float) -> None:
    stone = light.on_ground(jitter(rng.choice(((186, 178, 168), (170, 170, 172), (198, 186, 166))), rng))
    flat = box(c, 0, foot, 1, 1.01)
    c.fill(flat, down(darker(stone, 0.14), lighter(stone, 0.06)))
    c.mottle(flat, darker(stone, 0.3), alpha=0.25, cells=(16, 8))
    middle, rows = rng.uniform(0.3, 0.7) * c.width, 4
    for k in range(rows):
        y = (foot + (1 - foot) * (k / rows) ** 1.3) * c.height
        c.stroke([(0, y), (c.width, y)], c.unit * (0.002 + 0.001 * k), darker(stone, 0.28), alpha=0.7)
    for k in range(-9, 10):
        c.stroke(
            [(middle + k * c.unit * 0.16, foot * c.height), (middle + k * c.unit * 0.3, c.height)],
            c.unit * 0.003,
            darker(stone, 0.28),
            alpha=0.6,
        )
    c.fill(box(c, 0, foot - 0.004, 1, foot + 0.03), light.shadow, alpha=0.3, blur=c.unit * 0.008)


def street(c: Canvas, light: Light, rng: Random) -> Stage:
    """A row of old town houses behind a road."""
    foot = rng.uniform(0.6, 0.66)
    sky(c, light, rng, foot, sun=False)
    skyline(c, light, rng, foot, 0.55)
    x = -rng.uniform(0, 0.1)
    while x < 1:
        wide = rng.uniform(0.16, 0.24) * c.unit / c.width
        _house(c, light, rng, x0=x, x1=x + wide, foot=foot, tall=rng.uniform(0.3, 0.48))
        x += wide
    kerb = light.on_ground(jitter((196, 190, 182), rng))
    c.fill(box(c, 0, foot, 1, foot + 0.06), down(darker(kerb, 0.12), kerb))
    c.fill(box(c, 0, foot + 0.06, 1, foot + 0.075), darker(kerb, 0.3))
    for spot in rng.choice(((0.12,), (0.88,), (0.08, 0.7), (0.3, 0.94))):
        lamp_post(c, light, spot * c.width, (foot + 0.045) * c.height, c.unit * 0.34)
    tar = light.on_ground(jitter((118, 120, 128), rng))
    road = box(c, 0, foot + 0.075, 1, 1.01)
    c.fill(road, down(lighter(tar, 0.12), darker(tar, 0.12)))
    c.mottle(road, darker(tar, 0.5), alpha=0.25, cells=(14, 10))
    for k in range(6):
        x0 = (k / 6 + 0.02) * c.width
        y0, y1, lean = (foot + 0.25) * c.height, (foot + 0.266) * c.height, c.unit * 0.01
        c.fill(
            [(x0, y0), (x0 + c.width * 0.09, y0), (x0 + c.width * 0.09 - lean, y1), (x0 - lean, y1)],
            light.on_ground((232, 228, 214)),
            alpha=0.85,
        )
    return Stage(horizon=foot - 0.1, near=rng.uniform(0.82, 0.88), far=foot + 0.14)


def _house(c: Canvas, light: Light, rng: Random, *, x0: float, x1: float, foot: float, tall: float) -> None:
    wall = mix(light.on_ground(jitter(rng.choice(FACADES), rng)), light.horizon, 0.12)
    roof = darker(light.on_ground(rng.choice(((150, 92, 76), (104, 98, 104), (128, 84, 70)))), 0.05)
    top, wide = foot - tall, x1 - x0
    c.fill(box(c, x0, top, x1, foot), across(lighter(wall, 0.1), darker(wall, 0.1)))
    apex = c.unit / c.height * rng.uniform(0.04, 0.09)
    w, h = c.width, c.height
    if rng.random() < 0.6:
        c.fill(
            [(x0 * w, top * h), ((x0 + x1) / 2 * w, (top - apex) * h), (x1 * w, top * h)], down(roof, darker(roof, 0.2))
        )
    else:
        c.fill(box(c, x0 - 0.004, top - 0.015, x1 + 0.004, top + 0.012), roof)
    storeys, across_n = max(2, round(tall / 0.13)), rng.choice((2, 3))
    for row in range(storeys):
        for col in range(across_n):
            cx = x0 + wide * (col + 0.5) / across_n
            cy = top + tall * (row + 0.5) / storeys
            lit = light.dark and rng.random() < 0.5
            glass = (255, 210, 128) if lit else darker(mix(wall, (84, 104, 128), 0.65), 0.15)
            ww, hh = wide / across_n * 0.26, tall / storeys * 0.28
            c.fill(box(c, cx - ww * 1.2, cy - hh * 1.15, cx + ww * 1.2, cy + hh * 1.15), lighter(wall, 0.4))
            c.fill(box(c, cx - ww, cy - hh, cx + ww, cy + hh), down(glass, darker(glass, 0.22)))
    c.fill(box(c, x1 - 0.004, top, x1, foot), light.shadow, alpha=0.3)


def skyline(c: Canvas, light: Light, rng: Random, foot: float, haze: float, *, tall: float = 0.3) -> None:
    """Far towers, in two depths of haze."""
    for layer in range(2):
        colour = light.far((96, 108, 136), haze - layer * 0.16)
        x = -0.03
        while x < 1:
            wide, high = rng.uniform(0.03, 0.08), tall * rng.uniform(0.35, 1) * (1 - layer * 0.25)
            c.fill(box(c, x, foot - high, x + wide, foot), down(colour, mix(colour, light.horizon, 0.35)))
            x += wide + rng.choice((0, 0, 0.01, 0.03))


def sea(c: Canvas, light: Light, rng: Random) -> Stage:
    """Open water under a wide sky."""
    horizon = rng.uniform(0.5, 0.62)
    sun = sky(c, light, rng, horizon)
    if rng.random() < 0.55:
        hills(c, light.far((86, 104, 124), 0.6), rng, horizon - 0.01, rng.uniform(0.04, 0.1))
    water(c, light, rng, horizon, 1.01, sun=sun)
    if light.long_shadows:
        c.glow(c.width * 0.5, horizon * c.height, c.width * 0.6, c.unit * 0.22, lighter(light.horizon, 0.2), alpha=0.4)
    return Stage(horizon=horizon, near=rng.uniform(0.76, 0.84), far=horizon + 0.08, water=True)


def lake(c: Canvas, light: Light, rng: Random) -> Stage:
    """Still water between mountains and reeds."""
    horizon = rng.uniform(0.48, 0.56)
    sun = sky(c, light, rng, horizon)
    peaks(c, light, rng, horizon + 0.005, height=rng.uniform(0.24, 0.38), distance=0.45)
    hills(c, light.far((70, 106, 92), 0.35), rng, horizon - 0.02, 0.05)
    for _ in range(7):
        leafy(
            c,
            light,
            rng,
            rng.random() * c.width,
            (horizon + 0.01) * c.height,
            height=c.unit * rng.uniform(0.06, 0.11),
            leaf=mix(leaf_green(rng), light.horizon, 0.3),
        )
    water(c, light, rng, horizon, 1.01, sun=sun)
    mirrored = box(c, 0, horizon, 1, horizon + 0.1)
    c.fill(mirrored, down(light.far((60, 92, 84), 0.3), light.far((60, 92, 84), 0.3)), alpha=0.35, blur=c.unit * 0.02)
    tufts(c, light.on_ground((92, 116, 74)), rng, 0.97, 1.06, count=30)
    return Stage(horizon=horizon, near=rng.uniform(0.74, 0.82), far=horizon + 0.09, water=True)


def harbour(c: Canvas, light: Light, rng: Random) -> Stage:
    """Coloured houses along the quay, masts, calm water."""
    foot = rng.uniform(0.48, 0.56)
    sun = sky(c, light, rng, foot)
    hills(c, light.far((104, 124, 112), 0.45), rng, foot - 0.14, 0.1)
    x = -0.02
    while x < 1:
        wide = rng.uniform(0.09, 0.14) * c.unit / c.width
        _house(c, light, rng, x0=x, x1=x + wide, foot=foot, tall=rng.uniform(0.13, 0.22))
        x += wide
    stone = light.on_ground((158, 148, 138))
    c.fill(box(c, 0, foot - 0.01, 1, foot + 0.035), down(stone, darker(stone, 0.3)))
    water(c, light, rng, foot + 0.035, 1.01, sun=sun)
    for _ in range(5):
        mx, my = rng.random() * c.width, (foot + 0.05) * c.height
        c.stroke(
            [(mx, my), (mx, my - c.unit * rng.uniform(0.12, 0.2))], c.unit * 0.005, light.on_ground((236, 228, 214))
        )
        c.fill(
            arc(mx, my - c.unit * 0.012, c.unit * 0.05, c.unit * 0.026, 0, 180),
            light.on_ground(jitter((228, 226, 220), rng)),
        )
    return Stage(horizon=foot, near=rng.uniform(0.78, 0.86), far=foot + 0.14, water=True)


def bay(c: Canvas, light: Light, rng: Random) -> Stage:
    """Still water with the far shore at its edge, for what stands on the other side."""
    horizon = rng.uniform(0.62, 0.68)
    where = sky(c, light, rng, horizon)
    skyline(c, light, rng, horizon, 0.72, tall=0.2)
    water(c, light, rng, horizon, 1.01, sun=where)
    return Stage(horizon=horizon, near=horizon + 0.012, far=horizon + 0.01, water=True)


def bridge(c: Canvas, light: Light, rng: Random) -> Stage:
    """A stone viaduct over a river valley; things cross on its deck."""
    deck = rng.uniform(0.54, 0.6)
    where = sky(c, light, rng, deck)
    peaks(c, light, rng, deck + 0.06, height=rng.uniform(0.16, 0.26), distance=0.6)
    for k in range(3):
        hills(c, light.far(leaf_green(rng), 0.5 - k * 0.14), rng, deck + 0.04 + k * 0.08, 0.1)
    for k in range(10):
        spot = (rng.uniform(0, 0.3) + 0.7 * (k % 2)) * c.width
        leafy(
            c,
            light,
            rng,
            spot,
            rng.uniform(deck + 0.18, 0.86) * c.height,
            height=c.unit * rng.uniform(0.07, 0.13),
            leaf=leaf_green(rng),
        )
    water(c, light, rng, 0.86, 1.01, sun=where)
    stone = light.on_ground(jitter(rng.choice(((196, 178, 154), (184, 176, 168), (200, 166, 138))), rng))
    w, h, foot = c.width, c.height, 0.93
    span = c.unit * rng.uniform(0.26, 0.34)
    x = -rng.uniform(0.2, 0.8) * span
    band = deck + 0.035
    while x < w:
        pier = span * 0.16
        arch = arc(x + span / 2, band * h + span * 0.5, span * 0.42, span * 0.42, 180, 360)
        fill = [
            (x, band * h - 2),
            (x + span, band * h - 2),
            (x + span, foot * h),
            (x + span - pier / 2, foot * h),
            *reversed(arch),
            (x + pier / 2, foot * h),
            (x, foot * h),
        ]
        c.fill(fill, down(lighter(stone, 0.12), darker(stone, 0.28)))
        c.stroke([(px + span * 0.02, py) for px, py in arch], c.unit * 0.012, darker(stone, 0.3), alpha=0.6)
        c.fill(
            [
                (x + span - pier / 2, band * h + span * 0.5),
                (x + span, band * h + span * 0.5),
                (x + span, foot * h),
                (x + span - pier / 2, foot * h),
            ],
            light.shadow,
            alpha=0.16,
        )
        x += span
    c.fill(box(c, 0, deck, 1, band), down(lighter(stone, 0.22), darker(stone, 0.05)))
    c.fill(box(c, 0, band, 1, band + 0.012), darker(stone, 0.34))
    return Stage(horizon=deck, near=deck + 0.014, far=deck + 0.012)


def lamp_post(c: Canvas, light: Light, x: float, y: float, height: float) -> None:
    """A street lamp standing at a pixel; it burns at night."""
    iron = light.on_ground((62, 66, 76))
    c.stroke([(x, y), (x, y - height)], height * 0.022, iron)
    c.fill(
        round_rect(x - height * 0.045, y - height * 1.08, x + height * 0.045, y - height * 0.98, height * 0.01),
        (255, 226, 150) if light.dark else (236, 232, 214),
    )
    c.fill(ellipse(x, y - height * 1.09, height * 0.06, height * 0.018), iron)
    if light.dark:
        c.glow(x, y - height * 1.03, height * 0.5, height * 0.5, (255, 214, 130), alpha=0.6)
