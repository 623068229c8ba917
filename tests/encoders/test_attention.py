import threading
from typing import Any

import pytest
import torch
from torch import Tensor

from desktop_app.encoders.attention import class_attention, has_class_attention
from tests.encoders.tiny_image_models import TINY, random_model

PLAIN = "vit_tiny_patch16_224"
ROTARY = {"embed_dim": 24, "depth": 2, "num_heads": 3, "patch_size": 8, "img_size": 32, "dynamic_img_size": True}
MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    "plain": (PLAIN, TINY),
    "registers": (PLAIN, {**TINY, "reg_tokens": 4}),
    "registers without a place": (PLAIN, {**TINY, "reg_tokens": 4, "no_embed_class": True}),
    "normalised q and k": (PLAIN, {**TINY, "qk_norm": True}),
    "scaled layers": (PLAIN, {**TINY, "init_values": 0.3}),
    "averaged": (PLAIN, {**TINY, "global_pool": "avg"}),
    "two class tokens": ("deit_tiny_distilled_patch16_224", TINY),
    "dinov2": ("vit_small_patch14_reg4_dinov2", {**TINY, "patch_size": 8}),
    "dinov3": ("vit_small_patch16_dinov3", ROTARY),
    "eva": ("eva02_tiny_patch14_224", ROTARY),
    "rope by layer": ("vit_small_patch16_rope_mixed_224", ROTARY),
}


def pictures(height_px: int = 32, width_px: int = 32, *, seed: int = 0) -> Tensor:
    return torch.randn(2, 3, height_px, width_px, generator=torch.Generator().manual_seed(seed))


def explicit_softmax(model: Any, images: Tensor) -> Tensor:
    """The whole softmax of the last block, (n, heads, length, length), from timm's own attention without fusion."""
    attention = model.blocks[-1].attn
    seen: list[Tensor] = []
    handle = attention.attn_drop.register_forward_hook(lambda _, given, __: seen.append(given[0]))
    attention.fused_attn = False
    try:
        with torch.inference_mode():
            model.forward_features(images)
    finally:
        attention.fused_attn = True
        handle.remove()
    return seen[0]


@pytest.mark.parametrize("kind", list(MODELS))
def test_maps_are_the_class_tokens_row_of_the_softmax(kind: str) -> None:
    architecture, model_args = MODELS[kind]
    model = random_model(architecture, **model_args)
    assert has_class_attention(model)
    assert model.blocks[-1].attn.fused_attn
    maps = class_attention(model, pictures())
    softmax = explicit_softmax(model, pictures())
    prefix = softmax.shape[-1] - 16
    assert maps.shape == (2, 3, 4, 4)
    torch.testing.assert_close(maps.flatten(2), softmax[:, :, 0, prefix:], atol=1e-6, rtol=1e-4)
    assert maps.std() > 0.01 * maps.mean()
    assert not torch.allclose(maps[0], maps[1], atol=1e-4)


def test_a_map_has_the_shape_of_the_picture() -> None:
    model = random_model(PLAIN, **TINY, reg_tokens=2, dynamic_img_size=True)
    images = pictures(48, 80)
    maps = class_attention(model, images)
    assert maps.shape == (2, 3, 6, 10)
    torch.testing.assert_close(maps.flatten(2), explicit_softmax(model, images)[:, :, 0, 3:], atol=1e-6, rtol=1e-4)


def test_a_map_shows_where_something_is() -> None:
    """With q and k that let the class token see one channel, its attention lies where that channel is."""
    model = random_model(PLAIN, img_size=32, patch_size=8, embed_dim=24, depth=1, num_heads=1)
    attention = model.blocks[0].attn
    attention.q_norm = torch.nn.LayerNorm(24)
    with torch.no_grad():
        attention.q_norm.weight.zero_()
        attention.q_norm.bias.fill_(0.0)[0] = 20.0
        attention.qkv.weight[24:48].zero_()
        attention.qkv.weight[24, 5] = 1.0
        model.pos_embed.zero_()
        model.patch_embed.proj.weight.zero_()
        model.patch_embed.proj.bias.zero_()
        model.patch_embed.proj.weight[5] = 1.0
    image = torch.zeros(1, 3, 32, 32)
    image[:, :, 8:16, 16:24] = 1.0
    (found,) = class_attention(model, image)[0]
    assert divmod(int(found.argmax()), 4) == (1, 2)
    assert found.max() > 3 * found.median()


def test_nothing_stays_behind_and_features_are_the_same() -> None:
    model = random_model(PLAIN, **TINY)
    with torch.inference_mode():
        before = model(pictures())
        class_attention(model, pictures())
        after = model(pictures())
    attention = model.blocks[-1].attn
    assert torch.equal(before, after)
    assert not attention._forward_pre_hooks
    assert not attention.q_norm._forward_hooks
    assert not attention.k_norm._forward_hooks


def test_threads_do_not_see_each_others_maps() -> None:
    model = random_model(PLAIN, **TINY)
    images = [pictures(seed=seed) for seed in range(3)]
    expected = [class_attention(model, image) for image in images]
    failures: list[int] = []

    def look(at: int) -> None:
        for _ in range(15):
            if not torch.allclose(class_attention(model, images[at]), expected[at], atol=1e-6):
                failures.append(at)

    threads = [threading.Thread(target=look, args=(at,)) for at in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []


def test_half_precision_gives_nearly_the_same_maps_in_float32() -> None:
    model = random_model(PLAIN, **TINY)
    full = class_attention(model, pictures())
    half = class_attention(model.to(torch.bfloat16), pictures().to(torch.bfloat16))
    assert half.dtype == torch.float32
    assert torch.cosine_similarity(half.flatten(1), full.flatten(1)).min() > 0.99


@pytest.mark.parametrize(
    ("architecture", "model_args"),
    [
        ("mobilenetv2_035", {}),
        (PLAIN, {**TINY, "class_token": False, "global_pool": "avg"}),
        ("vit_relpos_small_patch16_224", TINY),
        ("swin_tiny_patch4_window7_224", {"embed_dim": 12, "depths": (1, 1), "num_heads": (1, 2)}),
        ("cait_xxs24_224", TINY),
    ],
)
def test_other_models_have_no_such_maps(architecture: str, model_args: dict[str, Any]) -> None:
    assert not has_class_attention(random_model(architecture, **model_args))
