"""Starts a worker that outlives its starter."""

import os
import subprocess
import sys
from pathlib import Path

from desktop_app.config import LibraryPaths
from desktop_app.errors import WorkerUnavailableError
from desktop_app.worker.places import log_file

WORKER_SWITCH = "--worker"
"""First argument of the frozen application when it is to be a worker; see `desktop_app.__main__`."""
EXIT_BUSY = 75
"""The worker's exit status when another process holds the library (EX_TEMPFAIL)."""

_started: "list[subprocess.Popen[bytes]]" = []
"""Kept, so that those which ended are reaped and those which live on are nobody's leak."""


def start_worker(paths: LibraryPaths) -> "subprocess.Popen[bytes]":
    """A detached worker for this library; what it writes to its stderr goes to its log.

    Raises `WorkerUnavailableError`, and `LibraryUnwritableError` where the library itself may not be written.
    """
    _started[:] = [process for process in _started if process.poll() is None]
    try:
        paths.root.mkdir(parents=True, exist_ok=True)
        with log_file(paths).open("ab") as log:
            process = subprocess.Popen(
                _command(paths.root.resolve()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd=paths.root,
                env=_environment(),
                start_new_session=sys.platform != "win32",
                creationflags=_creation_flags(),
                close_fds=True,
            )
    except OSError as error:
        from desktop_app.library.failures import hindrance

        hindered = hindrance(paths.database) if paths.root.is_dir() else None
        if hindered is not None:
            raise hindered from error
        reason = error.strerror or str(error)
        raise WorkerUnavailableError(f"The background process could not be started: {reason}.") from error
    _started.append(process)
    return process


def log_size(log: Path) -> int:
    """In bytes; 0 when there is none."""
    try:
        return log.stat().st_size
    except OSError:
        return 0


def last_words(log: Path, *, since: int = 0) -> str:
    """The last line of a log that says something, after its first `since` bytes; empty when there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(since, log.stat().st_size - 4096))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _command(root: Path) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, WORKER_SWITCH, str(root)]
    return [sys.executable, "-m", "desktop_app.worker.server", str(root)]


def _environment() -> dict[str, str]:
    """Lets the worker find this package where it was run from a checkout without being installed."""
    home = Path(__file__).resolve().parents[2]
    environment = dict(os.environ)
    if not getattr(sys, "frozen", False) and home.name not in ("site-packages", "dist-packages"):
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(home), environment.get("PYTHONPATH", "")]))
    return environment


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.DETACHED_PROCESS | subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return 0
