"""Columns of photos, and the parts they fall into."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from desktop_app.gui import photo_list
from desktop_app.gui.headings import heading, title_at
from desktop_app.gui.photo_list import SectionKind, by_time
from desktop_app.gui.scrubber_marks import marks_of
from desktop_app.library.grid import Grid, Section
from desktop_app.library.tiles import Tiles
from desktop_app.records import Arrangement
from tests.gui.photo_lists import photo

MARCH_2024 = 2024 * 12 + 2


def grid_of(times: list[str], sections: tuple[Section, ...] = ()) -> Grid:
    count = len(times)
    times_us = np.array(times, "datetime64[us]").astype(np.int64)
    tiles = Tiles(
        ids=np.arange(1, count + 1),
        sort_at=times_us,
        widths_px=np.array([300, 0, 200] * count, np.int32)[:count],
        heights_px=np.array([200, 100, 400] * count, np.int32)[:count],
        mean_colours=np.full(count, 0xC02020, np.int32),
        quarter_turns=np.zeros(count, np.int8),
    )
    return Grid(tiles, times_us, sections)


def test_shapes_colours_and_months_come_from_the_library() -> None:
    shown = photo_list.of_grid(grid_of(["2024-03-31T23:59", "2024-03-01", "1969-12-31T23:00"]), Arrangement.TIME)
    assert shown.aspects.tolist() == pytest.approx([1.5, photo_list.TYPICAL_ASPECT, 0.5])
    assert shown.colours.tolist() == [0xC02020] * 3
    assert shown.months.tolist() == [MARCH_2024, MARCH_2024, 1969 * 12 + 11]


def test_a_list_costs_twelve_bytes_a_photo_beside_its_ids() -> None:
    shown = photo_list.of_grid(grid_of(["2024-03-31"] * 1000), Arrangement.TIME)
    columns = (shown.aspects, shown.colours, shown.months)
    assert sum(column.nbytes for column in columns) == 12 * len(shown)


def test_parts_by_folder_rating_and_camera_keep_their_keys_and_are_named() -> None:
    times = ["2024-03-31"] * 5
    folders = (Section(Path("/pictures/Alps"), 0), Section(Path("/pictures/Sea"), 2))
    shown = photo_list.of_grid(grid_of(times, folders), Arrangement.FOLDER)
    assert heading(shown, 0) == ("Alps", "2 photos · /pictures")
    assert heading(shown, 1) == ("Sea", "3 photos · /pictures")
    assert shown.rows_in(1) == range(2, 5)
    assert [title_at(shown, row) for row in (0, 1, 2, 4)] == ["Alps", "Alps", "Sea", "Sea"]
    ratings = photo_list.of_grid(grid_of(times, (Section(4, 0), Section(0, 3))), Arrangement.RATING)
    assert [heading(ratings, part).title for part in (0, 1)] == ["★★★★", "No rating"]
    cameras = photo_list.of_grid(grid_of(times, (Section("Leica Q2", 0), Section("", 4))), Arrangement.CAMERA)
    assert [heading(cameras, part).title for part in (0, 1)] == ["Leica Q2", "No camera named"]


def test_folders_are_named_from_where_they_part_ways_and_marked_by_the_first_name() -> None:
    paths = ["/pictures/2023/07", "/pictures/2024/07", "/pictures/2024/07/EOS/raw", "/pictures"]
    sections = tuple(Section(Path(path), n) for n, path in enumerate(paths))
    shown = photo_list.of_grid(grid_of(["2024-03-31"] * 4, sections), Arrangement.FOLDER)
    assert [heading(shown, part) for part in range(4)] == [
        ("2023 / 07", "1 photo · /pictures"),
        ("2024 / 07", "1 photo · /pictures"),
        ("07 / EOS / raw", "1 photo · /pictures/2024"),
        ("pictures", "1 photo · /"),
    ]
    assert [mark.label for mark in marks_of(shown, [0, 1, 2, 3])] == ["2023", "2024", "", "pictures"]


def test_ratings_and_cameras_are_marked_in_a_word() -> None:
    times = ["2024-03-31"] * 4
    ratings = photo_list.of_grid(grid_of(times, (Section(4, 0), Section(0, 3))), Arrangement.RATING)
    assert [mark.label for mark in marks_of(ratings, [0, 9])] == ["4 ★", "–"]
    names = ("", "Canon EOS 80D", "Canon PowerShot", "Leica Q2")
    cameras = photo_list.of_grid(grid_of(times, tuple(map(Section, names, range(4)))), Arrangement.CAMERA)
    assert [mark.label for mark in marks_of(cameras, [0, 1, 2, 3])] == ["–", "Canon", "", "Leica"]


@pytest.mark.parametrize(
    ("months", "firsts", "kind"),
    [
        ([24010] * 9 + [24009] * 9, [0, 9], SectionKind.MONTH),
        ([24010], [0], SectionKind.MONTH),
        ([24013, 24013, 24011, 24009, 24008, 24007, 24006, 24005, 24003, 24001], [0, 2], SectionKind.YEAR),
        ([24013, 24009, 23990, 23980, 23960], [], SectionKind.NONE),
        ([], [], SectionKind.NONE),
    ],
)
def test_headings_are_months_or_years_by_how_many_photos_there_are(
    months: list[int], firsts: list[int], kind: SectionKind
) -> None:
    sections = by_time(np.array(months, np.int32))
    assert sections.firsts.tolist() == firsts
    assert sections.kind is kind


def test_headings_of_time_are_months_and_years() -> None:
    shown = photo_list.of_photos([photo(n, taken=datetime(2024, 3, n + 1)) for n in range(6)], is_by_time=True)  # noqa: DTZ001
    assert heading(shown, 0) == ("March 2024", "6 photos")
    years = photo_list.of_photos(
        [photo(n, taken=datetime(2024, 12 - n, 1)) for n in range(10)],  # noqa: DTZ001
        is_by_time=True,
    )
    assert heading(years, 0).title == "2024"
    assert title_at(years, 1) == "November 2024"


def test_hits_are_in_no_order_of_time() -> None:
    shown = photo_list.of_photos([photo(1), photo(2)])
    assert len(shown.sections) == 0
    assert title_at(shown, 0) == ""


def test_the_time_of_a_photo_is_when_it_was_taken_else_the_files() -> None:
    assert photo_list.month_of(photo(1, taken=datetime(2024, 2, 29, 23, 59))) == 2024 * 12 + 1  # noqa: DTZ001
    assert photo_list.month_of(photo(1)) == 2023 * 12 + 10


def test_a_photo_without_a_size_has_a_typical_shape() -> None:
    assert photo_list.aspect_of(photo(1, width=0, height=0)) == photo_list.TYPICAL_ASPECT
