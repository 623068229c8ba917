"""From a scene's words to its pixels: place, light, subjects, shadows, weather, grain."""

from dataclasses import dataclass
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from .brush import Brush, Frame
from .canvas import Canvas, down
from .catalogue import KINDS
from .colours import RGB, named
from .kind import FRAMED, Kind
from .light import Light, light_for
from .places import PAINTERS, split_setting
from .scene import Scene
from .scenery import box, framing
from .shapes import ellipse
from .stage import Stage

OVERSAMPLE = 2


@dataclass(frozen=True)
class _Spot:
    x: float
    y: float
    scale: float
    flip: bool


def render(scene: Scene, *, size_px: tuple[int, int] = (640, 480)) -> Image.Image:
    """The scene as an RGB picture of `size_px` (width, height). Equal scenes and sizes give equal pixels.

    KeyError for an unknown subject or colour, ValueError for an unknown setting.
    """
    width, height = size_px
    rng = Random(scene.seed)
    kind = KINDS[scene.subject]
    place, mood = split_setting(scene.setting)
    light = light_for(mood, rng)
    canvas = Canvas(width * OVERSAMPLE, height * OVERSAMPLE, seed=scene.seed)
    stage = PAINTERS[place or _place_for(kind, mood, rng)](canvas, light, rng)
    if mood == "in the fog" and not stage.room:
        _fog(canvas, light, stage, rng)
    colour = named(scene.colour or rng.choice(kind.colours), rng)
    for spot in _layout(canvas, stage, kind, scene.count, rng):
        _put(canvas, stage, light, kind, spot=spot, colour=colour, rng=rng)
    if not stage.room:
        _weather(canvas, light, rng)
    if place in FRAMED and rng.random() < 0.5:
        framing(canvas, light, rng)
    return _finish(canvas, (width, height), light, scene.seed)


def _place_for(kind: Kind, mood: str, rng: Random) -> str:
    snowy = "on a snowy hill"
    return snowy if mood == "in the snow" and snowy in kind.places else rng.choice(kind.places)


def _layout(canvas: Canvas, stage: Stage, kind: Kind, count: int, rng: Random) -> list[_Spot]:
    """Where each subject goes, the farthest first."""
    one = rng.uniform(*kind.size) * rng.uniform(0.85, 1.2) * canvas.unit * (1.18 if count == 1 else 1.0)
    room = canvas.width * (0.92 if count > 1 else 0.88)
    one = min(one, room / (count * kind.half * 2 * 0.94), (stage.near - 0.05) * canvas.height / kind.tall)
    step = min(room / count, one * kind.half * 2 * rng.uniform(1.0, 1.3))
    middle = canvas.width * (0.5 + rng.uniform(-0.5, 0.5) * max(0.0, 0.94 - step * count / canvas.width))
    flip = rng.random() < 0.5
    spots = []
    for k in range(count):
        depth = rng.uniform(0.5, 1.0) if count == 1 else rng.uniform(0.35, 1.0)
        y = stage.far + (stage.near - stage.far) * depth
        if kind.drop and not stage.wall:
            y = min(y, rng.uniform(0.26, 0.46) if stage.far > 0.55 else y) + (
                rng.uniform(-0.16, 0.16) if count > 1 else 0
            )
            depth = rng.uniform(0.35, 1.0)
        x = middle + (k - (count - 1) / 2) * step + (rng.uniform(-0.1, 0.1) * step if count > 1 else 0)
        spots.append(_Spot(x, y * canvas.height, one * (0.72 + 0.28 * depth), flip if rng.random() < 0.8 else not flip))
    return sorted(spots, key=lambda s: s.y)


def _put(canvas: Canvas, stage: Stage, light: Light, kind: Kind, *, spot: _Spot, colour: RGB, rng: Random) -> None:
    """Paint one subject, then its shadow or mirror image, which needs its silhouette."""
    before = canvas.image.copy()
    frame = Frame(spot.x, spot.y, spot.scale, spot.flip)
    canvas.watch()
    kind.draw(Brush(canvas, frame, colour, light, rng))
    painted, mask = canvas.image, canvas.covered().point([0] * 140 + [255] * 116)
    if kind.drop > 0:
        return
    canvas.replace(before)
    if stage.water:
        canvas.replace(painted)
        _mirror(canvas, painted, mask, spot, rng)
        return
    lean = 0.9 if light.long_shadows else 0.45
    if stage.wall:
        _wall_shadow(canvas, light, mask, spot)
    if not light.dark or stage.room:
        _cast(canvas, light, mask, spot, lean=lean, squash=-0.3 if light.long_shadows else 0.22)
    wide, tint = (
        kind.half * spot.scale,
        ImageChops.difference(painted, before).convert("L").point([0] * 4 + [255] * 252),
    )
    canvas.glow(
        spot.x,
        spot.y - spot.scale * 0.01,
        wide * 1.1,
        wide * 0.085 + spot.scale * 0.02,
        light.shadow,
        alpha=min(1.0, light.shadow_alpha * 1.9),
    )
    canvas.image.paste(painted, (0, 0), ImageChops.lighter(mask, tint) if light.dark else mask)


def _cast(canvas: Canvas, light: Light, mask: Image.Image, spot: _Spot, *, lean: float, squash: float) -> None:
    """The silhouette laid on the ground, sheared away from the light."""
    small = mask.resize((canvas.width // 2, canvas.height // 2), Image.Resampling.BILINEAR)
    base = spot.y / 2
    k = lean / squash * abs(squash)
    # Inverse map: a ground point at distance d behind the base shows the silhouette at height d / squash.
    matrix = (1.0, k / squash, -k * base / squash, 0.0, 1 / squash, base - base / squash)
    laid = small.transform(small.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)
    soft = laid.filter(ImageFilter.GaussianBlur(canvas.unit * 0.004))
    alpha = light.shadow_alpha * 0.8
    full = soft.resize((canvas.width, canvas.height), Image.Resampling.BILINEAR)
    canvas.image.paste(light.shadow, (0, 0), full.point([round(v * alpha) for v in range(256)]))


def _wall_shadow(canvas: Canvas, light: Light, mask: Image.Image, spot: _Spot) -> None:
    off = round(spot.scale * 0.09)
    small = mask.resize((canvas.width // 2, canvas.height // 2), Image.Resampling.BILINEAR)
    soft = ImageChops.offset(small, off // 2, -off // 6).filter(ImageFilter.GaussianBlur(canvas.unit * 0.005))
    full = soft.resize((canvas.width, canvas.height), Image.Resampling.BILINEAR)
    canvas.image.paste(light.shadow, (0, 0), full.point([round(v * light.shadow_alpha * 0.9) for v in range(256)]))


def _mirror(canvas: Canvas, painted: Image.Image, mask: Image.Image, spot: _Spot, rng: Random) -> None:
    """The subject upside down in the water, broken by ripples."""
    found = mask.getbbox()
    if found is None:
        return
    line = min(canvas.height - 2, round(spot.y))
    left, top, right, _ = found
    high = min(round((line - top) * 0.7), canvas.height - line)
    if high < 4 or top >= line:
        return
    picture = (
        painted.crop((left, top, right, line))
        .transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        .resize((right - left, round((line - top) * 0.7) or 1))
    )
    shape = mask.crop((left, top, right, line)).transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize(picture.size)
    phase, rows = rng.uniform(0, 6), np.arange(picture.height)
    wave = canvas.unit * 0.007 * (0.3 + rows / picture.height)
    slide = np.round(wave * np.sin(rows / canvas.unit * 190 + phase)).astype(int)
    strips = np.asarray(picture), np.asarray(shape)
    columns = (np.arange(picture.width)[None, :] - slide[:, None]) % max(1, picture.width)
    index = rows[:, None]
    fade = (np.linspace(0.5, 0.08, picture.height)[:, None] * strips[1][index, columns]).astype(np.uint8)
    canvas.image.paste(Image.fromarray(strips[0][index, columns]), (left, line), Image.fromarray(fade))


def _fog(canvas: Canvas, light: Light, stage: Stage, rng: Random) -> None:
    top = max(0.0, stage.horizon - 0.35)
    canvas.fill(box(canvas, 0, top, 1, 1.01), down(light.horizon, light.horizon), alpha=0.42, blur=canvas.unit * 0.05)
    for _ in range(5):
        y = rng.uniform(stage.horizon - 0.1, 0.95) * canvas.height
        x = rng.random() * canvas.width
        canvas.glow(x, y, canvas.unit * rng.uniform(0.4, 0.9), canvas.unit * 0.09, light.horizon, alpha=0.7)


def _weather(canvas: Canvas, light: Light, rng: Random) -> None:
    w, h, u = canvas.width, canvas.height, canvas.unit
    if light.mood == "in the rain":
        canvas.fill(box(canvas, 0, 0.5, 1, 1.01), light.horizon, alpha=0.12)
        for _ in range(170):
            x, y, long = rng.uniform(-0.05, 1.1) * w, rng.uniform(-0.1, 1) * h, u * rng.uniform(0.02, 0.07)
            tone: RGB = (226, 234, 240)
            canvas.stroke(
                [(x, y), (x - long * 0.22, y + long)],
                u * rng.choice((0.0018, 0.003)),
                tone,
                alpha=rng.uniform(0.2, 0.6),
            )
        for _ in range(40):
            x, y, r = rng.random() * w, rng.uniform(0.78, 1) * h, u * rng.uniform(0.006, 0.016)
            canvas.fill(ellipse(x, y, r, r * 0.3, n=12), (226, 234, 240), alpha=0.4)
    elif light.mood == "in the snow":
        for _ in range(190):
            x, y, r = rng.random() * w, rng.random() * h, u * rng.choice((0.002, 0.003, 0.004, 0.006))
            canvas.fill(ellipse(x, y, r, n=10), (255, 255, 255), alpha=rng.uniform(0.5, 0.95))


def _finish(canvas: Canvas, size: tuple[int, int], light: Light, seed: int) -> Image.Image:
    """Down to size, with paper grain and slightly darker corners."""
    image = canvas.image.reduce(OVERSAMPLE)
    noise = np.random.default_rng(seed + 1)
    w, h = size
    grain = noise.standard_normal((h, w, 1), dtype=np.float32) * 1.7
    x, y = np.linspace(-1, 1, w, dtype=np.float32), np.linspace(-1, 1, h, dtype=np.float32)
    corner = 1 - 0.08 * np.clip((x[None, :, None] ** 2 + y[:, None, None] ** 2) - 0.6, 0, None)
    pixels = np.asarray(image, dtype=np.float32)
    grey = pixels.mean(axis=2, keepdims=True)
    pixels = (grey + (pixels - grey) * (1.0 if light.mood == "in the fog" else 1.1)) * corner * 1.03 + grain
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
