"""Where every tile of the grid is: rows under headings, for a million photos in milliseconds.

Photos keep their shape, in rows as wide as the view, or are squares in columns. Only rows are remembered; where the
tiles of a row are follows from their shapes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NARROWEST, WIDEST = 0.3, 8.0
"""Taller and wider photos are cropped in the grid, or some panoramas would be a line. Pictures of a telephone's screen,
and what telephones stitch together, keep their shape."""


@dataclass(frozen=True)
class GridMetrics:
    """In pixels: `width` that tiles may fill, `row_height` aimed at, `gap` between tiles, heights of headings."""

    width: int
    row_height: int
    gap: int
    heading: int
    first_heading: int

    @property
    def columns(self) -> int:
        """Of squares."""
        return max(round((self.width + self.gap) / (self.row_height + self.gap)), 1)

    @property
    def square(self) -> float:
        """The side of a square when the columns fill the width."""
        return (self.width - self.gap * (self.columns - 1)) / self.columns


@dataclass(frozen=True)
class GridLayout:
    """Rows top to bottom; tile i is in the row with `starts[row] <= i < starts[row + 1]`."""

    metrics: GridMetrics
    aspects: NDArray[np.float32] | None
    """None: all tiles are squares."""
    starts: NDArray[np.int64]  # [rows + 1]
    tops: NDArray[np.int64]  # [rows]
    heights: NDArray[np.int32]  # [rows]
    stretched: NDArray[np.bool_] | None  # [rows]: fills the whole width; None where all tiles are squares
    headings: NDArray[np.int64]  # [sections with a heading]: first tile
    heading_tops: NDArray[np.int64]

    @property
    def count(self) -> int:
        return int(self.starts[-1])

    def is_of(
        self, aspects: NDArray[np.float32] | None, sections: NDArray[np.int64], metrics: GridMetrics, *, count: int
    ) -> bool:
        """Whether laying out these `count` photos, squares where `aspects` is None, would give this layout again."""
        if count != self.count or metrics != self.metrics or not np.array_equal(sections, self.headings):
            return False
        if aspects is None or self.aspects is None:
            return aspects is self.aspects
        return np.array_equal(np.clip(aspects, np.float32(NARROWEST), np.float32(WIDEST)), self.aspects)

    @property
    def height(self) -> int:
        return int(self.tops[-1] + self.heights[-1]) if len(self.tops) else 0

    def row_of(self, tile: int) -> int:
        return int(np.searchsorted(self.starts, tile, side="right")) - 1

    def rows_between(self, top: int, bottom: int) -> range:
        """Rows that have a pixel in `top` to `bottom`."""
        first = max(int(np.searchsorted(self.tops, top, side="right")) - 1, 0)
        if first < len(self.tops) and self.tops[first] + self.heights[first] <= top:
            first += 1
        return range(first, int(np.searchsorted(self.tops, bottom, side="left")))

    def row_at(self, y: int) -> int:
        """The row at `y`, or the next one below it; the last one below all of them."""
        rows = self.rows_between(y, y + 1)
        return min(rows.start, max(len(self.tops) - 1, 0))

    def tiles_in(self, rows: range) -> range:
        """All tiles of these rows."""
        return range(int(self.starts[rows[0]]), int(self.starts[rows[-1] + 1])) if rows else range(0)

    def row_tiles(self, row: int) -> list[tuple[int, int, int]]:
        """The (tile, left, width) of a row; the last one of a stretched row ends at the very edge."""
        first, end = int(self.starts[row]), int(self.starts[row + 1])
        shapes, scale = self._shapes(row, first, end)
        gap, edge, left, tiles = self.metrics.gap, 0.0, 0, []
        for n, shape in enumerate(shapes):
            edge += shape
            right = round(edge * scale)
            tiles.append((first + n, left + n * gap, max(right - left, 1)))
            left = right
        return tiles

    def _shapes(self, row: int, first: int, end: int) -> tuple[list[float], float]:
        """Widths of the tiles of a row, and what to multiply them by to have pixels."""
        if self.aspects is None or self.stretched is None:
            return [1.0] * (end - first), self.metrics.square
        shapes: list[float] = self.aspects[first:end].tolist()
        if self.stretched[row]:
            return shapes, (self.metrics.width - self.metrics.gap * (end - first - 1)) / sum(shapes)
        return shapes, float(self.heights[row])

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


def squares(count: int, sections: NDArray[np.int64], metrics: GridMetrics) -> GridLayout:
    """Lays out `count` photos in columns. `sections` as in `justify`."""
    if count == 0 or metrics.width < 1:
        return nothing(metrics)
    firsts = sections if len(sections) else np.zeros(1, np.int64)
    rows = -(-np.diff(np.append(firsts, count)) // metrics.columns)
    row_in_section = np.arange(int(rows.sum())) - np.repeat(np.cumsum(rows) - rows, rows)
    starts = np.repeat(firsts, rows) + row_in_section * metrics.columns
    heights = np.full(len(starts), max(round(metrics.square), 1), np.int32)
    return stacked(metrics, starts, heights, sections, count=count)


def stacked(
    metrics: GridMetrics,
    starts: NDArray[np.int64],
    heights: NDArray[np.int32],
    sections: NDArray[np.int64],
    *,
    count: int,
    aspects: NDArray[np.float32] | None = None,
    stretched: NDArray[np.bool_] | None = None,
) -> GridLayout:
    """Rows of these heights below each other, with room for headings."""
    above = np.zeros(len(starts), np.int64)
    heading_rows = np.searchsorted(starts, sections)
    above[heading_rows] = metrics.heading
    if len(heading_rows):
        above[0] = metrics.first_heading
    steps = heights.astype(np.int64) + metrics.gap
    tops = np.cumsum(above) + np.cumsum(steps) - steps
    return GridLayout(
        metrics=metrics,
        aspects=aspects,
        starts=np.append(starts, count),
        tops=tops,
        heights=heights,
        stretched=stretched,
        headings=sections,
        heading_tops=(tops - above)[heading_rows],
    )


def nothing(metrics: GridMetrics) -> GridLayout:
    """The layout of no photos."""
    none = np.zeros(0, np.int64)
    return GridLayout(metrics, None, np.zeros(1, np.int64), none, none.astype(np.int32), None, none, none)
