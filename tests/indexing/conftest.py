from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.indexing.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A new library that watches one folder."""
    with Home.make(tmp_path) as made:
        yield made
