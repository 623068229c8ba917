"""Copies of one photo: how many pairs a similarity finds before it starts to take other photos for copies."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.config import TrainingError
from training.figures.intervals import Interval
from training.figures.retrieval import Matrix

_GREY_PX = 32
_KEPT = 8  # the lowest frequencies each way: 64 bits


@dataclass(frozen=True)
class PairRecall:
    """What is found at the lowest threshold that keeps the precision that was asked for."""

    recall: Interval  # of the pairs within groups; the interval is over groups
    precision: float | None  # at the threshold
    threshold: float | None  # pairs at least as similar are found; None where every threshold is too imprecise
    pairs: int
    other_pairs: int  # pairs of different photos, each of which must not be found


def perceptual_hash(image: Image.Image) -> NDArray[np.bool_]:
    """pHash: 64 bits, whether each low frequency of a 32 × 32 grey image is above their median.

    Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010, section 3.2.1, http://phash.org
    """
    grey = image.convert("L").resize((_GREY_PX, _GREY_PX), Image.Resampling.LANCZOS)
    pixels = np.asarray(grey, dtype=np.float64)
    places = np.arange(_GREY_PX)
    basis = np.cos(np.pi * places[:_KEPT, None] * (2 * places + 1) / (2 * _GREY_PX))  # (8, 32) rows of the DCT-II
    frequencies = (basis @ pixels @ basis.T).ravel()
    return np.asarray(frequencies > np.median(frequencies), dtype=np.bool_)


def hash_similarity(hashes: NDArray[np.bool_]) -> Matrix:
    """The share of equal bits between all pairs: (photos, bits) to (photos, photos)."""
    signs = np.where(hashes, 1, -1).astype(np.float32)
    return np.asarray((1 + signs @ signs.T / hashes.shape[1]) / 2, dtype=np.float32)


def pair_recall(similarity: Matrix, groups: NDArray[np.int64], *, precision: float = 0.99) -> PairRecall:
    """The pairs within groups that are found at that precision; equal similarities are found together.

    Args:
        similarity: (photos, photos), symmetric; higher is closer.
        groups: (photos,) the same number for copies of one photo. Photos alone in their group are only in the way.

    Raises:
        TrainingError: no group has two photos.
    """
    first, second = np.triu_indices(len(groups), k=1)
    scores, same = similarity[first, second], groups[first] == groups[second]
    if not same.any():
        raise TrainingError("pair recall needs two photos or more in a group")
    threshold, reached = _lowest_threshold(scores, same, precision)
    found = same & (scores >= threshold) if threshold is not None else np.zeros_like(same)
    return PairRecall(
        recall=_over_groups(found[same], groups[first][same]),
        precision=reached,
        threshold=threshold,
        pairs=int(same.sum()),
        other_pairs=int((~same).sum()),
    )


def _lowest_threshold(scores: Matrix, same: NDArray[np.bool_], precision: float) -> tuple[float | None, float | None]:
    order = np.argsort(-scores, kind="stable")
    ends = np.append(np.diff(scores[order]) != 0, True)  # the last of equal scores
    share = same[order].cumsum() / np.arange(1, len(scores) + 1)
    good = np.flatnonzero(ends & (share >= precision))
    return (float(scores[order][good[-1]]), float(share[good[-1]])) if len(good) else (None, None)


def _over_groups(
    found: NDArray[np.bool_], groups: NDArray[np.int64], *, samples: int = 1000, seed: int = 0
) -> Interval:
    """The share found, whole groups being drawn: groups weigh as many pairs as they have."""
    _, group = np.unique(groups, return_inverse=True)
    hits, pairs = np.bincount(group, weights=found), np.bincount(group)
    drawn = np.random.default_rng(seed).integers(len(pairs), size=(samples, len(pairs)))
    low, high = np.quantile(hits[drawn].sum(axis=1) / pairs[drawn].sum(axis=1), (0.025, 0.975))
    return Interval(float(found.mean()), float(low), float(high))
