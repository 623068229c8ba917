"""A place with a library for each test."""

from pathlib import Path

import pytest

from tests.workspace.places import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)
