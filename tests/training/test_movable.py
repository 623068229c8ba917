import copy
from typing import Any

import pytest
import timm
import torch
from torch import nn

from tests.training.tiny_models import RESNET, VIT, pixels, timm_tower, tiny_clip, tokens
from training.adapters import merge_lora
from training.config import TrainingError
from training.movable import choose, interpolate


def _moving(model: nn.Module) -> set[str]:
    return {name for name, parameter in model.named_parameters() if parameter.requires_grad}


def _step(model: Any, moving: list[nn.Parameter], size_px: int = 32) -> None:
    """One step of training, with everything in the state that training could change."""
    optimizer = torch.optim.SGD(moving, lr=0.1)
    model.train()
    image_features = model.encode_image(pixels(4, size_px))
    text_features = model.encode_text(tokens(4))
    (model.logit_scale.exp() * image_features @ text_features.T).diagonal().sum().backward()
    optimizer.step()


def _changed(model: nn.Module, before: dict[str, torch.Tensor]) -> set[str]:
    after = model.state_dict()
    return {name for name, value in before.items() if not torch.equal(value, after[name])}


def _copy(model: nn.Module) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in model.state_dict().items()}


def _modules(model: nn.Module) -> set[str]:
    """The modules that hold something which moves."""
    return {name.rpartition(".")[0] for name in _moving(model)}


def test_everything_may_move() -> None:
    model = tiny_clip(timm_tower("test_efficientnet"))
    before = _copy(model)
    moving = choose(model, movable="all")
    assert len(moving) == len(list(model.parameters()))
    _step(model, moving, size_px=64)
    assert "visual.trunk.bn1.running_mean" in _changed(model, before)
    assert "visual.trunk.conv_stem.weight" in _changed(model, before)


def test_what_the_architecture_holds_still_stays_so() -> None:
    model = tiny_clip({**VIT, "pos_embed_type": "sin_cos_2d"})
    choose(model, movable="all")
    assert not model.visual.positional_embedding.requires_grad


@pytest.mark.parametrize("custom_text", [False, True])
def test_a_locked_image_tower_sleeps_through_training(*, custom_text: bool) -> None:
    model = tiny_clip(timm_tower("test_efficientnet", timm_drop=0.5), custom_text=custom_text).train()
    before = _copy(model)
    moving = choose(model, movable="text")
    _step(model, moving, size_px=64)
    changed = _changed(model, before)
    assert not {name for name in changed if name.startswith("visual.")}
    assert {name for name in _moving(model) if not name.startswith("visual.")} == {
        name for name in before if not name.startswith("visual.")
    }
    prefix = "text." if custom_text else ""
    assert {f"{prefix}token_embedding.weight", f"{prefix}text_projection", "logit_scale"} <= changed
    model.train()
    assert model.training
    assert not any(module.training for module in model.visual.modules())
    model.visual.train()
    model.visual.trunk.train()
    x = pixels(size_px=64)
    assert torch.equal(model.encode_image(x), model.encode_image(x))  # no dropout


def test_a_copy_of_a_locked_tower_sleeps_too() -> None:
    model = tiny_clip(timm_tower("test_efficientnet"))
    choose(model, movable="text")
    twin = copy.deepcopy(model)
    twin.train()
    assert not twin.visual.training
    assert twin.visual.train() is twin.visual


def test_the_last_blocks_of_a_clip_move_with_norms_and_projections() -> None:
    model = tiny_clip()
    choose(model, movable="last_blocks", last_blocks=1)
    last = {name for name, _ in model.named_parameters() if "transformer.resblocks.2." in name}
    closing = {"visual.ln_post.weight", "visual.ln_post.bias", "visual.proj"}
    closing |= {"ln_final.weight", "ln_final.bias", "text_projection", "logit_scale"}
    assert _moving(model) == last | closing


def test_more_blocks_than_a_tower_has_are_all_of_them() -> None:
    model = tiny_clip({**VIT, "layers": 5})
    choose(model, movable="last_blocks", last_blocks=4)
    moving = {name for name in _moving(model) if name.endswith("c_fc.weight")}
    assert moving == {f"visual.transformer.resblocks.{n}.mlp.c_fc.weight" for n in (1, 2, 3, 4)} | {
        f"transformer.resblocks.{n}.mlp.c_fc.weight" for n in (0, 1, 2)
    }
    assert not {"token_embedding.weight", "visual.conv1.weight"} & _moving(model)


def test_the_last_stages_of_a_convolutional_tower_move_and_the_others_keep_their_statistics() -> None:
    model = tiny_clip(timm_tower("mobilenetv2_100", timm_proj="mlp"), custom_text=True)
    before = _copy(model)
    moving = choose(model, movable="last_blocks", last_blocks=2)
    _step(model, moving, size_px=33)
    stages = {name.split(".")[3] for name in _changed(model, before) if name.startswith("visual.trunk.blocks")}
    assert stages == {"5", "6"}
    others = {name.split(".")[2] for name in _changed(model, before) if name.startswith("visual.trunk.")}
    assert others == {"blocks", "conv_head", "bn2"}
    assert {"visual.head.mlp.fc1", "text.transformer.resblocks.1.attn", "text.ln_final"} <= _modules(model)


@pytest.mark.parametrize(
    ("tower", "expected"),
    [
        (timm_tower("test_vit"), {"blocks.5", "norm"}),
        (timm_tower("test_convnext"), {"stages.3", "head.norm"}),
        (timm_tower("test_resnet"), {"layer4"}),
        (RESNET, {"layer4", "attnpool"}),
    ],
    ids=["ViT", "ConvNeXt", "timm ResNet", "open_clip ResNet"],
)
def test_the_last_block_of_every_kind_of_tower(tower: dict[str, Any], expected: set[str]) -> None:
    visual = tiny_clip(tower).visual
    choose(visual, movable="last_blocks", last_blocks=1)
    trunk = getattr(visual, "trunk", visual)
    allowed = tuple(f"{name}." for name in expected)
    moving = _moving(trunk)
    assert all(name.startswith(allowed) for name in moving), moving
    for start in allowed:
        assert any(name.startswith(start) for name in moving), start
        assert {n for n, _ in trunk.named_parameters() if n.startswith(start)} <= moving


def test_a_model_that_is_not_made_of_blocks_is_refused() -> None:
    with pytest.raises(TrainingError, match="Sequential is not made of blocks"):
        choose(nn.Sequential(nn.Linear(2, 2)), movable="last_blocks")


def test_adapters_move_alone_with_the_scale_and_are_merged_into_the_same_keys() -> None:
    model = tiny_clip(timm_tower("test_vit"))
    before = _copy(model)
    moving = choose(model, movable="lora", r=2)
    names = _moving(model)
    assert {name.rpartition(".")[2] for name in names} == {"lora_A", "lora_B", "logit_scale"}
    _step(model, moving, size_px=160)
    assert _changed(model, before) == {"logit_scale"}
    merge_lora(model)
    assert list(model.state_dict()) == list(before)
    assert {"visual.head.proj.weight", "transformer.resblocks.0.attn.in_proj_weight"} <= _changed(model, before)
    assert not {name for name in _changed(model, before) if "norm" in name or "ln_" in name or "position" in name}


def test_with_adapters_batch_normalisation_keeps_its_statistics() -> None:
    model = tiny_clip(timm_tower("test_efficientnet"))
    before = _copy(model)
    moving = choose(model, movable="lora")
    _step(model, moving, size_px=64)
    assert not {name for name in _changed(model, before) if "running" in name or "num_batches" in name}


def test_an_image_tower_alone_has_no_text_to_train() -> None:
    with pytest.raises(TrainingError, match="no text tower"):
        choose(timm.create_model("test_vit", num_classes=0), movable="text")


def test_what_is_unknown_or_was_locked_before_is_refused() -> None:
    with pytest.raises(TrainingError, match="everything"):
        choose(tiny_clip(), movable="everything")
    model = tiny_clip()
    model.requires_grad_(requires_grad=False)
    with pytest.raises(TrainingError, match="locked"):
        choose(model, movable="all")


def test_interpolation_lies_on_the_line_between_and_has_exact_ends() -> None:
    start, end = (tiny_clip(timm_tower("test_efficientnet"), seed=seed).state_dict() for seed in (0, 1))
    end["visual.trunk.bn1.num_batches_tracked"] = torch.tensor(7)
    middle = interpolate(start, end, 0.25)
    assert middle["visual.trunk.bn1.num_batches_tracked"] == 7
    for name, value in middle.items():
        if value.is_floating_point():
            torch.testing.assert_close(value, 0.75 * start[name] + 0.25 * end[name])
    for alpha, exact in ((0.0, start), (1.0, end)):
        mixed = interpolate(start, end, alpha)
        assert all(torch.equal(v, exact[n]) for n, v in mixed.items() if v.is_floating_point())
    twin = tiny_clip(timm_tower("test_efficientnet"))
    twin.load_state_dict(middle)


def test_interpolation_takes_a_half_precision_start() -> None:
    start, end = {"w": torch.tensor([1.0, 2.0]).half()}, {"w": torch.tensor([3.0, 5.0])}
    mixed = interpolate(start, end, 0.5)
    assert mixed["w"].dtype == torch.float32
    assert mixed["w"].tolist() == [2.0, 3.5]


def test_interpolation_of_different_models_is_refused() -> None:
    start = {"w": torch.zeros(2), "b": torch.zeros(1)}
    for end, named in (
        ({"w": torch.zeros(2)}, "b"),
        ({**start, "c": torch.zeros(1)}, "c"),
        ({**start, "w": torch.zeros(3)}, "w"),
    ):
        with pytest.raises(TrainingError, match=rf"\b{named}\b.*architecture"):
            interpolate(start, end, 0.5)
    with pytest.raises(TrainingError, match=r"1\.5"):
        interpolate(start, start, 1.5)
