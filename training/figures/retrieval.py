"""Recall@k: how often the right photo is among the first k of a caption, and the other way round."""

import numpy as np
from numpy.typing import NDArray

from training.figures.intervals import Interval, bootstrap

Matrix = NDArray[np.float32]


def ranks(similarity: Matrix, right: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The rank of each query's best right answer, 0 is first; equal similarities count against it.

    Args:
        similarity: (queries, candidates).
        right: (queries, candidates), at least one a row.
    """
    best = np.where(right, similarity, -np.inf).max(axis=1, keepdims=True)
    above: NDArray[np.int64] = ((similarity >= best) & ~right).sum(axis=1)
    return above


def best_first(similarity: Matrix, right: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """`right` (…, candidates) in the order of falling similarity; among equals the wrong come first."""
    order = np.lexsort((right, -similarity), axis=-1)
    return np.take_along_axis(right, order, axis=-1)


def recall(image_features: Matrix, text_features: Matrix, owners: NDArray[np.int64]) -> dict[str, dict[str, Interval]]:
    """Recall@1, 5 and 10 from text to image and from image to text, with intervals over photos.

    A caption has one right photo; a photo counts as found by any of its captions.

    Args:
        image_features: (photos, d), L2-normalised.
        text_features: (captions, d), L2-normalised.
        owners: (captions,) the photo of each caption, in ascending order; every photo has one or more.
    """
    similarity = text_features @ image_features.T
    right = owners[:, None] == np.arange(len(image_features))
    found_by_text, found_by_image = ranks(similarity, right), ranks(similarity.T, right.T)
    starts = np.searchsorted(owners, np.arange(len(image_features)))
    counts = np.bincount(owners, minlength=len(image_features))
    result: dict[str, dict[str, Interval]] = {"text_to_image": {}, "image_to_text": {}}
    for k in (1, 5, 10):
        hits = (found_by_text < k).astype(np.float64)
        result["text_to_image"][f"recall@{k}"] = bootstrap(np.add.reduceat(hits, starts) / counts)
        result["image_to_text"][f"recall@{k}"] = bootstrap((found_by_image < k).astype(np.float64))
    return result
