import copy
from typing import Any

import pytest
import timm
import torch
from torch import nn

from tests.training.tiny_models import RESNET, pixels, timm_tower, tiny_clip, tokens
from training.adapters import TARGETS, LoRAAttention, add_lora, lora_state, merge_lora
from training.config import TrainingError


@torch.no_grad()
def _learn(model: nn.Module) -> None:
    """Adapters as after training: B is not zero any more."""
    torch.manual_seed(3)
    for name, parameter in model.named_parameters():
        if name.endswith("lora_B"):
            parameter.normal_(std=0.1)


def _without_gradient(model: nn.Module) -> list[str]:
    adapters = lora_state(model)
    assert adapters
    named = [(name, parameter.grad) for name, parameter in model.named_parameters() if name in adapters]
    return [name for name, gradient in named if gradient is None or not gradient.any()]


@torch.no_grad()
def _outputs(model: Any, size_px: int = 32) -> torch.Tensor:
    model.eval()
    return torch.cat([model.encode_image(pixels(size_px=size_px)), model.encode_text(tokens())])


@pytest.mark.parametrize("custom_text", [False, True])
def test_new_adapters_change_nothing_and_learnt_ones_are_merged(*, custom_text: bool) -> None:
    model = tiny_clip(custom_text=custom_text)
    keys, before = list(model.state_dict()), _outputs(model)
    types = [type(module) for module in model.modules()]
    names = add_lora(model, r=4, lora_alpha=8.0)
    assert "visual.transformer.resblocks.0.attn.in_proj" in names
    assert f"{'text.' if custom_text else ''}transformer.resblocks.2.mlp.c_proj" in names
    torch.testing.assert_close(_outputs(model), before, atol=1e-6, rtol=0)
    _learn(model)
    learnt = _outputs(model)
    assert (learnt - before).abs().max() > 0.01
    merge_lora(model)
    assert list(model.state_dict()) == keys
    torch.testing.assert_close(_outputs(model), learnt, atol=1e-5, rtol=1e-5)
    plain = {nn.Linear: "linear", nn.modules.linear.NonDynamicallyQuantizableLinear: "linear"}
    assert [plain.get(type(m), type(m)) for m in model.modules()] == [plain.get(kind, kind) for kind in types]


def test_the_merged_weight_is_the_papers() -> None:
    model: Any = nn.Sequential(nn.Linear(6, 4))
    weight = model[0].weight.detach().clone()
    add_lora(model, r=2, lora_alpha=6.0)
    _learn(model)
    state = lora_state(model)
    a, b = (state[f"0.adapters.linear.lora_{which}"] for which in "AB")
    assert (a.shape, b.shape) == ((2, 6), (4, 2))
    merge_lora(model)
    torch.testing.assert_close(model[0].weight, weight + 6.0 / 2 * b @ a)


def test_words_learn_by_the_papers_product_too() -> None:
    model: Any = nn.Sequential(nn.Embedding(9, 6))
    weight, ids = model[0].weight.detach().clone(), torch.tensor([[1, 8], [3, 3]])
    assert add_lora(model, r=2, lora_alpha=6.0) == ["0"]
    torch.testing.assert_close(model(ids), weight[ids])
    _learn(model)
    state, learnt = lora_state(model), model(ids)
    a, b = (state[f"0.adapters.embedding.lora_{which}"] for which in "AB")
    assert (a.shape, b.shape) == ((2, 6), (9, 2))
    torch.testing.assert_close(learnt, (weight + 6.0 / 2 * b @ a)[ids])
    learnt.sum().backward()
    touched = model[0].adapters["embedding"].lora_B.grad.abs().sum(dim=1) > 0
    assert touched.nonzero().flatten().tolist() == [1, 3, 8]  # words that no caption says stay as they are
    merge_lora(model)
    torch.testing.assert_close(model(ids), learnt)
    assert type(model[0]) is nn.Embedding
    assert list(model.state_dict()) == ["0.weight"]


def test_query_key_and_value_have_adapters_of_their_own() -> None:
    model = tiny_clip()
    block = model.visual.transformer.resblocks[0]
    original = block.attn.in_proj_weight.detach().clone()
    add_lora(model, r=4, targets=("q", "v"))
    _learn(model)
    merge_lora(model)
    q, k, v = (block.attn.in_proj_weight - original).chunk(3)
    assert k.abs().max() == 0
    for change in (q, v):
        assert torch.linalg.matrix_rank(change) == 4


@pytest.mark.parametrize("target", TARGETS)
def test_only_layers_that_were_named_take_adapters(target: str) -> None:
    expected = {"q": "attn.in_proj", "k": "attn.in_proj", "v": "attn.in_proj", "out": "attn.out_proj"}
    expected["embedding"] = "token_embedding"
    names = add_lora(tiny_clip(), targets=(target,))
    assert names
    assert all(name.endswith(expected.get(target, ("mlp.c_fc", "mlp.c_proj"))) for name in names)


def test_attention_with_adapters_is_torchs_attention() -> None:
    torch.manual_seed(0)
    for batch_first in (True, False):
        attention = nn.MultiheadAttention(8, 2, batch_first=batch_first).eval()
        adapted = LoRAAttention(attention, nn.ModuleDict())
        query, key, value = torch.randn(3, 5, 5, 8).unbind()
        masks = (None, torch.randn(5, 5), torch.ones(5, 5).triu(1).bool())
        for mask in masks:
            expected, _ = attention(query, key, value, need_weights=False, attn_mask=mask)
            got, _ = adapted(query, key, value, attn_mask=mask)
            torch.testing.assert_close(got, expected, atol=1e-6, rtol=1e-5)
    with pytest.raises(ValueError, match="merge"):
        adapted(query, key, value, need_weights=True)


@pytest.mark.parametrize(
    ("vision", "size_px", "expected"),
    [
        (timm_tower("test_vit"), 160, "visual.trunk.blocks.1.attn.qkv"),
        (timm_tower("mobilenetv2_100", timm_proj="mlp"), 33, "visual.head.mlp.fc1"),
        (RESNET, 32, "transformer.resblocks.0.mlp.c_fc"),
    ],
    ids=["timm ViT", "convolutions", "ResNet"],
)
def test_every_adapter_of_other_towers_learns_and_merges(vision: dict[str, Any], size_px: int, expected: str) -> None:
    model = tiny_clip(vision)
    keys = list(model.state_dict())
    assert expected in add_lora(model)
    _learn(model)
    learnt = _outputs(model, size_px)
    (model.encode_image(pixels(size_px=size_px)).sum() + model.encode_text(tokens()).sum()).backward()
    assert _without_gradient(model) == []
    merge_lora(model)
    assert list(model.state_dict()) == keys
    torch.testing.assert_close(_outputs(model, size_px), learnt, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(
    ("name", "size_px", "settings"),
    [
        ("test_vit", 160, {}),
        ("test_vit4", 160, {}),
        ("beit_base_patch16_224", 32, {"embed_dim": 48, "num_heads": 3, "depth": 2}),
        ("swinv2_tiny_window8_256", 64, {"embed_dim": 24, "depths": (1, 1), "num_heads": (1, 2), "window_size": 4}),
    ],
)
def test_no_adapter_of_a_timm_model_is_passed_by(name: str, size_px: int, settings: dict[str, Any]) -> None:
    torch.manual_seed(0)
    more = {"img_size": size_px, **settings} if settings else {}
    model = timm.create_model(name, num_classes=0, **more).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter), alpha=0.1)  # some norms start at zero
    keys = list(model.state_dict())
    add_lora(model)
    _learn(model)
    x = pixels(size_px=size_px)
    learnt = model(x)
    learnt[:, 0].sum().backward()
    assert _without_gradient(model) == []
    merge_lora(model)
    assert list(model.state_dict()) == keys
    torch.testing.assert_close(model(x), learnt, atol=1e-5, rtol=1e-4)


def test_adapters_learn_alone_what_frozen_weights_cannot_say() -> None:
    torch.manual_seed(0)
    model: Any = nn.Sequential(nn.Linear(6, 6))
    frozen = model[0].weight.detach().clone()
    wanted = frozen + torch.randn(6, 1) @ torch.randn(1, 6)
    model.requires_grad_(requires_grad=False)
    add_lora(model, r=1)
    optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=0.05)
    x = torch.randn(64, 6)
    for _ in range(200):
        optimizer.zero_grad()
        loss = (model(x) - nn.functional.linear(x, wanted, model[0].bias)).square().mean()
        loss.backward()
        optimizer.step()
    assert loss < 1e-3
    assert torch.equal(model[0].weight, frozen)


def test_dropout_is_of_what_adapters_see_alone() -> None:
    model = nn.Sequential(nn.Linear(6, 6))
    add_lora(model, dropout=0.5)
    x = torch.randn(4, 6)
    assert torch.equal(model.train()(x), model(x))  # B is zero, and the weight sees all of x
    _learn(model)
    assert not torch.equal(model.train()(x), model(x))
    assert torch.equal(model.eval()(x), model(x))


def test_adapters_work_in_half_precision() -> None:
    model = tiny_clip()
    add_lora(model)
    _learn(model)
    expected = _outputs(model)
    with torch.autocast("cpu", torch.bfloat16):
        got = _outputs(model)
        model.encode_text(tokens()).sum().backward()
    torch.testing.assert_close(got.float(), expected, atol=0.1, rtol=0.1)


def test_a_model_with_adapters_can_be_copied() -> None:
    model = tiny_clip()
    add_lora(model)
    _learn(model)
    twin = copy.deepcopy(model)
    merge_lora(twin)
    torch.testing.assert_close(_outputs(twin), _outputs(model), atol=1e-5, rtol=1e-5)
    assert lora_state(model)


def test_what_cannot_take_adapters_is_said() -> None:
    with pytest.raises(TrainingError, match="mlp"):
        add_lora(tiny_clip(), targets=("mlp",))
    with pytest.raises(TrainingError, match="no layers for adapters in q"):
        add_lora(nn.Sequential(nn.Conv2d(3, 3, 1)), targets=("q",))
    model = tiny_clip()
    add_lora(model)
    with pytest.raises(TrainingError, match="already"):
        add_lora(model)
