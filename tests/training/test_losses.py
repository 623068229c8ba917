import math

import pytest
import torch
from open_clip.loss import ClipLoss, SigLipLoss
from torch import Tensor, nn
from torch.nn import functional

from training.losses import DINOLoss, InfoNCE, KoLeo, NTXent, SigLIP


def _features(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def _pairs(n: int, d: int, *, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor]:
    image_features, text_features = functional.normalize(_features(2, n, d, dtype=dtype), dim=-1)
    return image_features.requires_grad_(), text_features.requires_grad_()


def _scalar(value: float, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.tensor(value, dtype=dtype, requires_grad=True)


def _gradients(loss: Tensor, inputs: list[Tensor]) -> list[Tensor]:
    return list(torch.autograd.grad(loss, inputs))


def test_info_nce_and_its_gradients_are_open_clips() -> None:
    inputs = [*_pairs(12, 8), _scalar(14.0)]
    ours, theirs = InfoNCE()(*inputs), ClipLoss()(*inputs)
    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(_gradients(ours, inputs), _gradients(theirs, inputs))


def test_the_sigmoid_loss_and_its_gradients_are_open_clips() -> None:
    inputs = [*_pairs(12, 8), _scalar(10.0), _scalar(-10.0)]
    ours, theirs = SigLIP()(*inputs), SigLipLoss()(*inputs)
    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(_gradients(ours, inputs), _gradients(theirs, inputs))


def test_the_sigmoid_loss_takes_open_clips_vectors_of_one_number_for_scalars() -> None:
    features, numbers = _pairs(5, 8), [torch.tensor([value], requires_grad=True) for value in (10.0, -10.0)]
    loss = SigLIP()(*features, *numbers)
    assert loss.shape == ()
    assert [gradient.shape for gradient in _gradients(loss, numbers)] == [(1,), (1,)]


def _nt_xent_by_hand(first: Tensor, second: Tensor, temperature: float) -> float:
    views = [*first, *second]
    total = 0.0
    for i, view in enumerate(views):
        similar = [math.exp(functional.cosine_similarity(view, other, dim=0).item() / temperature) for other in views]
        total -= math.log(similar[(i + len(first)) % len(views)] / (sum(similar) - similar[i]))
    return total / len(views)


@pytest.mark.parametrize("temperature", [0.1, 0.5])
def test_nt_xent_is_the_formula(temperature: float) -> None:
    first, second = _features(2, 5, 8, dtype=torch.float64)
    expected = _nt_xent_by_hand(first, second, temperature)
    assert NTXent(temperature)(first, second).item() == pytest.approx(expected, rel=1e-9)


def _dino_by_hand(student: Tensor, teacher: Tensor, center: Tensor, teacher_temperature: float) -> float:
    pairs = [(i, j) for i in range(teacher.shape[1]) for j in range(student.shape[1]) if i != j]
    total = 0.0
    for photo in range(len(student)):
        for i, j in pairs:
            sharp = [math.exp(value) for value in ((teacher[photo, i] - center) / teacher_temperature).tolist()]
            soft = [math.exp(value) for value in (student[photo, j] / 0.1).tolist()]
            total -= sum(p / sum(sharp) * math.log(q / sum(soft)) for p, q in zip(sharp, soft, strict=True))
    return total / len(pairs) / len(student)


@pytest.mark.parametrize(("global_crops", "crops"), [(2, 6), (2, 2), (1, 3)])
def test_dino_is_the_formula(global_crops: int, crops: int) -> None:
    student = _features(3, crops, 7, dtype=torch.float64)
    teacher = _features(3, global_crops, 7, seed=1, dtype=torch.float64)
    loss = DINOLoss(7).double()
    loss.center.copy_(_features(1, 7, seed=2))
    expected = _dino_by_hand(student, teacher, loss.center[0], 0.04)
    assert loss(student, teacher, teacher_temperature=0.04).item() == pytest.approx(expected, rel=1e-9)


def test_dinos_teacher_gets_no_gradient() -> None:
    student, teacher = _features(3, 4, 7).requires_grad_(), _features(3, 2, 7, seed=1).requires_grad_()
    DINOLoss(7)(student, teacher, teacher_temperature=0.04).backward()
    assert student.grad is not None
    assert teacher.grad is None


def test_the_center_moves_a_tenth_towards_the_mean_output() -> None:
    loss, teacher = DINOLoss(5, center_momentum=0.9), _features(4, 2, 5)
    before = loss.center.copy_(_features(1, 5, seed=1)).clone()
    loss.update_center(teacher)
    torch.testing.assert_close(loss.center, 0.9 * before + 0.1 * teacher.mean(dim=(0, 1))[None])
    assert "center" in loss.state_dict()


def test_koleo_is_the_formula() -> None:
    features = _features(6, 4, dtype=torch.float64)
    points = [functional.normalize(row, dim=0) for row in features]
    nearest = [min((a - b).norm().item() for j, b in enumerate(points) if j != i) for i, a in enumerate(points)]
    expected = -sum(math.log(distance) for distance in nearest) / len(points)
    assert KoLeo()(features).item() == pytest.approx(expected, rel=1e-6)


def test_koleo_of_two_equal_photos_has_finite_gradients() -> None:
    features = _features(1, 4).repeat(3, 1).requires_grad_()
    loss = KoLeo()(features)
    loss.backward()
    assert torch.isfinite(loss)
    assert features.grad is not None
    assert torch.isfinite(features.grad).all()


@pytest.mark.parametrize("extras", [{}, {"groups": True}, {"groups": True, "weights": True}])
@pytest.mark.parametrize("loss", [InfoNCE(), SigLIP()])
def test_gradients_of_pair_losses_are_those_of_finite_differences(loss: nn.Module, extras: dict[str, bool]) -> None:
    scalars = [_scalar(5.0, torch.float64), _scalar(-3.0, torch.float64)]
    inputs = [*_pairs(4, 3, dtype=torch.float64), *scalars[: 1 if isinstance(loss, InfoNCE) else 2]]
    said = {"groups": torch.tensor([0, 1, 1, 2]), "weights": torch.tensor([1.0, 0.5, 2.0, 0.0])}
    options = {name: said[name] for name in extras}
    assert torch.autograd.gradcheck(lambda *given: loss(*given, **options), inputs)


@pytest.mark.parametrize("loss", [NTXent(), KoLeo()])
def test_gradients_of_view_losses_are_those_of_finite_differences(loss: nn.Module) -> None:
    views = [view.requires_grad_() for view in _features(2, 4, 3, dtype=torch.float64)]
    assert torch.autograd.gradcheck(loss, views[: 2 if isinstance(loss, NTXent) else 1])


def test_gradients_of_dino_are_those_of_finite_differences() -> None:
    student, teacher = _features(3, 4, 5, dtype=torch.float64), _features(3, 2, 5, seed=1, dtype=torch.float64)
    loss = DINOLoss(5)
    assert torch.autograd.gradcheck(lambda s: loss(s, teacher, teacher_temperature=0.5), student.requires_grad_())


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


def test_sigmoid_pairs_of_one_group_are_left_out() -> None:
    image_features, text_features = _pairs(2, 8)
    scalars = (torch.tensor(10.0), torch.tensor(-10.0))
    one_by_one = [SigLIP()(image_features[i : i + 1], text_features[i : i + 1], *scalars) for i in range(2)]
    together = SigLIP()(image_features, text_features, *scalars, groups=torch.zeros(2))
    torch.testing.assert_close(together, torch.stack(one_by_one).mean())


@pytest.mark.parametrize("loss", [InfoNCE(), SigLIP()])
def test_equal_weights_change_nothing_and_no_weight_takes_a_photos_own_loss_away(loss: nn.Module) -> None:
    inputs = [*_pairs(4, 8), torch.tensor(10.0), *([] if isinstance(loss, InfoNCE) else [torch.tensor(-5.0)])]
    plain = loss(*inputs)
    torch.testing.assert_close(loss(*inputs, weights=torch.full((4,), 3.0)), plain)
    single = [loss(*inputs, weights=torch.eye(4)[photo]) for photo in range(4)]
    torch.testing.assert_close(torch.stack(single).mean(), plain)
    half = loss(*inputs, weights=torch.tensor([1.0, 1.0, 0.0, 0.0]))
    torch.testing.assert_close(half, (single[0] + single[1]) / 2)


def test_perfect_pairs_at_a_high_scale_cost_nothing() -> None:
    features = torch.eye(5)
    assert InfoNCE()(features, features, torch.tensor(100.0)) < 1e-6
    assert SigLIP()(features, features, torch.tensor(100.0), torch.tensor(-50.0)) < 1e-6


def test_losses_compute_in_float32_under_autocast() -> None:
    first, second = _pairs(6, 8)
    with torch.autocast("cpu", torch.bfloat16):
        coarse = InfoNCE()(first, second, torch.tensor(14.0))
    assert coarse.dtype == torch.float32
    torch.testing.assert_close(coarse, InfoNCE()(first, second, torch.tensor(14.0)), rtol=0, atol=0)
    assert NTXent()(first.bfloat16(), second.bfloat16()).dtype == torch.float32
