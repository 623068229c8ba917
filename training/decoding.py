"""Which photos a batch shows, and their views: what each process that decodes works out by itself.

All follows from the seed, the epoch and a photo's place in it. So batches are the same however many processes share
the work, and several ranks together have those of one. No torch here, as in `crops`.
"""

import functools
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.cached_photos import CachedPhotos
from training.config import TrainingError
from training.photos import open_photo
from training.views import Views


@dataclass(frozen=True)
class Order:
    """Every photo at most once an epoch, in batches that are all whole: a small last one would have few negatives."""

    photos: int
    batch_size: int  # of this rank
    rank: int
    world_size: int
    seed: int

    @property
    def steps_per_epoch(self) -> int:
        return self.photos // (self.batch_size * self.world_size)

    def places(self, step: int) -> range:
        """This rank's places in the epoch."""
        start = (step * self.world_size + self.rank) * self.batch_size
        return range(start, start + self.batch_size)

    def chance(self, epoch: int, place: int, purpose: str) -> random.Random:
        """What is drawn for that place, and for that purpose alone."""
        return random.Random(f"{self.seed} {epoch} {place} {purpose}")

    def shuffled(self, epoch: int) -> NDArray[np.int64]:
        """(photos,) the photo of each place."""
        return _shuffled(self.photos, self.seed, epoch)


@functools.lru_cache(maxsize=2)
def _shuffled(photos: int, seed: int, epoch: int) -> NDArray[np.int64]:
    return np.random.default_rng([seed, epoch]).permutation(photos)


class Decoded(NamedTuple):
    """m photos of a batch."""

    rows: list[int]  # (m,) where they are in the batch
    photos: list[int]  # (m,) which they are
    mirrored: list[bool]  # (m,) whether the first view is
    views: list[NDArray[np.uint8]]  # each (m, 3, h, w)
    broken: list[tuple[int, str]]  # photos that were to be seen, and why they cannot


class Decoder:
    """Gives the views of a batch, or of one process's share of it. It is sent to other processes with pickle."""

    def __init__(
        self, paths: Sequence[Path], views: Views, order: Order, *, sided: frozenset[int], cache: CachedPhotos | None
    ) -> None:
        """`sided`: the photos that must not be mirrored."""
        self._paths, self._views, self._order = paths, views, order
        self._sided, self._cache = sided, cache
        self._broken: dict[int, str] = {}

    def share(self, processes: int) -> "Decoder":
        """The decoder of one of so many processes."""
        cache = self._cache and self._cache.share(processes)
        return Decoder(self._paths, self._views, self._order, sided=self._sided, cache=cache)

    def __call__(self, epoch: int, step: int, *, process: int = 0, processes: int = 1) -> Decoded:
        """Raises TrainingError where no photo can be read."""
        shuffled, places = self._order.shuffled(epoch), self._order.places(step)
        decoded = Decoded([], [], [], [], [])
        seen = []
        for row, place in enumerate(places):
            wanted = int(shuffled[place])
            if (wanted if self._cache else row) % processes == process:  # a cached photo goes where it is cached
                chance = self._order.chance(epoch, place, "views")
                photo, image = self._open(wanted, chance, decoded.broken)
                views, mirrored = (self._views.unmirrored() if photo in self._sided else self._views)(image, chance)
                decoded.rows.append(row)
                decoded.photos.append(photo)
                decoded.mirrored.append(mirrored)
                seen.append(views)
        stacked = [np.stack(view).transpose(0, 3, 1, 2) for view in zip(*seen, strict=True)]
        return decoded._replace(views=[np.ascontiguousarray(view) for view in stacked])

    def _open(self, wanted: int, chance: random.Random, broken: list[tuple[int, str]]) -> tuple[int, Image.Image]:
        """The photo; where it is broken, the first one after a random one that is not."""
        image = self._decode(wanted, broken)
        if image is not None:
            return wanted, image
        start, count = chance.randrange(len(self._paths)), len(self._paths)
        for photo in itertools.chain(range(start, count), range(start)):
            if (image := self._decode(photo, broken)) is not None:
                return photo, image
        raise TrainingError(
            f"none of the photos can be read, {self._paths[wanted].name} for this reason: {self._broken[wanted]} "
            "(is the folder of the photos where the manifest says?)"
        )

    def _decode(self, photo: int, broken: list[tuple[int, str]]) -> Image.Image | None:
        """None where it cannot be; the first time it is tried, `broken` is told."""
        if photo in self._broken:
            return None
        path = self._paths[photo]
        try:
            return self._cache.open(path) if self._cache else open_photo(path, least_edge_px=self._views.decode_px)
        except OSError as error:
            self._broken[photo] = str(error)
            broken.append((photo, str(error)))
            return None
