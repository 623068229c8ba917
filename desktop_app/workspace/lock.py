"""One process at a time writes a library."""

import filelock

from desktop_app.config import LibraryPaths
from desktop_app.errors import LibraryBusyError, LibraryUnwritableError


def take_lock(paths: LibraryPaths) -> filelock.BaseFileLock:
    """The library's lock, held; its folder exists afterwards. Raises `LibraryBusyError`, `LibraryUnwritableError`."""
    lock = filelock.FileLock(paths.lock, thread_local=False)
    try:
        paths.root.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise LibraryBusyError(
            f"Another program is working on the library in {paths.root}: "
            "wait until it has finished, or end it, and try again."
        ) from error
    except OSError as error:
        raise LibraryUnwritableError(f"The library in {paths.root} cannot be written: {error.strerror}.") from error
    return lock
