"""The models here are tiny: one thread is fastest, and leaves the other cores to others."""

import pytest
import torch

from resources.torchvision_ops import import_torchvision

import_torchvision()  # before any test module imports open_clip


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
