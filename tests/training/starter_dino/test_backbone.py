"""What a convolutional network sees in crops."""

from pathlib import Path

import pytest
import timm
import torch
from safetensors.torch import load_file, save_file

from training.config import TrainingError
from training.starter_dino.backbone import CLASSES, Backbone, give_stem
from training.starter_dino.config import StarterDinoConfig
from training.starter_dino.model import build_model


def test_a_token_in_the_middle_is_what_mobilenet_sees_there(weights: Path, backbone: Backbone) -> None:
    """Dilated and folded, it sees at each place what timm's own network sees at every second."""
    net = timm.create_model("mobilenetv2_100", num_classes=CLASSES, features_only=True, pad_type="same").eval()
    net.load_state_dict(load_file(weights), strict=False)
    images = torch.rand(1, 3, 608, 608) * 2 - 1  # what a place sees is 491 px wide: far enough from edges
    tokens = backbone.tokens(images)
    assert tokens.shape == (1, 320, 38, 38)
    with torch.no_grad():  # where it halves last it is padded on both sides here, and so looks 8 px further back
        strided = net(images.roll((8, 8), dims=(2, 3)))[-1]
    torch.testing.assert_close(tokens[:, :, 19, 19], strided[:, :, 9, 9], atol=1e-3, rtol=1e-3)


def test_saliency_is_a_map_of_mean_0_and_deviation_1(backbone: Backbone) -> None:
    images = torch.zeros(2, 3, 96, 96)
    images[:, :, 32:64, 32:64] = torch.rand(2, 3, 32, 32) * 2 - 1
    saliency = backbone.saliency(backbone.tokens(images))
    assert saliency.shape == (2, 6, 6)
    torch.testing.assert_close(saliency.mean(dim=(1, 2)), torch.zeros(2), atol=1e-4, rtol=0)
    torch.testing.assert_close(saliency.std(dim=(1, 2)), torch.ones(2), atol=1e-3, rtol=0)


def test_it_stays_as_it_is_in_training(backbone: Backbone) -> None:
    images = torch.rand(1, 3, 64, 64)
    before = backbone.tokens(images)
    backbone.train()
    backbone.tokens(torch.rand(4, 3, 64, 64))
    torch.testing.assert_close(backbone.tokens(images), before)
    backbone.eval()
    assert not any(parameter.requires_grad for parameter in backbone.parameters())


def test_other_weights_are_refused_in_a_sentence(
    tmp_path: Path, tiny_config: StarterDinoConfig, backbone: Backbone
) -> None:
    save_file({"other": torch.ones(3)}, tmp_path / "other.safetensors")
    with pytest.raises(TrainingError, match=r"other\.safetensors is of another architecture"):
        Backbone(tmp_path / "other.safetensors")
    with pytest.raises(TrainingError, match=r"missing\.safetensors"):
        Backbone(tmp_path / "missing.safetensors")
    with pytest.raises(TrainingError, match="the stem is of another architecture"):
        give_stem(build_model(tiny_config), backbone.head)
