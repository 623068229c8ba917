"""Means with the interval within which chance alone could have moved them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Interval:
    """A mean with the 95 % interval of its bootstrap (percentiles)."""

    value: float
    low: float
    high: float


def bootstrap(values: NDArray[np.float64], *, samples: int = 1000, seed: int = 0) -> Interval:
    """Resamples rows: (photos,) or (photos, captions), the captions of a photo staying together."""
    by_row = values.reshape(len(values), -1).mean(axis=1)
    random = np.random.default_rng(seed)
    means = [by_row[random.integers(len(by_row), size=len(by_row))].mean() for _ in range(samples)]
    low, high = np.quantile(means, (0.025, 0.975))
    return Interval(float(by_row.mean()), float(low), float(high))
