"""Where a vision transformer looks: the class token's attention in its last block
(https://arxiv.org/abs/2104.14294, section 4.2.2).

timm's fused attention never holds the softmax. It stays as it is: q and k are taken as they pass, and the one row of
the softmax that belongs to the class token is computed beside it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from resources.torchvision_ops import import_torchvision

import_torchvision()
import timm  # noqa: E402  (torchvision comes first)

_layers: Any = timm.layers  # without annotations
_ATTENTIONS = (_layers.Attention, _layers.AttentionRope, timm.models.eva.EvaAttention)

Taken = dict[str, Any]


def has_class_attention(model: Any) -> bool:
    """Whether the model is a vision transformer with a class token and an ordinary attention in its last block."""
    if getattr(model, "cls_token", None) is None or not hasattr(
        getattr(model, "patch_embed", None), "dynamic_feat_size"
    ):
        return False
    return isinstance(getattr(model.blocks[-1], "attn", None), _ATTENTIONS)


@torch.inference_mode()
def class_attention(model: Any, pictures: Tensor) -> Tensor:
    """The class token's attention to the patches in the last block, a map for each head.

    Other threads may use the model at the same time.

    Args:
        model: one that `has_class_attention`, in evaluation mode.
        pictures: (n, 3, height, width) on the model's device, in its number type.

    Returns:
        (n, heads, height / patch, width / patch), float32. A map's sum is at most 1: what is missing is the attention
        to the class token itself and to registers.
    """
    attention = model.blocks[-1].attn
    with _taking(attention) as taken:
        model.forward_features(pictures)
    q, k = taken["q"][:, :, :1], _keys(attention, taken)  # (n, heads, 1, d), (n, heads, length, d)
    rows = (q.float() * attention.scale @ k.float().mT).softmax(dim=-1)
    height, width = model.patch_embed.dynamic_feat_size(pictures.shape[2:])
    maps: Tensor = rows[:, :, 0, model.num_prefix_tokens :].reshape(*rows.shape[:2], height, width)
    return maps


@contextmanager
def _taking(attention: Any) -> Iterator[Taken]:
    """While it holds, gets what passes in this thread: q and k after their norms, and rotary embeddings if any."""
    taken: Taken = {}
    thread = threading.get_ident()

    def take(name: str, value: object) -> None:
        if threading.get_ident() == thread:
            taken[name] = value

    def hook(name: str) -> Callable[[Any, Any, Tensor], None]:
        return lambda _, __, given: take(name, given)

    handles = [
        attention.q_norm.register_forward_hook(hook("q")),
        attention.k_norm.register_forward_hook(hook("k")),
        attention.register_forward_pre_hook(lambda _, __, options: take("rope", options.get("rope")), with_kwargs=True),
    ]
    try:
        yield taken
    finally:
        for handle in handles:
            handle.remove()


def _keys(attention: Any, taken: Taken) -> Tensor:
    """(n, heads, length, d), turned by rotary embeddings; these leave prefix tokens, so the class token's q, alone."""
    k: Tensor = taken["k"]
    if (rope := taken["rope"]) is not None:
        prefix = attention.num_prefix_tokens
        turned = _layers.apply_rot_embed_cat(k[:, :, prefix:], rope, half=attention.rotate_half)
        k = torch.cat([k[:, :, :prefix], turned.to(k.dtype)], dim=2)
    return k.repeat_interleave(getattr(attention, "num_kv_groups", 1), dim=1)
