"""Which photos of the library must be read again, although their files have not changed."""

import os
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.indexing.on_screen import OnScreen
from desktop_app.indexing.reading import Purpose, Task
from desktop_app.indexing.scanner import FoundFile
from desktop_app.library.library import Library
from desktop_app.records import ContentId, Photo, PhotoId, PhotoState

_CHUNK = 256
_FEW = 8


class MissingTasks:
    """One task a content that lacks an embedding: first what is on the screen, then the newest photo.

    Contents that lack that of the first model come before those that lack another's alone; a content that lacks several
    is decoded once. Files whose problem is known are left alone until they change.
    """

    def __init__(self, library: Library, missing: Sequence[NDArray[np.int64]], on_screen: OnScreen) -> None:
        """`missing`: the ids of the contents, for each model."""
        self._library = library
        self._missing = [np.unique(ids) for ids in missing]
        self._open = [np.ones(len(ids), np.bool_) for ids in self._missing]
        self._failing = library.problems.known()
        self._on_screen = on_screen.follow()

    @property
    def total(self) -> int:
        """Contents."""
        return len(np.unique(np.concatenate(self._missing))) if self._missing else 0

    def __iter__(self) -> Iterator[Task]:
        for place, ids in enumerate(self._missing):
            for photo in self._photos_of(ids):
                for shown in self._library.photos.get(list(self._on_screen.take())):
                    yield from self._task(shown)
                if self._lacks(photo)[place]:
                    yield from self._task(photo)

    def _photos_of(self, content_ids: NDArray[np.int64]) -> Iterator[Photo]:
        """Newest first. Looks all photos up where most are meant, else those that are."""
        if not content_ids.size:
            return
        in_order = self._library.photos.ids(order="newest")
        if content_ids.size < len(in_order) // _FEW:
            by_content = self._library.photos.by_content(content_ids)
            in_order = in_order[np.isin(in_order, np.fromiter(chain.from_iterable(by_content.values()), np.int64))]
        for start in range(0, len(in_order), _CHUNK):
            yield from self._library.photos.get(in_order[start : start + _CHUNK])

    def _task(self, photo: Photo) -> Iterator[Task]:
        lacks = self._lacks(photo)
        is_failing = self._failing.get(bytes(photo.path)) == (photo.size_bytes, photo.mtime_ns)
        if any(lacks) and photo.state is PhotoState.PRESENT and not is_failing:
            for ids, is_open in zip(self._missing, self._open, strict=True):
                is_open[_places(ids, photo.content_id)] = False
            yield _task(photo, Purpose.EMBED, lacks)

    def _lacks(self, photo: Photo) -> tuple[bool, ...]:
        """Of which models an embedding is to be made yet."""
        return tuple(
            bool(is_open[_places(ids, photo.content_id)].any())
            for ids, is_open in zip(self._missing, self._open, strict=True)
        )


def _places(ids: NDArray[np.int64], content_id: ContentId) -> slice:
    """Where it is in the sorted `ids`; an empty slice if nowhere."""
    at = int(np.searchsorted(ids, content_id))
    return slice(at, at + int(at < len(ids) and ids[at] == content_id))


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


def _task(photo: Photo, purpose: Purpose, wanted: tuple[bool, ...] | None = None) -> Task:
    return Task(
        FoundFile(str(photo.path), photo.size_bytes, photo.mtime_ns, 0),
        purpose,
        content_hash=photo.content_hash,
        content_id=photo.content_id,
        photo_id=PhotoId(photo.id),
        wanted=wanted,
    )


def on_screen_first(files: Sequence[FoundFile], library: Library, on_screen: OnScreen) -> Iterator[FoundFile]:
    """The same files in the same order, but those of photos that come on the screen meanwhile before all others."""
    screen, early = on_screen.follow(), set[bytes]()
    for place, file in enumerate(files):
        if shown := screen.take():
            waiting = {each.key: each for each in files[place:]}
            for photo in library.photos.get(list(shown)):
                key = bytes(photo.path)
                if key in waiting and key not in early:
                    early.add(key)
                    yield waiting[key]
        if file.key not in early:
            yield file
