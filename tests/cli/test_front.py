"""How the command line asks."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from desktop_app.cli.front import Front
from desktop_app.errors import WorkerGoneError
from desktop_app.worker.protocol import AddFolders, Shutdown
from tests.cli.line import Line
from tests.stand_ins import make_photos
from tests.worker.company import Company
from tests.workspace.places import LIMIT_S, Place


def test_a_request_that_outlives_its_worker_is_asked_again(
    company: Company, place: Place, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here by the library itself, for no other worker is there."""
    company.start()
    make_photos(place.photos, 40)
    company.encoder.images_gate.clear()
    front = Front(place.paths)
    with ThreadPoolExecutor(1) as pool:
        adding = pool.submit(front.ask, AddFolders((place.photos,)))
        assert company.encoder.waiting.wait(LIMIT_S)
        company.leave_in_the_middle(monkeypatch)
        assert adding.result(LIMIT_S).found == 40
    front.close()
    assert place.encoders, "the library was not opened here"


def test_what_may_be_done_but_once_is_not_asked_again(
    company: Company, place: Place, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.start()
    front = Front(place.paths)
    front._open()
    company.leave()
    with pytest.raises(WorkerGoneError):
        front.ask(Shutdown())
    front.close()
