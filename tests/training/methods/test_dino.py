import copy
import math

import pytest
import torch
from torch import Tensor, nn

from tests.training.methods.worlds import SIZE_PX, batch_of, image_model, train
from training.losses import DINOLoss, KoLeo
from training.methods import DINO, Batch

K = 24


def _method(**options: float) -> DINO:
    return DINO(image_model(), out_dim=K, hidden_dim=32, bottleneck_dim=16, **options)  # type: ignore[arg-type]


def _batch(*, local_crops: int = 2, seed: int = 0) -> Batch:
    generator = torch.Generator().manual_seed(seed)
    sizes = [SIZE_PX, SIZE_PX, *[16] * local_crops]
    return batch_of(*(torch.randn(4, 3, size, size, generator=generator) for size in sizes))


def test_the_student_sees_every_crop_and_the_teacher_the_global_ones() -> None:
    embedded = _method().embed(_batch(local_crops=3))
    assert embedded["student"].shape == (4, 5, K)
    assert embedded["teacher"].shape == (4, 2, K)


def test_crops_of_one_size_run_together() -> None:
    method = _method()
    sizes: list[tuple[int, int]] = []
    method.student.backbone.register_forward_hook(lambda _, given, __: sizes.append((len(given[0]), given[0].shape[2])))
    method(_batch(local_crops=3))
    assert sizes == [(8, SIZE_PX), (12, 16)]


def test_crops_keep_their_order() -> None:
    method, batch = _method(), _batch()
    alone = torch.stack([method.student.head(method.student.backbone(view)) for view in batch.views], dim=1)
    torch.testing.assert_close(method.embed(batch)["student"], alone, rtol=1e-4, atol=1e-5)


def test_the_teacher_begins_as_the_student_and_gets_no_gradient() -> None:
    method = _method().eval()
    embedded = method.embed(_batch(local_crops=0))
    torch.testing.assert_close(embedded["teacher"], embedded["student"])
    method(_batch())["loss"].backward()
    assert all(p.grad is None and not p.requires_grad for p in method.teacher.parameters())
    assert any(p.grad is not None for p in method.student.parameters())


def test_the_teacher_is_the_moving_average_of_the_student() -> None:
    method = _method(teacher_momentum=0.9)
    with torch.no_grad():
        for parameter in method.student.parameters():
            parameter.add_(1.0)
    before = copy.deepcopy(method.teacher)
    method.after_step(0.1)
    for new, old, student in zip(
        method.teacher.parameters(), before.parameters(), method.student.parameters(), strict=True
    ):
        torch.testing.assert_close(new, 0.9 * old + 0.1 * student)


def test_the_teachers_momentum_rises_to_one_along_a_cosine() -> None:
    method = _method(teacher_momentum=0.996)
    seen = []
    for progress in (0.0, 0.5, 0.75, 1.0):
        method.after_step(progress)
        seen.append(method.teacher_momentum)
    assert seen == pytest.approx([0.996, 0.998, 1 - 0.004 * (1 + math.cos(0.75 * math.pi)) / 2, 1.0])


def test_the_teachers_temperature_warms_up() -> None:
    method = _method(first_teacher_temperature=0.04, teacher_temperature=0.07, warmup_share=0.4)
    seen = [method.teacher_temperature]
    for progress in (0.2, 0.4, 1.0):
        method.after_step(progress)
        seen.append(method.teacher_temperature)
    assert seen == pytest.approx([0.04, 0.055, 0.07, 0.07])
    assert _method(teacher_temperature=0.03).teacher_temperature == 0.03


def test_the_last_layer_is_frozen_at_first() -> None:
    method = _method(frozen_share=0.5)
    method(_batch())["loss"].backward()
    assert method.student.head.directions.grad is None
    method.after_step(0.5)
    method(_batch())["loss"].backward()
    assert method.student.head.directions.grad is not None


def test_the_center_moves_with_the_teachers_outputs_while_training_only() -> None:
    method, batch = _method(center_momentum=0.75), _batch()
    mean = method.embed(batch)["teacher"].mean(dim=(0, 1))
    method.eval()(batch)
    assert not method.loss.center.any()
    method.train()(batch)
    torch.testing.assert_close(method.loss.center[0], 0.25 * mean)


def test_koleo_is_added_for_each_global_crop_by_its_weight() -> None:
    method, batch = _method(koleo_weight=0.3), _batch()
    features = [method.student.backbone(view) for view in batch.views[:2]]
    losses = method(batch)
    torch.testing.assert_close(losses["koleo"], KoLeo()(features[0]) + KoLeo()(features[1]), rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(losses["loss"], losses["dino"] + 0.3 * losses["koleo"])
    method.koleo_weight = 0.0
    assert method(batch).keys() == {"loss"}


def test_the_teacher_drops_nothing_out() -> None:
    model = nn.Sequential(nn.Flatten(), nn.Linear(3 * SIZE_PX**2, 8), nn.Dropout(0.5))
    model.num_features = 8  # type: ignore[assignment]
    method = DINO(model, out_dim=K, hidden_dim=16, bottleneck_dim=8).train()
    batch = _batch(local_crops=0)
    assert torch.equal(method.embed(batch)["teacher"], method.embed(batch)["teacher"])
    assert not torch.equal(method.embed(batch)["student"], method.embed(batch)["student"])


def test_the_teachers_backbone_is_what_is_kept() -> None:
    method = _method(teacher_momentum=0.5)
    train(method, [_batch(seed=seed) for seed in range(2)], learning_rate=1e-2, warmup=1)
    exported = method.exported()
    assert exported.state_dict().keys() == image_model().state_dict().keys()
    pixels = _batch().views[0]
    with torch.no_grad():
        assert torch.equal(exported(pixels), method.teacher.backbone(pixels))
        assert not torch.allclose(exported(pixels), method.student.backbone(pixels), atol=1e-3)


def _figures_of(outputs: Tensor) -> dict[str, float]:
    """The figures after a batch with these teacher outputs (n, g, K)."""
    method = _method(center_momentum=1.0, teacher_temperature=0.05)
    method.compare({"student": torch.randn(*outputs.shape), "teacher": outputs}, _batch())
    return method.figures()


def test_figures_tell_both_kinds_of_collapse_from_health() -> None:
    own = torch.eye(K)[:8].reshape(4, 2, K)  # every crop has an output of its own
    healthy = _figures_of(own)
    assert healthy["output_entropy"] < 0.01
    assert healthy["mean_entropy"] == pytest.approx(math.log(8), abs=0.01)
    assert healthy["output_kl"] == pytest.approx(math.log(8), abs=0.01)
    one = _figures_of(torch.eye(K)[:1].expand(4, 2, K))
    assert one["mean_entropy"] == pytest.approx(0, abs=0.01)
    assert one["output_kl"] == pytest.approx(0, abs=0.01)
    all_alike = _figures_of(torch.zeros(4, 2, K))
    assert all_alike["output_entropy"] == pytest.approx(math.log(K))
    assert all_alike["output_kl"] == pytest.approx(0, abs=1e-5)


def test_the_loss_is_the_papers_on_what_was_embedded() -> None:
    method, batch = _method(), _batch()
    embedded = method.embed(batch)
    expected = DINOLoss(K)(embedded["student"], embedded["teacher"], teacher_temperature=0.04)
    torch.testing.assert_close(method(batch)["loss"], expected)
