"""What holds for every method."""

import io
from collections.abc import Callable
from typing import Literal

import pytest
import torch
from torch import Tensor, nn

from tests.training.methods.worlds import SIZE_PX, batch_of, image_model, image_text_model, tokens, train
from training.config import TrainConfig, TrainingError
from training.methods import CLIP, DINO, SLIP, Batch, Method, SigLIP, SimCLR, build

Name = Literal["clip", "siglip", "slip", "simclr", "dino"]
KINDS: dict[Name, type[Method]] = {"clip": CLIP, "siglip": SigLIP, "slip": SLIP, "simclr": SimCLR, "dino": DINO}
VIEWS: dict[Name, tuple[int, ...]] = {
    "clip": (SIZE_PX,),
    "siglip": (SIZE_PX,),
    "slip": (SIZE_PX, SIZE_PX, SIZE_PX),
    "simclr": (SIZE_PX, SIZE_PX),
    "dino": (SIZE_PX, SIZE_PX, 16, 16, 16),
}
every_method = pytest.mark.parametrize("name", list(KINDS))


def _method(name: Name, *, seed: int = 0) -> Method:
    model = image_model(seed=seed) if name in ("simclr", "dino") else image_text_model(seed=seed)
    config = TrainConfig(manifest="photos", model="tiny", out="out", method=name, out_dim=32, koleo_share=0.1)
    return build(config, model)


def _batch(name: Name, *, n: int = 6, seed: int = 0) -> Batch:
    generator = torch.Generator().manual_seed(seed)
    views = [torch.randn(n, 3, size, size, generator=generator) for size in VIEWS[name]]
    words = tokens(["a red car", "a blue bicycle", "a yellow umbrella"] * 4)[: 2 * n].reshape(n, 2, -1)
    return batch_of(*views, tokens=None if name in ("simclr", "dino") else words)


@every_method
def test_the_settings_name_the_method(name: Name) -> None:
    assert type(_method(name)) is KINDS[name]


@every_method
def test_parts_of_a_batch_are_embedded_as_in_the_whole(name: Name) -> None:
    method, batch = _method(name).eval(), _batch(name)
    with torch.no_grad():
        whole = method.embed(batch)
        parts = [method.embed(part) for part in (batch.part(0, 4), batch.part(4, 6))]
    for key, features in whole.items():
        torch.testing.assert_close(torch.cat([part[key] for part in parts]), features, rtol=1e-4, atol=1e-5)


@every_method
def test_the_exported_model_gets_gradients_or_follows_one_that_does(name: Name) -> None:
    method = _method(name)
    before = [parameter.clone() for parameter in method.exported().parameters()]
    train(method, [_batch(name)], learning_rate=1e-2, warmup=1)
    changed = [not torch.equal(a, b) for a, b in zip(before, method.exported().parameters(), strict=True)]
    assert sum(changed) > 0.8 * len(changed)


@every_method
def test_a_method_goes_on_from_its_state_as_if_never_stopped(name: Name) -> None:
    method, other = _method(name), _method(name, seed=1)
    train(method, [_batch(name, seed=seed) for seed in range(3)], learning_rate=1e-3)
    method.after_step(0.4)
    torch.save(method.state_dict(), kept := io.BytesIO())
    kept.seek(0)
    other.load_state_dict(torch.load(kept, weights_only=True))
    batch = _batch(name, seed=9)
    for resumed in (method.train(), other.train()):
        torch.manual_seed(3)
        resumed.after_step(0.5)
    assert _numbers(other(batch)) == _numbers(method(batch))
    assert other.figures() == method.figures()


def _numbers(losses: dict[str, Tensor]) -> dict[str, float]:
    return {name: loss.item() for name, loss in losses.items()}


@every_method
def test_losses_are_precise_also_in_bfloat16(name: Name) -> None:
    method, batch = _method(name).eval(), _batch(name)
    with torch.no_grad():
        exact = method(batch)["loss"]
        with torch.autocast("cpu", torch.bfloat16):
            rounded = method(batch)["loss"]
    assert rounded.dtype == torch.float32
    torch.testing.assert_close(rounded, exact, rtol=0.02, atol=0.0)


@pytest.mark.parametrize("name", ["simclr", "dino"])
def test_a_model_of_unknown_width_is_an_error(name: Name) -> None:
    config = TrainConfig(manifest="photos", model="tiny", out="out", method=name, movable="all")
    build_it: Callable[[], Method] = lambda: build(config, nn.Sequential(nn.Flatten()))  # noqa: E731
    with pytest.raises(TrainingError, match="how many features"):
        build_it()
