"""How much what the image tower sees tells of what the text tower means: I(V; L) = H(V) + H(L) − H(V, L).

Interpreting and Analysing CLIP's Zero-Shot Image Classification via Mutual Knowledge, https://arxiv.org/abs/2410.13016,
section 3. V and L are descriptors, short texts that name no class. V is what the photo is nearest to, L what the text
of the class is nearest to that the model predicts for this photo. Each descriptor is an integer, and a contingency
table over photos gives the entropies. Here V is of the whole photo; the paper cuts its prominent regions out, and
spreads them over the descriptors by optimal transport, where here each descriptor's mean is taken off.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.config import TrainingError
from training.figures.retrieval import Matrix

Symbols = NDArray[np.int64]


@dataclass(frozen=True)
class MutualInformation:
    """Entropies in bits. `by_chance` is what shuffled pairs have, since few samples always seem to share something."""

    information: float
    by_chance: float
    entropy_vision: float
    entropy_language: float
    entropy_joint: float


def entropy(counts: NDArray[np.int64]) -> float:
    """Bits, of the shares that the counts (of any shape) are of their sum."""
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def mutual_information(vision: Symbols, language: Symbols, *, shuffles: int = 20, seed: int = 0) -> MutualInformation:
    """Of paired symbols, (photos,) and (photos,), by their contingency table.

    Raises:
        TrainingError: no pairs.
    """
    if not len(vision):
        raise TrainingError("mutual information needs photos, and there are none")
    vision, language = (np.unique(symbols, return_inverse=True)[1] for symbols in (vision, language))
    random = np.random.default_rng(seed)
    marginals = entropy(np.bincount(vision)), entropy(np.bincount(language))
    joint = _joint_entropy(vision, language)
    shuffled = [_joint_entropy(vision, random.permutation(language)) for _ in range(shuffles)]
    by_chance = sum(marginals) - float(np.mean(shuffled))
    return MutualInformation(sum(marginals) - joint, by_chance, *marginals, joint)


def nearest_descriptors(features: Matrix, descriptor_features: Matrix) -> Symbols:
    """The descriptor of each row, (n,), after each descriptor's mean over the rows is taken off.

    Without that, the few descriptors that are near to everything would take all rows.

    Args:
        features: (n, d), L2-normalised, of images or texts.
        descriptor_features: (descriptors, d), L2-normalised.
    """
    similarity = features @ descriptor_features.T
    return np.asarray((similarity - similarity.mean(axis=0)).argmax(axis=1), dtype=np.int64)


def shared_knowledge(image_features: Matrix, class_features: Matrix, descriptor_features: Matrix) -> MutualInformation:
    """I(V; L) of a model on photos, without any labels.

    Args:
        image_features: (photos, d), L2-normalised, as all of these.
        class_features: (classes, d).
        descriptor_features: (descriptors, d).
    """
    predicted = (image_features @ class_features.T).argmax(axis=1)
    read = nearest_descriptors(class_features, descriptor_features)
    return mutual_information(nearest_descriptors(image_features, descriptor_features), read[predicted])


def _joint_entropy(vision: Symbols, language: Symbols) -> float:
    return entropy(np.bincount(vision * (int(language.max()) + 1) + language))
