"""Rooms and tabletops, and the places looked at from the air."""

from random import Random

from .canvas import Canvas, across, down
from .colours import RGB, darker, jitter, lighter, mix
from .light import Light
from .places_town import skyline
from .scenery import box, hills, leaf_green, leafy, peaks, sky, water
from .shapes import Points, ellipse, round_rect, smooth
from .stage import Stage

WALLS: tuple[RGB, ...] = (
    (226, 214, 198),
    (200, 212, 210),
    (222, 204, 196),
    (206, 206, 218),
    (214, 216, 196),
    (188, 200, 208),
)
WOODS: tuple[RGB, ...] = ((188, 140, 96), (166, 118, 80), (206, 166, 122), (138, 98, 70))


def table(c: Canvas, light: Light, rng: Random) -> Stage:
    """A wooden tabletop before a wall, with light from a window."""
    edge = rng.uniform(0.56, 0.66)
    wall = light.on_ground(jitter(rng.choice(WALLS), rng))
    _wall(c, light, rng, wall, edge)
    if rng.random() < 0.45:
        _tiles(c, wall, edge)
    elif rng.random() < 0.6:
        _picture(c, light, rng, rng.choice((0.2, 0.8)), edge * 0.38)
    else:
        _shelf(c, light, rng, edge)
    wood = light.on_ground(jitter(rng.choice(WOODS), rng))
    _boards(c, wood, rng, edge)
    if rng.random() < 0.5:
        _runner(c, light, rng, edge)
    return Stage(horizon=edge, near=rng.uniform(0.8, 0.87), far=edge + 0.08, room=True)


def windowsill(c: Canvas, light: Light, rng: Random) -> Stage:
    """A deep sill; a blurred garden, street or night behind the glass."""
    edge = rng.uniform(0.72, 0.78)
    sky(c, light, rng, edge, sun=False)
    for _ in range(9):
        tone = light.far(leaf_green(rng), rng.uniform(0.25, 0.6))
        x, y, r = rng.random() * c.width, rng.uniform(0.5, 0.8) * c.height, c.unit * rng.uniform(0.1, 0.2)
        c.fill(ellipse(x, y, r), tone, alpha=0.7, blur=c.unit * 0.03)
    if light.dark:
        for _ in range(12):
            c.glow(
                rng.random() * c.width,
                rng.uniform(0.3, 0.7) * c.height,
                c.unit * 0.05,
                c.unit * 0.05,
                (255, 210, 130),
                alpha=0.8,
            )
    c.fill(
        [(0, c.height * 0.5), (c.width * 0.4, 0), (c.width * 0.62, 0), (0, c.height * 0.78)], (255, 255, 255), alpha=0.1
    )
    if light.mood == "in the rain":
        _drops(c, rng, edge)
    frame = light.on_ground((246, 242, 234))
    bar = c.unit * 0.035
    for x in (0.0, 0.5, 1.0):
        px = x * c.width
        c.fill(
            [(px - bar, 0), (px + bar, 0), (px + bar, edge * c.height), (px - bar, edge * c.height)],
            across(frame, darker(frame, 0.16)),
        )
    c.fill([(0, 0), (c.width, 0), (c.width, bar), (0, bar)], darker(frame, 0.08))
    c.fill(box(c, 0, edge - 0.05, 1, edge), down(frame, darker(frame, 0.1)))
    sill = box(c, 0, edge, 1, 1.01)
    c.fill(sill, down(darker(frame, 0.05), lighter(frame, 0.1)))
    c.fill(box(c, 0, 0.95, 1, 1.01), down(darker(frame, 0.16), darker(frame, 0.24)))
    c.mottle(sill, darker(frame, 0.3), alpha=0.18, cells=(12, 4))
    return Stage(horizon=edge, near=rng.uniform(0.86, 0.9), far=edge + 0.05, room=True)


def _drops(c: Canvas, rng: Random, edge: float) -> None:
    """Rain on the pane: drops with a light foot, some with a trail."""
    for _ in range(90):
        x, y, r = rng.random() * c.width, rng.random() * edge * c.height, c.unit * rng.uniform(0.003, 0.009)
        if rng.random() < 0.25:
            c.stroke([(x, y), (x + r, y - r * rng.uniform(6, 16))], r * 0.6, (232, 240, 244), alpha=0.22)
        c.fill(ellipse(x, y, r, r * 1.25, n=12), (96, 112, 122), alpha=0.45)
        c.fill(ellipse(x + r * 0.15, y + r * 0.35, r * 0.6, r * 0.7, n=10), (240, 246, 248), alpha=0.75)


def living_room(c: Canvas, light: Light, rng: Random) -> Stage:
    """A wall with a picture, a plant, a wooden floor with a rug."""
    edge = rng.uniform(0.6, 0.68)
    wall = light.on_ground(jitter(rng.choice(WALLS), rng))
    _wall(c, light, rng, wall, edge)
    _picture(c, light, rng, rng.uniform(0.3, 0.7), edge * 0.36)
    c.fill(box(c, 0, edge - 0.035, 1, edge), down(lighter(wall, 0.5), darker(wall, 0.05)))
    _boards(c, light.on_ground(jitter(rng.choice(WOODS), rng)), rng, edge)
    _plant(c, light, rng, rng.choice((0.1, 0.9)) * c.width, (edge + 0.07) * c.height)
    rug = light.on_ground(jitter(rng.choice(((206, 196, 176), (186, 178, 186), (196, 204, 196))), rng))
    x, y = c.width / 2, c.height * 0.86
    for k, scale in enumerate((1.0, 0.93, 0.78, 0.74)):
        c.fill(ellipse(x, y, c.width * 0.46 * scale, c.height * 0.12 * scale), rug if k % 2 == 0 else lighter(rug, 0.4))
    return Stage(horizon=edge, near=rng.uniform(0.84, 0.89), far=edge + 0.12, room=True)


def sofa(c: Canvas, light: Light, rng: Random) -> Stage:
    """A big soft sofa seen from the front; what sits on it sits on its cushion."""
    edge = 0.74
    wall = light.on_ground(jitter(rng.choice(WALLS), rng))
    _wall(c, light, rng, wall, edge)
    _picture(c, light, rng, rng.choice((0.22, 0.78)), 0.17)
    _boards(c, light.on_ground(jitter(rng.choice(WOODS), rng)), rng, edge)
    cloth = light.on_ground(
        jitter(rng.choice(((122, 138, 142), (176, 160, 144), (112, 124, 112), (150, 136, 150), (196, 184, 166))), rng)
    )
    w, h, r = c.width, c.height, c.unit * 0.05
    c.glow(w * 0.5, h * 0.93, w * 0.56, h * 0.06, light.shadow, alpha=0.7)
    back = round_rect(w * 0.1, h * 0.34, w * 0.9, h * 0.8, r * 1.4)
    c.fill(back, down(lighter(cloth, 0.14), darker(cloth, 0.22)))
    c.stroke([(w * 0.5, h * 0.36), (w * 0.5, h * 0.7)], c.unit * 0.006, darker(cloth, 0.35), alpha=0.7)
    for k in range(2):
        x0 = w * (0.12 + 0.38 * k)
        c.fill(
            round_rect(x0, h * 0.36, x0 + w * 0.375, h * 0.68, r),
            down(lighter(cloth, 0.2), darker(cloth, 0.1)),
            alpha=0.6,
        )
        seat = round_rect(x0, h * 0.66, x0 + w * 0.375, h * 0.82, r * 0.7)
        c.fill([(px, py - c.unit * 0.012) for px, py in seat], light.shadow, alpha=0.3, blur=c.unit * 0.012)
        c.fill(seat, down(lighter(cloth, 0.24), darker(cloth, 0.06)))
    c.fill(round_rect(w * 0.1, h * 0.8, w * 0.9, h * 0.91, r * 0.4), down(darker(cloth, 0.1), darker(cloth, 0.28)))
    for x0, x1 in ((0.045, 0.15), (0.85, 0.955)):
        c.fill(round_rect(w * x0, h * 0.52, w * x1, h * 0.92, r), down(lighter(cloth, 0.2), darker(cloth, 0.26)))
    pillow = light.on_ground(jitter((222, 208, 180), rng))
    px = w * rng.choice((0.22, 0.78))
    c.fill(
        round_rect(px - r * 1.9, h * 0.5, px + r * 1.9, h * 0.7, r * 0.7),
        down(lighter(pillow, 0.3), darker(pillow, 0.2)),
    )
    c.mottle(back, darker(cloth, 0.5), alpha=0.16, cells=(26, 20))
    return Stage(horizon=edge, near=0.755, far=0.75, room=True)


def blanket(c: Canvas, light: Light, rng: Random) -> Stage:
    """A chequered cloth on the grass, seen from above at a slant."""
    horizon = rng.uniform(0.3, 0.38)
    sky(c, light, rng, horizon)
    green = jitter((132, 172, 86), rng)
    hills(c, light.far(green, 0.55), rng, horizon - 0.01, 0.08)
    hills(c, light.far(green, 0.35), rng, horizon + 0.02, 0.05)
    for k in range(6):
        leafy(
            c,
            light,
            rng,
            (k + rng.random()) / 6 * c.width,
            (horizon + 0.03) * c.height,
            height=c.unit * rng.uniform(0.16, 0.3),
            leaf=mix(leaf_green(rng), light.horizon, 0.3),
        )
    lawn = box(c, 0, horizon + 0.025, 1, 1.01)
    near = light.on_ground(green)
    c.fill(lawn, down(mix(near, light.horizon, 0.35), darker(near, 0.1)))
    c.mottle(lawn, darker(near, 0.4), alpha=0.3, cells=(16, 24))
    cloth, ink = (
        light.on_ground((244, 236, 220)),
        light.on_ground(rng.choice(((116, 140, 168), (150, 160, 120), (170, 150, 140)))),
    )

    def spot(u: float, v: float) -> tuple[float, float]:
        depth = 0.5 + 0.5 * v
        return (0.5 + (u - 0.5) * 1.25 * depth) * c.width, (0.54 + 0.42 * v * (0.6 + 0.4 * v)) * c.height

    whole: Points = [spot(0, 0), spot(1, 0), spot(1, 1), spot(0, 1)]
    c.fill([(x + c.unit * 0.01, y + c.unit * 0.015) for x, y in whole], light.shadow, alpha=0.35, blur=c.unit * 0.01)
    c.fill(whole, cloth)
    n = 10
    for k in range(0, n, 2):
        a, b = k / n, (k + 1) / n
        c.fill([spot(a, 0), spot(b, 0), spot(b, 1), spot(a, 1)], ink, alpha=0.5)
        c.fill([spot(0, a), spot(1, a), spot(1, b), spot(0, b)], ink, alpha=0.5)
    c.mottle(whole, darker(cloth, 0.4), alpha=0.2, cells=(8, 8))
    return Stage(horizon=horizon, near=rng.uniform(0.8, 0.86), far=0.66)


def over_mountains(c: Canvas, light: Light, rng: Random) -> Stage:
    """High air over two ranges of peaks with mist between them."""
    foot = rng.uniform(0.8, 0.88)
    sky(c, light, rng, foot + 0.1)
    peaks(c, light, rng, foot - 0.04, height=rng.uniform(0.26, 0.36), distance=0.66)
    c.fill(box(c, -0.2, foot - 0.06, 1.2, 1.3), light.horizon, alpha=0.5, blur=c.unit * 0.04)
    peaks(c, light, rng, foot + 0.1, height=rng.uniform(0.2, 0.26), distance=0.34)
    for k in range(3):
        hills(c, light.far((84, 116, 92), 0.35 - k * 0.12), rng, foot + 0.04 + k * 0.04, 0.06)
    return Stage(horizon=foot, near=rng.uniform(0.42, 0.5), far=rng.uniform(0.28, 0.4))


def over_fields(c: Canvas, light: Light, rng: Random) -> Stage:
    """High air over a patchwork of fields."""
    foot = rng.uniform(0.72, 0.78)
    sky(c, light, rng, foot)
    for k in range(5):
        tone = jitter(rng.choice(((138, 164, 92), (190, 184, 104), (112, 148, 84), (206, 190, 126))), rng)
        crest = hills(c, light.far(tone, 0.5 - k * 0.11), rng, foot + k * 0.05, 0.05)
        for x, y in rng.sample(crest, 5):
            leafy(
                c,
                light,
                rng,
                x,
                y + c.unit * 0.012,
                height=c.unit * (0.025 + 0.012 * k),
                leaf=light.far(leaf_green(rng), 0.4 - k * 0.08),
            )
    return Stage(horizon=foot, near=rng.uniform(0.42, 0.5), far=rng.uniform(0.28, 0.4))


def over_sea(c: Canvas, light: Light, rng: Random) -> Stage:
    """High air over the sea and its islands."""
    foot = rng.uniform(0.74, 0.8)
    sun = sky(c, light, rng, foot)
    hills(c, light.far((92, 116, 120), 0.5), rng, foot - 0.005, 0.06)
    water(c, light, rng, foot, 1.01, sun=sun)
    return Stage(horizon=foot, near=rng.uniform(0.42, 0.5), far=rng.uniform(0.28, 0.4))


def over_city(c: Canvas, light: Light, rng: Random) -> Stage:
    """High air over the towers of a city."""
    foot = 1.01
    sky(c, light, rng, 1.0)
    skyline(c, light, rng, foot, 0.62, tall=0.36)
    skyline(c, light, rng, foot, 0.36, tall=0.22)
    return Stage(horizon=0.85, near=rng.uniform(0.42, 0.5), far=rng.uniform(0.28, 0.4))


def _wall(c: Canvas, light: Light, rng: Random, wall: RGB, edge: float) -> None:
    face = box(c, 0, 0, 1, edge)
    c.fill(face, across(lighter(wall, 0.12), darker(wall, 0.12)))
    c.mottle(face, darker(wall, 0.3), alpha=0.14, cells=(7, 6))
    if light.dark:
        c.glow(rng.uniform(0.1, 0.9) * c.width, 0, c.unit * 1.1, c.unit * 1.0, (255, 204, 130), alpha=0.6)
        return
    kind = rng.random()
    if kind < 0.3:
        c.glow(
            rng.choice((0.0, 1.0)) * c.width,
            edge * c.height * 0.4,
            c.unit * 0.9,
            c.unit * 0.8,
            (255, 246, 222),
            alpha=0.7,
        )
        return
    x, lean = rng.uniform(0.05, 0.5) * c.width, c.unit * rng.uniform(0.12, 0.3)
    for k in range(2):
        x0, wide, y0 = x + k * c.unit * 0.22, c.unit * 0.18, edge * c.height
        for row in range(2):
            ya, yb = y0 * (0.08 + 0.42 * row), y0 * (0.46 + 0.42 * row)
            sa, sb = lean * (1 - ya / y0), lean * (1 - yb / y0)
            c.fill(
                [(x0 + sa, ya), (x0 + sa + wide, ya), (x0 + sb + wide, yb), (x0 + sb, yb)],
                (255, 246, 220),
                alpha=0.3,
                blur=c.unit * 0.006,
            )


def _tiles(c: Canvas, wall: RGB, edge: float) -> None:
    size = c.unit * 0.1
    for k in range(1, int(c.width / size) + 1):
        c.stroke([(k * size, 0), (k * size, edge * c.height)], c.unit * 0.004, darker(wall, 0.12), alpha=0.5)
    y = edge * c.height - size
    while y > 0:
        c.stroke([(0, y), (c.width, y)], c.unit * 0.004, darker(wall, 0.12), alpha=0.5)
        y -= size


def _boards(c: Canvas, wood: RGB, rng: Random, edge: float) -> None:
    top = box(c, 0, edge, 1, 1.01)
    c.fill(top, down(lighter(wood, 0.2), darker(wood, 0.12)))
    c.mottle(top, darker(wood, 0.4), alpha=0.4, cells=(3, 40))
    c.mottle(top, lighter(wood, 0.5), alpha=0.25, cells=(4, 26))
    for k in range(4):
        y = (edge + (1 - edge) * (k / 4) ** 1.35) * c.height
        c.stroke([(0, y), (c.width, y)], c.unit * (0.003 + 0.0012 * k), darker(wood, 0.4), alpha=0.6)
    for _ in range(14):
        x, y, wide = rng.random() * c.width, rng.uniform(edge, 1) * c.height, c.unit * rng.uniform(0.06, 0.2)
        c.stroke([(x, y), (x + wide, y + c.unit * 0.004)], c.unit * 0.002, darker(wood, 0.35), alpha=0.45)


def _runner(c: Canvas, light: Light, rng: Random, edge: float) -> None:
    cloth = light.on_ground(rng.choice(((242, 236, 224), (226, 220, 208), (204, 212, 214))))
    ink = light.on_ground(rng.choice(((134, 150, 168), (160, 150, 140), (150, 162, 136))))
    w, h, mid = c.width, c.height, rng.uniform(0.42, 0.58)

    def strip(a: float, b: float) -> Points:
        return [
            ((mid + a * 0.62) * w, edge * h),
            ((mid + b * 0.62) * w, edge * h),
            ((mid + b) * w, h * 1.01),
            ((mid + a) * w, h * 1.01),
        ]

    c.fill([(x + c.unit * 0.008, y) for x, y in strip(-0.42, 0.42)], light.shadow, alpha=0.3, blur=c.unit * 0.006)
    c.fill(strip(-0.42, 0.42), down(darker(cloth, 0.1), cloth))
    for a in (-0.38, -0.35, 0.34, 0.37):
        c.fill(strip(a, a + 0.013), ink, alpha=0.8)
    c.mottle(strip(-0.42, 0.42), darker(cloth, 0.4), alpha=0.16, cells=(24, 20))


def _shelf(c: Canvas, light: Light, rng: Random, edge: float) -> None:
    u, y = c.unit, edge * c.height * 0.52
    wood = light.on_ground(jitter(rng.choice(WOODS), rng))
    c.fill(
        [(0, y), (c.width, y), (c.width, y + u * 0.022), (0, y + u * 0.022)],
        down(lighter(wood, 0.2), darker(wood, 0.2)),
    )
    c.fill(
        [(0, y + u * 0.022), (c.width, y + u * 0.022), (c.width, y + u * 0.05), (0, y + u * 0.05)],
        light.shadow,
        alpha=0.2,
        blur=u * 0.01,
    )
    x = rng.uniform(0.02, 0.1) * c.width
    while x < c.width * 0.96:
        wide, high = u * rng.uniform(0.035, 0.06), u * rng.uniform(0.08, 0.17)
        tone = light.on_ground(
            jitter(rng.choice(((214, 204, 190), (178, 186, 184), (196, 176, 156), (160, 150, 146))), rng)
        )
        jar = round_rect(x - wide, y - high, x + wide, y, u * 0.014)
        c.fill(jar, across(lighter(tone, 0.3), darker(tone, 0.2)), blur=u * 0.002)
        c.fill(
            round_rect(x - wide * 0.7, y - high - u * 0.02, x + wide * 0.7, y - high + u * 0.008, u * 0.006),
            darker(tone, 0.3),
            blur=u * 0.002,
        )
        x += wide * 2 + u * rng.uniform(0.02, 0.16)


def _picture(c: Canvas, light: Light, rng: Random, x: float, y: float) -> None:
    px, py, w, h = x * c.width, y * c.height, c.unit * rng.uniform(0.12, 0.17), c.unit * rng.uniform(0.12, 0.16)
    frame = light.on_ground(rng.choice(((120, 92, 68), (176, 142, 100), (60, 60, 66), (236, 230, 220))))
    c.fill(
        [(px - w + 4, py - h + 8), (px + w + 4, py - h + 8), (px + w + 4, py + h + 8), (px - w + 4, py + h + 8)],
        light.shadow,
        alpha=0.3,
        blur=c.unit * 0.01,
    )
    for k, colour in ((1.0, frame), (0.88, light.on_ground((246, 242, 232)))):
        c.fill(
            [(px - w * k, py - h * k), (px + w * k, py - h * k), (px + w * k, py + h * k), (px - w * k, py + h * k)],
            colour,
        )
    tone = light.on_ground(rng.choice(((176, 190, 186), (206, 184, 160), (170, 178, 196), (196, 190, 170))))
    w, h = w * 0.62, h * 0.62
    inner = [(px - w, py - h), (px + w, py - h), (px + w, py + h), (px - w, py + h)]
    c.fill(inner, down(lighter(tone, 0.5), tone))
    motif = rng.choice(("hills", "moon", "stems"))
    if motif == "stems":
        for k in (-0.4, 0.0, 0.4):
            c.stroke(
                [(px + k * w * 0.4, py + h), (px + k * w * 1.2, py - h * (0.5 - abs(k) * 0.5))],
                w * 0.04,
                darker(tone, 0.4),
                inside=inner,
            )
            c.fill(ellipse(px + k * w * 1.2, py - h * (0.5 - abs(k) * 0.5), w * 0.17, h * 0.2), darker(tone, 0.25))
        return
    if motif == "moon":
        c.fill(ellipse(px + w * 0.2, py - h * 0.2, h * 0.4), lighter(tone, 0.7), inside=inner)
    for k, dark in ((0.1, 0.2), (0.45, 0.36)):
        crest = [(px - w + 2 * w * t / 4, py + h * (k + 0.2 * ((t * 7) % 3 - 1))) for t in range(5)]
        c.fill([*smooth(crest, closed=False), (px + w, py + h), (px - w, py + h)], darker(tone, dark), inside=inner)


def _plant(c: Canvas, light: Light, rng: Random, x: float, y: float) -> None:
    s, leaf = c.unit * 0.2, light.on_ground(leaf_green(rng))
    c.glow(x, y, s * 0.6, s * 0.12, light.shadow, alpha=0.6)
    pot = light.on_ground((210, 198, 186))
    for k in range(9):
        side = (k - 4) / 4
        tip = (x + side * s * 0.62, y - s * (1.25 + 0.35 * (1 - side * side)))
        mid = (x + side * s * 0.55, y - s * 0.95)
        c.fill(
            [(x, y - s * 0.4), (mid[0] - s * 0.08, mid[1]), tip, (mid[0] + s * 0.08, mid[1])],
            mix(lighter(leaf, 0.15), darker(leaf, 0.35), rng.random()),
        )
    c.fill(
        [(x - s * 0.26, y - s * 0.5), (x + s * 0.26, y - s * 0.5), (x + s * 0.19, y), (x - s * 0.19, y)],
        across(lighter(pot, 0.2), darker(pot, 0.25)),
    )
