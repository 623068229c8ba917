"""What is known about a kind of subject, and the groups of places and moods that suit many kinds."""

from collections.abc import Callable
from dataclasses import dataclass

from .brush import Brush
from .colours import HUES
from .light import MOODS
from .places import PLACES

ALL_OPEN = tuple(p for p in PLACES["ground"] if p != "on a bridge")
NATURE = tuple(p for p in ALL_OPEN if p not in {"by a brick wall", "in front of a house", "in a city street"})
GREEN = ("in a meadow", "in the park", "by a lake", "in the forest", "in an autumn park")
FRAMED = (*GREEN, "on a lake", "on a bridge", "over the fields")
STREETS = (
    "in a city street",
    "by the sea",
    "in front of a house",
    "by a brick wall",
    "in the park",
    "in a meadow",
    "by a lake",
    "in the desert",
    "on the beach",
)
INDOORS = ("on a sofa", "in the living room")
TABLES = tuple(PLACES["table"])
SKIES = tuple(PLACES["sky"])
WATERS = tuple(p for p in PLACES["water"] if p != "across the water")
FURS = ("brown", "white", "grey", "black", "orange")
DRY = tuple(m for m in MOODS if m not in {"in the rain", "in the snow"})
CLEAR = ("", "in the morning", "at sunset", "in the fog")


@dataclass(frozen=True)
class Kind:
    """One kind of subject. `half` and `tall` are in its own units, `size` is one unit by the picture's shorter side."""

    noun: str
    plural: str
    draw: Callable[[Brush], None]
    places: tuple[str, ...]
    half: float
    tall: float
    size: tuple[float, float]
    verbs: tuple[str, ...] = ("standing",)
    also: tuple[str, ...] = ()  # other everyday names
    colours: tuple[str, ...] = HUES
    most: int = 3  # how many still make a believable picture
    drop: float = 0.0  # how far it reaches below its origin
    moods: tuple[str, ...] = MOODS
    plain: bool = False  # nobody would name its colour
