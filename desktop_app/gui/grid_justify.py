"""Rows of photos that keep their shape, each row as wide as the view.

Which photo goes into which row is found for all of them at once: the running width of a section, divided evenly into
rows. The height of a row follows from the photos in it.
"""

import numpy as np
from numpy.typing import NDArray

from desktop_app.gui.grid_layout import NARROWEST, WIDEST, GridLayout, GridMetrics, nothing, stacked

_RAGGED_BELOW = 0.8
"""A section that fills less of its only row is not stretched over the whole width."""
_TALLEST, _TALLEST_ALONE = 1.7, 1.3
_EVENING_PASSES = 3
_TIE = 1e-9
"""Rounding must not decide: the same photos are laid out alike wherever they begin."""
_EVENED_AT_MOST = 100_000
"""With more photos a window that is dragged larger would stutter: 0.2 s instead of 0.05 for a million."""


def justify(aspects: NDArray[np.float32], sections: NDArray[np.int64], metrics: GridMetrics) -> GridLayout:
    """Lays out N photos of these shapes.

    `sections` int64[S] are the first tiles of the parts that begin with a heading, ascending; empty for none.
    """
    count = len(aspects)
    if count == 0 or metrics.width < 1:
        return nothing(metrics)
    clipped = np.clip(aspects, np.float32(NARROWEST), np.float32(WIDEST))
    shapes = clipped.astype(np.float64)
    firsts = sections if len(sections) else np.zeros(1, np.int64)
    starts, stretched = _rows(shapes, firsts, metrics)
    lengths = np.diff(np.append(starts, count))
    exact = (metrics.width - metrics.gap * (lengths - 1)) / np.add.reduceat(shapes, starts)
    tallest = metrics.row_height * np.where(lengths == 1, _TALLEST_ALONE, _TALLEST)
    is_full = stretched & (exact <= tallest)
    heights = np.where(stretched, np.minimum(exact, tallest), np.minimum(exact, metrics.row_height))
    # The widths of a row that is not full follow from its height: rounded up, it could stick out by a pixel.
    rounded = np.where(is_full, np.rint(heights), np.floor(heights + _TIE))
    return stacked(
        metrics,
        starts,
        np.maximum(rounded, 1).astype(np.int32),
        sections,
        count=count,
        aspects=clipped,
        stretched=is_full,
    )


def _rows(
    shapes: NDArray[np.float64], firsts: NDArray[np.int64], metrics: GridMetrics
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """First tile of every row, and whether the row is stretched over the whole width."""
    count = len(shapes)
    widths = shapes + metrics.gap / metrics.row_height  # in row heights
    capacity = (metrics.width + metrics.gap) / metrics.row_height
    lengths = np.diff(np.append(firsts, count))
    totals = np.add.reduceat(widths, firsts)
    rows = np.maximum(np.rint(totals / capacity), 1.0)
    running = np.cumsum(widths)
    before = np.repeat((running - widths)[firsts], lengths)
    share = np.repeat(totals / rows, lengths)
    in_section = np.floor((running - widths / 2 - before) / share + _TIE)
    in_section = np.minimum(in_section, np.repeat(rows - 1, lengths))
    row = in_section + np.repeat(np.cumsum(rows) - rows, lengths)
    starts = np.flatnonzero(np.diff(row, prepend=-1.0))
    if count <= _EVENED_AT_MOST:
        starts = _evened(starts, firsts, widths, share)
    ragged = np.repeat(totals < capacity * _RAGGED_BELOW, lengths)
    return starts, ~ragged[starts]


def _evened(
    starts: NDArray[np.int64], firsts: NDArray[np.int64], widths: NDArray[np.float64], share: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Moves the breaks between rows by a photo where that makes the two rows more alike in height.

    Every other break is moved at a time: those do not touch each other, so all of them are moved at once.
    """
    running = np.concatenate(([0.0], np.cumsum(widths)))
    edges = np.append(starts, len(widths))
    inner = np.arange(1, len(edges) - 1)
    inner = inner[~np.isin(edges[inner], firsts)]
    section_rows = np.searchsorted(edges, firsts)  # counted from there, a new photo changes its own section only
    in_section = inner - section_rows[np.searchsorted(section_rows, inner, side="right") - 1]
    for turn in range(2 * _EVENING_PASSES):
        here = inner[in_section % 2 == turn % 2]
        before, after, wanted = edges[here - 1], edges[here + 1], share[np.minimum(edges[here], len(share) - 1)]
        best, least = edges[here], np.full(len(here), np.inf)
        for step in (0, -1, 1):
            moved = np.clip(edges[here] + step, before + 1, after - 1)
            above, below = running[moved] - running[before], running[after] - running[moved]
            cost = np.square(wanted / above - 1) + np.square(wanted / below - 1)
            is_better = cost < least - _TIE
            best, least = np.where(is_better, moved, best), np.where(is_better, cost, least)
        edges[here] = best
    return edges[:-1]
