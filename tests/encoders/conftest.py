"""The models here are tiny: one thread is fastest, and leaves the other cores to others."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    import torch

    torch.set_num_threads(1)
