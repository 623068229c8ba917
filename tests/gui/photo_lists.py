"""Lists of photos that no library has."""

from datetime import datetime
from pathlib import Path

import numpy as np

from desktop_app.gui.photo_list import PhotoList, by_time
from desktop_app.records import ContentId, FolderId, Photo, PhotoId, PhotoState


def photo(
    number: int, *, width: int = 300, height: int = 200, taken: datetime | None = None, folder: str = "/photos"
) -> Photo:
    """A record."""
    return Photo(
        id=PhotoId(number),
        content_id=ContentId(number),
        content_hash=f"{number:040x}",
        folder_id=FolderId(1),
        path=Path(folder) / f"{number}.jpg",
        state=PhotoState.PRESENT,
        size_bytes=10,
        mtime_ns=1_700_000_000_000_000_000,
        format="JPEG",
        width_px=width,
        height_px=height,
        mean_colour=number,
        taken_at=taken,
    )


def list_of(count: int, *, a_month: int = 50) -> PhotoList:
    """Of three shapes, newest first, all of one colour; ids count from 1."""
    months = (24_000 - np.arange(count) // a_month).astype(np.int32)
    return PhotoList(
        ids=np.arange(1, count + 1, dtype=np.int64),
        aspects=np.tile([1.5, 0.75, 1.0], count // 3 + 1)[:count].astype(np.float32),
        colours=np.full(count, 0x336699, np.uint32),
        months=months,
        sections=by_time(months),
    )


def list_with(ids: list[int]) -> PhotoList:
    """Square photos in no order."""
    count = len(ids)
    return PhotoList(
        ids=np.array(ids, np.int64),
        aspects=np.ones(count, np.float32),
        colours=np.zeros(count, np.uint32),
        months=np.full(count, -1, np.int32),
    )
