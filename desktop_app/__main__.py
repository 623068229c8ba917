"""`redbicycle` and `python -m desktop_app`: the window by default, the command line with arguments.

Frozen, the one executable is also what else is started as a process of its own: it says so with its first argument.
"""

import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop_app.config import LibraryPaths, usual_library_dir


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what `arguments` (by default the process's) ask for; returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given:
        return open_window(LibraryPaths(usual_library_dir()))
    if given[0] == "--worker":
        from desktop_app.worker import server

        return server.main(given[1:])
    if given[0] == "--screenshot":
        from desktop_app.gui import screenshot

        return screenshot.main(given[1:])
    from desktop_app import cli

    return cli.main(given, open_window=open_window)


def open_window(paths: LibraryPaths, *, folders: tuple[Path, ...] = (), samples: bool = False) -> int:
    """Shows the window until it is closed."""
    gc.disable()  # the window sees to garbage itself, and while its code is read there is none: 0.08 s
    from desktop_app.gui import app

    return app.main(paths, folders=folders, samples=samples)


if __name__ == "__main__":
    sys.exit(main())
