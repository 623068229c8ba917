"""The class token's attention of the last block."""

from typing import Any

import pytest
import timm
import torch

from training.figures.attention import border_area, border_share, class_attention


def _model(**options: Any) -> Any:
    torch.manual_seed(0)
    arguments = {"img_size": 32, "patch_size": 8, "embed_dim": 24, "depth": 2, "num_heads": 3, "num_classes": 0}
    return timm.create_model("vit_tiny_patch16_224", dynamic_img_size=True, **{**arguments, **options}).eval()


@pytest.mark.parametrize("registers", [0, 2])
def test_maps_are_what_the_unfused_softmax_holds(registers: int) -> None:
    model = _model(reg_tokens=registers)
    images = torch.randn(2, 3, 32, 48)
    attention = model.blocks[-1].attn
    attention.fused_attn = False
    seen: list[torch.Tensor] = []
    handle = attention.attn_drop.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    model(images)
    handle.remove()
    maps = class_attention(model, images)
    assert maps.shape == (2, 3, 4, 6)
    torch.testing.assert_close(maps.flatten(2), seen[0][:, :, 0, 1 + registers :], check_device=False)


def test_a_map_sums_to_what_other_tokens_leave() -> None:
    maps = class_attention(_model(), torch.randn(2, 3, 32, 32))
    sums = maps.sum(dim=(2, 3))
    assert float(sums.max()) < 1
    assert float(sums.min()) > 0.5


def test_no_hook_stays_behind() -> None:
    model = _model()
    class_attention(model, torch.randn(1, 3, 32, 32))
    assert not model.blocks[-1].attn._forward_pre_hooks


def test_the_border_is_the_outermost_ring() -> None:
    assert border_area(14, 14) == pytest.approx(52 / 196)
    maps = torch.zeros(2, 5, 5)
    maps[0, 0, 3] = 2.0
    maps[1, 1:4, 2] = 1.0
    maps[1, 4, 4] = 1.0
    assert border_share(maps).tolist() == pytest.approx([1.0, 0.25])
