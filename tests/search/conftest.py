from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.search.indexes import Indexes
from tests.search.vectors import FakeLibrary, clustered


@pytest.fixture
def open_index(tmp_path: Path) -> Iterator[Indexes]:
    indexes = Indexes(tmp_path / "index")
    yield indexes
    indexes.close()


@pytest.fixture(scope="module")
def library() -> FakeLibrary:
    return FakeLibrary.of(clustered(3000))
