"""The pictures that ship."""

from functools import cache
from random import Random

from .captions import captions_for, phrase, sentence
from .catalogue import KINDS
from .scene import Scene

# Subject, colour, count, setting, seed.
_ROWS: tuple[tuple[str, str | None, int, str, int], ...] = (
    ("bicycle", "red", 1, "by a brick wall", 4011),
    ("bicycle", "blue", 1, "by the sea", 5012),
    ("bicycle", "green", 1, "in the park", 5013),
    ("bicycle", "yellow", 1, "in front of a house", 3014),
    ("bicycle", "pink", 2, "in a meadow at sunset", 6015),
    ("car", "blue", 1, "by the sea", 5021),
    ("car", "red", 1, "in the desert at sunset", 2022),
    ("car", "yellow", 1, "in a city street in the rain", 4023),
    ("car", "green", 1, "in the fog", 1024),
    ("car", "red", 1, "in a city street at night", 3025),
    ("bus", "orange", 1, "in a city street", 3026),
    ("train", "red", 1, "on a bridge", 29),
    ("train", "blue", 1, "by a lake in the morning", 3030),
    ("tractor", "green", 1, "in a meadow", 1027),
    ("sailboat", "yellow", 1, "on the sea at sunset", 31),
    ("sailboat", "white", 3, "on the sea", 2032),
    ("sailboat", "red", 1, "on a lake", 4033),
    ("boat", "blue", 1, "on a lake in the morning", 1034),
    ("boat", "green", 2, "in a harbour", 3035),
    ("duck", "yellow", 3, "on a lake", 3036),
    ("kite", "orange", 1, "on the beach", 6041),
    ("kite", "purple", 2, "over the fields", 4042),
    ("hot air balloon", "red", 1, "over the mountains", 3043),
    ("hot air balloon", "turquoise", 3, "over the fields in the morning", 44),
    ("balloon", "pink", 4, "over the city", 1045),
    ("ball", "red", 1, "on the beach", 51),
    ("football", "black", 1, "in the park", 3052),
    ("tent", "orange", 1, "in a meadow at night", 1053),
    ("tent", "blue", 2, "by a lake in the morning", 2054),
    ("umbrella", "red", 1, "in a city street in the rain", 5055),
    ("umbrella", "yellow", 2, "by the sea in the rain", 5056),
    ("bench", "green", 1, "in an autumn park", 4057),
    ("deck chair", "blue", 2, "on the beach", 1058),
    ("dog", "brown", 1, "in the snow", 1061),
    ("dog", "white", 1, "on the beach", 2062),
    ("dog", "black", 1, "in an autumn park", 1063),
    ("cat", "grey", 1, "on a sofa", 7064),
    ("cat", "orange", 1, "on a windowsill", 5065),
    ("snowman", "red", 1, "in the snow", 2066),
    ("tree", "orange", 3, "in a meadow", 3067),
    ("tree", "pink", 1, "by a lake", 7068),
    ("flower", "yellow", 5, "in a meadow", 2069),
    ("mushroom", "red", 2, "in the forest", 4071),
    ("butterfly", "blue", 2, "in a meadow", 72),
    ("apple", "red", 3, "on a table", 2081),
    ("apple", "green", 2, "on a picnic blanket", 3082),
    ("mug", "blue", 2, "on a table", 2083),
    ("mug", "white", 1, "on a windowsill in the rain", 7084),
    ("cake", "pink", 1, "on a table", 4085),
    ("vase of flowers", "purple", 1, "on a table", 3086),
    ("vase of flowers", "yellow", 1, "on a windowsill", 5087),
    ("teapot", "turquoise", 1, "on a table", 5088),
    ("book", "green", 1, "on a table", 4089),
    ("pumpkin", "orange", 3, "in front of a house", 5091),
    ("gift", "red", 3, "in the living room", 1092),
    ("lamp", "yellow", 1, "on a table at night", 6093),
    ("lighthouse", "red", 1, "on the sea at night", 3094),
    ("lighthouse", "blue", 1, "on the beach", 4095),
    ("city skyline", None, 1, "across the water at night", 1100),
    ("city skyline", None, 1, "across the water at sunset", 1101),
    ("house", "white", 1, "in a meadow", 4096),
    ("house", "yellow", 1, "in the snow", 3097),
    ("windmill", "blue", 1, "in a meadow at sunset", 4098),
    ("phone box", "red", 1, "in a city street", 1099),
)


# Name and plainest caption, where the general words would be clumsy.
_SAID_BETTER: dict[int, tuple[str, str]] = {
    4011: ("red bicycle by a wall", "a red bicycle leaning against a brick wall"),
    29: ("red train on a bridge", "a red train crossing a bridge"),
    3030: ("blue train by a lake", "a blue train running along a lake in the morning"),
    31: ("yellow sailboat at sunset", "a yellow sailboat at sunset"),
    6041: ("orange kite on the beach", "an orange kite flying above the beach"),
    1053: ("orange tent under the stars", "an orange tent under the stars at night"),
    1061: ("brown dog in the snow", "a brown dog standing in the snow"),
    2069: ("five yellow flowers in a meadow", "five yellow flowers blooming in a meadow"),
    4085: ("pink birthday cake", "a pink birthday cake with candles on a table"),
    3086: ("purple flowers in a vase", "purple flowers in a vase on a table"),
    5087: ("yellow flowers in a vase", "yellow flowers in a vase on a windowsill"),
    4089: ("green books on a table", "a stack of green books on a table"),
    3094: ("red lighthouse at night", "a red lighthouse shining at night"),
    1100: ("city skyline at night", "a city skyline at night"),
    1101: ("city skyline at sunset", "a city skyline at sunset"),
}


@cache
def sample_scenes() -> tuple[Scene, ...]:
    """The scenes of the welcome library; among them is one red bicycle, no more."""
    return tuple(_scene(*row) for row in _ROWS)


def _scene(subject: str, colour: str | None, count: int, setting: str, seed: int) -> Scene:
    kind = KINDS[subject]
    words = captions_for(kind, colour, count, setting, Random(seed))
    name = f"{phrase(kind.noun, kind.plural, colour, count)} {setting}".removeprefix("a ").removeprefix("an ")
    name, plainest = _SAID_BETTER.get(seed, (name, ""))
    words = (sentence(plainest), *words[1:]) if plainest else words
    return Scene(name.replace(" ", "-"), subject, colour, count, setting, seed, words)
