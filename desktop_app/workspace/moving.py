"""Takes a whole library to another folder: copied, compared, switched. The old copy stays until it is given up."""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from desktop_app.config import LibraryPaths, read_note, write_note
from desktop_app.errors import LibraryError, LibraryUnwritableError
from desktop_app.jobs import Job, Progress
from desktop_app.library import Library
from desktop_app.reports import OldCopy
from desktop_app.workspace.folders import samples_folder

_CHUNK_BYTES = 1024**2
_SPARE_BYTES = 64 * 1024**2
_HERE_ONLY = (
    *("library.db", "library.db-wal", "library.db-shm", "library.lock", "worker.key", "worker.log"),
    "library.begins",
)
"""The database is copied by SQLite, the rest belongs to the process that has the library open, or to this place."""


def check_destination(paths: LibraryPaths, destination: Path) -> Path:
    """The folder, absolute, where the library may be moved. Raises `LibraryError` with what to choose instead."""
    target = destination.expanduser().absolute()
    root = paths.root.resolve()
    resolved = Path(os.path.realpath(target))
    if resolved == root:
        raise LibraryError("The library is in that folder already.")
    if resolved.is_relative_to(root) or root.is_relative_to(resolved):
        raise LibraryError("The library cannot be moved into itself or around itself: choose a folder elsewhere.")
    try:
        if target.exists() and any(target.iterdir()):
            raise LibraryError(f"{target} is not empty: choose an empty folder, or a new one.")
    except NotADirectoryError as error:
        raise LibraryError(f"{target} is a file: choose a folder.") from error
    except OSError as error:
        raise LibraryError(f"{target} cannot be read: {error.strerror}.") from error
    return target


def move_library(paths: LibraryPaths, library: Library, destination: Path) -> Job[Path]:
    """Copies everything, compares it, and switches; returns where the library is now.

    The database comes last, while nobody can write; afterwards this library takes no change any more. Anything that
    goes wrong, or closing the job, leaves the library as it was and removes the copy. Raises `LibraryError`.
    """
    target = LibraryPaths(check_destination(paths, destination))
    existed = target.root.exists()
    try:
        target.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        files = sorted(_files(paths.root))
        total = sum(size for _, size in files) + paths.database.stat().st_size
        _require_space(target.root, total)
        done = 0
        for name, size in files:
            yield Progress("move", done=done, total=total, unit="bytes", detail=name)
            _copy_file(paths.root / name, target.root / name, is_cache=name.startswith(paths.thumbnails.name))
            done += size
        yield Progress("move", done=done, total=total, unit="bytes", detail=paths.database.name)
        with library.moving_to(target.database):
            _check_copy(library, target, old_root=paths.root)
            write_note(target.came_from_note, paths.root)
            write_note(paths.moved_note, target.root)
    except OSError as error:
        _give_up(target.root, existed=existed)
        raise LibraryUnwritableError(f"The library could not be copied to {target.root}: {error.strerror}.") from error
    except BaseException:
        _give_up(target.root, existed=existed)
        raise
    return target.root


def old_copy(paths: LibraryPaths) -> OldCopy | None:
    """What is still in the folder that this library was moved from."""
    old = read_note(paths.came_from_note)
    if old is None or read_note(LibraryPaths(old).moved_note) != paths.root:
        return None
    sizes = [size for _, size in _files(old, everything=True)]
    return OldCopy(folder=old, size_bytes=sum(sizes)) if sizes else None


def remove_old_copy(paths: LibraryPaths) -> int:
    """Deletes what the move left behind, but for the note that says where the library went; returns the bytes.

    Raises `LibraryError` when there is nothing of that kind.
    """
    found = old_copy(paths)
    if found is None:
        raise LibraryError("There is no old copy of this library any more.")
    old = found.folder
    for name, _ in _files(old, everything=True):
        (old / name).unlink(missing_ok=True)
    for folder, _, _ in sorted(os.walk(old), reverse=True):
        with contextlib.suppress(OSError):  # not empty: somebody else's files are in it
            Path(folder).rmdir()
    return found.size_bytes


def _files(root: Path, *, everything: bool = False) -> Iterator[tuple[str, int]]:
    """Names below the library's folder, and bytes. Half-written files are left out."""
    known = LibraryPaths(root)
    for folder, _, names in os.walk(root):
        for name in names:
            path = Path(folder, name)
            if path == known.moved_note or (path == known.came_from_note and not everything):
                continue
            relative = str(path.relative_to(root))
            if everything or (relative not in _HERE_ONLY and path.suffix not in (".tmp", ".part")):
                with contextlib.suppress(OSError):
                    yield relative, path.stat().st_size


def _copy_file(source: Path, target: Path, *, is_cache: bool) -> None:
    """Small pictures can be made again: of those only the size is compared."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copy2(source, target)
    except FileNotFoundError:
        if source.exists():
            raise
        return  # trimmed meanwhile
    if _mark(source, is_cache=is_cache) != _mark(target, is_cache=is_cache):
        raise LibraryUnwritableError(f"{target} is not what was written: look after that drive, and try again.")


def _mark(path: Path, *, is_cache: bool) -> bytes | int:
    """What a copy must have in common with what it was copied from."""
    if is_cache:
        return path.stat().st_size
    digest = hashlib.blake2b()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.digest()


def _check_copy(library: Library, target: LibraryPaths, *, old_root: Path) -> None:
    """That the copy opens and holds as much; the samples in it lie beside it now."""
    with Library.open(target) as copy:
        if (copy.photos.count(), copy.problems.count()) != (library.photos.count(), library.problems.count()):
            raise LibraryError("The copy of the library does not hold what the library holds; nothing was moved.")
        copy.folders.relocate(samples_folder(LibraryPaths(old_root)), samples_folder(target))


def _require_space(folder: Path, needed_bytes: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed_bytes + _SPARE_BYTES:
        raise LibraryUnwritableError(
            f"The library needs {needed_bytes / 1e9:.1f} GB, but only {free / 1e9:.1f} GB are free in {folder}."
        )


def _give_up(root: Path, *, existed: bool) -> None:
    """The folder was empty or not there, so all in it is the copy."""
    for entry in list(root.iterdir()) if root.is_dir() else []:
        shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink(missing_ok=True)
    if not existed:
        with contextlib.suppress(OSError):
            root.rmdir()
