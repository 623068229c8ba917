"""Long work is a generator of `Progress` that returns its result. It knows no thread and no window.

    def index(...) -> Job[IndexReport]:
        for done, batch in enumerate(batches):
            ...
            yield Progress("index", done=done, total=len(batches))
        return report

A test runs it with `run(job)`; closing it at a `yield` cancels it, and an open transaction rolls back.
"""

from collections.abc import Callable, Generator
from typing import TypeAlias, TypeVar

import msgspec

from desktop_app.errors import Cancelled

T = TypeVar("T")


class Progress(msgspec.Struct, frozen=True):
    """How far a job is.

    `activity` is a word of the code ("scan", "index", "encode", "download", "check"): front ends turn it into the
    user's language. `done` and `total` count `unit`s ("photos", "files", "bytes"); `total` is None while unknown.
    `detail` names what is being worked on, for people. `rate` is in units a second.
    """

    activity: str
    done: int = 0
    total: int | None = None
    unit: str = "photos"
    detail: str = ""
    rate: float | None = None
    seconds_left: float | None = None


Job: TypeAlias = Generator[Progress, None, T]


def run(
    job: Job[T],
    *,
    on_progress: Callable[[Progress], object] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> T:
    """Runs `job` to its end and returns its result.

    `on_progress` hears each `Progress`; `is_cancelled` is asked after each one.

    Raises `Cancelled` once `is_cancelled()` is true, after the job was closed at its `yield`.
    """
    while True:
        try:
            progress = next(job)
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]
        if on_progress is not None:
            on_progress(progress)
        if is_cancelled is not None and is_cancelled():
            job.close()
            raise Cancelled
