"""Vectors for the tests of the index: clustered like photos of events, or all alike like bursts."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

DIM = 24


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

    def load(self, after_seq: int) -> tuple[ArrayLike, ArrayLike, ArrayLike]:
        self.full_loads += after_seq == 0
        seqs = np.arange(after_seq + 1, len(self.ids) + 1)
        rows = np.array(self.vectors[after_seq:], dtype=np.float16).reshape(len(seqs), DIM)
        return seqs, np.array(self.ids[after_seq:], dtype=np.int64), rows


def exact_answer(library: FakeLibrary, query: NDArray[np.floating], k: int) -> list[int]:
    """Brute force over the last vector of each id, in float64."""
    latest = dict(zip(library.ids, library.vectors, strict=True))
    matrix = np.array(list(latest.values()), dtype=np.float64)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    order = np.argsort(-(matrix @ query.astype(np.float64)), kind="stable")[:k]
    ids = list(latest)
    return [ids[at] for at in order]
