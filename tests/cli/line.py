"""Runs command lines in this process and remembers what came out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from desktop_app import cli
from desktop_app.config import LibraryPaths
from tests.workspace.places import Place


class Ran(NamedTuple):
    """What a command line left."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout."""
        assert self.out.count("\n") == 1, self.out
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The one sentence on stderr of a known failure."""
        assert self.status == 1
        assert self.out == ""
        (line,) = self.err.splitlines()
        assert "Traceback" not in line
        return line


class Line:
    """`line("search", "red")`. `windows` are the windows that were asked for."""

    def __init__(self, place: Place, capsys: pytest.CaptureFixture[str]) -> None:
        self.place = place
        self.windows: list[tuple[LibraryPaths, tuple[Path, ...], bool]] = []
        self._capsys = capsys

    def __call__(self, *arguments: str | Path, main: Callable[..., int] = cli.main) -> Ran:
        self._capsys.readouterr()
        given = ["--library", str(self.place.paths.root), *map(str, arguments)]
        status = main(given, open_window=self._open_window)
        return Ran(status, *self._capsys.readouterr())

    def _open_window(self, paths: LibraryPaths, *, folders: tuple[Path, ...] = (), samples: bool = False) -> int:
        self.windows.append((paths, folders, samples))
        return 0
