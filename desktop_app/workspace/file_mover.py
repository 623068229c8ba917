"""Moves the files of photos to the system's trash and back, batch by batch; the caller tells the library of each."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import NamedTuple, TypeAlias

from desktop_app.config import LibraryPaths
from desktop_app.errors import LibraryError, TrashError
from desktop_app.indexing.drives import DriveMemory, is_away, is_readable_folder
from desktop_app.library import Library
from desktop_app.records import Folder, FolderId, Photo, PhotoId, PhotoState, Problem
from desktop_app.workspace.trash import Trash, TrashedFile, shown

log = logging.getLogger(__name__)

FILES_AT_ONCE = 64
"""A crash leaves no more than these to be found by the next index instead of being told."""
_Outcome: TypeAlias = tuple[Photo, TrashError | None]


class Batch(NamedTuple):
    """Some files that were moved, and some that could not be, `done` of all in all."""

    photos: tuple[Photo, ...]
    """Those that were moved, as they were before."""
    failed: dict[PhotoId, Problem]
    done: int

    @property
    def moved(self) -> tuple[PhotoId, ...]:
        return tuple(photo.id for photo in self.photos)


class FileMover:
    """Touches files only of photos that are known to be where they are; nothing is ever deleted or replaced."""

    def __init__(self, paths: LibraryPaths, library: Library, trash: Trash) -> None:
        self._paths = paths
        self._library = library
        self._trash = trash

    def move(self, photo_ids: Iterable[PhotoId], *, to_trash: bool) -> Iterator[Batch]:
        """Photos that are there already, or unknown, are passed over."""
        wanted = list(dict.fromkeys(photo_ids))
        outcomes = self._taken_away(wanted) if to_trash else self._brought_back(wanted)
        done = 0
        while batch := list(islice(outcomes, FILES_AT_ONCE)):
            done += len(batch)
            yield Batch(
                photos=tuple(photo for photo, error in batch if error is None),
                failed={photo.id: _problem(photo, error) for photo, error in batch if error is not None},
                done=done,
            )

    @contextmanager
    def told(self, batch: Batch, *, to_trash: bool) -> Iterator[None]:
        """While the library is told of what was moved. When it cannot be, the files go back to where they were."""
        try:
            yield
        except LibraryError:
            for error in self._moved_back(batch.photos, from_trash=to_trash):
                log.warning("a file is not where the library knows it: %s", error)
            raise

    def _moved_back(self, photos: Sequence[Photo], *, from_trash: bool) -> Iterator[TrashError]:
        if from_trash:
            files = (TrashedFile(photo.path, photo.size_bytes, photo.mtime_ns) for photo in photos)
            yield from (error for error in self._trash.put_back(files) if error is not None)
            return
        for photo in photos:
            try:
                self._trash.put(photo.path)
            except TrashError as error:
                yield error

    def _taken_away(self, photo_ids: Sequence[PhotoId]) -> Iterator[_Outcome]:
        for start in range(0, len(photo_ids), FILES_AT_ONCE):
            for photo in self._library.photos.get(photo_ids[start : start + FILES_AT_ONCE]):
                if photo.state is not PhotoState.TRASHED:
                    yield photo, self._put(photo)

    def _put(self, photo: Photo) -> TrashError | None:
        if photo.state is PhotoState.OFFLINE:
            return TrashError(f"{shown(photo.path)} cannot be moved to the trash while its drive is away.")
        if _has_changed(photo):
            return TrashError(f"{shown(photo.path)} has just been changed and was left where it is: look at it first.")
        try:
            self._trash.put(photo.path)
        except TrashError as error:
            return error
        return None

    def _brought_back(self, photo_ids: Sequence[PhotoId]) -> Iterator[_Outcome]:
        folders = {folder.id: folder for folder in self._library.folders.all()}
        drives = DriveMemory(self._paths.drives)
        here: list[Photo] = []
        for photo in self._library.photos.get(photo_ids):
            if photo.state is not PhotoState.TRASHED:
                continue
            if _is_out_of_reach(photo, folders, drives):
                yield photo, TrashError(f"{shown(photo.path)} stays in the trash while the drive it was on is away.")
            else:
                here.append(photo)
        files = (TrashedFile(photo.path, photo.size_bytes, photo.mtime_ns) for photo in here)
        yield from zip(here, self._trash.put_back(files), strict=True)


def _is_out_of_reach(photo: Photo, folders: dict[FolderId, Folder], drives: DriveMemory) -> bool:
    folder = folders.get(photo.folder_id)
    if folder is None:  # watched no longer
        return False
    if not is_readable_folder(folder.path):
        return True
    return any(drive in photo.path.parents and is_away(drive, was_mount=True) for drive in drives.mounts(folder.path))


def _has_changed(photo: Photo) -> bool:
    """What lies there may be another photo by now. A file that is gone is no change."""
    try:
        status = photo.path.stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) != (photo.size_bytes, photo.mtime_ns)


def _problem(photo: Photo, error: TrashError) -> Problem:
    return Problem(path=photo.path, reason=str(error), kind=type(error).__name__)
