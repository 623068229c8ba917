"""Fixtures for every room. No Qt here: its fixtures live under tests/gui."""

import os
import random
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parents[1]
PHOTOS_DIR = Path(os.environ.get("RED_BICYCLE_PHOTOS", REPOSITORY.parent / "shared" / "photos"))

# Nothing in a test may reach out: the hub is a loopback server where one is needed.
os.environ.setdefault("HF_HUB_OFFLINE", "0")
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

# A busy machine may hold any example up for a while; that says nothing about the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if PHOTOS_DIR.is_dir():
        return
    skip = pytest.mark.skip(reason=f"the development photos are not at {PHOTOS_DIR} (set RED_BICYCLE_PHOTOS)")
    for item in items:
        if "photos" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def photos_dir() -> Path:
    """The development photos; for tests marked `photos`."""
    return PHOTOS_DIR


@pytest.fixture(autouse=True)
def same_chance() -> None:
    """What a test draws without a seed does not depend on which tests ran before it, or were skipped."""
    random.seed(0)
    np.random.seed(0)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)


@pytest.fixture(autouse=True)
def no_threads_left_behind() -> Iterator[None]:
    """Fails a test that leaves a thread of ours running."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in left:
        thread.join(timeout=30)
    alive = [thread.name for thread in left if thread.is_alive()]
    assert not alive, f"threads left behind: {alive}"
