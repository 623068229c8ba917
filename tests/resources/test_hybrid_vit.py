from typing import Any

import pytest
import torch

from desktop_app.encoders.attention import class_attention, has_class_attention
from resources.hybrid_vit import NAME, build_stem, fold_batch_norm
from resources.torchvision_ops import import_torchvision
from tests.encoders.test_attention import explicit_softmax

import_torchvision()
import timm  # noqa: E402  (torchvision comes first)

SMALL: dict[str, Any] = {"img_size": 64, "embed_dim": 24, "depth": 2, "num_heads": 3, "global_pool": "token"}


@pytest.fixture(scope="module")
def model() -> Any:
    torch.manual_seed(0)
    made: Any = timm.create_model(NAME, num_classes=0, dynamic_img_size=True, **SMALL).eval()
    with torch.no_grad():
        made.blocks[-1].attn.qkv.weight.normal_()  # attention that is not even
    return made


def test_timm_knows_it_and_it_takes_pictures_of_any_shape(model: Any) -> None:
    assert timm.is_model(NAME)
    with torch.inference_mode():
        assert model(torch.rand(2, 3, 64, 64)).shape == (2, 24)
        assert model(torch.rand(1, 3, 96, 48)).shape == (1, 24)
    assert model.patch_embed.feat_ratio(as_scalar=False) == (16, 16)
    assert model.patch_embed.dynamic_feat_size((96, 48)) == (6, 3)


def test_its_maps_are_the_class_tokens_row_of_the_softmax(model: Any) -> None:
    pictures = torch.rand(2, 3, 64, 96)
    assert has_class_attention(model)
    maps = class_attention(model, pictures)
    assert maps.shape == (2, 3, 4, 6)
    torch.testing.assert_close(maps.flatten(2), explicit_softmax(model, pictures)[:, :, 0, 1:], atol=1e-6, rtol=1e-4)


def test_folding_changes_nothing_that_is_computed() -> None:
    torch.manual_seed(0)
    stem = build_stem().eval()
    for name, buffer in stem.named_buffers():
        if name.endswith("running_mean"):
            buffer.normal_(std=0.1)
        elif name.endswith("running_var"):
            buffer.uniform_(0.5, 1.5)
    pictures = torch.rand(2, 3, 64, 64)
    with torch.inference_mode():
        (before,) = stem(pictures)
        fold_batch_norm(stem)
        (after,) = stem(pictures)
    assert before.shape == (2, 320, 4, 4)
    torch.testing.assert_close(after, before, atol=1e-4, rtol=1e-3)
    assert not any(isinstance(part, torch.nn.BatchNorm2d) for part in stem.modules())


def test_nothing_is_fetched() -> None:
    with pytest.raises(ValueError, match="no weights"):
        timm.create_model(NAME, pretrained=True)
