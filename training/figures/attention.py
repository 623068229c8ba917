"""Where a vision transformer looks: the class token's attention in its last block."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor


@contextmanager
def last_block_tokens(model: Any) -> Iterator[list[Tensor]]:
    """While it holds, the list gets what each forward pass gives to the last block's attention: (n, length, width)."""
    tokens: list[Tensor] = []
    handle = model.blocks[-1].attn.register_forward_pre_hook(lambda _, given: tokens.append(given[0]))
    try:
        yield tokens
    finally:
        handle.remove()


def class_attention_of(model: Any, tokens: Tensor) -> Tensor:
    """The class token's attention in the last block.

    Fused attention never holds the softmax, so q and k are computed again.

    Args:
        model: timm's VisionTransformer with a class token.
        tokens: (n, length, width), as `last_block_tokens` gives them.

    Returns:
        (n, heads, patches). The sum over patches is at most 1: the rest is attention to the class token and registers.
    """
    attention = model.blocks[-1].attn
    n, length, _ = tokens.shape
    qkv = attention.qkv(tokens).reshape(n, length, 3, attention.num_heads, -1).permute(2, 0, 3, 1, 4)
    q, k = attention.q_norm(qkv[0][:, :, :1]), attention.k_norm(qkv[1])  # (n, heads, 1 and length, width / heads)
    weights: Tensor = (attention.scale * q @ k.mT).softmax(dim=-1)
    return weights[:, :, 0, model.num_prefix_tokens :]


@torch.inference_mode()
def class_attention(model: Any, images: Tensor) -> Tensor:
    """Where the class token of the last block looks, one map a head (https://arxiv.org/abs/2104.14294, section 4.2.2).

    Args:
        model: timm's VisionTransformer with a class token, in eval mode.
        images: (n, 3, height, width), as the model's preprocessing gives them.

    Returns:
        (n, heads, height / patch, width / patch), each map's sum at most 1.
    """
    with last_block_tokens(model) as tokens:
        model.forward_features(images)
    maps = class_attention_of(model, tokens[0])
    height, width = model.patch_embed.dynamic_feat_size(images.shape[2:])
    return maps.reshape(*maps.shape[:2], height, width)


def border_share(maps: Tensor) -> Tensor:
    """The share of attention that lies on the outermost ring of patches.

    Args:
        maps: (…, h, w), not negative.

    Returns:
        (…): between 0 and 1; even attention gives `border_area`.
    """
    inner = maps[..., 1:-1, 1:-1].sum(dim=(-2, -1))
    return 1 - inner / maps.sum(dim=(-2, -1))


def border_area(height: int, width: int) -> float:
    """The ring's share of all patches: 0.27 of 14 × 14."""
    return float(border_share(torch.ones(height, width)))


def share_within(maps: Tensor, masks: Tensor) -> Tensor:
    """The share of attention that lies on an object.

    Args:
        maps: (…, h, w), not negative.
        masks: (…, h, w), how much of each patch the object covers, 0 to 1. Even attention gives their mean.
    """
    return (maps * masks).sum(dim=(-2, -1)) / maps.sum(dim=(-2, -1))
