"""The pictures that ship."""

from functools import cache
from random import Random

from .captions import captions_for, phrase, sentence
from .catalogue import KINDS
from .scene import Scene

# Subject, colour, count, setting, seed.
_ROWS: tuple[tuple[str, str | None, int, str, int], ...] = (
    ("bicycle", "red", 1, "by a brick wall", 11),
    ("bicycle", "blue", 1, "by the sea", 12),
    ("bicycle", "green", 1, "in the park", 13),
    ("bicycle", "yellow", 1, "in front of a house", 14),
    ("bicycle", "pink", 2, "in a meadow at sunset", 15),
    ("car", "blue", 1, "by the sea", 21),
    ("car", "red", 1, "in the desert at sunset", 22),
    ("car", "yellow", 1, "in a city street in the rain", 23),
    ("car", "green", 1, "in the fog", 24),
    ("car", "red", 1, "in a city street at night", 25),
    ("bus", "orange", 1, "in a city street", 26),
    ("train", "red", 1, "on a bridge", 29),
    ("train", "blue", 1, "by a lake in the morning", 30),
    ("tractor", "green", 1, "in a meadow", 27),
    ("sailboat", "yellow", 1, "on the sea at sunset", 31),
    ("sailboat", "white", 3, "on the sea", 32),
    ("sailboat", "red", 1, "on a lake", 33),
    ("boat", "blue", 1, "on a lake in the morning", 34),
    ("boat", "green", 2, "in a harbour", 35),
    ("duck", "yellow", 3, "on a lake", 36),
    ("kite", "orange", 1, "on the beach", 41),
    ("kite", "purple", 2, "over the fields", 42),
    ("hot air balloon", "red", 1, "over the mountains", 43),
    ("hot air balloon", "turquoise", 3, "over the fields in the morning", 44),
    ("balloon", "pink", 4, "over the city", 45),
    ("ball", "red", 1, "on the beach", 51),
    ("football", "black", 1, "in the park", 52),
    ("tent", "orange", 1, "in a meadow at night", 53),
    ("tent", "blue", 2, "by a lake in the morning", 54),
    ("umbrella", "red", 1, "in a city street in the rain", 55),
    ("umbrella", "yellow", 2, "by the sea in the rain", 56),
    ("bench", "green", 1, "in an autumn park", 57),
    ("deck chair", "blue", 2, "on the beach", 58),
    ("dog", "brown", 1, "in the snow", 61),
    ("dog", "white", 1, "on the beach", 62),
    ("dog", "black", 1, "in an autumn park", 63),
    ("cat", "grey", 1, "on a sofa", 64),
    ("cat", "orange", 1, "on a windowsill", 65),
    ("snowman", "red", 1, "in the snow", 66),
    ("tree", "orange", 3, "in a meadow", 67),
    ("tree", "pink", 1, "by a lake", 68),
    ("flower", "yellow", 5, "in a meadow", 69),
    ("mushroom", "red", 2, "in the forest", 71),
    ("butterfly", "blue", 2, "in a meadow", 72),
    ("apple", "red", 3, "on a table", 81),
    ("apple", "green", 2, "on a picnic blanket", 82),
    ("mug", "blue", 2, "on a table", 83),
    ("mug", "white", 1, "on a windowsill in the rain", 84),
    ("cake", "pink", 1, "on a table", 85),
    ("vase of flowers", "purple", 1, "on a table", 86),
    ("vase of flowers", "yellow", 1, "on a windowsill", 87),
    ("teapot", "turquoise", 1, "on a table", 88),
    ("book", "green", 1, "on a table", 89),
    ("pumpkin", "orange", 3, "in front of a house", 91),
    ("gift", "red", 3, "in the living room", 92),
    ("lamp", "yellow", 1, "on a table at night", 93),
    ("lighthouse", "red", 1, "on the sea at night", 94),
    ("lighthouse", "blue", 1, "on the beach", 95),
    ("city skyline", None, 1, "across the water at night", 100),
    ("city skyline", None, 1, "across the water at sunset", 101),
    ("house", "white", 1, "in a meadow", 96),
    ("house", "yellow", 1, "in the snow", 97),
    ("windmill", "blue", 1, "in a meadow at sunset", 98),
    ("phone box", "red", 1, "in a city street", 99),
)


# Name and plainest caption, where the general words would be clumsy.
_SAID_BETTER: dict[int, tuple[str, str]] = {
    11: ("red bicycle by a wall", "a red bicycle leaning against a brick wall"),
    29: ("red train on a bridge", "a red train crossing a bridge"),
    30: ("blue train by a lake", "a blue train running along a lake in the morning"),
    31: ("yellow sailboat at sunset", "a yellow sailboat at sunset"),
    41: ("orange kite on the beach", "an orange kite flying above the beach"),
    53: ("orange tent under the stars", "an orange tent under the stars at night"),
    61: ("brown dog in the snow", "a brown dog standing in the snow"),
    69: ("five yellow flowers in a meadow", "five yellow flowers blooming in a meadow"),
    85: ("pink birthday cake", "a pink birthday cake with candles on a table"),
    86: ("purple flowers in a vase", "purple flowers in a vase on a table"),
    87: ("yellow flowers in a vase", "yellow flowers in a vase on a windowsill"),
    89: ("green books on a table", "a stack of green books on a table"),
    94: ("red lighthouse at night", "a red lighthouse shining at night"),
    100: ("city skyline at night", "a city skyline at night"),
    101: ("city skyline at sunset", "a city skyline at sunset"),
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
