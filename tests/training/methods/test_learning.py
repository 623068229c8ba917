"""Each method learns from rendered scenes what it should."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from tests.training.methods.worlds import (
    COLOURS,
    MARGIN_PX,
    SIZE_PX,
    SUBJECTS,
    batch_of,
    captions,
    crop,
    draws,
    image_model,
    image_text_model,
    kinds,
    middle,
    pixels,
    recoloured,
    scenes,
    tokens,
    train,
)
from training.methods import CLIP, DINO, SLIP, Batch, SigLIP, SimCLR

SHOWN = scenes(seeds=range(8))
HELD_OUT = scenes(seeds=[100, 101, 102])
KINDS = kinds(HELD_OUT)


@pytest.fixture(scope="module")
def shown() -> Tensor:
    return pixels(SHOWN, size_px=SIZE_PX + MARGIN_PX)


@pytest.fixture(scope="module")
def held_out() -> Tensor:
    return middle(pixels(HELD_OUT, size_px=SIZE_PX + MARGIN_PX))


def _captioned(shown: Tensor, *, views: int, steps: int) -> list[Batch]:
    words, groups = captions(SHOWN), kinds(SHOWN)
    return [
        batch_of(*(crop(shown[chosen], g) for _ in range(views)), tokens=words[chosen], groups=groups[chosen])
        for chosen, g in draws(len(shown), size=24, steps=steps)
    ]


def _found(model: Any, held_out: Tensor) -> list[bool]:
    """For each kind of scene, whether the two held-out scenes nearest to its words, of 27, show it."""
    names = [f"a {colour} {subject}" for subject in SUBJECTS for colour in COLOURS]
    with torch.no_grad():
        image_features = model.encode_image(held_out, normalize=True)
        text_features = model.encode_text(tokens(names), normalize=True)
    best = (text_features @ image_features.T).topk(2).indices  # (kinds, 2)
    found: list[bool] = (KINDS[best] == torch.arange(len(names))[:, None]).all(dim=1).tolist()
    return found


def _clip() -> CLIP:
    return CLIP(image_text_model())


def _siglip() -> SigLIP:
    """The bias of −10 suits batches of thousands, of which one in e¹⁰ fits; here it is one in 24."""
    return SigLIP(image_text_model(init_logit_scale=math.log(10), init_logit_bias=-4.0))


@pytest.mark.parametrize(("method", "steps"), [(_clip, 80), (_siglip, 120)])
def test_the_red_bicycle_is_found_by_its_words(
    method: Callable[[], CLIP | SigLIP], steps: int, shown: Tensor, held_out: Tensor
) -> None:
    learning = method()
    assert sum(_found(learning.exported(), held_out)) <= 2
    train(learning, _captioned(shown, views=1, steps=steps), learning_rate=1e-3)
    found = _found(learning.exported(), held_out)
    assert found[0], "one of the two scenes nearest to “a red bicycle” shows something else"
    assert sum(found) >= 6


def test_captions_and_views_are_learnt_together(shown: Tensor, held_out: Tensor) -> None:
    learning = SLIP(image_text_model(), temperature=0.2)
    batches = _captioned(shown, views=3, steps=40)
    before = learning(batches[0])
    train(learning, batches, learning_rate=2e-3)
    after = learning(batches[0])
    assert after["clip"] < 0.5 * before["clip"]
    assert after["simclr"] < 0.5 * before["simclr"]
    assert sum(_found(learning.exported(), held_out)) >= 5


def _neighbours_agree(features: Tensor, labels: Tensor) -> float:
    """The share of each row's three nearest rows that have its label."""
    similarity = functional.normalize(features, dim=-1) @ functional.normalize(features, dim=-1).T
    nearest = similarity.fill_diagonal_(-1.0).topk(3).indices
    return (labels[nearest] == labels[:, None]).double().mean().item()


def _ignoring(shown: Tensor, change: Callable[[Tensor, torch.Generator], Tensor]) -> SimCLR:
    """Trained on pairs of crops that were each changed so."""
    learning = SimCLR(image_model(), temperature=0.2, out_dim=32)
    batches = [
        batch_of(*(change(crop(shown[chosen], g), g) for _ in range(2)))
        for chosen, g in draws(len(shown), size=36, steps=40)
    ]
    train(learning, batches, learning_rate=1e-3)
    return learning


def test_colour_is_ignored_where_augmentation_removes_it(shown: Tensor, held_out: Tensor) -> None:
    colour, subject = KINDS % len(COLOURS), KINDS // len(COLOURS)
    changes: list[Callable[[Tensor, torch.Generator], Tensor]] = [lambda views, _: views, recoloured]
    models = [_ignoring(shown, change).exported() for change in changes]
    with torch.no_grad():
        seeing, ignoring = (model(held_out) for model in models)
    assert _neighbours_agree(seeing, colour) > 0.7
    assert _neighbours_agree(seeing, subject) < 0.65
    assert _neighbours_agree(ignoring, colour) < 0.5  # by chance a third
    assert _neighbours_agree(ignoring, subject) > 0.7


K = 64


def _distilled(shown: Tensor, *, temperature: float = 0.04, center_momentum: float = 0.9) -> dict[str, float]:
    """The figures of DINO after a short run."""
    spread = (shown - shown.mean(dim=(0, 2, 3), keepdim=True)) / shown.std()
    learning = DINO(
        image_model(depth=1),
        out_dim=K,
        hidden_dim=128,
        bottleneck_dim=32,
        teacher_momentum=0.99,
        teacher_temperature=temperature,
        first_teacher_temperature=temperature,
        center_momentum=center_momentum,
    )
    batches = [
        batch_of(*(crop(spread[chosen], g, size_px=size_px) for size_px in (32, 32, 16, 16)))
        for chosen, g in draws(len(spread), size=32, steps=40)
    ]
    train(learning, batches, learning_rate=3e-4, warmup=20)
    return learning.figures()


def test_dino_does_not_collapse(shown: Tensor) -> None:
    figures = _distilled(shown)
    assert 0.85 * math.log(K) < figures["mean_entropy"] <= math.log(K)
    assert 0.5 * math.log(K) < figures["output_entropy"] < 0.92 * math.log(K)
    assert figures["output_kl"] > 0.2


def test_without_a_center_dino_says_the_same_of_everything(shown: Tensor) -> None:
    assert _distilled(shown, center_momentum=1.0)["mean_entropy"] < 0.5 * math.log(K)


def test_without_sharpening_dino_says_everything_of_everything(shown: Tensor) -> None:
    figures = _distilled(shown, temperature=1.0)
    assert figures["output_entropy"] > 0.98 * math.log(K)
    assert figures["output_kl"] < 0.05
