import math

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from tests.training.methods.worlds import SIZE_PX, batch_of, image_text_model, tokens
from training import distributed
from training.losses import InfoNCE
from training.methods import CLIP
from training.methods.multi_positive import MultiPositiveInfoNCE

GROUPS = torch.tensor([0, 1, 1, 2])
WEIGHTS = torch.tensor([1.0, 2.0, 0.5, 1.5], dtype=torch.float64)


def _features(*, k: int, d: int = 5) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(k)
    images = torch.randn(4, d, generator=generator, dtype=torch.float64)
    texts = torch.randn(4, k, d, generator=generator, dtype=torch.float64)
    return functional.normalize(images, dim=-1), functional.normalize(texts, dim=-1)


def _loss(images: Tensor, texts: Tensor, scale: float | Tensor = 8.0) -> Tensor:
    scale = torch.as_tensor(scale, dtype=torch.float64)
    loss: Tensor = MultiPositiveInfoNCE()(images, texts, scale, groups=GROUPS, weights=WEIGHTS)
    return loss


def _by_the_formula(images: Tensor, texts: Tensor, scale: float) -> float:
    n, k, _ = texts.shape
    total = 0.0
    for i in range(n):
        others = [j for j in range(n) if GROUPS[j] != GROUPS[i]]
        for c in range(k):
            fitting = scale * float(images[i] @ texts[i, c])
            to_texts = [scale * float(images[i] @ texts[j, e]) for j in others for e in range(k)]
            to_images = [scale * float(images[j] @ texts[i, c]) for j in others]
            for negatives in (to_texts, to_images):
                against = math.exp(fitting) + sum(map(math.exp, negatives))
                total -= float(WEIGHTS[i]) * math.log(math.exp(fitting) / against) / (2 * k)
    return total / float(WEIGHTS.sum())


@pytest.mark.parametrize("k", [1, 3])
def test_the_loss_is_the_formulas(k: int) -> None:
    images, texts = _features(k=k)
    assert _loss(images, texts).item() == pytest.approx(_by_the_formula(images, texts, 8.0))


def test_with_one_caption_it_is_clips_loss() -> None:
    images, texts = _features(k=1)
    expected = InfoNCE()(images, texts[:, 0], torch.tensor(8.0), groups=GROUPS, weights=WEIGHTS)
    torch.testing.assert_close(_loss(images, texts), expected)


def test_gradients_are_those_of_finite_differences() -> None:
    images, texts = _features(k=2, d=3)
    scale = torch.tensor(3.0, dtype=torch.float64)
    assert torch.autograd.gradcheck(_loss, [part.requires_grad_() for part in (images, texts, scale)])


def test_photos_that_all_say_the_same_cost_nothing() -> None:
    images, texts = (part.requires_grad_() for part in _features(k=2))
    loss = MultiPositiveInfoNCE()(images, texts, torch.tensor(8.0), groups=torch.zeros(4), weights=torch.ones(4))
    loss.backward()
    assert loss == 0
    assert images.grad is not None
    assert images.grad.isfinite().all()


def test_the_mean_over_processes_is_the_loss_of_the_whole_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    images, texts = _features(k=3)
    whole = _loss(images, texts)
    of_all = {1: GROUPS, 2: images, 3: texts}
    for name in ("gather", "gather_constant"):
        monkeypatch.setattr(distributed, name, lambda part: of_all[part.ndim])
    monkeypatch.setattr(distributed, "mean", lambda _: WEIGHTS.sum() / 2)
    losses = []
    for rank in (0, 1):
        monkeypatch.setattr(distributed, "rank", lambda rank=rank: rank)
        own = slice(2 * rank, 2 * rank + 2)
        scale = torch.tensor(8.0, dtype=torch.float64)
        losses.append(MultiPositiveInfoNCE()(images[own], texts[own], scale, groups=GROUPS[own], weights=WEIGHTS[own]))
    torch.testing.assert_close(torch.stack(losses).mean(), whole)


def test_clip_takes_all_captions_together_where_asked() -> None:
    model = image_text_model()
    words = tokens(["a red car", "a car", "a blue car", "a car that is blue"]).reshape(2, 2, -1)
    batch = batch_of(torch.randn(2, 3, SIZE_PX, SIZE_PX), tokens=words)
    together, apart = (CLIP(model, captions_together=choice)(batch)["loss"] for choice in (True, False))
    assert together > apart  # twice as many captions to tell from the fitting one
