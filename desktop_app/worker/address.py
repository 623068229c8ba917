"""Where a library's worker listens, and the secret that opens it.

The worker writes both into its key file when it listens; whoever can read that file may talk to it.
"""

import os
import secrets
import sys

import msgspec

from desktop_app.config import LibraryPaths
from desktop_app.errors import WorkerUnavailableError
from desktop_app.worker.places import digest_of, key_file, own_folder


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
    digest = digest_of(paths)
    if sys.platform == "win32":
        address = rf"\\.\pipe\red-bicycle-{digest}-{secrets.token_hex(4)}"
    else:
        address = str(own_folder() / f"{digest}.sock")
    return WorkerAddress(address=address, secret=secrets.token_hex(32), pid=os.getpid())


def read_address(paths: LibraryPaths) -> WorkerAddress | None:
    """What the last worker of this library wrote; None when there was none or it ended properly.

    A library that was copied while its worker ran has that worker's key too: it leads to the other library.
    """
    try:
        found = msgspec.json.decode(key_file(paths).read_bytes(), type=WorkerAddress)
    except (OSError, msgspec.DecodeError, UnicodeError, WorkerUnavailableError):
        return None
    return found if digest_of(paths) in found.address else None


def publish_address(paths: LibraryPaths, address: WorkerAddress) -> None:
    """Writes the key file, readable by this user alone from its first byte, in one step. Raises OSError."""
    file_path = key_file(paths)
    temporary = file_path.with_name(f"{file_path.name}.{secrets.token_hex(4)}.tmp")
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(address))
        temporary.replace(file_path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def withdraw_address(paths: LibraryPaths, address: WorkerAddress) -> None:
    """Takes the key file away, if it is still ours."""
    if read_address(paths) == address:
        key_file(paths).unlink(missing_ok=True)
