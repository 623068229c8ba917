"""What every verb needs: a session opened when it is first asked, output, and failures told in one sentence."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import typer

from desktop_app.cli.words import plain, to_json
from desktop_app.config import LibraryPaths
from desktop_app.errors import Cancelled, RedBicycleError, WorkerGoneError
from desktop_app.records import Change
from desktop_app.worker.protocol import Request

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from desktop_app.cli.session import Session

R = TypeVar("R")

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130
PIPE_CELLS = 10_000
"""A pipe has no width: nothing is folded."""


class Front:
    """`json`: stdout carries one document (or one object a line) and nothing else."""

    def __init__(self, paths: LibraryPaths, *, json: bool = False) -> None:
        self.paths = paths
        self.json = json
        self._session: Session | None = None

    def ask(self, request: Request[R], *, start_worker: bool = False) -> R:
        """The answer, with a progress bar on a terminal meanwhile.

        `start_worker`: for what takes seconds to get ready and is likely to be asked again.
        """
        from desktop_app.cli.progress import ProgressBar
        from desktop_app.worker.requests import ONCE

        with ProgressBar() as bar:
            try:
                return self._open(start_worker=start_worker).ask(request, on_progress=bar)
            except WorkerGoneError:
                if isinstance(request, ONCE):
                    raise
                self.close()  # it was about to leave, or was killed: the next one is asked, or the library itself
                return self._open(start_worker=start_worker).ask(request, on_progress=bar)

    def follow(self) -> Iterator[Change]:
        return self._open().follow()

    def say(self, document: object, human: "Callable[[], RenderableType]") -> None:
        """`document` for programs, or `human` for people; a `str` is written as it is."""
        if self.json:
            sys.stdout.write(f"{to_json(document)}\n")
        elif isinstance(shown := human(), str):
            sys.stdout.write(shown)
        else:
            _output().print(shown)
        sys.stdout.flush()

    def note(self, text: str) -> None:
        """A line beside the results."""
        if not self.json:
            from rich.console import Console
            from rich.text import Text

            Console(stderr=True, highlight=False).print(Text(plain(text), style="dim"))

    def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _open(self, *, start_worker: bool = False) -> "Session":
        if self._session is None:
            from desktop_app.cli.session import open_session

            self._session = open_session(self.paths, start_worker=start_worker)
        return self._session


def _output() -> "Console":
    from rich.console import Console

    class Output(Console):
        """Leaves a broken pipe to the verb."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Output(width=None if sys.stdout.isatty() else PIPE_CELLS, highlight=False)


@contextmanager
def served(front: Front) -> Iterator[Front]:
    """Runs a verb: closes the library in all cases and turns every known failure into an exit status."""
    try:
        try:
            yield front
        finally:
            front.close()
    except RedBicycleError as error:
        sys.stderr.write(f"{plain(str(error))}\n")
        raise typer.Exit(EXIT_FAILED) from None
    except (KeyboardInterrupt, Cancelled):
        raise typer.Exit(EXIT_INTERRUPTED) from None
    except BrokenPipeError:
        _forget_stdout()
        raise typer.Exit(0) from None


def _forget_stdout() -> None:
    """Whoever read it has had enough; the interpreter must not complain when it flushes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
