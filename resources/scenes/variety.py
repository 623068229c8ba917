"""Endless scenes for training."""

from collections.abc import Iterator
from itertools import islice
from random import Random

from .captions import captions_for
from .catalogue import KINDS
from .kind import Kind
from .light import MOODS
from .places import PLACES
from .scene import Scene

FIRST_RANDOM_SEED = 100_000
"""Seeds below belong to the samples."""


def random_scenes(count: int, *, seed: int) -> Iterator[Scene]:
    """`count` scenes of random subject, colour, number, place and weather; equal seeds give equal scenes.

    Never one of the samples: their seeds all lie below `FIRST_RANDOM_SEED`.
    """
    yield from islice(_endless(Random(seed)), count)


def _endless(rng: Random) -> Iterator[Scene]:
    kinds = tuple(KINDS.values())
    while True:
        kind = rng.choice(kinds)
        colour = None if kind.plain else rng.choice(kind.colours)
        count = 1 if kind.most == 1 or rng.random() < 0.62 else rng.randint(2, kind.most)
        setting = _setting(kind, rng)
        seed = rng.randrange(FIRST_RANDOM_SEED, 2**31)
        name = f"{colour or 'some'}-{kind.noun}-{seed}".replace(" ", "-")
        yield Scene(name, kind.noun, colour, count, setting, seed, captions_for(kind, colour, count, setting, rng))


def _setting(kind: Kind, rng: Random) -> str:
    place = rng.choice(kind.places)
    indoors = place in PLACES["table"] or place in PLACES["room"]
    if indoors:
        return f"{place} at night" if rng.random() < 0.15 and "blanket" not in place else place
    mood = "" if rng.random() < 0.5 else rng.choice([m for m in kind.moods if m in MOODS])
    if mood == "in the snow":
        return mood if "on a snowy hill" in kind.places else place
    return f"{place} {mood}".strip()
