"""The worker's own files: beside the library, or, where that may only be read, in a folder of this user alone."""

import hashlib
import os
import stat
import sys
import tempfile
from pathlib import Path

from desktop_app.config import LibraryPaths
from desktop_app.errors import WorkerUnavailableError

SOCKET_PATH_BYTES = 100
"""The system's limit is 108 bytes on Linux and 104 on macOS, the final zero included."""


def key_file(paths: LibraryPaths) -> Path:
    """Says where the worker listens. Raises `WorkerUnavailableError`."""
    return paths.worker_key if paths.may_be_written else _elsewhere(paths, ".key")


def log_file(paths: LibraryPaths) -> Path:
    """Raises `WorkerUnavailableError`."""
    return paths.worker_log if paths.may_be_written else _elsewhere(paths, ".log")


def reading_lock(paths: LibraryPaths) -> Path:
    """Held by the one worker of a library that may only be read. Raises `WorkerUnavailableError`."""
    return _elsewhere(paths, ".lock")


def digest_of(paths: LibraryPaths) -> str:
    """20 hex digits that stand for the library's folder, and one letter more where it may only be read: a worker that
    may write does not take the place of one that may not."""
    digest = hashlib.blake2b(os.fsencode(paths.root.resolve()), digest_size=10).hexdigest()
    return digest if paths.may_be_written else f"{digest}r"


def own_folder() -> Path:
    """A folder of mode 0700 with a short path. Raises `WorkerUnavailableError` when somebody else made it."""
    if sys.platform == "win32":  # whose folder for temporary files is the user's own
        return _made(Path(tempfile.gettempdir()) / "red-bicycle")
    user = f"red-bicycle-{os.getuid()}"
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    candidates = [Path(runtime)] if runtime and Path(runtime).is_dir() else []
    candidates += [Path(tempfile.gettempdir()), Path("/tmp")]  # noqa: S108 - the folder below is checked
    name_bytes = len("/") + 21 + len(".sock")
    fitting = [base / user for base in candidates if len(os.fsencode(base / user)) + name_bytes <= SOCKET_PATH_BYTES]
    folder = _made(fitting[0])
    found = folder.lstat()
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    if not ours or stat.S_IMODE(found.st_mode) & 0o077:
        raise WorkerUnavailableError(f"The folder {folder} belongs to another user or is open to others: remove it.")
    return folder


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.lstat()
    except OSError as error:
        raise WorkerUnavailableError(f"The folder {folder} for the background process: {error.strerror}.") from error
    return folder


def _elsewhere(paths: LibraryPaths, ending: str) -> Path:
    return own_folder() / f"{digest_of(paths)}{ending}"
