"""A command line that answers with a model which sees only colours."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.cli import session
from desktop_app.config import LibraryPaths
from desktop_app.workspace import Workspace
from tests.cli.line import Line
from tests.worker.company import Company
from tests.workspace.places import LIMIT_S, Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def line(place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Line:
    """Runs command lines in this process; a library is opened with the colour encoder."""

    def open_workspace(paths: LibraryPaths) -> Workspace:
        return Workspace.open(paths, models_dir=place.models, load_encoder=place.load)

    monkeypatch.setattr(session, "_open_workspace", open_workspace)
    monkeypatch.setattr(session, "MAY_START_WORKER", False)
    monkeypatch.setattr(session, "STARTING_WORKER_S", LIMIT_S)  # one that is leaving may hold the library as long
    return Line(place, capsys)


@pytest.fixture
def company(place: Place) -> Iterator[Company]:
    found = Company(place)
    yield found
    found.close()
