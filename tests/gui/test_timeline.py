"""Columns of photos."""

from datetime import datetime
from pathlib import Path

import numpy as np

from desktop_app.gui import timeline
from desktop_app.gui.timeline import TimelineCache
from desktop_app.records import ContentId, FolderId, Photo, PhotoId, PhotoState


def photo(number: int, *, width: int = 300, height: int = 200, taken: datetime | None = None) -> Photo:
    return Photo(
        id=PhotoId(number),
        content_id=ContentId(number),
        content_hash=f"{number:040x}",
        folder_id=FolderId(1),
        path=Path(f"/photos/{number}.jpg"),
        state=PhotoState.PRESENT,
        size_bytes=10,
        mtime_ns=1_700_000_000_000_000_000,
        format="JPEG",
        width_px=width,
        height_px=height,
        mean_colour=number,
        taken_at=taken,
    )


def test_months_follow_the_time_taken_else_the_files() -> None:
    taken = timeline.of_photos([photo(1, taken=datetime(2024, 2, 29, 23, 59))], by_time=True)  # noqa: DTZ001
    assert taken.months.tolist() == [2024 * 12 + 1]
    by_file = timeline.of_photos([photo(1)], by_time=True)
    assert by_file.months.tolist() == [2023 * 12 + 10]
    assert timeline.of_photos([photo(1)], by_time=False).months.tolist() == [timeline.UNKNOWN_MONTH]


def test_a_photo_without_a_size_has_a_typical_shape() -> None:
    assert timeline.aspect_of(photo(1, width=0, height=0)) == timeline.TYPICAL_ASPECT


def test_the_cache_knows_what_it_learned_and_says_what_it_does_not_know() -> None:
    cache = TimelineCache()
    ids = np.array([5, 3, 9], np.int64)
    assert np.isnan(cache.fill(ids).aspects).all()
    cache.learn([timeline.of_photos([photo(9), photo(3, width=200)], by_time=True)])
    filled = cache.fill(ids)
    assert np.isnan(filled.aspects).tolist() == [True, False, False]
    assert filled.aspects[1:].tolist() == [1.0, 1.5]
    assert filled.colours.tolist() == [0, 3, 9]
    assert not filled.is_complete
    cache.learn([timeline.of_photos([photo(3, width=400), photo(5)], by_time=True)])
    assert cache.fill(ids).aspects.tolist() == [1.5, 2.0, 1.5]
