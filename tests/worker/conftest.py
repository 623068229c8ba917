"""A worker in this process, with a model that sees only colours, and clients of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.worker.company import Company
from tests.workspace.places import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def company(place: Place) -> Iterator[Company]:
    """A library whose worker can be started; all is ended afterwards."""
    found = Company(place)
    yield found
    found.close()
