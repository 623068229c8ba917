import pytest

from desktop_app.errors import Cancelled
from desktop_app.jobs import Job, Progress, run


def counting(total: int, log: list[str]) -> Job[str]:
    try:
        for done in range(total):
            yield Progress("count", done=done, total=total)
    except GeneratorExit:
        log.append("closed")
        raise
    log.append("finished")
    return "counted"


def test_a_job_runs_to_its_result_and_reports_every_step() -> None:
    log: list[str] = []
    seen: list[int] = []
    result = run(counting(3, log), on_progress=lambda progress: seen.append(progress.done))
    assert (result, seen, log) == ("counted", [0, 1, 2], ["finished"])


def test_a_cancelled_job_is_closed_where_it_stood() -> None:
    log: list[str] = []
    seen: list[int] = []
    with pytest.raises(Cancelled):
        run(
            counting(9, log),
            on_progress=lambda progress: seen.append(progress.done),
            is_cancelled=lambda: len(seen) == 2,
        )
    assert (seen, log) == ([0, 1], ["closed"])


def test_an_error_inside_a_job_reaches_the_caller() -> None:
    def failing() -> Job[None]:
        yield Progress("fail")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(failing())
