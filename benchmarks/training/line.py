"""Figures of training in words."""

from benchmarks.line import Line
from training.figures.intervals import Interval

__all__ = ["Line", "in_words"]


def in_words(interval: Interval) -> str:
    return f"{interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}]"
