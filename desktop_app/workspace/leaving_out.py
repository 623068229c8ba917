"""Single folders below watched ones that are left out, and taken in again."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from desktop_app.config import Settings
from desktop_app.errors import FolderError
from desktop_app.jobs import Job
from desktop_app.library import Library
from desktop_app.records import IndexReport


class LeavingOut:
    """Photos of such a folder are missing from the views; what the user said of them waits for its return."""

    def __init__(
        self,
        library: Library,
        *,
        settings: Callable[[], Settings],
        change_settings: Callable[[Settings], Settings],
        index: Callable[[Sequence[Path]], Job[IndexReport]],
    ) -> None:
        self._library = library
        self._settings = settings
        self._change_settings = change_settings
        self._index = index

    def leave_out(self, folder: Path) -> int:
        """From now on; returns how many photos left the views. Raises `FolderError` for one that is not below a
        watched folder, and `LibraryError`."""
        if any(watched.path == folder for watched in self._library.folders.all()):
            raise FolderError(f"{folder} is watched itself: remove it from the library instead.")
        self._library.folders.require_containing(folder)
        settings = self._settings()
        others = tuple(each for each in settings.excluded_folders if each != folder and folder not in each.parents)
        self._change_settings(msgspec.structs.replace(settings, excluded_folders=(*others, folder)))
        with self._library.transaction():
            known = self._library.photos.known_files(under=folder)
            gone = self._library.photos.set_missing(file.photo_id for file in known.values())
            self._library.problems.clear(self._library.problems.known(under=folder))
        return gone

    def take_in(self, folder: Path) -> Job[IndexReport]:
        """No longer left out: what is in it is read. Where nothing watched is around it any more, only forgotten."""
        settings = self._settings()
        others = tuple(each for each in settings.excluded_folders if each != folder)
        self._change_settings(msgspec.structs.replace(settings, excluded_folders=others))
        return (yield from self._index([folder]))
