"""Captions of the photos of a batch as tokens, each text tokenised once."""

import random
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.augment import drop_tokens, mirrored_caption
from training.data import CaptionedPhoto
from training.decoding import Order

Tokenizer = Callable[[list[str]], Tensor]
"""n texts to (n, length) token ids."""


class CaptionTokens:
    """Draws captions; the same ones for the same place in the same epoch."""

    def __init__(
        self,
        photos: Sequence[CaptionedPhoto],
        tokenizer: Tokenizer,
        order: Order,
        *,
        captions_per_photo: int,
        token_dropout: float,
    ) -> None:
        self._photos, self._tokenizer, self._order = photos, tokenizer, order
        self._captions_per_photo, self._token_dropout = captions_per_photo, token_dropout
        self._tokens: dict[str, NDArray[np.int32]] = {}

    def __call__(self, epoch: int, step: int, photos: Sequence[int], mirrored: Sequence[bool]) -> Tensor:
        """(n, k, length) token ids of k captions of each photo, mirrored where the photo is."""
        captions: list[str] = []
        seeds = []
        for place, photo, is_mirrored in zip(self._order.places(step), photos, mirrored, strict=True):
            chance = self._order.chance(epoch, place, "captions")
            drawn = self._draw(self._photos[photo].captions, chance)
            captions += [mirrored_caption(text) for text in drawn] if is_mirrored else drawn
            seeds.append(chance.getrandbits(63))
        rows = torch.from_numpy(self._rows(captions)).long()
        tokens = rows.view(len(seeds), self._captions_per_photo, -1)
        if self._token_dropout:
            tokens = torch.stack([self._dropped(each, seed) for each, seed in zip(tokens, seeds, strict=True)])
        return tokens

    def _draw(self, captions: Sequence[str], chance: random.Random) -> list[str]:
        """Each caption once before any comes again."""
        shuffled = chance.sample(captions, len(captions))
        return [shuffled[number % len(shuffled)] for number in range(self._captions_per_photo)]

    def _dropped(self, tokens: Tensor, seed: int) -> Tensor:
        return drop_tokens(tokens, share=self._token_dropout, generator=torch.Generator().manual_seed(seed))

    def _rows(self, texts: list[str]) -> NDArray[np.int32]:
        if unknown := [text for text in dict.fromkeys(texts) if text not in self._tokens]:
            self._tokens.update(zip(unknown, self._tokenizer(unknown).int().numpy(), strict=True))
        return np.stack([self._tokens[text] for text in texts])
