"""The models here are tiny: one thread is fastest, and leaves the other cores to others."""

from pathlib import Path

import pytest
import torch

from resources.torchvision_ops import import_torchvision

import_torchvision()  # before any test module imports open_clip
from desktop_app.encoders.catalog import ModelCatalog  # noqa: E402
from tests.encoders.tiny_models import write_shipped  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def catalog(tmp_path: Path) -> ModelCatalog:
    """No models in the folder yet; "shipped" is part of the app, "tiny" on a hub."""
    return ModelCatalog(tmp_path / "models", shipped=write_shipped(tmp_path / "shipped"))
