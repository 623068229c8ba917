"""A library in a temporary folder, and photos to put into it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from desktop_app.config import LibraryPaths
from desktop_app.library import Library
from desktop_app.records import Content, Folder, ImageMetadata, PhotoId

NOON = datetime(2024, 5, 17, 12, 0)  # noqa: DTZ001 - a camera knows no zone


def content(number: int, *, metadata: ImageMetadata | None = None) -> Content:
    """The content of a made-up photo; another for each number."""
    return Content(
        content_hash=f"{number:040x}",
        format="JPEG",
        width_px=4000,
        height_px=3000,
        mean_colour=0x336699,
        perceptual_hash=(1 << 63) | number,
        metadata=metadata or ImageMetadata(taken_at=NOON, camera="Fujifilm X-T5"),
    )


@pytest.fixture
def paths(tmp_path: Path) -> LibraryPaths:
    return LibraryPaths(tmp_path / "library")


@pytest.fixture
def library(paths: LibraryPaths) -> Iterator[Library]:
    with Library.open(paths) as opened:
        yield opened


@pytest.fixture
def folder(library: Library, tmp_path: Path) -> Folder:
    return library.folders.add(tmp_path / "photos")


Put = Callable[..., PhotoId]


@pytest.fixture
def put(library: Library, folder: Folder) -> Put:
    """Puts a photo into the folder: `put("a.jpg", 1)` has content 1."""

    def insert(name: str, number: int, *, metadata: ImageMetadata | None = None) -> PhotoId:
        path = folder.path / name
        return library.photos.insert(path, content(number, metadata=metadata), size_bytes=number, mtime_ns=number)

    return insert
