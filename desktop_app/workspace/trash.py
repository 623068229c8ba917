"""The system's trash. Files go there on the user's word alone; nothing here deletes anything."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from desktop_app.errors import TrashError
from desktop_app.workspace.freedesktop_trash import TrashedFile, put_back_files

__all__ = ["SystemTrash", "Trash", "TrashedFile", "shown"]

_NAMES = {"darwin": "the Trash", "win32": "the Recycle Bin"}


class Trash(Protocol):
    """Where files go and come back from; tests have their own."""

    def put(self, path: Path) -> None:
        """Moves the file into the trash. Raises `TrashError`; then it is where it was."""
        ...

    def put_back(self, files: Iterable[TrashedFile]) -> Iterator[TrashError | None]:
        """Moves the files to where they were, one at each step; says of each why it could not be moved, or None."""
        ...


class SystemTrash:
    """Send2Trash on the way in. On the way out the trash of freedesktop.org is read, which Linux desktops share;
    elsewhere only the system itself can put files back."""

    def put(self, path: Path) -> None:
        from send2trash import send2trash  # on macOS and Windows it loads half the system

        name = shown(path)
        if not os.path.lexists(path):
            raise TrashError(f"There is no file {name} any more.")
        try:
            send2trash(os.fspath(path))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error) or "the system has no trash for it"
            raise TrashError(f"{name} could not be moved to the trash and is where it was: {reason}.") from error
        if os.path.lexists(path):
            raise TrashError(f"{name} could not be moved to the trash and is where it was.")

    def put_back(self, files: Iterable[TrashedFile]) -> Iterator[TrashError | None]:
        trash = _NAMES.get(sys.platform)
        if trash is None:
            yield from put_back_files(files)
            return
        for file in files:
            if os.path.lexists(file.path):
                yield None
                continue
            yield TrashError(
                f"{shown(file.path)} is in {trash}: put it back from there, and it returns to the library "
                "with all that you said about it."
            )


def shown(path: Path) -> str:
    """A path as people read it: bytes that are no text become question marks."""
    return os.fsencode(path).decode(errors="replace")
