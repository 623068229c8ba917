"""The background process, held, let go on, emptied and ended from the command line; and started by a search."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from desktop_app.cli import session
from desktop_app.worker import spawn
from desktop_app.worker.address import read_address
from desktop_app.worker.protocol import JobsPaused
from tests.cli.line import Line
from tests.stand_ins import make_photos
from tests.worker.company import Company
from tests.workspace.places import LIMIT_S

TIMEOUT_S = 240


def test_without_a_worker_they_say_so(line: Line) -> None:
    assert line("worker", "status", "--json").json == {"running": False, "pid": None}
    for verb in ("pause", "resume", "cancel", "stop"):
        assert line("worker", verb).sentence == "No background process is running for this library."


def test_indexing_is_held_back_and_let_go_on(line: Line, company: Company) -> None:
    ears = company.start().client()
    assert line("worker", "status", "--json").json["running"] is True
    assert line("worker", "pause").status == 0
    ears.wait_for(lambda: JobsPaused(paused=True) in ears.events)
    assert line("worker", "resume", "--json").json == {"paused": False}
    ears.wait_for(lambda: JobsPaused(paused=False) in ears.events)
    assert line("worker", "cancel", "--json").json["cancelled"] >= 0


def test_it_can_be_ended(line: Line, company: Company) -> None:
    company.start()
    assert line("worker", "stop").status == 0
    company.wait_until_gone()


@pytest.mark.slow
def test_a_search_starts_a_worker_that_stays_for_the_next(
    line: Line, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from tests.encoders.tiny_models import write_model

    monkeypatch.setattr(session, "MAY_START_WORKER", True)
    monkeypatch.setenv("RED_BICYCLE_MODELS", str(line.place.models))
    write_model(tmp_path / "tiny")
    make_photos(line.place.photos, 3)
    library = ["--library", str(line.place.paths.root)]
    for arguments in (["models", "add", str(tmp_path / "tiny"), "--id", "tiny"], ["models", "use", "tiny"]):
        subprocess.run([*_command(), *library, *arguments], check=True, timeout=TIMEOUT_S, capture_output=True)
    subprocess.run(
        [*_command(), *library, "add", str(line.place.photos)], check=True, timeout=TIMEOUT_S, capture_output=True
    )
    try:
        assert len(line("search", "a red bicycle", "--json").json) == 3
        found = read_address(line.place.paths)
        assert found is not None
        assert psutil.pid_exists(found.pid)
        assert len(line("search", "a blue one", "--json").json) == 3
        assert read_address(line.place.paths) == found
        assert line("worker", "stop").status == 0
        assert spawn._started[-1].wait(LIMIT_S) == 0
    finally:
        for process in spawn._started:
            process.kill()
            process.wait(LIMIT_S)


def _command() -> list[str]:
    return [sys.executable, "-m", "desktop_app"]
