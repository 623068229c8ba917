"""Batches of cached views and captions, drawn anew each epoch and the same for a seed and epoch."""

import itertools
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.augment import drop_tokens, mirrored_caption
from training.data import CaptionedPhoto
from training.methods import Batch

Tokenizer = Callable[[list[str]], Tensor]


class PairSampler:
    """Called with an epoch's number, it gives that epoch's batches."""

    def __init__(
        self,
        photos: Sequence[CaptionedPhoto],
        views: Sequence[Sequence[NDArray[np.float16]]],
        mirrored: Sequence[NDArray[np.bool_]],
        tokenizer: Tokenizer,
        *,
        repeats: Sequence[int],
        batch_size: int,
        captions_per_photo: int,
        token_dropout: float,
        seed: int,
    ) -> None:
        """Photo i comes `repeats[i]` times in an epoch, in one of its v views, as each of `views` has them.

        Args:
            views: `views[j][i]` is (v, …); a batch has one view from each.
            mirrored: `mirrored[i]` is (v,).
        """
        self._views, self._mirrored = views, mirrored
        self._batch_size, self._captions_per_photo = batch_size, captions_per_photo
        self._token_dropout, self._seed = token_dropout, seed
        self._order = np.repeat(np.arange(len(photos)), repeats)
        self._first = np.cumsum([0, *(len(photo.captions) for photo in photos)])
        captions = [caption for photo in photos for caption in photo.captions]
        self._tokens = tokenizer(captions)
        self._mirrored_tokens = tokenizer([mirrored_caption(caption) for caption in captions])
        numbers: dict[str, int] = {}
        names = [photo.group or f"alone {at}" for at, photo in enumerate(photos)]
        self._groups = torch.tensor([numbers.setdefault(name, len(numbers)) for name in names])

    @property
    def steps_per_epoch(self) -> int:
        """Whole batches only: a small last batch would have few negatives."""
        return max(1, len(self._order) // self._batch_size)

    def __call__(self, epoch: int, *, first_step: int = 0) -> Iterator[Batch]:
        """The batches of the epoch from that step on."""
        return itertools.islice(self._all(epoch), first_step, None)

    def _all(self, epoch: int) -> Iterator[Batch]:
        chance = np.random.default_rng([self._seed, epoch])
        generator = torch.Generator().manual_seed(self._seed * 100_003 + epoch)
        order = chance.permutation(self._order)
        for start in range(0, self.steps_per_epoch * self._batch_size, self._batch_size):
            chosen = order[start : start + self._batch_size]
            view = [int(chance.integers(len(self._mirrored[at]))) for at in chosen]
            images = tuple(
                torch.from_numpy(np.stack([kind[at][v] for at, v in zip(chosen, view, strict=True)])).float()
                for kind in self._views
            )
            tokens = torch.stack([self._captions(at, v, chance) for at, v in zip(chosen, view, strict=True)])
            n, k, length = tokens.shape
            short = drop_tokens(tokens.reshape(n * k, length), share=self._token_dropout, generator=generator)
            short = short[:, : int(short.argmax(dim=1).max()) + 1]  # past the last end token is only padding
            yield Batch(images, short.reshape(n, k, -1), self._groups[chosen])

    def _captions(self, at: int, view: int, chance: np.random.Generator) -> Tensor:
        first, count = int(self._first[at]), int(self._first[at + 1] - self._first[at])
        wanted = self._captions_per_photo
        drawn = chance.permutation(count)[:wanted] if count >= wanted else chance.integers(count, size=wanted)
        table = self._mirrored_tokens if self._mirrored[at][view] else self._tokens
        return table[torch.from_numpy(first + drawn)]
