import open_clip
import torch
from torch import Tensor, nn

from training.losses import InfoNCE


def _pairs(n: int, d: int, *, seed: int = 0, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    features = torch.randn(2, n, d, generator=generator, dtype=dtype)
    image_features, text_features = nn.functional.normalize(features, dim=-1)
    return image_features, text_features


def test_the_loss_is_open_clips() -> None:
    image_features, text_features = _pairs(12, 8)
    scale = torch.tensor(14.0)
    ours = InfoNCE()(image_features, text_features, scale)
    theirs = open_clip.ClipLoss()(image_features, text_features, scale)
    torch.testing.assert_close(ours, theirs)


def test_gradients_are_those_of_finite_differences() -> None:
    image_features, text_features = (part.requires_grad_() for part in _pairs(4, 3, dtype=torch.float64))
    scale = torch.tensor(5.0, dtype=torch.float64, requires_grad=True)
    groups = torch.tensor([0, 1, 1, 2])
    assert torch.autograd.gradcheck(InfoNCE(), (image_features, text_features, scale))
    assert torch.autograd.gradcheck(
        lambda image, text, s: InfoNCE()(image, text, s, groups=groups), (image_features, text_features, scale)
    )


def test_pairs_of_one_group_are_no_negatives() -> None:
    image_features, text_features = _pairs(6, 8)
    twice_image, twice_text = image_features.repeat(2, 1), text_features.repeat(2, 1)
    groups = torch.arange(6).repeat(2)
    alone = InfoNCE()(image_features, text_features, torch.tensor(10.0))
    grouped = InfoNCE()(twice_image, twice_text, torch.tensor(10.0), groups=groups)
    ungrouped = InfoNCE()(twice_image, twice_text, torch.tensor(10.0))
    assert grouped < ungrouped
    assert torch.isfinite(grouped)
    # Each row now has every other text twice as a negative, and its own copy not at all.
    assert grouped > alone


def test_perfect_pairs_at_a_high_scale_cost_nothing() -> None:
    features = torch.eye(5)
    assert InfoNCE()(features, features, torch.tensor(100.0)) < 1e-6
