"""After an update an older worker makes way, and an older window is told what to do. With real processes."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from desktop_app.worker import spawn
from desktop_app.worker.protocol import GetStatus
from tests.conftest import REPOSITORY
from tests.worker.company import Company, Ears
from tests.workspace.places import LIMIT_S, Place

_STARTING_S = 60.0


@pytest.fixture
def older_worker(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator["subprocess.Popen[str]"]:
    """A worker of the version before, which listens."""
    monkeypatch.setenv("RED_BICYCLE_MODELS", str(place.models))
    script = (
        "import sys, threading\n"
        "from desktop_app.worker import protocol, server\n"
        "protocol.PROTOCOL_VERSION -= 1\n"
        "opened = server.Reception.open\n"
        "def open(self):\n"
        "    opened(self)\n"
        "    print('listening', flush=True)\n"
        "server.Reception.open = open\n"
        "sys.exit(server.main(sys.argv[1:]))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(place.paths.root)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "listening\n"
        yield process
        process.kill()


def test_an_older_worker_makes_way_for_a_newer_window(older_worker: "subprocess.Popen[str]", place: Place) -> None:
    ears = Ears(place)
    try:
        ears.client.connect(timeout_s=_STARTING_S)
        assert ears.client.worker_pid != older_worker.pid
        assert older_worker.wait(LIMIT_S) == 0
        assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 0
    finally:
        ears.client.close()
        for process in spawn._started:
            process.kill()
            process.wait(LIMIT_S)


def test_an_older_window_is_told_to_start_again_and_ends_nobodys_worker(company: Company) -> None:
    ears = company.start().client()
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from desktop_app.config import LibraryPaths\n"
        "from desktop_app.errors import OutdatedClientError\n"
        "from desktop_app.worker import client, protocol\n"
        "protocol.PROTOCOL_VERSION -= 1\n"
        "try:\n"
        "    client.WorkerClient(LibraryPaths(Path(sys.argv[1]))).connect()\n"
        "except OutdatedClientError as error:\n"
        "    print(error)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, str(company.place.paths.root)],
        capture_output=True,
        text=True,
        check=True,
        timeout=_STARTING_S,
        cwd=REPOSITORY,
    )
    assert told.stdout == "The app was updated: close this window and open it again.\n"
    assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 0
    ears.client.close()
    assert company.worker is not None
    assert company.client().client.submit(GetStatus()).result(LIMIT_S).photos == 0
