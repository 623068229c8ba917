"""How the command line asks."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from desktop_app.cli.front import Front
from desktop_app.cli.session import LocalSession
from desktop_app.errors import WorkerGoneError
from desktop_app.worker.protocol import AddFolders, IndexLibrary, Shutdown
from tests.cli.line import Line
from tests.stand_ins import make_photos
from tests.worker.company import Company
from tests.workspace.places import LIMIT_S, Place


def test_a_request_that_outlives_its_worker_is_asked_again(
    company: Company, place: Place, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here by the library itself, for no other worker is there."""
    other = company.start().client()
    assert company.worker is not None
    lane = company.worker._desk._jobs
    make_photos(place.photos, 4)
    company.encoder.images_gate.clear()
    other.client.submit(AddFolders((place.photos,)))
    assert company.encoder.waiting.wait(LIMIT_S)
    front = Front(place.paths)
    with ThreadPoolExecutor(1) as pool:
        indexing = pool.submit(front.ask, IndexLibrary())
        with lane._changed:
            assert lane._changed.wait_for(lambda: [task for task in lane._queue if task.errand is not None], LIMIT_S)
        company.leave_in_the_middle(monkeypatch)
        assert indexing.result(LIMIT_S).found == 4
    assert isinstance(front._session, LocalSession)
    front.close()


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
