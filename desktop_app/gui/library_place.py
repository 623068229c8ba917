"""Whether there is a library in a place, and why it cannot be opened if it cannot."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desktop_app.config import LibraryPaths, library_now
from desktop_app.errors import LibraryBusyError, LibraryMissingError, LibraryUnwritableError
from desktop_app.gui.words import plain_path
from desktop_app.library import Library


def find_library(root: Path) -> LibraryPaths:
    """The library of this folder, where it is now; or where one can begin.

    Raises `LibraryMissingError` where one was and is not, `LibraryTooNewError`, `LibraryDamagedError`,
    `LibraryUnwritableError`, and `LibraryError` for another program's database.
    """
    paths = library_now(root)
    try:
        Library.open(paths, read_only=True).close()
    except LibraryBusyError:
        pass  # somebody writes just now, and will have written in a moment
    except LibraryMissingError:  # not there yet, or of an older version: the worker sees to both
        try:
            paths.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryUnwritableError(
                f"The folder {plain_path(paths.root)} cannot be made for the library: {error.strerror}."
            ) from error
    return paths


def why_not_a_library(folder: Path) -> str:
    """Why nobody should open or begin a library there; empty where all is well."""
    try:
        names = {path.name for path in folder.iterdir()}
    except OSError as error:
        words = tr("{folder} cannot be read: {reason}.")
        return words.format(folder=plain_path(folder), reason=error.strerror or str(error))
    paths = LibraryPaths(folder)
    if names and names.isdisjoint((paths.database.name, paths.beginning.name)):
        words = tr("{folder} holds other files and no library: choose a folder with a library, or an empty one.")
        return words.format(folder=plain_path(folder))
    return ""


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("library_place", text)
