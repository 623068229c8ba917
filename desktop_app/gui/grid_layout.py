"""Where every tile of the grid is: justified rows under month headings, for a million photos in milliseconds.

Photos keep their shape. A row is as wide as the view; its height follows from the photos in it. Which photo goes into
which row is found for all of them at once: the running width of a section, divided evenly into rows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop_app.gui.timeline import TYPICAL_ASPECT

_NARROWEST, _WIDEST = 0.5, 2.8
"""Taller and wider photos are cropped in the grid, or a panorama would be a line."""
_RAGGED_BELOW = 0.8
"""A section that fills less of its only row is not stretched over the whole width."""
_TALLEST, _TALLEST_ALONE = 1.7, 1.3
_FEWEST_IN_SECTION = 5
"""On average."""
_EVENING_PASSES = 3
_TIE = 1e-9
"""Rounding must not decide: the same photos are laid out alike wherever they begin."""
_EVENED_AT_MOST = 100_000
"""With more photos a window that is dragged larger would stutter: 0.2 s instead of 0.05 for a million."""


@dataclass(frozen=True)
class GridMetrics:
    """In pixels: `width` that tiles may fill, `row_height` aimed at, `gap` between tiles, heights of headings."""

    width: int
    row_height: int
    gap: int
    heading: int
    first_heading: int


@dataclass(frozen=True)
class GridLayout:
    """Rows top to bottom; tile i is in the row with `starts[row] <= i < starts[row + 1]`."""

    metrics: GridMetrics
    aspects: NDArray[np.float64]
    starts: NDArray[np.int64]  # [rows + 1]
    tops: NDArray[np.int64]  # [rows]
    heights: NDArray[np.int64]  # [rows]
    stretched: NDArray[np.bool_]  # [rows]: fills the whole width
    headings: NDArray[np.int64]  # [sections with a heading]: first tile
    heading_tops: NDArray[np.int64]
    height: int

    @property
    def count(self) -> int:
        return len(self.aspects)

    def row_of(self, tile: int) -> int:
        return int(np.searchsorted(self.starts, tile, side="right")) - 1

    def rows_between(self, top: int, bottom: int) -> range:
        """Rows that have a pixel in `top` to `bottom`."""
        first = max(int(np.searchsorted(self.tops, top, side="right")) - 1, 0)
        if first < len(self.tops) and self.tops[first] + self.heights[first] <= top:
            first += 1
        return range(first, int(np.searchsorted(self.tops, bottom, side="left")))

    def row_tiles(self, row: int) -> list[tuple[int, int, int]]:
        """The (tile, left, width) of a row; the last one of a stretched row ends at the very edge."""
        first, end = int(self.starts[row]), int(self.starts[row + 1])
        height, gap, width = int(self.heights[row]), self.metrics.gap, self.metrics.width
        aspects = self.aspects[first:end]
        edges = np.concatenate(([0.0], np.cumsum(aspects)))
        scale = float(height)
        if self.stretched[row]:
            scale = (width - gap * (end - first - 1)) / edges[-1]
        pixels = np.rint(edges * scale).astype(np.int64)
        return [
            (first + n, int(pixels[n]) + n * gap, max(int(pixels[n + 1] - pixels[n]), 1)) for n in range(end - first)
        ]

    def tile_box(self, tile: int) -> tuple[int, int, int, int]:
        """Left, top, width, height of a tile."""
        row = self.row_of(tile)
        _, left, width = self.row_tiles(row)[tile - int(self.starts[row])]
        return left, int(self.tops[row]), width, int(self.heights[row])

    def tile_at(self, x: int, y: int) -> int | None:
        """The tile at a point; None in gaps and on headings."""
        for row in self.rows_between(y, y + 1):
            for tile, left, width in self.row_tiles(row):
                if left <= x < left + width:
                    return tile
        return None

    def tile_beside(self, tile: int, rows: int) -> int:
        """The tile `rows` rows below (above, when negative) that is nearest to the middle of this one."""
        row = self.row_of(tile)
        target = min(max(row + rows, 0), len(self.tops) - 1)
        if target == row:
            return tile
        left, _, width, _ = self.tile_box(tile)
        middle = left + width / 2
        return min(self.row_tiles(target), key=lambda place: abs(place[1] + place[2] / 2 - middle))[0]


def justify(aspects: NDArray[np.float32], sections: NDArray[np.int64], metrics: GridMetrics) -> GridLayout:
    """Lays out N photos of these shapes (NaN: not known yet).

    `sections` int64[S] are the first tiles of the parts that begin with a heading, ascending; empty for none.
    """
    shapes = np.clip(
        np.nan_to_num(aspects.astype(np.float64), nan=float(np.float32(TYPICAL_ASPECT))), _NARROWEST, _WIDEST
    )
    count = len(shapes)
    if count == 0 or metrics.width < 1:
        return _empty(metrics, shapes)
    firsts = sections if len(sections) else np.zeros(1, np.int64)
    starts, stretched = _rows(shapes, firsts, metrics)
    sums = np.add.reduceat(shapes, starts)
    lengths = np.diff(np.append(starts, count))
    exact = (metrics.width - metrics.gap * (lengths - 1)) / sums
    tallest = metrics.row_height * np.where(lengths == 1, _TALLEST_ALONE, _TALLEST)
    heights = np.where(stretched, np.minimum(exact, tallest), np.minimum(exact, metrics.row_height))
    stretched = stretched & (exact <= tallest)
    heights = np.maximum(np.rint(heights).astype(np.int64), 1)
    above = np.zeros(len(starts), np.int64)
    heading_rows = np.searchsorted(starts, firsts) if len(sections) else np.zeros(0, np.int64)
    above[heading_rows] = metrics.heading
    if len(heading_rows):
        above[0] = metrics.first_heading
    tops = np.cumsum(above) + np.cumsum(heights + metrics.gap) - (heights + metrics.gap)
    return GridLayout(
        metrics=metrics,
        aspects=shapes,
        starts=np.append(starts, count),
        tops=tops,
        heights=heights,
        stretched=stretched,
        headings=firsts if len(sections) else np.zeros(0, np.int64),
        heading_tops=(tops - above)[heading_rows],
        height=int(tops[-1] + heights[-1]),
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


def _empty(metrics: GridMetrics, shapes: NDArray[np.float64]) -> GridLayout:
    none = np.zeros(0, np.int64)
    return GridLayout(
        metrics=metrics,
        aspects=shapes[:0],
        starts=np.zeros(1, np.int64),
        tops=none,
        heights=none,
        stretched=np.zeros(0, np.bool_),
        headings=none,
        heading_tops=none,
        height=0,
    )


def time_sections(months: NDArray[np.int32]) -> tuple[NDArray[np.int64], bool]:
    """First tiles of the parts under headings, and whether a part is a whole year.

    Months; years where months hold few photos each, or the page would be headings and empty rows; none where years are
    as thin, or where no time is known.
    """
    if len(months) == 0 or not bool((months >= 0).any()):
        return np.zeros(0, np.int64), False
    for part in (1, 12):
        firsts = np.flatnonzero(np.diff(months // part, prepend=-2))
        if len(firsts) == 1 or len(months) >= len(firsts) * _FEWEST_IN_SECTION:
            return firsts, part == 12
    return np.zeros(0, np.int64), False
