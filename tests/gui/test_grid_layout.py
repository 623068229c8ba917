"""Geometry of the grid."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.gui.grid_justify import justify
from desktop_app.gui.grid_layout import GridLayout, GridMetrics, squares

SHAPES = st.lists(st.floats(0.1, 10.0), min_size=1, max_size=120)


METRICS = GridMetrics(width=900, row_height=180, gap=4, heading=64, first_heading=44)


def laid_out(
    shapes: list[float], months: list[int] | None = None, *, width: int = 900, height: int = 180
) -> GridLayout:
    metrics = GridMetrics(width=width, row_height=height, gap=4, heading=64, first_heading=44)
    columns = np.array(months if months is not None else [-1] * len(shapes), np.int32)
    sections = np.flatnonzero(np.diff(columns, prepend=-9)) if months is not None else np.zeros(0, np.int64)
    return justify(np.array(shapes, np.float32), sections, metrics)


def boxes(layout: GridLayout) -> list[tuple[int, int, int, int]]:
    return [layout.tile_box(tile) for tile in range(layout.count)]


def test_a_row_that_is_not_full_does_not_stick_out_by_a_pixel() -> None:
    layout = laid_out([5.0, 1.5, 1.685546875], [0, 0, 0], width=1169, height=215)
    assert max(left + wide for left, _, wide, _ in boxes(layout)) <= 1169


@given(SHAPES, st.integers(120, 3000), st.integers(60, 420), st.data())
@settings(max_examples=60, deadline=None)
def test_tiles_follow_each_other_without_overlap_and_stay_inside(
    shapes: list[float], width: int, height: int, data: st.DataObject
) -> None:
    months = sorted(data.draw(st.lists(st.integers(0, 5), min_size=len(shapes), max_size=len(shapes))), reverse=True)
    layout = laid_out(shapes, months, width=width, height=height)
    placed = boxes(layout)
    assert len(placed) == len(shapes)
    for (left, top, wide, tall), (left_next, top_next, _, _) in pairwise(placed):
        same_row = top_next == top and left_next == left + wide + 4
        assert same_row or (top_next >= top + tall + 4 and left_next == 0)
    for left, top, wide, tall in placed:
        assert left >= 0
        assert left + wide <= width
        assert top >= 44
        assert top + tall <= layout.height


@given(SHAPES)
@settings(max_examples=40, deadline=None)
def test_every_pixel_of_a_tile_leads_back_to_it(shapes: list[float]) -> None:
    layout = laid_out(shapes)
    for tile, (left, top, wide, tall) in enumerate(boxes(layout)):
        assert layout.tile_at(left, top) == tile
        assert layout.tile_at(left + wide - 1, top + tall - 1) == tile
        assert layout.tile_at(left, top - 2) != tile


def test_full_rows_end_at_the_very_edge_and_are_about_as_tall_as_asked() -> None:
    shapes = np.random.default_rng(3).choice([4 / 3, 3 / 4, 16 / 9, 1.0], 400).tolist()
    layout = laid_out(shapes, width=1200)
    for row in range(len(layout.tops)):
        _, left, width = layout.row_tiles(row)[-1]
        assert left + width == 1200
    assert layout.heights.min() > 0.7 * 180
    assert layout.heights.max() < 1.3 * 180
    assert abs(layout.heights.mean() - 180) < 12


def test_a_lonely_photo_keeps_its_shape() -> None:
    layout = laid_out([1.5])
    assert layout.tile_box(0) == (0, 0, 270, 180)


def test_each_month_begins_a_row_under_its_heading() -> None:
    layout = laid_out([1.5] * 20, [5] * 7 + [4] * 1 + [2] * 12)
    assert layout.headings.tolist() == [0, 7, 8]
    for first, top in zip(layout.headings.tolist(), layout.heading_tops.tolist(), strict=True):
        left, tile_top, _, _ = layout.tile_box(first)
        assert left == 0
        assert top < tile_top
    assert layout.heading_tops[0] == 0


def test_a_new_photo_moves_nothing_in_other_months() -> None:
    shapes = np.random.default_rng(5).choice([4 / 3, 3 / 4, 16 / 9], 90).tolist()
    before = laid_out(shapes, [9] * 50 + [8] * 40)
    after = laid_out([1.5, *shapes], [10] + [9] * 50 + [8] * 40)
    moved = {after.tile_box(tile + 1)[1] - before.tile_box(tile)[1] for tile in range(90)}
    assert len(moved) == 1
    assert [after.tile_box(n + 1)[0] for n in range(90)] == [before.tile_box(n)[0] for n in range(90)]


def test_the_row_below_is_entered_at_the_nearest_photo() -> None:
    layout = laid_out([1.0] * 40, width=900, height=180)
    below = layout.tile_beside(2, 1)
    left, top, width, _ = layout.tile_box(2)
    left_below, top_below, width_below, _ = layout.tile_box(below)
    assert top_below > top
    assert abs((left + width / 2) - (left_below + width_below / 2)) <= width
    assert layout.tile_beside(below, -1) == 2
    assert layout.tile_beside(0, -1) == 0
    assert layout.tile_beside(39, 5) == 39


def test_rows_between_are_exactly_those_with_a_pixel_there() -> None:
    layout = laid_out([1.3] * 200)
    for top, bottom in [(0, 1), (0, 700), (333, 334), (180, 184), (1000, 2000), (layout.height, layout.height + 50)]:
        touched = [
            row
            for row in range(len(layout.tops))
            if layout.tops[row] < bottom and layout.tops[row] + layout.heights[row] > top
        ]
        assert list(layout.rows_between(top, bottom)) == touched


@pytest.mark.parametrize("width", [0, 5])
def test_no_photos_or_no_room_is_no_trouble(width: int) -> None:
    assert laid_out([], width=width).height == 0
    assert list(laid_out([], width=width).rows_between(0, 500)) == []
    assert laid_out([1.0, 2.0], width=width).tile_at(0, 10**6) is None


def test_a_million_photos_are_laid_out_from_columns_alone() -> None:
    count = 1_000_000
    shapes = np.tile(np.array([1.5, 0.75, 1.0, 1.78], np.float32), count // 4)
    layout = justify(shapes, np.arange(0, count, 3000), GridMetrics(1800, 196, 4, 64, 44))
    assert layout.count == count
    assert layout.tile_at(*layout.tile_box(777_777)[:2]) == 777_777
    assert len(layout.rows_between(10_000_000, 10_001_000)) < 12


@given(st.lists(st.integers(1, 60), min_size=1, max_size=8), st.integers(60, 1600), st.integers(60, 420))
@settings(max_examples=40, deadline=None)
def test_squares_stand_in_columns_and_every_part_begins_a_row(parts: list[int], width: int, height: int) -> None:
    firsts = np.cumsum([0, *parts[:-1]])
    metrics = GridMetrics(width=width, row_height=height, gap=4, heading=64, first_heading=44)
    layout = squares(sum(parts), firsts, metrics)
    placed = boxes(layout)
    lefts = sorted({left for left, _, _, _ in placed})
    assert len(lefts) <= metrics.columns
    assert all(abs(wide - tall) <= 1 for _, _, wide, tall in placed)
    assert all(placed[first][0] == 0 for first in firsts.tolist())
    assert max(left + wide for left, _, wide, _ in placed) <= width
    for tile, (left, top, wide, tall) in enumerate(placed):
        assert layout.tile_at(left + wide - 1, top + tall - 1) == tile


def test_a_layout_remembers_a_few_bytes_a_photo() -> None:
    count = 100_000
    shapes = np.tile(np.array([1.5, 0.75, 1.0, 1.78], np.float32), count // 4)
    layout = justify(shapes, np.arange(0, count, 3000), GridMetrics(1800, 196, 4, 64, 44))
    kept = (layout.aspects, layout.starts, layout.tops, layout.heights, layout.stretched, layout.headings)
    assert sum(column.nbytes for column in kept if column is not None) < 12 * count


def test_a_layout_knows_what_it_was_made_of() -> None:
    metrics, shapes = METRICS, np.array([1.5, 20.0, 0.1, 1.0], np.float32)
    parts = np.array([0, 2], np.int64)
    laid = justify(shapes, parts, metrics)
    assert laid.is_of(shapes, parts, metrics, count=4)
    assert not laid.is_of(shapes[::-1].copy(), parts, metrics, count=4)
    assert not laid.is_of(shapes, np.array([0, 1], np.int64), metrics, count=4)
    assert not laid.is_of(shapes, parts, replace(metrics, width=metrics.width + 1), count=4)
    assert not laid.is_of(None, parts, metrics, count=4)
    assert squares(4, parts, metrics).is_of(None, parts, metrics, count=4)
    assert not squares(4, parts, metrics).is_of(shapes, parts, metrics, count=4)


def test_a_panorama_and_a_telephones_screen_keep_their_shapes() -> None:
    laid = justify(np.array([6.0, 9 / 19.5], np.float32), np.array([0, 1], np.int64), METRICS)
    for tile, aspect in ((0, 6.0), (1, 9 / 19.5)):
        _, _, width, height = laid.tile_box(tile)
        assert width / height == pytest.approx(aspect, rel=0.02)
