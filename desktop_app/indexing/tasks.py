"""Which photos of the library must be read again, although their files have not changed."""

import os
from collections.abc import Collection, Iterator
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.indexing.reading import Purpose, Task
from desktop_app.indexing.scanner import FoundFile
from desktop_app.library.library import Library
from desktop_app.records import ContentId, Photo, PhotoId, PhotoState

_CHUNK = 256


def tasks_for_missing(library: Library, content_ids: NDArray[np.int64]) -> Iterator[Task]:
    """One task a content, newest photo first. Files whose problem is known are left alone until they change."""
    failing = library.problems.known()
    by_content = library.photos.by_content(content_ids)
    wanted = np.fromiter(chain.from_iterable(by_content.values()), np.int64)
    in_order = library.photos.ids(order="newest")
    in_order = in_order[np.isin(in_order, wanted)]
    done: set[ContentId] = set()
    for start in range(0, len(in_order), _CHUNK):
        for photo in library.photos.get(in_order[start : start + _CHUNK]):
            is_failing = failing.get(bytes(photo.path)) == (photo.size_bytes, photo.mtime_ns)
            if photo.content_id not in done and photo.state is PhotoState.PRESENT and not is_failing:
                done.add(photo.content_id)
                yield _task(photo, Purpose.EMBED)


def photos_beside(library: Library, sidecars: Collection[Path], *, indexed: Collection[bytes]) -> Iterator[Task]:
    """The photos that sidecars are about: of `a.jpg.xmp` the file `a.jpg`, of `a.xmp` all called `a`.

    Those `indexed` a moment ago had their sidecar read.
    """
    for sidecar in sidecars:
        stem = sidecar.with_suffix("")
        names = {stem, *_siblings(stem)}
        for path in names:
            photo = library.photos.by_path(path) if bytes(path) not in indexed else None
            if photo is not None and photo.state is PhotoState.PRESENT:
                yield _task(photo, Purpose.METADATA)


def _siblings(stem: Path) -> list[Path]:
    try:
        with os.scandir(stem.parent) as entries:
            return [path for path in map(Path, entries) if path.stem == stem.name]
    except OSError:
        return []


def _task(photo: Photo, purpose: Purpose) -> Task:
    return Task(
        FoundFile(str(photo.path), photo.size_bytes, photo.mtime_ns, 0),
        purpose,
        content_hash=photo.content_hash,
        content_id=photo.content_id,
        photo_id=PhotoId(photo.id),
    )
