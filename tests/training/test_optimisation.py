import math

import pytest
import timm
import torch
from torch import nn

from tests.training.tiny_models import RESNET, timm_tower, tiny_clip
from training.adapters import add_lora
from training.config import TrainingError
from training.optimisation import Rate, Schedule, clip_gradients, optimizer_for, set_rates

SCHEDULE = Schedule(epochs=4, steps_per_epoch=3, warmup_share=0.2, weight_decay=0.1)


def _line() -> nn.Sequential:
    return nn.Sequential(nn.Linear(3, 8), nn.Linear(8, 1))


def _decayed(module: nn.Module, rates: list[Rate]) -> set[str]:
    """The names of the parameters that decay."""
    optimizer = optimizer_for(rates, weight_decay=0.3)
    decays = {id(p): group["weight_decay"] for group in optimizer.param_groups for p in group["params"]}
    assert set(decays.values()) <= {0.0, 0.3}
    return {name for name, parameter in module.named_parameters() if decays[id(parameter)]}


def test_the_rate_rises_and_falls() -> None:
    shares = [SCHEDULE.share_of_rate(step) for step in range(SCHEDULE.steps)]
    assert shares[:3] == [0.5, 1.0, 1.0]
    assert shares[2:] == sorted(shares[2:], reverse=True)
    assert 0 < shares[-1] < 0.1


def test_after_warm_up_the_rate_is_half_of_a_cosine() -> None:
    schedule = Schedule(epochs=1, steps_per_epoch=110, warmup_share=10 / 110, weight_decay=0)
    assert schedule.share_of_rate(0) == 0.1
    assert schedule.share_of_rate(9) == schedule.share_of_rate(10) == 1
    for step in (35, 60, 85):
        assert schedule.share_of_rate(step) == pytest.approx((1 + math.cos(math.pi * (step - 10) / 100)) / 2)
    assert schedule.share_of_rate(60) == pytest.approx(0.5)
    assert schedule.share_of_rate(110) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(("steps", "warmup_share"), [(1, 0.0), (1, 1.0), (2, 0.5), (7, 0.0), (7, 1.0), (7, 0.01)])
def test_no_step_is_lost_at_the_corners(steps: int, warmup_share: float) -> None:
    schedule = Schedule(epochs=1, steps_per_epoch=steps, warmup_share=warmup_share, weight_decay=0)
    shares = [schedule.share_of_rate(step) for step in range(steps)]
    assert max(shares) == 1
    assert min(shares) > 0


def test_warm_up_may_last_the_whole_run() -> None:
    schedule = Schedule(epochs=2, steps_per_epoch=2, warmup_share=1, weight_decay=0)
    assert [schedule.share_of_rate(step) for step in range(4)] == [0.25, 0.5, 0.75, 1.0]


def test_norms_and_biases_do_not_decay_and_the_first_rate_holds() -> None:
    layers = _line()
    optimizer = optimizer_for([Rate([layers[0]], 0.1), Rate([layers], 0.2)], weight_decay=0.3)
    seen = {
        (group["full_rate"], group["weight_decay"], tuple(parameter.shape))
        for group in optimizer.param_groups
        for parameter in group["params"]
    }
    assert seen == {(0.1, 0.3, (8, 3)), (0.1, 0.0, (8,)), (0.2, 0.3, (1, 8)), (0.2, 0.0, (1,))}


def test_matrices_of_a_clip_decay_and_nothing_else() -> None:
    model = tiny_clip()
    decayed = _decayed(model, [Rate([model], 0.1)])
    blocks = [f"{tower}transformer.resblocks.{n}" for tower in ("", "visual.") for n in range(3)]
    matrices = ("attn.in_proj_weight", "attn.out_proj.weight", "mlp.c_fc.weight", "mlp.c_proj.weight")
    expected = {f"{block}.{matrix}" for block in blocks for matrix in matrices}
    assert decayed == expected | {"visual.conv1.weight", "visual.proj", "text_projection", "token_embedding.weight"}


def test_places_and_classes_of_timm_models_do_not_decay() -> None:
    model = timm.create_model("test_vit", num_classes=0)
    left = {name for name, _ in model.named_parameters()} - _decayed(model, [Rate([model], 0.1)])
    assert {"pos_embed", "cls_token", "norm.weight", "blocks.0.attn.qkv.bias"} <= left
    assert not {name for name in left if name.endswith("attn.qkv.weight")}
    model = tiny_clip(timm_tower("test_vit"))
    left = {name for name, _ in model.named_parameters()} - _decayed(model, [Rate([model], 0.1)])
    assert {"visual.trunk.pos_embed", "positional_embedding", "logit_scale"} <= left


def test_places_do_not_decay_where_the_model_itself_says_nothing() -> None:
    model = tiny_clip(RESNET)
    decayed = _decayed(model, [Rate([model], 0.1)])
    assert "visual.attnpool.positional_embedding" not in decayed
    assert "visual.attnpool.c_proj.weight" in decayed


def test_what_the_model_itself_keeps_from_decay_is_kept() -> None:
    class Codebook(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.words = nn.Parameter(torch.zeros(3, 3))

        def no_weight_decay(self) -> set[str]:
            return {"words"}

    model = nn.Sequential(nn.Linear(3, 3, bias=False), Codebook())
    assert _decayed(model, [Rate([model], 0.1)]) == {"0.weight"}


def test_pretrained_weights_do_not_decay_where_asked_but_new_ones_do() -> None:
    model, head = tiny_clip(), nn.Linear(4, 4)
    both = nn.ModuleDict({"model": model, "head": head})
    assert _decayed(both, [Rate([model], 0.1, decays=False), Rate([both], 0.1)]) == {"head.weight"}
    adapted = add_lora(model, targets=("q",))
    assert adapted
    decayed = _decayed(both, [Rate([model], 0.1, decays=False), Rate([both], 0.1)])
    assert {name.rpartition(".")[2] for name in decayed} == {"weight", "lora_A", "lora_B"}
    assert {name for name in decayed if name.endswith("weight")} == {"head.weight"}


def test_what_does_not_move_is_left_out() -> None:
    layers = _line()
    layers[0].requires_grad_(requires_grad=False)
    optimizer = optimizer_for([Rate([layers], 0.1)], weight_decay=0.3)
    assert sum(len(group["params"]) for group in optimizer.param_groups) == 2
    layers.requires_grad_(requires_grad=False)
    with pytest.raises(TrainingError, match="no weight"):
        optimizer_for([Rate([layers], 0.1)], weight_decay=0.3)


def test_rates_are_shares_of_the_full_ones() -> None:
    layers = _line()
    optimizer = optimizer_for([Rate([layers[0]], 0.1), Rate([layers], 0.2)], weight_decay=0, betas=(0.9, 0.95))
    assert {group["lr"] for group in optimizer.param_groups} == {0.0}
    assert {group["betas"] for group in optimizer.param_groups} == {(0.9, 0.95)}
    set_rates(optimizer, 0.5)
    assert {group["lr"] for group in optimizer.param_groups} == {0.05, 0.1}


def test_long_gradients_are_shortened_and_short_ones_left() -> None:
    parameter = nn.Parameter(torch.zeros(2))
    for limit, expected in ((1.0, [0.6, 0.8]), (10.0, [3.0, 4.0]), (0.0, [3.0, 4.0])):
        parameter.grad = torch.tensor([3.0, 4.0])
        assert clip_gradients([parameter], limit).item() == pytest.approx(5)
        assert parameter.grad.tolist() == pytest.approx(expected, rel=1e-4)
