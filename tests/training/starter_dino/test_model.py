"""How the transformer starts, before anything is learnt."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from training.figures.attention import class_attention_of, last_block_tokens
from training.starter_dino.config import StarterDinoConfig
from training.starter_dino.model import (
    build_model,
    spread_features,
    start_as_mean,
    start_looking,
    whiten_tokens,
)
from training.starter_dino.recipe import without_stem


@pytest.fixture
def model(tiny_config: StarterDinoConfig) -> Any:
    return without_stem(build_model(tiny_config))


@pytest.fixture
def tokens() -> Tensor:
    """Of photos that differ by few directions more than by others."""
    generator = torch.Generator().manual_seed(2)
    return 3 + torch.randn(40, 320, 4, 4, generator=generator) * torch.linspace(0.1, 4, 320).view(1, -1, 1, 1)


def test_projected_tokens_are_centred_uncorrelated_and_about_equally_strong(model: Any, tokens: Tensor) -> None:
    whiten_tokens(model, tokens)
    with torch.no_grad():
        projected = model.patch_embed.proj(tokens).permute(0, 2, 3, 1).flatten(0, 2)  # (m, width)
    torch.testing.assert_close(projected.mean(dim=0), torch.zeros(32), atol=1e-3, rtol=0)
    correlation = torch.corrcoef(projected.T)
    assert float((correlation - torch.eye(32)).abs().max()) < 0.01
    assert float(projected.std(dim=0).max() / projected.std(dim=0).min()) < 1.3


def test_the_class_token_starts_as_the_mean_of_all(model: Any, tokens: Tensor) -> None:
    whiten_tokens(model, tokens)
    start_as_mean(model)
    with torch.no_grad():
        features = model(tokens)
        mean = functional.layer_norm(model.patch_embed.proj(tokens).flatten(2).mT, (32,)).mean(dim=1)
    assert float(functional.cosine_similarity(features, mean).min()) > 0.8
    spread_features(model, tokens)
    with torch.no_grad():
        features = model(tokens)
    torch.testing.assert_close(features.mean(dim=0), torch.zeros(32), atol=1e-3, rtol=0)
    torch.testing.assert_close(features.std(dim=0), torch.ones(32), atol=1e-2, rtol=0)


def test_attention_starts_where_a_linear_reading_of_tokens_finds_something(model: Any, tokens: Tensor) -> None:
    whiten_tokens(model, tokens)
    start_as_mean(model)
    saliency = tokens[:, -1]  # one of the strong directions
    saliency = (saliency - saliency.mean(dim=(1, 2), keepdim=True)) / saliency.std(dim=(1, 2), keepdim=True)
    start_looking(model, tokens, saliency, sharpness=2.0)
    with torch.no_grad(), last_block_tokens(model) as given:
        model(tokens)
        attention = class_attention_of(model, given[0])  # (n, heads, patches)
    for head in range(2):
        seen = torch.corrcoef(torch.stack([attention[:, head].log().flatten(), saliency.flatten()]))[0, 1]
        assert float(seen) > 0.4
