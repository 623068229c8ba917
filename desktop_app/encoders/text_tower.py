"""CLIP's text tower alone, in numpy: words are understood without torch, whose import takes longer than any search.

Only the tokens of the text are computed, not the whole context: what follows the end of a text cannot be seen by it,
for the attention is causal. Small towers of CLIP's own kind can be had like this; for others `load_text_tower` says
None, and the whole model has to be loaded.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from desktop_app.encoders.bpe import BytePairTokenizer, clip_tokenizer
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.encoders.model_folder import find_weights, read_model_config
from desktop_app.errors import ModelError
from desktop_app.records import ModelSpec

log = logging.getLogger(__name__)

LARGEST_BYTES = 512 * 1024**2
"""Towers up to this size: one of ViT-L/14 takes 0.5 GB in float32. Larger ones are torch's, and a GPU's."""
_PLAIN = {"embed_dim", "vision_cfg", "text_cfg", "quick_gelu", "custom_text", "init_logit_scale", "init_logit_bias"}
_PLAIN_TEXT = {"context_length", "vocab_size", "width", "heads", "layers", "mlp_ratio"}
"""Settings of which the computation below knows what they mean."""
_EPSILON = 1e-5
_ALONE = 1 << 18
"""Multiplications up to which OpenBLAS uses one thread. Shared out, the products of eight tokens are no faster on two
cores, and take 4 to 8 ms instead of 0.1 when the other core has something else to do."""
_FAILURES = (
    ModelError,
    OSError,
    SafetensorError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    MemoryError,
)
"""What foreign configurations and weights lead to."""

Array = NDArray[np.float32]


class _Block(NamedTuple):
    """One residual attention block; matrices are [out, in], as torch has them."""

    ln_1: tuple[Array, Array]
    attention_in: tuple[Array, Array]
    attention_out: tuple[Array, Array]
    ln_2: tuple[Array, Array]
    mlp_in: tuple[Array, Array]
    mlp_out: tuple[Array, Array]


class TextTower:
    """Texts to text_features. May be used from several threads."""

    def __init__(
        self, config: Mapping[str, Any], weights: Mapping[str, NDArray[Any]], tokenizer: BytePairTokenizer
    ) -> None:
        """`config`: the `model_cfg` of open_clip. Raises `KeyError` and `ValueError` for weights that are not its."""
        text = config["text_cfg"]
        self.context_length, self.heads = int(text.get("context_length", 77)), int(text.get("heads", 8))
        self._tokenizer = tokenizer
        self._is_quick = bool(config.get("quick_gelu", False))
        self._tokens = weights["token_embedding.weight"]  # as it is stored: only a few rows are read
        self._positions = _float32(weights["positional_embedding"])
        self._blocks = [_block(weights, f"transformer.resblocks.{n}.") for n in range(int(text.get("layers", 12)))]
        self._ln_final = _pair(weights, "ln_final")
        self._projection = _float32(weights["text_projection"])
        width = int(text.get("width", 512))
        if self._tokens.shape[1] != width or self._positions.shape != (self.context_length, width):
            raise ValueError("The text tower has other sizes than its configuration says.")
        if self._projection.shape != (width, int(config["embed_dim"])):
            raise ValueError("The text tower ends in another space than its configuration says.")

    @property
    def dim(self) -> int:
        """Numbers in an embedding."""
        return int(self._projection.shape[1])

    def encode_text(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """N texts to float32 [N, dim], L2-normalised; each is cut to the model's context length."""
        features = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            features[row] = self._features(self._tokenizer.tokens(text, context_length=self.context_length))
        return features

    def _features(self, tokens: Sequence[int]) -> Array:
        """[L] token ids to [dim]. As in CLIP, the state at the first end of text stands for the text."""
        seen = tokens[: tokens.index(self._tokenizer.end_id) + 1]
        states = _float32(self._tokens[seen]) + self._positions[: len(seen)]
        mask = np.triu(np.full((len(seen), len(seen)), -np.inf, np.float32), 1)
        for block in self._blocks:
            states = states + self._attend(_normalised(states, *block.ln_1), block, mask)
            hidden = self._activated(_linear(_normalised(states, *block.ln_2), block.mlp_in))
            states = states + _linear(hidden, block.mlp_out)
        features: Array = _normalised(states[-1:], *self._ln_final)[0] @ self._projection
        return features * np.float32(1 / max(float(np.linalg.norm(features)), 1e-12))

    def _attend(self, states: Array, block: _Block, mask: Array) -> Array:
        """[L, width] to [L, width], each state with itself and those before it (Vaswani et al. 2017)."""
        length, width = states.shape
        by_head = _linear(states, block.attention_in).reshape(length, 3, self.heads, -1).transpose(1, 2, 0, 3)
        query, key, value = by_head
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(width // self.heads)) + mask
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        return _linear(mixed.transpose(1, 0, 2).reshape(length, width), block.attention_out)

    def _activated(self, values: Array) -> Array:
        """GELU (Hendrycks & Gimpel 2016), or the quick one of OpenAI's first models."""
        if self._is_quick:
            share: Array = 1 / (1 + np.exp(np.float32(-1.702) * values))
            return values * share
        return values * np.float32(0.5) * (1 + _erf(values * np.float32(np.sqrt(0.5))))


def load_text_tower(spec: ModelSpec, catalog: ModelCatalog) -> TextTower | None:
    """The tower, float32, from the weights on this machine; None where the model has to be loaded whole.

    Raises what `catalog.weights_dir` raises for a model that is not there. What is wrong with its weights is for those
    to tell who load all of them.
    """
    folder = catalog.weights_dir(spec.id)
    weights = find_weights(folder)
    try:
        config = read_model_config(folder)
        if weights is None or weights.suffix != ".safetensors" or not _is_plain(config):
            return None
        tensors = _read(str(weights))
        if sum(tensor.size * 4 for tensor in tensors.values()) > LARGEST_BYTES:
            return None
        tower = TextTower(config, tensors, clip_tokenizer())
    except _FAILURES as error:
        log.info("The text tower of %s is not read by itself: %s", spec.id, error)
        return None
    return tower if tower.dim == spec.dim else None


def _is_plain(config: Mapping[str, Any]) -> bool:
    return set(config) <= _PLAIN and set(config["text_cfg"]) <= _PLAIN_TEXT


def _read(path: str) -> dict[str, NDArray[Any]]:
    """The tensors of the text tower by their names in it, as they are stored. Raises `TypeError` for bfloat16."""
    with safe_open(path, framework="numpy") as file:
        names = list(file.keys())
        prefix = "text." if "text.token_embedding.weight" in names else ""
        own = ("token_embedding.", "positional_embedding", "transformer.", "ln_final.", "text_projection")
        return {
            name.removeprefix(prefix): file.get_tensor(name)
            for name in names
            if name.startswith(prefix) and name.removeprefix(prefix).startswith(own)
        }


def _block(weights: Mapping[str, NDArray[Any]], name: str) -> _Block:
    return _Block(
        ln_1=_pair(weights, f"{name}ln_1"),
        attention_in=(
            _float32(weights[f"{name}attn.in_proj_weight"]),
            _float32(weights[f"{name}attn.in_proj_bias"]),
        ),
        attention_out=_pair(weights, f"{name}attn.out_proj"),
        ln_2=_pair(weights, f"{name}ln_2"),
        mlp_in=_pair(weights, f"{name}mlp.c_fc"),
        mlp_out=_pair(weights, f"{name}mlp.c_proj"),
    )


def _pair(weights: Mapping[str, NDArray[Any]], name: str) -> tuple[Array, Array]:
    return _float32(weights[f"{name}.weight"]), _float32(weights[f"{name}.bias"])


def _float32(values: NDArray[Any]) -> Array:
    return np.ascontiguousarray(values, np.float32)


def _linear(states: Array, layer: tuple[Array, Array]) -> Array:
    """[L, in] to [L, out], in products that BLAS computes on this thread alone, with the large matrix first."""
    weight, bias = layer
    rows = max(1, _ALONE // states.size)
    parts = [weight[at : at + rows] @ states.T for at in range(0, len(weight), rows)]
    result: Array = np.concatenate(parts).T + bias
    return result


def _normalised(states: Array, weight: Array, bias: Array) -> Array:
    """Layer normalisation (Ba, Kiros & Hinton 2016) of each row."""
    centred = states - states.mean(axis=-1, keepdims=True)
    variance = np.square(centred).mean(axis=-1, keepdims=True)
    result: Array = centred / np.sqrt(variance + np.float32(_EPSILON)) * weight + bias
    return result


def _erf(values: Array) -> Array:
    """To 1.5e-7 (Abramowitz & Stegun 1964, 7.1.26)."""
    size = np.abs(values)
    t = 1 / (1 + np.float32(0.3275911) * size)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    result: Array = np.copysign(1 - series * np.exp(-size * size), values)
    return result
