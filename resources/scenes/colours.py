"""Named colours and the few sums painters do with them."""

from random import Random

RGB = tuple[int, int, int]

NAMED: dict[str, tuple[RGB, ...]] = {
    "red": ((206, 40, 40), (216, 50, 44), (192, 34, 42)),
    "orange": ((240, 124, 32), (236, 112, 26), (244, 134, 40)),
    "yellow": ((247, 202, 48), (250, 210, 62), (242, 194, 34)),
    "green": ((62, 150, 74), (46, 138, 70), (84, 162, 72)),
    "turquoise": ((28, 172, 170), (38, 180, 172), (22, 160, 164)),
    "blue": ((40, 98, 200), (34, 86, 186), (52, 112, 212)),
    "purple": ((128, 72, 178), (116, 62, 166), (140, 84, 190)),
    "pink": ((242, 118, 164), (246, 134, 172), (236, 104, 154)),
    "brown": ((138, 88, 54), (126, 80, 50), (150, 98, 62)),
    "white": ((246, 243, 236), (248, 246, 242), (242, 240, 234)),
    "grey": ((142, 148, 156), (132, 138, 148), (152, 156, 162)),
    "black": ((46, 46, 54), (40, 42, 50), (52, 50, 58)),
}
HUES = ("red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink")
"""The colours that a hue alone tells apart."""

WARM_WHITE: RGB = (255, 248, 232)
DEEP: RGB = (26, 20, 52)


def mix(a: RGB, b: RGB, t: float) -> RGB:
    """`a` at t = 0, `b` at t = 1."""
    return (
        round(a[0] + (b[0] - a[0]) * t),
        round(a[1] + (b[1] - a[1]) * t),
        round(a[2] + (b[2] - a[2]) * t),
    )


def lighter(c: RGB, t: float) -> RGB:
    """Towards sunlight rather than towards white: chalky highlights look cheap."""
    return mix(c, WARM_WHITE, t)


def darker(c: RGB, t: float) -> RGB:
    """Towards a deep violet; black shadows look dead. The hue is held by darkening first."""
    dim: RGB = (round(c[0] * (1 - t)), round(c[1] * (1 - t)), round(c[2] * (1 - t)))
    return mix(dim, DEEP, t * 0.3)


def times(c: RGB, tint: RGB) -> RGB:
    """The colour `c` seen in light of the colour `tint`."""
    return (c[0] * tint[0] // 255, c[1] * tint[1] // 255, c[2] * tint[2] // 255)


def jitter(c: RGB, rng: Random, spread: int = 8) -> RGB:
    """A neighbour of `c`, up to `spread` steps away in each channel."""
    r, g, b = (min(255, max(0, v + rng.randint(-spread, spread))) for v in c)
    return r, g, b


def named(name: str, rng: Random) -> RGB:
    """One of the shades that people call `name`."""
    return jitter(rng.choice(NAMED[name]), rng, 5)
