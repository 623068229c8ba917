"""The bar of long work: on a terminal only, on stderr, so that stdout stays for results."""

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn

from desktop_app import jobs
from desktop_app.cli.words import plain

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

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar: Progress | None = None

    def __call__(self, progress: jobs.Progress) -> None:
        if not self._console.is_terminal:
            return
        if self._bar is None:
            self._bar = Progress(
                SpinnerColumn(style="red"),
                TextColumn("{task.description}", markup=False),
                BarColumn(complete_style="red", finished_style="red"),
                TaskProgressColumn(),
                TextColumn("{task.fields[figures]}", style="dim", markup=False),
                TimeRemainingColumn(elapsed_when_finished=True),
                console=self._console,
                transient=True,
            )
            self._bar.add_task("", total=None, figures="")
            self._bar.start()
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


def _figures(progress: jobs.Progress) -> str:
    if progress.unit == "bytes":
        of = f" of {progress.total / 1e6:,.0f}" if progress.total else ""
        return f"{progress.done / 1e6:,.0f}{of} MB"
    of = f" of {progress.total:,}" if progress.total else ""
    rate = f", {progress.rate:,.0f} a second" if progress.rate else ""
    return f"{progress.done:,}{of} {progress.unit}{rate}"
