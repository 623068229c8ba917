"""Lists of photos as a grid shows them."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from desktop_app.library import Library, tiles
from desktop_app.library.grid import Grid, Section
from desktop_app.library.photo_views import Order
from desktop_app.library.values import mtime_wall_clock_us, wall_clock_of, wall_clock_us
from desktop_app.records import Arrangement, Folder, FolderState, ImageMetadata, PhotoFilter, PhotoId
from tests.library.conftest import NOON, Put, content


def said(minutes: int, camera: str = "", rating: int = 0) -> ImageMetadata:
    return ImageMetadata(taken_at=NOON + timedelta(minutes=minutes), camera=camera, rating=rating)


@pytest.fixture
def ids(put: Put) -> list[PhotoId]:
    """Five photos, the first one oldest, in three folders, of three cameras."""
    return [
        put("b/0.jpg", 0, metadata=said(0, "Canon", 3)),
        put("a/1.jpg", 1, metadata=said(1, "nikon", 5)),
        put("2.jpg", 2, metadata=said(2)),
        put("b/3.jpg", 3, metadata=said(3, "Canon", 5)),
        put("b/c/4.jpg", 4, metadata=said(4, "nikon")),
    ]


@pytest.fixture(params=[0.0, 1.0], ids=["all shapes read", "these shapes read"])
def share(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to the shapes."""
    monkeypatch.setattr(tiles, "_ALL_CONTENTS_FROM", request.param)


def listed(grid: Grid, ids: list[PhotoId]) -> list[int]:
    """Which of the photos, by their numbers."""
    return [ids.index(PhotoId(each)) for each in grid.tiles.ids.tolist()]


def columns_of(found: tiles.Tiles) -> list[NDArray[Any]]:
    return list(found)


def parts(grid: Grid, ids: list[PhotoId]) -> list[tuple[object, list[int]]]:
    numbers = listed(grid, ids)
    ends = [*(section.first for section in grid.sections[1:]), len(numbers)]
    return [(part.key, numbers[part.first : end]) for part, end in zip(grid.sections, ends, strict=True)]


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_photos_come_by_time_as_their_ids_do(library: Library, ids: list[PhotoId], order: Order) -> None:
    grid = library.grid.read(order=order)
    assert grid.tiles.ids.tolist() == library.photos.ids(order=order).tolist()
    assert listed(grid, ids) == ([4, 3, 2, 1, 0] if order == "newest" else [0, 1, 2, 3, 4])
    assert grid.sections == ()
    assert grid.times_us.tolist() == grid.tiles.sort_at.tolist()
    assert grid.tiles.sort_at[0] == wall_clock_us(NOON + timedelta(minutes=4 if order == "newest" else 0))
    assert listed(library.grid.read(order=order, limit=2), ids) == listed(grid, ids)[:2]


@pytest.mark.usefixtures("share")
def test_shapes_are_those_that_are_shown(library: Library, folder: Folder, ids: list[PhotoId]) -> None:
    wide = content(9)
    library.photos.insert(folder.path / "copy of 4.jpg", content(4), size_bytes=1, mtime_ns=1)
    with library.history.action() as action:
        action.rotate([ids[1], ids[4]], 1)
        action.rotate(ids[3:4], 2)
    grid = library.grid.read(PhotoFilter(under=folder.path))
    columns, same = columns_of(grid.tiles), columns_of(library.photos.tiles(grid.tiles.ids))
    assert [(each.tolist(), each.dtype) for each in columns] == [(each.tolist(), each.dtype) for each in same]
    shapes = dict(zip(columns[0].tolist(), zip(*(each.tolist() for each in columns[2:]), strict=True), strict=True))
    upright, turned = (wide.width_px, wide.height_px), (wide.height_px, wide.width_px)
    assert shapes[ids[0]] == (*upright, wide.mean_colour, 0)
    assert shapes[ids[1]] == (*turned, wide.mean_colour, 1)
    assert shapes[ids[3]] == (*upright, wide.mean_colour, 2)
    assert sum(column.itemsize for column in columns) == 29


def test_sections_by_folder(library: Library, folder: Folder, ids: list[PhotoId]) -> None:
    grid = library.grid.read(by=Arrangement.FOLDER)
    root = folder.path
    assert parts(grid, ids) == [(root, [2]), (root / "a", [1]), (root / "b", [3, 0]), (root / "b" / "c", [4])]
    oldest = library.grid.read(by=Arrangement.FOLDER, order="oldest")
    assert dict(parts(oldest, ids))[root / "b"] == [0, 3]
    cut = library.grid.read(by=Arrangement.FOLDER, limit=3)
    assert parts(cut, ids) == [(root, [2]), (root / "a", [1]), (root / "b", [3])]


def test_sections_by_rating(library: Library, ids: list[PhotoId]) -> None:
    with library.history.action() as action:
        action.set_rating(ids[4:], 1)
    assert parts(library.grid.read(by=Arrangement.RATING), ids) == [(5, [3, 1]), (3, [0]), (1, [4]), (0, [2])]
    library.history.undo()
    assert parts(library.grid.read(by=Arrangement.RATING), ids) == [(5, [3, 1]), (3, [0]), (0, [4, 2])]


def test_sections_by_camera(library: Library, ids: list[PhotoId]) -> None:
    grid = library.grid.read(by=Arrangement.CAMERA)
    assert parts(grid, ids) == [("Canon", [3, 0]), ("nikon", [4, 1]), ("", [2])]
    oldest = library.grid.read(by=Arrangement.CAMERA, order="oldest")
    assert parts(oldest, ids) == [("Canon", [0, 3]), ("nikon", [1, 4]), ("", [2])]


def test_an_empty_list_has_no_sections(library: Library) -> None:
    for by in Arrangement:
        grid = library.grid.read(by=by)
        assert (len(grid.tiles.ids), len(grid.times_us), grid.sections) == (0, 0, ())


@pytest.mark.parametrize("by", [Arrangement.TIME, Arrangement.FOLDER, Arrangement.RATING, Arrangement.CAMERA])
def test_conditions_add_up(library: Library, folder: Folder, ids: list[PhotoId], by: Arrangement) -> None:
    with library.history.action() as action:
        action.set_favourite([ids[0], ids[2], ids[3]], favourite=True)

    def found(**conditions: object) -> set[int]:
        return set(listed(library.grid.read(PhotoFilter(**conditions), by=by), ids))  # type: ignore[arg-type]

    assert found(favourite=True) == {0, 2, 3}
    assert found(min_rating=3) == {0, 1, 3}
    assert found(favourite=True, min_rating=4) == {3}
    assert found(under=folder.path / "b") == {0, 3, 4}
    assert found(under=folder.path / "b", favourite=True) == {0, 3}
    assert found(under=folder.path / "b" / "nothing") == set()
    assert found(folder_id=folder.id, camera="nikon") == {1, 4}
    assert found(camera="") == {2}
    added = library.photos.get(ids)[3].added_at_ns
    assert found(added_since_ns=added) == {3, 4}
    assert found(added_since_ns=added, camera="Canon") == {3}
    assert found(offline=True) == set()
    library.folders.set_state(folder.id, FolderState.OFFLINE)
    assert found(offline=True, min_rating=5) == {1, 3}


def test_what_was_added_last_comes_first(library: Library, folder: Folder, ids: list[PhotoId]) -> None:
    late = library.photos.insert(folder.path / "old.jpg", content(7, metadata=said(-99)), size_bytes=1, mtime_ns=1)
    grid = library.grid.read(by=Arrangement.ADDED, limit=2)
    assert grid.tiles.ids.tolist() == [late, ids[4]]
    added = [mtime_wall_clock_us(photo.added_at_ns) for photo in library.photos.get([late, ids[4]])]
    assert grid.times_us.tolist() == added
    assert grid.tiles.sort_at[0] < grid.tiles.sort_at[1]


def test_what_was_thrown_away_last_comes_first(library: Library, ids: list[PhotoId]) -> None:
    for photo_id in (ids[2], ids[4], ids[1]):
        with library.history.action() as action:
            action.set_trashed([photo_id], trashed=True)
    trash = library.grid.read(by=Arrangement.TRASHED)
    assert listed(trash, ids) == [1, 4, 2]
    when = [photo.trashed_at_ns or 0 for photo in library.photos.get([ids[1], ids[4], ids[2]])]
    assert trash.times_us.tolist() == [mtime_wall_clock_us(each) for each in when]
    by_rating = library.grid.read(PhotoFilter(trashed=True), by=Arrangement.RATING)
    assert parts(by_rating, ids) == [(5, [1]), (0, [4, 2])]
    assert listed(library.grid.read(), ids) == [3, 0]


def test_photos_of_removed_folders_are_hidden(library: Library, folder: Folder, ids: list[PhotoId]) -> None:
    other = library.folders.add(folder.path.with_name("other"))
    hidden = library.photos.insert(other.path / "a.jpg", content(8), size_bytes=1, mtime_ns=1)
    for by in Arrangement:
        if by is not Arrangement.TRASHED:
            assert hidden in library.grid.read(by=by).tiles.ids
    library.folders.remove(other.id)
    for by in Arrangement:
        if by is not Arrangement.TRASHED:
            assert sorted(listed(library.grid.read(by=by), ids)) == [0, 1, 2, 3, 4]


def test_moved_photos_are_in_their_new_folder(library: Library, folder: Folder, ids: list[PhotoId]) -> None:
    library.photos.move(ids[0], folder.path / "a" / "0.jpg", size_bytes=1, mtime_ns=1)
    grid = library.grid.read(by=Arrangement.FOLDER)
    assert dict(parts(grid, ids))[folder.path / "a"] == [1, 0]
    assert Section(folder.path / "b", 3) in grid.sections


def test_many_times_become_wall_clock_times_as_one_does(tmp_path: Path) -> None:
    begin = int(datetime(2023, 1, 1).timestamp())  # noqa: DTZ001 - wall-clock time
    times_ns = (np.arange(begin, begin + 2 * 366 * 86_400, 1700, dtype=np.int64) * 10**9) + 123_456_789
    assert wall_clock_of(times_ns).tolist() == [mtime_wall_clock_us(each) for each in times_ns.tolist()]
    assert wall_clock_of(times_ns[:0]).tolist() == []


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (PhotoFilter(), [0, 1, 2, 3, 4]),
        (PhotoFilter(camera="Canon"), [0, 3]),
        (PhotoFilter(min_rating=4), [1, 3]),
        (PhotoFilter(taken_from=NOON + timedelta(minutes=1), taken_until=NOON + timedelta(minutes=3)), [1, 2]),
        (PhotoFilter(taken_from=NOON + timedelta(minutes=3), camera="nikon"), [4]),
        (PhotoFilter(taken_until=NOON), []),
    ],
)
def test_the_contents_of_a_list_come_with_its_photos(
    library: Library, ids: list[PhotoId], wanted: PhotoFilter, numbers: list[int]
) -> None:
    photo_ids, content_ids = library.grid.contents(wanted)
    assert photo_ids.tolist() == sorted(ids[number] for number in numbers)
    assert content_ids.tolist() == [photo.content_id for photo in library.photos.get(photo_ids)]
    assert sorted(library.grid.read(wanted).tiles.ids.tolist()) == photo_ids.tolist()
    assert sorted(library.grid.read(wanted, by=Arrangement.FOLDER).tiles.ids.tolist()) == photo_ids.tolist()
