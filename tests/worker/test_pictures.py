"""A worker with a window gets ready for searches with pictures, when the first words could be answered."""

import threading

import pytest

from desktop_app.worker import server
from desktop_app.worker.client import WorkerClient
from desktop_app.worker.protocol import GetStatus
from desktop_app.workspace import Workspace
from tests.worker.company import Company
from tests.workspace.places import LIMIT_S


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set when the worker prepares."""
    done = threading.Event()
    monkeypatch.setattr(Workspace, "prepare_for_pictures", lambda workspace: done.set())
    monkeypatch.setattr(server, "_PICTURES_AFTER_S", 0.0)
    return done


def test_for_a_window_it_gets_ready(company: Company, prepared: threading.Event) -> None:
    company.start()
    window = WorkerClient(company.place.paths)
    window.connect(start=False, timeout_s=LIMIT_S)
    try:
        assert prepared.wait(LIMIT_S)
    finally:
        window.close()


def test_for_a_command_it_does_not(company: Company, prepared: threading.Event) -> None:
    ears = company.start().client()
    ears.client.submit(GetStatus()).result(LIMIT_S)
    ears.client.close()
    company.leave()
    assert not prepared.is_set()
