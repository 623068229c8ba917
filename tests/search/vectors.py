"""Vectors for the tests of the index: clustered like photos of events, or all alike like bursts."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

DIM = 24
PART_ROWS = 700


def clustered(count: int, *, dim: int = DIM, clusters: int = 40, seed: int = 0) -> NDArray[np.float16]:
    """Unit vectors [count, dim] around `clusters` centres."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(clusters, dim))
    vectors = centres[random.integers(0, clusters, count)] + 0.5 * random.normal(size=(count, dim))
    units: NDArray[np.float16] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
    return units


@dataclass
class FakeLibrary:
    """Embeddings with sequence numbers, as the library keeps them; counts how often all of them were read."""

    ids: list[int] = field(default_factory=list)
    vectors: list[NDArray[np.float16]] = field(default_factory=list)
    full_loads: int = 0

    @classmethod
    def of(cls, vectors: NDArray[np.float16], *, first_id: int = 1) -> "FakeLibrary":
        return cls(list(range(first_id, first_id + len(vectors))), list(vectors))

    def load(self, after_seq: int) -> Iterator[tuple[ArrayLike, ArrayLike, ArrayLike]]:
        self.full_loads += after_seq == 0
        for first in range(after_seq, len(self.ids), PART_ROWS):
            part = slice(first, min(first + PART_ROWS, len(self.ids)))
            seqs = np.arange(part.start + 1, part.stop + 1)
            yield seqs, np.array(self.ids[part], dtype=np.int64), np.array(self.vectors[part], dtype=np.float16)


def exact_answer(library: FakeLibrary, query: NDArray[np.floating], k: int) -> list[int]:
    """Brute force over the last vector of each id, in float64."""
    latest = dict(zip(library.ids, library.vectors, strict=True))
    matrix = np.array(list(latest.values()), dtype=np.float64)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    order = np.argsort(-(matrix @ query.astype(np.float64)), kind="stable")[:k]
    ids = list(latest)
    return [ids[at] for at in order]
