import open_clip
import pytest
import timm
import torch
from torch import nn

from training.config import TrainingError
from training.heads import DINOHead, ProjectionHead, features_dim


def test_the_projection_head_is_two_layers_with_a_bend_between() -> None:
    head = ProjectionHead(6, out_dim=3)
    first, _, second = head.layers
    features = torch.randn(4, 2, 6)
    expected = second(first(features).clamp(min=0))
    torch.testing.assert_close(head(features), expected)
    assert expected.shape == (4, 2, 3)


def test_outputs_of_the_dino_head_are_cosines_whatever_the_length_of_its_weights() -> None:
    head = DINOHead(6, out_dim=10, hidden_dim=8, bottleneck_dim=4)
    features = torch.randn(5, 3, 6)
    outputs = head(features)
    assert outputs.shape == (5, 3, 10)
    assert outputs.abs().max() <= 1
    with torch.no_grad():
        head.directions.mul_(7)
    torch.testing.assert_close(head(features), outputs)


def test_a_frozen_head_still_passes_gradients_on() -> None:
    head = DINOHead(6, out_dim=10, hidden_dim=8, bottleneck_dim=4)
    head.frozen = True
    head(torch.randn(2, 6)).square().sum().backward()
    assert head.directions.grad is None
    assert all(parameter.grad is not None for parameter in head.layers.parameters())


def test_outputs_of_the_dino_head_are_precise_under_autocast() -> None:
    head = DINOHead(6, out_dim=10, hidden_dim=8, bottleneck_dim=4)
    with torch.autocast("cpu", torch.bfloat16):
        assert head(torch.randn(2, 6)).dtype == torch.float32


@pytest.mark.parametrize("name", ["vit_tiny_patch16_224", "mobilenetv3_small_050", "resnet10t"])
def test_timms_models_tell_how_many_features_they_return(name: str) -> None:
    model = timm.create_model(name, num_classes=0)
    with torch.no_grad():
        assert model.eval()(torch.zeros(1, 3, 224, 224)).shape == (1, features_dim(model))


def test_open_clips_image_towers_tell_too() -> None:
    vision = {"image_size": 32, "patch_size": 16, "width": 32, "layers": 1, "head_width": 16}
    text = {"context_length": 6, "vocab_size": 20, "width": 16, "heads": 2, "layers": 1}
    assert features_dim(open_clip.CLIP(embed_dim=24, vision_cfg=vision, text_cfg=text).visual) == 24


def test_a_model_that_does_not_tell_is_an_error() -> None:
    with pytest.raises(TrainingError, match="how many features"):
        features_dim(nn.Flatten())
