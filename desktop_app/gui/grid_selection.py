"""Selections as runs of rows: what is selected of a million photos is a handful of numbers."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractItemModel, QItemSelection

from desktop_app.gui.grid_layout import GridLayout


def rows_of(selection: QItemSelection) -> NDArray[np.int64]:
    """The selected rows, ascending."""
    runs = [np.arange(selection.at(n).top(), selection.at(n).bottom() + 1) for n in range(selection.count())]
    if len(runs) <= 1:
        return runs[0] if runs else np.zeros(0, np.int64)
    return np.unique(np.concatenate(runs))


def count_of(selection: QItemSelection) -> int:
    """How many rows are selected; ranges of a selection model do not overlap."""
    return sum(selection.at(n).height() for n in range(selection.count()))


def selection_of(model: QAbstractItemModel, runs: Iterable[range]) -> QItemSelection:
    """Qt's form of these runs of rows."""
    selection = QItemSelection()
    for run in runs:
        if run:
            selection.select(model.index(run[0], 0), model.index(run[-1], 0))
    return selection


def runs_of(rows: NDArray[np.int64] | NDArray[np.intp]) -> list[range]:
    """Ascending rows as runs."""
    breaks = np.flatnonzero(np.diff(rows) != 1) + 1
    firsts, ends = np.append(0, breaks), np.append(breaks, len(rows))
    return [range(int(rows[a]), int(rows[b - 1]) + 1) for a, b in zip(firsts, ends, strict=True) if b > a]


def runs_touched(layout: GridLayout, left: int, top: int, right: int, bottom: int) -> list[range]:
    """The tiles that a rectangle touches, in the layout's pixels; one run where it spans the whole width."""
    rows = layout.rows_between(top, bottom)
    if left <= 0 and right >= layout.metrics.width:
        return [layout.tiles_in(rows)] if rows else []
    runs: list[range] = []
    for row in rows:
        touched = [tile for tile, edge, width in layout.row_tiles(row) if edge < right and edge + width > left]
        if touched and runs and runs[-1].stop == touched[0]:
            runs[-1] = range(runs[-1].start, touched[-1] + 1)
        elif touched:
            runs.append(range(touched[0], touched[-1] + 1))
    return runs
