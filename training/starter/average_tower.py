"""A text tower that averages words, quick to train, and the transformer that computes exactly the same.

On some thousand photos a transformer started at random lags far behind an average of word vectors. So the average
learns first. `expand` then writes it into open_clip's text transformer, which goes on learning from there.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

_RESERVED = 4  # channels of the transformer that carry a word's weight instead of its meaning
_SIZE = 0.1  # the deviation of an expanded embedding's channels


class AverageTower(nn.Module):
    """The average of word vectors, weighted by a softmax of one learnt number a word, normalised and projected."""

    def __init__(self, vocabulary: int, *, width: int, dim: int, dropout: float) -> None:
        """
        Args:
            vocabulary: how many different tokens there are.
            width: channels of the transformer that this will be written into.
            dim: channels of the text features.
            dropout: of the average's channels.
        """
        super().__init__()
        self.words = nn.Embedding(vocabulary, width - _RESERVED)
        self.word_weights = nn.Embedding(vocabulary, 1)
        self.norm = nn.LayerNorm(width)
        self.projection = nn.Linear(width, dim, bias=False)
        self.dropout = nn.Dropout(dropout)
        nn.init.normal_(self.words.weight, std=0.02)
        nn.init.zeros_(self.word_weights.weight)
        nn.init.normal_(self.projection.weight, std=width**-0.5)

    def forward(self, tokens: Tensor) -> Tensor:
        """(n, length) token ids, the end token the largest, to (n, dim) text features, not normalised."""
        length = tokens.shape[1]
        seen = torch.arange(length, device=tokens.device) <= tokens.argmax(dim=1, keepdim=True)  # (n, length)
        weights = self.word_weights(tokens)[..., 0].masked_fill(~seen, float("-inf")).softmax(dim=1)
        words = functional.embedding(tokens, self.centred())  # (n, length, width − 4)
        mean = (weights[:, None] @ words)[:, 0]
        text_features: Tensor = self.projection(self.dropout(self.norm(functional.pad(mean, (0, _RESERVED)))))
        return text_features

    def centred(self) -> Tensor:
        """(vocabulary, width − 4) word vectors whose channels have the mean 0, which a layer norm would take away."""
        return self.words.weight - self.words.weight.mean(dim=1, keepdim=True)

    @torch.no_grad()
    def expand(self, model: Any) -> None:
        """Writes this tower into the text transformer of an open_clip model; the end token stays the largest id.

        The first block's attention looks at all words alike from the end token's row: its keys read a word's weight
        out of the reserved channels, its values are the words' vectors. What the end token brought along itself is
        subtracted by a bias. All else adds nothing at first.

        Args:
            model: has `token_embedding` of this tower's vocabulary, and a text width of this tower's width.
        """
        words = self.centred()
        width = self.norm.normalized_shape[0]
        content, spread = width - _RESERVED, (width / 4) ** 0.5  # half of the length is for the weights
        lengths = words.norm(dim=1, keepdim=True).clamp(min=1e-8)
        # Every embedding gets the same length, which the block's layer norm then leaves alone, and the lost length
        # goes into the word's weight: a weight of w and a vector c count as w + ln |c| and c / |c|.
        weights = self.word_weights.weight + lengths.log()  # (vocabulary, 1)
        middle = (weights.max() + weights.min()) / 2
        unit = ((weights.max() - weights.min()) / 2 / spread).clamp(min=1e-3)
        weight = (weights - middle) / unit  # at most `spread` either way
        rest = (spread**2 - weight**2).clamp(min=0).sqrt()
        vector = words / lengths * (width / 2) ** 0.5
        standard = torch.cat([vector, weight, -weight, rest, -rest], dim=1)  # mean 0, deviation 1
        model.token_embedding.weight.copy_(standard * _SIZE)
        model.positional_embedding.zero_()
        first, *others = model.transformer.resblocks
        _set_attention(first.attn, content, float(unit))
        first.attn.out_proj.bias.copy_(-model.token_embedding.weight[-1])
        for block in (first, *others):
            block.mlp.c_proj.weight.zero_()
            block.mlp.c_proj.bias.zero_()
        for block in others:
            block.attn.out_proj.weight.zero_()
        model.ln_final.load_state_dict(self.norm.state_dict())
        model.text_projection.copy_(self.projection.weight.T)


def meaningless(width: int) -> Tensor:
    """(width,) the embedding of a word that has no meaning and next to no weight, for `AverageTower.expand`'s model."""
    row = torch.zeros(width)
    row[-_RESERVED], row[1 - _RESERVED] = -((width / 4) ** 0.5), (width / 4) ** 0.5
    return row * _SIZE


def _set_attention(attention: Any, content: int, unit: float) -> None:
    """Scores that are the words' weights, values that are their vectors."""
    width = content + _RESERVED
    head = width // attention.num_heads
    query, key, value = attention.in_proj_weight.chunk(3)
    query.zero_()
    key.mul_(0.1)  # what the queries may come to ask for
    key[::head] = 0.0
    key[::head, content] = 1.0  # the first channel of each head
    value.copy_(torch.eye(width))
    value[content:] = 0.0
    attention.in_proj_bias.zero_()
    attention.in_proj_bias[:width:head] = unit * head**0.5
    attention.out_proj.weight.copy_(torch.eye(width))
