import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.training.two_towers import HIDDEN, TwoTowers, batch
from training import grad_cache
from training.methods import CLIP, Batch, Features, Method, SigLIP

METHODS: dict[str, Callable[..., Method]] = {"CLIP": CLIP, "SigLIP": SigLIP}


def _gradients(method: nn.Module) -> dict[str, Tensor]:
    return {name: p.grad for name, p in method.named_parameters() if p.grad is not None}


def _assert_close(one: object, other: object) -> None:
    torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("chunk_size", [1, 4, 5, 11, 12])
@pytest.mark.parametrize("kind", METHODS)
def test_in_chunks_the_loss_and_every_gradient_are_the_whole_batchs(kind: str, chunk_size: int) -> None:
    whole, chunked = (METHODS[kind](TwoTowers()) for _ in range(2))
    expected = whole(batch(11))
    torch.autograd.backward(expected["loss"])
    losses = grad_cache.backward(chunked, batch(11), chunk_size=chunk_size)
    _assert_close(losses, {name: loss.detach() for name, loss in expected.items()})
    _assert_close(_gradients(chunked), _gradients(whole))
    assert len(_gradients(whole)) == len(list(whole.parameters()))


@pytest.mark.parametrize("kind", METHODS)
def test_dropout_is_the_same_in_both_passes(kind: str) -> None:
    reference, chunked = (METHODS[kind](TwoTowers(dropout=0.5)).train() for _ in range(2))
    everything = batch(10)
    torch.manual_seed(3)
    parts = [reference.embed(everything.part(start, start + 4)) for start in (0, 4, 8)]
    features = {name: torch.cat([part[name] for part in parts]) for name in parts[0]}
    expected = reference.compare(features, everything)["loss"]
    torch.autograd.backward(expected)
    random_state_after = torch.get_rng_state()
    torch.manual_seed(3)
    losses = grad_cache.backward(chunked, everything, chunk_size=4)
    _assert_close(losses["loss"], expected.detach())
    _assert_close(_gradients(chunked), _gradients(reference))
    assert torch.equal(torch.get_rng_state(), random_state_after)  # the next batch draws anew


class _Kept:
    """A tensor kept for the backward pass, counted while it lives."""

    alive_rows = 0
    most_rows = 0

    def __init__(self, tensor: Tensor) -> None:
        self.tensor = tensor
        self.rows = len(tensor) if tensor.ndim == 2 and tensor.shape[1] == HIDDEN else 0
        _Kept.alive_rows += self.rows
        _Kept.most_rows = max(_Kept.most_rows, _Kept.alive_rows)

    def __del__(self) -> None:
        _Kept.alive_rows -= self.rows


@contextlib.contextmanager
def _counted() -> Iterator[None]:
    _Kept.alive_rows = _Kept.most_rows = 0
    with torch.autograd.graph.saved_tensors_hooks(_Kept, lambda kept: kept.tensor):
        yield


def test_no_more_than_one_chunks_activations_are_kept_at_once() -> None:
    most: dict[int, int] = {}
    for chunk_size in (0, 12, 6, 4):
        method = CLIP(TwoTowers())
        photos = batch(12, captions=1)
        with _counted():
            grad_cache.backward(method, photos, chunk_size=chunk_size)
        most[chunk_size] = _Kept.most_rows
        assert _Kept.alive_rows == 0
    assert most[0] == most[12] > 0
    assert most[0] == 2 * most[6] == 3 * most[4]


def test_a_scaler_scales_every_gradient() -> None:
    plain, scaled = CLIP(TwoTowers()), CLIP(TwoTowers())
    grad_cache.backward(plain, batch(7), chunk_size=3)
    losses = grad_cache.backward(scaled, batch(7), chunk_size=3, scale=torch.amp.GradScaler("cpu", init_scale=8.0))
    _assert_close(_gradients(scaled), {name: 8 * gradient for name, gradient in _gradients(plain).items()})
    _assert_close(losses["loss"], plain(batch(7))["loss"].detach())


def test_towers_run_in_the_wanted_precision_in_both_passes() -> None:
    whole, chunked = CLIP(TwoTowers()), CLIP(TwoTowers())
    seen: list[torch.dtype] = []
    chunked.model.visual.register_forward_hook(lambda _module, _inputs, output: seen.append(output.dtype))

    def autocast() -> Any:
        return torch.autocast("cpu", torch.bfloat16)

    grad_cache.backward(whole, batch(8), autocast=autocast)
    grad_cache.backward(chunked, batch(8), chunk_size=4, autocast=autocast)
    assert seen == [torch.bfloat16] * 4
    torch.testing.assert_close(_gradients(chunked), _gradients(whole), rtol=0.05, atol=0.01)


def test_a_locked_tower_gets_no_gradient() -> None:
    method = CLIP(TwoTowers())
    method.model.visual.requires_grad_(requires_grad=False)
    grad_cache.backward(method, batch(6), chunk_size=4)
    assert all(p.grad is None for p in method.model.visual.parameters())
    assert all(p.grad is not None for p in method.model.text.parameters())


class _Mixed(Method):
    """Features that carry no gradient beside one that does, behind batch normalisation."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(5)

    def embed(self, batch: Batch) -> Features:
        features = self.norm(batch.views[0])
        return {"features": features, "teacher": features.detach(), "numbers": batch.groups}

    def compare(self, features: Features, batch: Batch) -> dict[str, Tensor]:
        counted = features["numbers"].float().mean()
        return {"loss": (features["features"] * features["teacher"].detach()).mean(), "counted": counted}

    def exported(self) -> nn.Module:
        return self.norm


def test_batch_normalisation_counts_each_chunk_once() -> None:
    method, by_hand, photos = _Mixed(), nn.BatchNorm1d(5), batch(8)
    losses = grad_cache.backward(method, photos, chunk_size=4)
    for start in (0, 4):
        by_hand(photos.views[0][start : start + 4])
    _assert_close(dict(method.norm.named_buffers()), dict(by_hand.named_buffers()))
    assert method.norm.track_running_stats
    assert losses["counted"] == photos.groups.float().mean()
