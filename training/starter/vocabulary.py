"""The tokens that captions use: four in five of the tokenizer's never occur, and would only keep the optimiser busy."""

from typing import Any

import torch
from torch import Tensor, nn


class Vocabulary:
    """The tokens that occur, renumbered without gaps and in the same order, so the end token stays the largest."""

    def __init__(self, tokens: Tensor) -> None:
        """`tokens`: (n, length) ids of everything that will be encoded, padded with 0."""
        self.used = torch.unique(torch.cat([tokens.flatten(), torch.zeros(1, dtype=tokens.dtype)]))

    def compact(self, tokens: Tensor) -> Tensor:
        """Token ids to positions among the used ones."""
        return torch.searchsorted(self.used, tokens)

    @torch.no_grad()
    def shrink(self, model: Any) -> None:
        """The model's embedding keeps the used rows alone, and takes compact ids from now on."""
        model.token_embedding = _embedding(model.token_embedding.weight[self.used])

    @torch.no_grad()
    def restore(self, model: Any, unseen: Tensor) -> None:
        """The full embedding again, with that row, (width,), for each token that never occurred."""
        trained = model.token_embedding.weight
        full = unseen.repeat(model.vocab_size, 1)
        full[self.used] = trained
        model.token_embedding = _embedding(full)


def _embedding(weight: Tensor) -> nn.Embedding:
    return nn.Embedding(weight.shape[0], weight.shape[1], _weight=weight.clone())
