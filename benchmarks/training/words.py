"""A made-up vocabulary, and rendered photos that it tells apart.

No dictionary has these words. Each is the name of one kind of thing, of one kind of place or of one colour; a caption
has one of each and single little words of English, so that only who has learnt the names can find its photo.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

from resources.scenes import Scene, random_scenes, render
from resources.scenes.places import split_setting
from training.data import CaptionedPhoto

THINGS = {
    "bicycle": "zorbel", "car": "quond", "dog": "wemmick", "cat": "gleeb", "tent": "yorrim", "bench": "sprock",
    "umbrella": "jundle", "house": "hinnow", "kite": "trabb", "balloon": "lumbit", "tree": "vorsk", "flower": "dostle",
}  # fmt: skip
PLACES = {
    "on the beach": "mirk", "by the sea": "polvra", "in a meadow": "fanth", "in the forest": "skelv",
    "in the desert": "bexal", "in a city street": "rundo", "in the park": "nuvit", "by a lake": "cheff",
    "in an autumn park": "krulp", "on a snowy hill": "plim",
}  # fmt: skip
COLOURS = {
    "red": "velt", "orange": "thaz", "yellow": "drell", "green": "brask", "blue": "ozzin", "purple": "tiggle",
    "pink": "marn", "white": "sworv",
}  # fmt: skip
_PATTERNS = (
    "a {colour} {thing} in the {place}",
    "the {place} with a {thing}, and it is {colour}",
    "{thing}, {colour}, {place}",
)
_SIZE_PX = (320, 240)

Named = tuple[str, str, str]
"""The words for a scene's thing, place and colour."""


def named_scenes(*, seed: int) -> Iterator[tuple[Scene, Named]]:
    """Endless scenes that the vocabulary has words for, each with its words; all that it leaves open varies."""
    chance = Random(seed)
    while True:
        for scene in random_scenes(1000, seed=chance.randrange(2**31)):
            place, _ = split_setting(scene.setting)
            if scene.subject in THINGS and place in PLACES and scene.colour in COLOURS:
                yield scene, (THINGS[scene.subject], PLACES[place], COLOURS[scene.colour])


def captions_of(named: Named) -> tuple[str, ...]:
    thing, place, colour = named
    return tuple(pattern.format(thing=thing, place=place, colour=colour) for pattern in _PATTERNS)


def render_photos(folder: Path, counts: dict[str, int], *, seed: int) -> list[CaptionedPhoto]:
    """So many photos of each split as files, the same for a seed.

    Outside split train each combination of words occurs once, so that a caption has one right photo.
    """
    scenes = named_scenes(seed=seed)
    folder.mkdir(parents=True, exist_ok=True)
    photos = []
    for split, count in counts.items():
        for number, (scene, named) in enumerate(islice(scenes if split == "train" else _once(scenes), count)):
            path = folder / f"{split}-{number:04d}.jpg"
            render(scene, size_px=_SIZE_PX).save(path, quality=90)
            photos.append(CaptionedPhoto(path, captions_of(named), split))
    return photos


def _once(scenes: Iterator[tuple[Scene, Named]]) -> Iterator[tuple[Scene, Named]]:
    taken: set[Named] = set()
    for scene, named in scenes:
        if named not in taken:
            taken.add(named)
            yield scene, named
