"""The places by the words that name them."""

from collections.abc import Callable
from random import Random

from . import places_in as inside
from . import places_open as outside
from . import places_town as town
from .canvas import Canvas
from .light import MOODS, Light
from .stage import Stage

Painter = Callable[[Canvas, Light, Random], Stage]

PLACES: dict[str, dict[str, Painter]] = {
    "ground": {
        "by a brick wall": town.brick_wall,
        "in front of a house": town.house_wall,
        "on the beach": outside.beach,
        "by the sea": outside.seaside,
        "in a meadow": outside.meadow,
        "in the park": outside.park,
        "in an autumn park": outside.autumn,
        "on a snowy hill": outside.snowfield,
        "in the forest": outside.forest,
        "in the desert": outside.desert,
        "by a lake": outside.lakeside,
        "in a city street": town.street,
        "on a bridge": town.bridge,
    },
    "water": {
        "on the sea": town.sea,
        "on a lake": town.lake,
        "in a harbour": town.harbour,
        "across the water": town.bay,
    },
    "sky": {
        "over the mountains": inside.over_mountains,
        "over the fields": inside.over_fields,
        "over the sea": inside.over_sea,
        "over the city": inside.over_city,
    },
    "table": {
        "on a table": inside.table,
        "on a windowsill": inside.windowsill,
        "on a picnic blanket": inside.blanket,
    },
    "room": {"on a sofa": inside.sofa, "in the living room": inside.living_room},
}
PAINTERS: dict[str, Painter] = {phrase: paint for group in PLACES.values() for phrase, paint in group.items()}


def split_setting(setting: str) -> tuple[str, str]:
    """A setting's place and mood: ("on the beach", "at sunset"). Either may be empty.

    ValueError for a setting that is made of neither.
    """
    for place in sorted(PAINTERS, key=len, reverse=True):
        if setting.startswith(place):
            mood = setting[len(place) :].strip()
            break
    else:
        place, mood = "", setting
    if mood not in MOODS:
        raise ValueError(f"unknown setting: {setting!r}")
    return place, mood
