"""A recipe small enough to run in a test, and scenes to run it on."""

from pathlib import Path

import pytest
import timm
import torch
from safetensors.torch import save_file
from torch import Tensor

from resources.scenes import random_scenes, render
from training.starter_dino.backbone import CLASSES, Backbone
from training.starter_dino.config import StarterDinoConfig
from training.starter_dino.pixels import read_pixels


@pytest.fixture
def tiny_config() -> StarterDinoConfig:
    return StarterDinoConfig(
        image_size_px=64,
        width=32,
        depth=2,
        heads=2,
        photo_size_px=72,
        global_size_px=64,
        local_size_px=32,
        local_crops=2,
        batch_size=16,
        epochs=3,
        learning_rate=2e-3,
        out_dim=32,
        hidden_dim=64,
        bottleneck_dim=16,
        teacher_momentum=0.9,
    )


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A MobileNetV2 that has learnt nothing, as timm would save it; its batch normalisation is not trivial."""
    torch.manual_seed(0)
    net = timm.create_model("mobilenetv2_100", num_classes=CLASSES)
    for name, value in net.state_dict().items():
        if name.endswith("running_mean"):
            value.normal_(std=0.1)
        elif name.endswith("running_var"):
            value.uniform_(0.5, 1.5)
    path = tmp_path_factory.mktemp("backbone") / "net.safetensors"
    save_file(net.state_dict(), path)
    return path


@pytest.fixture(scope="session")
def backbone(weights: Path) -> Backbone:
    return Backbone(weights)


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 32 rendered scenes."""
    folder = tmp_path_factory.mktemp("scenes")
    for number, scene in enumerate(random_scenes(32, seed=5)):
        render(scene, size_px=(80, 80)).save(folder / f"{number:02d}.png")
    return folder


@pytest.fixture(scope="session")
def pixels(scenes: Path) -> Tensor:
    read, skipped = read_pixels(sorted(scenes.iterdir()), size_px=72)
    assert not skipped
    return read


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
