"""Indexes of one folder, opened again and again."""

from pathlib import Path

import numpy as np

from desktop_app.search.vector_index import VectorIndex
from tests.search.vectors import DIM, FakeLibrary, clustered, exact_answer

KEY = "model@0123456789ab"
LIMIT = 300


class Indexes:
    """Opens indexes on one folder and closes them after the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: list[VectorIndex] = []

    def __call__(
        self, library: FakeLibrary, *, exact: bool = False, key: str = KEY, check: bool = False
    ) -> VectorIndex:
        ids = (lambda: np.array(library.ids)) if check else None
        index = VectorIndex.open(
            self.folder,
            model_key=key,
            dim=DIM,
            load=library.load,
            live_ids=ids,
            exact_limit=10**9 if exact else LIMIT,
        )
        self._open.append(index)
        assert index.wait_until_built(60)
        return index

    def close(self) -> None:
        for index in self._open:
            index.close()


def recall(index: VectorIndex, library: FakeLibrary, *, k: int = 10, queries: int = 50) -> float:
    wanted = clustered(queries, seed=9)
    found = sum(len(set(exact_answer(library, query, k)) & set(index.query(query, k)[0].tolist())) for query in wanted)
    return found / (k * queries)
