"""The bar of long work: on a terminal only, on stderr, so that stdout stays for results."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from desktop_app import jobs
from desktop_app.cli.words import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

ACTIVITIES = {
    "scan": "Looking for photos",
    "index": "Reading photos",
    "decode": "Reading photos",
    "encode": "Understanding photos",
    "embed": "Understanding photos",
    "download": "Downloading",
    "add": "Taking over the model",
    "check": "Checking",
    "battery": "Waiting for mains power",
    "samples": "Drawing the samples",
}


class ProgressBar:
    """Appears with the first `Progress`; quick work shows none."""

    def __init__(self, console: "Console | None" = None) -> None:
        """By default stderr, where that is a terminal."""
        self._console = console
        self._is_shown = sys.stderr.isatty() if console is None else console.is_terminal
        self._bar: Progress | None = None

    def __call__(self, progress: jobs.Progress) -> None:
        if not self._is_shown:
            return
        if self._bar is None:
            self._bar = _bar_on(self._console)
        word = ACTIVITIES.get(progress.activity, progress.activity.capitalize())
        self._bar.update(
            self._bar.task_ids[0],
            description=plain(word),
            completed=progress.done,
            total=progress.total,
            figures=_figures(progress),
        )

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def _bar_on(console: "Console | None") -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn

    bar = Progress(
        SpinnerColumn(style="red"),
        TextColumn("{task.description}", markup=False),
        BarColumn(complete_style="red", finished_style="red"),
        TaskProgressColumn(),
        TextColumn("{task.fields[figures]}", style="dim", markup=False),
        TimeRemainingColumn(elapsed_when_finished=True),
        console=console or Console(stderr=True),
        transient=True,
    )
    bar.add_task("", total=None, figures="")
    bar.start()
    return bar


def _figures(progress: jobs.Progress) -> str:
    if progress.unit == "bytes":
        of = f" of {progress.total / 1e6:,.0f}" if progress.total else ""
        return f"{progress.done / 1e6:,.0f}{of} MB"
    of = f" of {progress.total:,}" if progress.total else ""
    rate = f", {progress.rate:,.0f} a second" if progress.rate else ""
    return f"{progress.done:,}{of} {progress.unit}{rate}"
