import torch

from training.methods import Batch


def _batch(n: int = 5) -> Batch:
    views = (torch.randn(n, 3, 4, 4), torch.randn(n, 3, 2, 2))
    return Batch(views, torch.arange(n * 6).reshape(n, 2, 3), torch.arange(n) % 2, torch.rand(n))


def test_every_photo_counts_the_same_unless_told_otherwise() -> None:
    assert Batch((torch.zeros(3, 1),), None, torch.arange(3)).weights.tolist() == [1.0, 1.0, 1.0]


def test_parts_together_are_the_batch() -> None:
    batch = _batch()
    parts = [batch.part(0, 2), batch.part(2, 4), batch.part(4, 6)]
    assert [len(part) for part in parts] == [2, 2, 1]
    for at, view in enumerate(batch.views):
        assert torch.equal(torch.cat([part.views[at] for part in parts]), view)
    for name in ("tokens", "groups", "weights"):
        assert torch.equal(torch.cat([getattr(part, name) for part in parts]), getattr(batch, name))


def test_a_part_of_images_alone_has_no_tokens() -> None:
    assert Batch((torch.zeros(3, 1),), None, torch.arange(3)).part(1, 2).tokens is None


def test_everything_moves_to_the_device() -> None:
    moved = _batch().to("meta")
    assert moved.tokens is not None
    assert {t.device.type for t in (*moved.views, moved.tokens, moved.groups, moved.weights)} == {"meta"}


def test_images_are_laid_out_by_channels_where_asked_and_other_views_are_left() -> None:
    batch = Batch((torch.randn(2, 3, 4, 4), torch.randn(2, 7)), None, torch.arange(2))
    moved = batch.to("cpu", channels_last=True)
    assert moved.views[0].is_contiguous(memory_format=torch.channels_last)
    assert torch.equal(moved.views[0], batch.views[0])
    assert torch.equal(moved.views[1], batch.views[1])
