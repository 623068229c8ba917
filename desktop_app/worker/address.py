"""Where a library's worker listens, and the secret that opens it.

The worker writes both into `LibraryPaths.worker_key` when it listens; whoever can read that file may talk to it.
"""

import hashlib
import os
import secrets
import stat
import sys
import tempfile
from pathlib import Path

import msgspec

from desktop_app.config import LibraryPaths
from desktop_app.errors import WorkerUnavailableError

SOCKET_PATH_BYTES = 100
"""The system's limit is 108 bytes on Linux and 104 on macOS, the final zero included."""


class WorkerAddress(msgspec.Struct, frozen=True):
    """`secret` is 64 hex digits, new at each start of a worker."""

    address: str
    secret: str
    pid: int

    @property
    def family(self) -> str:
        return "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"


def new_address(paths: LibraryPaths) -> WorkerAddress:
    """An address for the worker of this library; on Unix its folder exists afterwards and is this user's alone."""
    digest = _digest(paths)
    if sys.platform == "win32":
        address = rf"\\.\pipe\red-bicycle-{digest}-{secrets.token_hex(4)}"
    else:
        address = str(_socket_folder() / f"{digest}.sock")
    return WorkerAddress(address=address, secret=secrets.token_hex(32), pid=os.getpid())


def read_address(paths: LibraryPaths) -> WorkerAddress | None:
    """What the last worker of this folder wrote; None when there was none or it ended properly.

    A library that was copied while its worker ran has that worker's key too: it leads to the other library.
    """
    try:
        found = msgspec.json.decode(paths.worker_key.read_bytes(), type=WorkerAddress)
    except (OSError, msgspec.DecodeError, UnicodeError):
        return None
    return found if _digest(paths) in found.address else None


def publish_address(paths: LibraryPaths, address: WorkerAddress) -> None:
    """Writes the key file, readable by this user alone from its first byte, in one step. Raises OSError."""
    temporary = paths.worker_key.with_name(f"{paths.worker_key.name}.{secrets.token_hex(4)}.tmp")
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(address))
        temporary.replace(paths.worker_key)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def withdraw_address(paths: LibraryPaths, address: WorkerAddress) -> None:
    """Takes the key file away, if it is still ours."""
    if read_address(paths) == address:
        paths.worker_key.unlink(missing_ok=True)


def _digest(paths: LibraryPaths) -> str:
    """20 hex digits that stand for the library's folder."""
    return hashlib.blake2b(os.fsencode(paths.root.resolve()), digest_size=10).hexdigest()


def _socket_folder() -> Path:
    """A folder of mode 0700 with a short path. Raises `WorkerUnavailableError` when somebody else made it."""
    user = f"red-bicycle-{os.getuid()}"  # type: ignore[attr-defined, unused-ignore]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    candidates = [Path(runtime)] if runtime and Path(runtime).is_dir() else []
    candidates += [Path(tempfile.gettempdir()), Path("/tmp")]  # noqa: S108 - the folder below is checked
    name_bytes = len("/") + 20 + len(".sock")
    fitting = [base / user for base in candidates if len(os.fsencode(base / user)) + name_bytes <= SOCKET_PATH_BYTES]
    folder = fitting[0]
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise WorkerUnavailableError(f"The folder {folder} for the background process: {error.strerror}.") from error
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()  # type: ignore[attr-defined, unused-ignore]
    if not ours or stat.S_IMODE(found.st_mode) & 0o077:
        raise WorkerUnavailableError(f"The folder {folder} belongs to another user or is open to others: remove it.")
    return folder
