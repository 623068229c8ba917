import copy

import pytest
import torch
from torch import nn

from training.config import TrainingError
from training.ema import EMA


def _module() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2, bias=False))


def _step(module: nn.Module) -> dict[str, torch.Tensor]:
    """Changes everything that can move, and returns a copy of it."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(torch.randn_like(parameter) * parameter.requires_grad)
    module.train()(torch.randn(8, 3))
    return _copy(module)


def _copy(module: nn.Module) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in module.state_dict().items()}


def _equal(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(value, other[name]) for name, value in one.items())


def test_the_average_is_that_of_the_formula_from_the_first_update_on() -> None:
    module = _module()
    ema = EMA(module, 0.9)
    seen = []
    for t in range(1, 21):
        seen.append(_step(module))
        ema.update()
        if t in (1, 2, 5, 20):
            shares = torch.tensor([0.9 ** (t - i) for i in range(1, t + 1)], dtype=torch.float64)
            for name, average in ema.state_dict()["average"].items():
                values = torch.stack([state[name].double() for state in seen])
                expected = torch.tensordot(shares / shares.sum(), values, dims=1)
                torch.testing.assert_close(average.double(), expected, rtol=1e-5, atol=1e-6)


def test_the_weights_of_before_have_no_part_in_it() -> None:
    module = _module()
    ema = EMA(module, 0.999)
    first = _step(module)
    ema.update()
    for name, average in ema.state_dict()["average"].items():
        assert torch.equal(average, first[name])


def test_without_decay_it_is_the_last_weights() -> None:
    module = _module()
    ema = EMA(module, 0.0)
    for _ in range(3):
        last = _step(module)
        ema.update()
    with ema.swapped_in():
        assert _equal(_copy(module), last)


def test_swapping_leaves_the_own_weights_as_they_were_also_after_an_error() -> None:
    module = _module()
    ema = EMA(module, 0.9)
    for _ in range(3):
        own = _step(module)
        ema.update()
    with ema.swapped_in():
        inside = _copy(module)
    assert _equal(_copy(module), own)
    for name, average in ema.state_dict()["average"].items():
        assert torch.equal(inside[name], average)
        assert not torch.equal(inside[name], own[name])
    assert inside["1.num_batches_tracked"] == own["1.num_batches_tracked"]
    with pytest.raises(KeyError), ema.swapped_in():
        raise KeyError
    assert _equal(_copy(module), own)


def test_the_optimiser_goes_on_with_the_own_weights_after_a_swap() -> None:
    swapped, plain = _module(), _module()
    for module in (swapped, plain):
        ema = EMA(module, 0.9)
        optimizer = torch.optim.AdamW(module.parameters(), fused=True)
        for step in range(4):
            optimizer.zero_grad()
            module.train()(torch.ones(2, 3) * torch.tensor([[1.0], [step]])).square().mean().backward()
            optimizer.step()
            ema.update()
            if module is swapped:
                with ema.swapped_in(), torch.no_grad():
                    module.eval()(torch.ones(1, 3))
    assert _equal(_copy(swapped), _copy(plain))


def test_while_swapped_in_nothing_else_is_allowed() -> None:
    ema = EMA(_module(), 0.9)
    with ema.swapped_in():
        for forbidden in (ema.update, ema.state_dict, ema.keep):
            with pytest.raises(RuntimeError, match="swapped in"):
                forbidden()


def test_kept_averages_are_the_weights() -> None:
    module = _module()
    ema = EMA(module, 0.5)
    for _ in range(3):
        _step(module)
        ema.update()
    with ema.swapped_in():
        inside = _copy(module)
    ema.keep()
    assert _equal(_copy(module), inside)


def test_what_does_not_move_is_not_averaged() -> None:
    module = _module()
    module[0].requires_grad_(requires_grad=False)
    ema = EMA(module, 0.9)
    assert set(ema.state_dict()["average"]) == {
        "1.weight",
        "1.bias",
        "1.running_mean",
        "1.running_var",
        "2.weight",
    }


def test_a_buffer_may_be_put_in_anothers_place() -> None:
    module = _module()
    ema = EMA(module, 0.0)
    module[1].running_mean = torch.full((4,), 7.0)
    ema.update()
    with ema.swapped_in():
        assert module[1].running_mean.tolist() == [7.0] * 4


def test_it_goes_on_from_its_state_as_if_it_had_never_stopped(tmp_path_factory: pytest.TempPathFactory) -> None:
    module = _module()
    straight = EMA(module, 0.9)
    for _ in range(3):
        _step(module)
        straight.update()
    path = tmp_path_factory.mktemp("ema") / "ema.pt"
    torch.save(straight.state_dict(), path)
    twin = copy.deepcopy(module)
    resumed = EMA(twin, 0.5)
    resumed.load_state_dict(torch.load(path, weights_only=True))
    torch.manual_seed(1)
    _step(module)
    straight.update()
    torch.manual_seed(1)
    _step(twin)
    resumed.update()
    one, other = straight.state_dict(), resumed.state_dict()
    assert (one["decay"], one["updates"]) == (other["decay"], other["updates"]) == (0.9, 4)
    assert _equal(one["average"], other["average"])


def test_a_state_of_another_model_is_refused() -> None:
    state = EMA(nn.Linear(3, 5), 0.9).state_dict()
    for other in (nn.Linear(3, 4), nn.Linear(3, 5, bias=False)):
        with pytest.raises(TrainingError, match="another model"):
            EMA(other, 0.9).load_state_dict(state)
