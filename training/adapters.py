"""LoRA: beside a frozen weight a product of two thin matrices learns, and is added to it at the end.

https://arxiv.org/abs/2106.09685. Weights keep their names in the state_dict, adapters appear beside them as
`….lora_A` and `….lora_B`; merged, the model is an ordinary one again.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from resources.torchvision_ops import import_torchvision
from training.config import TrainingError

import_torchvision()
from open_clip.modified_resnet import AttentionPool2d  # noqa: E402  (torchvision comes first)

TARGETS = ("q", "k", "v", "out", "linear", "embedding")
"""What can take adapters: the four projections of attention, every other linear layer, and the vectors of words."""

_FUSED = {"qkv": ("q", "k", "v"), "kv": ("k", "v"), "q": ("q",), "k": ("k",), "v": ("v",)}
_FUSED |= {"q_proj": ("q",), "k_proj": ("k",), "v_proj": ("v",)}
_READS_WEIGHTS = (nn.MultiheadAttention, nn.TransformerEncoderLayer, AttentionPool2d)
"""They compute with the weights of their linear layers, not with the layers: an adapter in there would be passed by."""


class LoRA(nn.Module):
    """The change of one weight: x ↦ (lora_alpha / r) · B A x, zero at the start."""

    def __init__(self, weight: Tensor, *, r: int, lora_alpha: float, dropout: float) -> None:
        """`weight` is the (out, in) weight that is to change, or the part of it."""
        super().__init__()
        self.scale = lora_alpha / r
        self.dropout = nn.Dropout(dropout)
        self.lora_A = nn.Parameter(weight.new_empty(r, weight.shape[1]))
        self.lora_B = nn.Parameter(weight.new_zeros(weight.shape[0], r))
        nn.init.kaiming_uniform_(self.lora_A, a=math.sqrt(5))

    def forward(self, x: Tensor) -> Tensor:
        """(…, in) to (…, out)."""
        narrow = functional.linear(self.dropout(x), self.lora_A) * self.scale  # (…, r)
        return functional.linear(narrow, self.lora_B)

    def delta(self) -> Tensor:
        """(out, in): what is added to the weight."""
        return self.lora_B @ self.lora_A * self.scale


class LoRALinear(nn.Linear):
    """A linear layer whose output is one or more parts of equal size (q, k, v), some with an adapter."""

    def __init__(self, linear: nn.Linear, parts: Sequence[str], adapters: nn.ModuleDict) -> None:
        super().__init__(linear.in_features, linear.out_features, bias=False, device="meta")
        self.weight, self.bias = linear.weight, linear.bias
        self.parts = parts
        self.adapters = adapters

    def forward(self, x: Tensor) -> Tensor:
        """(…, in) to (…, out)."""
        y = functional.linear(x, self.weight, self.bias)
        if len(self.parts) == 1:
            added: Tensor = self.adapters[self.parts[0]](x)
            return y + added
        pieces = zip(self.parts, y.chunk(len(self.parts), dim=-1), strict=True)
        return torch.cat([piece + self.adapters[p](x) if p in self.adapters else piece for p, piece in pieces], dim=-1)

    def merged(self) -> nn.Linear:
        _add(self.weight, self.parts, self.adapters)
        plain = nn.Linear(self.in_features, self.out_features, bias=False, device="meta")
        plain.weight, plain.bias = self.weight, self.bias
        return plain.train(self.training)


class LoRAEmbedding(nn.Embedding):
    """Vectors of words, each with a row of `lora_B`: without it, a word that was never met stays without a meaning."""

    def __init__(self, embedding: nn.Embedding, adapters: nn.ModuleDict) -> None:
        super().__init__(embedding.num_embeddings, embedding.embedding_dim, _weight=embedding.weight)
        self.weight = embedding.weight
        self.adapters = adapters

    def forward(self, ids: Tensor) -> Tensor:
        """(…) token ids to (…, d)."""
        adapter = cast("LoRA", self.adapters["embedding"])
        narrow = adapter.dropout(functional.embedding(ids, adapter.lora_B)) * adapter.scale  # (…, r)
        vectors: Tensor = super().forward(ids) + narrow @ adapter.lora_A
        return vectors

    def merged(self) -> nn.Embedding:
        _add(self.weight, ("embedding",), self.adapters)
        plain = nn.Embedding(self.num_embeddings, self.embedding_dim, _weight=self.weight)
        plain.weight = self.weight
        return plain.train(self.training)


class LoRAAttention(nn.Module):
    """torch's attention, whose q, k and v lie in one `in_proj_weight` of (3 d, d), with an adapter for each."""

    def __init__(self, attention: nn.MultiheadAttention, adapters: nn.ModuleDict) -> None:
        super().__init__()
        self.embed_dim, self.num_heads = attention.embed_dim, attention.num_heads
        self.dropout, self.batch_first = attention.dropout, attention.batch_first
        self.in_proj_weight: Tensor = attention.in_proj_weight
        self.in_proj_bias: Tensor | None = attention.in_proj_bias
        self.out_proj: nn.Linear = attention.out_proj
        self.adapters = adapters

    def forward(
        self, query: Tensor, key: Tensor, value: Tensor, *, need_weights: bool = False, attn_mask: Tensor | None = None
    ) -> tuple[Tensor, None]:
        """As torch's, without the attention weights: (n, l, d) with `batch_first`, else (l, n, d).

        Args:
            attn_mask: (l, s), added to the logits, or True where nothing may be seen.
        """
        if need_weights:
            raise ValueError("attention with adapters keeps no attention weights: merge them first")
        inputs = [x if self.batch_first else x.transpose(0, 1) for x in (query, key, value)]
        q, k, v = (self._project(place, x) for place, x in enumerate(inputs))  # each (n, heads, l, d / heads)
        mask = ~attn_mask if attn_mask is not None and attn_mask.dtype == torch.bool else attn_mask
        attended = functional.scaled_dot_product_attention(q, k, v, mask, self.dropout if self.training else 0.0)
        out: Tensor = self.out_proj(attended.transpose(1, 2).flatten(2))
        return out if self.batch_first else out.transpose(0, 1), None

    def _project(self, place: int, x: Tensor) -> Tensor:
        """(n, l, d) to (n, heads, l, d / heads)."""
        weight = self.in_proj_weight.chunk(3)[place]
        bias = None if self.in_proj_bias is None else self.in_proj_bias.chunk(3)[place]
        y = functional.linear(x, weight, bias)
        if (part := "qkv"[place]) in self.adapters:
            y = y + self.adapters[part](x)
        return y.view(*y.shape[:2], self.num_heads, -1).transpose(1, 2)

    def merged(self) -> nn.MultiheadAttention:
        _add(self.in_proj_weight, ("q", "k", "v"), self.adapters)
        plain = nn.MultiheadAttention(
            self.embed_dim,
            self.num_heads,
            self.dropout,
            bias=self.in_proj_bias is not None,
            batch_first=self.batch_first,
            device="meta",
        )
        for name in ("in_proj_weight", "in_proj_bias", "out_proj"):
            setattr(plain, name, getattr(self, name))
        return plain.train(self.training)


def add_lora(
    model: nn.Module,
    *,
    r: int = 8,
    lora_alpha: float = 16.0,
    dropout: float = 0.0,
    targets: Collection[str] = TARGETS,
) -> list[str]:
    """Gives layers adapters, in place; the model computes what it did until they learn. Nothing is frozen here.

    Attention that sums its bias from pieces (BEiT, EVA, Swin V2) takes none in q, k and v, convolutions take none.

    Args:
        r: the rank of the change.
        lora_alpha: the change is scaled by lora_alpha / r.
        dropout: of what the adapters see.
        targets: which layers, of `TARGETS`.

    Returns:
        The names of the layers that took adapters.

    Raises:
        TrainingError: unknown targets, no layer of that kind, or adapters already there.
    """
    if unknown := sorted(set(targets) - set(TARGETS)):
        raise TrainingError(f"adapters cannot go into {', '.join(unknown)}: choose among {', '.join(TARGETS)}")
    if lora_state(model):
        raise TrainingError("the model has adapters already: merge them first")

    def adapters(weight: Tensor, parts: Sequence[str]) -> nn.ModuleDict:
        pieces = zip(parts, weight.chunk(len(parts)), strict=True)
        made = {p: LoRA(piece, r=r, lora_alpha=lora_alpha, dropout=dropout) for p, piece in pieces if p in targets}
        return nn.ModuleDict(made)

    names = []
    for name, parent, leaf, layer in list(_attentions(model)):
        if made := adapters(layer.in_proj_weight, ("q", "k", "v")):
            names.append(f"{name}.in_proj")
        adapted = LoRAAttention(layer, made)
        if out := adapters(layer.out_proj.weight, ("out",)):
            adapted.out_proj = LoRALinear(layer.out_proj, ("out",), out)
            names.append(f"{name}.out_proj")
        if made or out:
            setattr(parent, leaf, adapted)
    for name, parent, leaf, linear in list(_linears(model)):
        parts = _parts(parent, leaf, linear)
        if made := adapters(linear.weight, parts):
            setattr(parent, leaf, LoRALinear(linear, parts, made))
            names.append(name)
    for name, parent, leaf, embedding in list(_children(model)):
        if type(embedding) is nn.Embedding and (made := adapters(embedding.weight, ("embedding",))):
            setattr(parent, leaf, LoRAEmbedding(embedding, made))
            names.append(name)
    if not names:
        raise TrainingError(f"the model has no layers for adapters in {', '.join(targets)}: choose what else may move")
    return names


@torch.no_grad()
def merge_lora(model: nn.Module) -> None:
    """Adds the adapters to the weights and takes them away, in place: the same outputs, the same names as before."""
    for kind in (LoRALinear, LoRAEmbedding, LoRAAttention):  # the layer within attention first
        for _, parent, leaf, layer in list(_children(model)):
            if isinstance(layer, kind):
                setattr(parent, leaf, layer.merged())


def lora_state(model: nn.Module) -> dict[str, Tensor]:
    """The adapters alone, by their names in the model's state_dict."""
    return {name: value for name, value in model.state_dict().items() if name.endswith((".lora_A", ".lora_B"))}


def _attentions(model: nn.Module) -> Iterator[tuple[str, nn.Module, str, nn.MultiheadAttention]]:
    for name, parent, leaf, layer in _children(model):
        if type(layer) is nn.MultiheadAttention and layer._qkv_same_embed_dim and layer.bias_k is None:
            yield name, parent, leaf, layer


def _linears(model: nn.Module) -> Iterator[tuple[str, nn.Module, str, nn.Linear]]:
    for name, parent, leaf, layer in _children(model):
        summed_bias = leaf == "qkv" and getattr(parent, "q_bias", None) is not None
        if type(layer) is nn.Linear and not isinstance(parent, _READS_WEIGHTS) and not summed_bias:
            yield name, parent, leaf, layer


def _children(model: nn.Module) -> Iterator[tuple[str, nn.Module, str, nn.Module]]:
    """Each module with its name, its parent and its name there."""
    for path, parent in model.named_modules():
        for leaf, layer in parent.named_children():
            yield f"{path}.{leaf}" if path else leaf, parent, leaf, layer


def _parts(parent: nn.Module, leaf: str, linear: nn.Linear) -> tuple[str, ...]:
    """What a linear layer's output is, by the names that timm and open_clip give."""
    parts = _FUSED.get(leaf, ("linear",))
    if leaf in ("proj", "out_proj") and any(hasattr(parent, name) for name in (*_FUSED, "in_proj_weight")):
        return ("out",)
    return parts if linear.out_features % len(parts) == 0 else ("linear",)


def _add(weight: Tensor, parts: Sequence[str], adapters: nn.ModuleDict) -> None:
    for part, piece in zip(parts, weight.chunk(len(parts)), strict=True):
        if part in adapters:
            piece.add_(cast("LoRA", adapters[part]).delta())
