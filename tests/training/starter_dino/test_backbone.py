"""Where a convolutional network finds something."""

from pathlib import Path

import pytest
import timm
import torch
from safetensors.torch import save_file

from training.config import TrainingError
from training.starter_dino.backbone import CLASSES, Backbone, cache_saliency, read_saliency


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    net = timm.create_model("mobilenetv2_100", num_classes=CLASSES)
    path = tmp_path_factory.mktemp("backbone") / "net.safetensors"
    save_file(net.state_dict(), path)
    return path


def test_the_mean_of_its_places_logits_is_its_answer(weights: Path) -> None:
    backbone = Backbone(weights)
    images = torch.rand(2, 3, 65, 65)
    saliency = backbone(images)
    assert saliency.shape == (2, 3, 3)
    one_place = backbone(images[:, :, :1, :1])
    logits = backbone.net(images[:, :, :1, :1] * 2 - 1)
    torch.testing.assert_close(one_place[:, 0, 0], logits.logsumexp(dim=1) - logits.mean(dim=1))


def test_saliency_is_computed_once_and_standardised(weights: Path, tmp_path: Path) -> None:
    pixels = torch.randint(0, 256, (20, 3, 40, 40), dtype=torch.uint8)
    path = tmp_path / "saliency.npy"
    assert list(cache_saliency(Backbone(weights), pixels, path, size_px=65)) == [(16, 20), (20, 20)]
    maps = read_saliency(path)
    assert maps.shape == (20, 3, 3)
    torch.testing.assert_close(maps.mean(dim=(1, 2)), torch.zeros(20), atol=1e-4, rtol=0)
    torch.testing.assert_close(maps.std(dim=(1, 2)), torch.ones(20), atol=1e-3, rtol=0)
    assert not list(cache_saliency(Backbone(weights), pixels, path, size_px=65))


def test_other_weights_are_refused_in_a_sentence(tmp_path: Path) -> None:
    save_file({"other": torch.ones(3)}, tmp_path / "other.safetensors")
    with pytest.raises(TrainingError, match=r"other\.safetensors is of another architecture"):
        Backbone(tmp_path / "other.safetensors")
    with pytest.raises(TrainingError, match=r"missing\.safetensors"):
        Backbone(tmp_path / "missing.safetensors")
