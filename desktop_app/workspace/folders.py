"""Which folders may be watched, and the one with the samples."""

import os
from pathlib import Path

from desktop_app.config import LibraryPaths
from desktop_app.errors import FolderError, LibraryUnwritableError
from desktop_app.jobs import Job, Progress


def samples_folder(paths: LibraryPaths) -> Path:
    return paths.root / "samples"


def is_own_file(path: Path, paths: LibraryPaths) -> bool:
    """Whether the library keeps it for itself: all in its folder but the samples."""
    root = paths.root.resolve()
    return path.is_relative_to(root) and not path.is_relative_to(samples_folder(paths).resolve())


def check_folder(path: Path, paths: LibraryPaths) -> Path:
    """The folder as it is kept: absolute, links resolved.

    Raises `FolderError` when it is not there, is no folder, cannot be read, or belongs to the library itself.
    """
    shown = os.fsencode(path).decode(errors="replace")
    try:
        resolved = path.expanduser().resolve(strict=True)
        if not resolved.is_dir():
            raise FolderError(f"{shown} is a file: give the folder that it is in.")
        with os.scandir(resolved):  # that it can be listed
            pass
    except FileNotFoundError as error:
        raise FolderError(f"There is no folder {shown}.") from error
    except PermissionError as error:
        raise FolderError(f"You have no permission to read the folder {shown}.") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise FolderError(f"The folder {shown} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    if is_own_file(resolved, paths):
        raise FolderError(f"{shown} is where Red Bicycle keeps its own files: choose a folder with photos.")
    return resolved


def draw_samples(paths: LibraryPaths) -> Job[Path]:
    """Draws what is not there yet; returns the folder of the samples. Raises `LibraryUnwritableError`."""
    from resources.scenes import sample_scenes, write_sample

    folder, scenes = samples_folder(paths), sample_scenes()
    for done, scene in enumerate(scenes):
        yield Progress("samples", done=done, total=len(scenes))
        try:
            write_sample(scene, folder)
        except OSError as error:
            raise LibraryUnwritableError(f"The samples could not be written in {folder}: {error.strerror}.") from error
    return folder
