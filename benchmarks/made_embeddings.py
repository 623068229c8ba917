"""Made-up embeddings that lie much as those of photos do, and texts that lie away from them.

Photos share a direction and lie in clusters; some directions hold most of what tells them apart, and a photo's nearest
neighbour among many is at a cosine of about 0.75. They are harder than real ones: 128 directions hold 83 % of it, where
with the starter, on 4,000 photos of Flickr8k, they hold 95 %. The texts of a contrastive model lie in a cone of their
own (Liang et al. 2022, arXiv 2203.02053): where those of a real model are given, the space is turned so that its cone
and what tells its texts apart are where made-up texts have them. Texts that have no place among the photos would make
a graph wander: such a query takes twice as long as one of the model's own photos, and finds less.
"""

import math

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
PHOTOS_A_CLUSTER = 1000
FEWEST_CLUSTERS, MOST_CLUSTERS = 100, 2000
"""Motifs of a library: people, places, kinds of scene."""
DECAY = 1.0
"""The variance of the n-th direction goes with n to the power of minus this."""
SHARED = 0.5
WITHIN = 0.55
"""The share of a photo's own in the variance that is not shared."""


class Motifs:
    """Clusters of `dim` dimensions for a library of `photos`; `texts` [N, dim], of length 1, are a real model's."""

    def __init__(self, dim: int, photos: int, *, seed: int, texts: Vectors | None = None) -> None:
        random = np.random.default_rng([seed, dim])
        self.count = min(max(photos // PHOTOS_A_CLUSTER, FEWEST_CLUSTERS), MOST_CLUSTERS)
        self._axes = _rotation(dim, random)
        if texts is not None:
            self._axes = _turned_to(texts, self._axes)
        scale = np.arange(1, dim + 1) ** (-DECAY / 2)
        self._scale = (scale / np.linalg.norm(scale)).astype(np.float32)
        self._shared, self._apart = self._axes[:, -1], self._axes[:, -2]
        self._centres = self._spread(self.count, random)
        sizes = random.pareto(1.5, self.count) + 0.5
        self._shares = sizes / sizes.sum()

    def photos(self, count: int, random: np.random.Generator) -> Vectors:
        """float32 [N, D] of length 1."""
        return self._around(random.choice(self.count, count, p=self._shares), random)

    def photos_of(self, motifs: NDArray[np.int64], random: np.random.Generator) -> Vectors:
        """One for each motif given."""
        return self._around(motifs, random)

    def texts(self, count: int, random: np.random.Generator) -> Vectors:
        """float32 [N, D] of length 1, at a cosine of about 0.3 with the photos they fit best."""
        meant = self._around(random.choice(self.count, count, p=self._shares), random)
        own = self._spread(count, random)
        return _unit(0.35 * meant + 0.8 * self._apart + 0.4 * own)

    def _around(self, motifs: NDArray[np.int64], random: np.random.Generator) -> Vectors:
        own = self._spread(len(motifs), random)
        varied = math.sqrt(1 - WITHIN) * self._centres[motifs] + math.sqrt(WITHIN) * own
        return _unit(SHARED * self._shared + math.sqrt(1 - SHARED**2) * varied)

    def _spread(self, count: int, random: np.random.Generator) -> Vectors:
        """About of length 1, most of it along the first axes."""
        along = random.standard_normal((count, len(self._scale)), dtype=np.float32) * self._scale
        return (along @ self._axes.T).astype(np.float32, copy=False)


def _rotation(dim: int, random: np.random.Generator) -> Vectors:
    axes: Vectors = np.linalg.qr(random.standard_normal((dim, dim)))[0].astype(np.float32)
    return axes


def _turned_to(texts: Vectors, axes: Vectors) -> Vectors:
    """Axes [D, D] of which the last but one is the middle of the texts, and the first are those that tell them apart,
    most telling first; the others come from `axes`."""
    dim = axes.shape[0]
    middle = texts.mean(axis=0)
    middle /= np.linalg.norm(middle)
    apart = texts - np.outer(texts @ middle, middle)
    telling = np.linalg.svd(apart, full_matrices=False)[2][: min(len(texts) - 1, dim - 2)]
    made = np.linalg.qr(np.column_stack([middle, telling.T, axes]))[0][:, :dim]
    made[:, 0] = middle  # QR may have turned it round
    turned: Vectors = np.column_stack([made[:, 1:-1], made[:, 0], made[:, -1]]).astype(np.float32)
    return turned


def _unit(vectors: NDArray[np.floating]) -> Vectors:
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit
