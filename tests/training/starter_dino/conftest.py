"""A recipe small enough to run in a test, and scenes to run it on."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from resources.scenes import random_scenes, render
from training.starter_dino.config import StarterDinoConfig
from training.starter_dino.pixels import read_pixels


@pytest.fixture
def tiny_config() -> StarterDinoConfig:
    return StarterDinoConfig(
        image_size_px=32,
        patch_px=8,
        width=32,
        depth=2,
        heads=2,
        photo_size_px=48,
        global_size_px=32,
        local_size_px=16,
        local_crops=2,
        batch_size=16,
        warm_epochs=2,
        warm_learning_rate=2e-3,
        epochs=3,
        learning_rate=1e-3,
        out_dim=32,
        hidden_dim=64,
        bottleneck_dim=16,
        teacher_momentum=0.9,
    )


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 32 rendered scenes."""
    folder = tmp_path_factory.mktemp("scenes")
    for number, scene in enumerate(random_scenes(32, seed=5)):
        render(scene, size_px=(64, 64)).save(folder / f"{number:02d}.png")
    return folder


@pytest.fixture(scope="session")
def pixels(scenes: Path) -> Tensor:
    read, skipped = read_pixels(sorted(scenes.iterdir()), size_px=48)
    assert not skipped
    return read


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
