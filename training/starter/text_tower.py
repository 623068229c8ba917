"""open_clip's text transformer, computed in fewer steps: the same numbers, for captions much shorter than its context.

Only the end token's row of the last block is ever read, so that block runs for this row alone. `Vocabulary` leaves out
the tokens that no caption uses, which are four in five: they would only keep the optimiser busy.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional


def encode_text(model: Any, tokens: Tensor, *, dropout: float = 0.0) -> Tensor:
    """Text features, not normalised; without dropout what `model.encode_text` gives.

    Args:
        model: an open_clip CLIP whose text pooling is "argmax".
        tokens: (n, length) token ids, length at most the model's context; the end token has the largest id.

    Returns:
        (n, d).
    """
    end = tokens.argmax(dim=1)
    x = model.token_embedding(tokens) + model.positional_embedding[: tokens.shape[1]]
    x = functional.dropout(x, dropout, training=model.training)
    *first, last = model.transformer.resblocks
    for block in first:
        x = block(x, attn_mask=model.attn_mask[: tokens.shape[1], : tokens.shape[1]])
    x = _last_block(last, x, end)
    x = functional.dropout(model.ln_final(x), dropout, training=model.training)
    text_features: Tensor = x @ model.text_projection
    return text_features


def _last_block(block: Any, x: Tensor, end: Tensor) -> Tensor:
    """(n, length, width) to the (n, width) row of each end token."""
    n, length, width = x.shape
    heads = block.attn.num_heads
    rows: Tensor = x[torch.arange(n), end]  # (n, width)
    weight_q, weight_k, weight_v = block.attn.in_proj_weight.chunk(3)
    bias_q, bias_k, bias_v = block.attn.in_proj_bias.chunk(3)
    normal = block.ln_1(x)
    q = functional.linear(block.ln_1(rows), weight_q, bias_q).view(n, heads, 1, -1)
    k = functional.linear(normal, weight_k, bias_k).view(n, length, heads, -1).transpose(1, 2)
    v = functional.linear(normal, weight_v, bias_v).view(n, length, heads, -1).transpose(1, 2)
    seen = torch.arange(length) <= end[:, None]  # (n, length)
    attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=seen[:, None, None])
    rows = rows + block.attn.out_proj(attended.reshape(n, width))
    more: Tensor = block.mlp(block.ln_2(rows))
    return rows + more


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
