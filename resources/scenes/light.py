"""Time of day and weather: the colours of sky, haze and shadow."""

from dataclasses import dataclass
from random import Random

from .colours import RGB, jitter, mix, times


@dataclass(frozen=True)
class Light:
    """What the sky looks like and what it does to everything under it."""

    mood: str
    zenith: RGB
    middle: RGB
    horizon: RGB
    tint: RGB  # of the light that falls on things
    strength: float  # how much of the tint subjects take on; less than the ground, so colours stay true
    shadow: RGB
    shadow_alpha: float
    long_shadows: bool = False
    dark: bool = False

    def on_ground(self, c: RGB) -> RGB:
        """`c` as part of the surroundings."""
        return times(c, self.tint)

    def on_subject(self, c: RGB) -> RGB:
        """`c` as part of the subject."""
        return mix(c, times(c, self.tint), self.strength)

    def far(self, c: RGB, distance: float) -> RGB:
        """`c` seen through air: at distance 1 only the horizon's colour is left."""
        return mix(self.on_ground(c), self.horizon, distance)


_SKIES: dict[str, tuple[tuple[RGB, RGB, RGB], ...]] = {
    "": (
        ((70, 144, 214), (132, 190, 234), (220, 236, 240)),
        ((92, 172, 220), (156, 208, 232), (240, 240, 226)),
        ((58, 128, 204), (120, 182, 232), (206, 230, 240)),
        ((110, 184, 206), (170, 214, 218), (248, 236, 214)),
    ),
    "in the morning": (
        ((120, 160, 206), (204, 196, 214), (255, 222, 190)),
        ((146, 178, 204), (226, 208, 206), (255, 232, 196)),
    ),
    "at sunset": (
        ((70, 66, 128), (214, 106, 116), (255, 190, 112)),
        ((44, 70, 126), (190, 112, 130), (255, 172, 98)),
        ((104, 66, 120), (238, 122, 88), (255, 212, 128)),
        ((62, 98, 146), (232, 158, 130), (255, 206, 140)),
    ),
    "at night": (
        ((12, 16, 44), (26, 36, 82), (60, 76, 124)),
        ((10, 20, 40), (20, 44, 76), (48, 88, 114)),
        ((20, 14, 46), (46, 34, 88), (96, 74, 126)),
    ),
    "in the rain": (
        ((92, 106, 122), (128, 142, 156), (172, 182, 188)),
        ((82, 100, 112), (118, 136, 146), (160, 174, 178)),
    ),
    "in the snow": (
        ((140, 172, 206), (190, 210, 228), (232, 238, 242)),
        ((158, 172, 206), (206, 210, 228), (244, 236, 234)),
    ),
    "in the fog": (
        ((176, 186, 192), (198, 204, 206), (222, 222, 218)),
        ((182, 182, 186), (208, 204, 200), (230, 224, 214)),
    ),
}
MOODS = tuple(_SKIES)
"""Phrases that may follow a place; the empty one is an ordinary clear day."""

_TINTS: dict[str, tuple[RGB, float, RGB, float]] = {
    "": ((255, 253, 246), 0.6, (30, 34, 70), 0.34),
    "in the morning": ((255, 240, 224), 0.5, (60, 50, 90), 0.3),
    "at sunset": ((255, 206, 170), 0.4, (56, 24, 66), 0.4),
    "at night": ((104, 122, 182), 0.5, (6, 8, 28), 0.5),
    "in the rain": ((204, 214, 224), 0.5, (24, 32, 44), 0.3),
    "in the snow": ((246, 248, 255), 0.5, (70, 88, 130), 0.3),
    "in the fog": ((230, 230, 228), 0.5, (70, 74, 80), 0.22),
}


def light_for(mood: str, rng: Random) -> Light:
    """The light of a mood; KeyError for a phrase that is none of `MOODS`."""
    zenith, middle, horizon = rng.choice(_SKIES[mood])
    tint, strength, shadow, alpha = _TINTS[mood]
    return Light(
        mood=mood,
        zenith=jitter(zenith, rng),
        middle=jitter(middle, rng),
        horizon=jitter(horizon, rng),
        tint=tint,
        strength=strength,
        shadow=shadow,
        shadow_alpha=alpha,
        long_shadows=mood in {"at sunset", "in the morning"},
        dark=mood == "at night",
    )
