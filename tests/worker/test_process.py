"""The worker as a process of its own: started, killed, started again, left alone."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from desktop_app.config import LibraryPaths
from desktop_app.errors import LibraryBusyError, WorkerGoneError, WorkerUnavailableError
from desktop_app.worker import client, spawn
from desktop_app.worker.address import new_address, read_address
from desktop_app.worker.protocol import FollowChanges, GetStatus, Shutdown, WorkerChanged
from desktop_app.worker.spawn import EXIT_BUSY, last_words
from tests.conftest import REPOSITORY
from tests.worker.company import Ears
from tests.workspace.places import LIMIT_S, Place

TOLD_S = 20.0
"""A window should know of a dead worker within a second; a machine that is busy with other things gets more, but less
than after which a request fails by itself."""


@pytest.fixture
def ears(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ears]:
    """A client; whatever workers it started are killed afterwards."""
    monkeypatch.setenv("RED_BICYCLE_MODELS", str(place.models))
    found = Ears(place)
    yield found
    found.client.close()
    for process in spawn._started:
        process.kill()
        process.wait(LIMIT_S)


def server(root: Path) -> list[str]:
    return [sys.executable, "-m", "desktop_app.worker.server", str(root)]


def states(ears: Ears) -> list[str]:
    return [event.state for event in ears.events if isinstance(event, WorkerChanged)]


def test_a_client_starts_a_worker_and_a_second_client_finds_it(ears: Ears, place: Place) -> None:
    ears.client.connect(timeout_s=LIMIT_S)
    assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 0
    assert states(ears) == ["starting", "ready"]

    second = Ears(place)
    second.client.connect(timeout_s=LIMIT_S)
    assert states(second) == ["ready"]
    assert second.client.worker_pid == ears.client.worker_pid != os.getpid()
    second.client.close()

    worker = psutil.Process(ears.client.worker_pid)  # it outlives its starter, and keeps nobody's folder busy
    assert Path(worker.cwd()) == ears.place.paths.root
    if sys.platform != "win32":
        assert os.getsid(worker.pid) == worker.pid


def test_two_clients_that_start_at_once_share_one_worker(ears: Ears, place: Place) -> None:
    other = Ears(place)
    with ThreadPoolExecutor(2) as pool:
        for connecting in [pool.submit(each.client.connect, timeout_s=LIMIT_S) for each in (ears, other)]:
            connecting.result(2 * LIMIT_S)
    assert ears.client.worker_pid == other.client.worker_pid
    other.client.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_worker_is_told_at_once_and_started_again(ears: Ears) -> None:
    ears.client.connect(timeout_s=LIMIT_S)
    following = ears.client.submit(FollowChanges())
    first_pid = ears.client.worker_pid
    assert first_pid is not None
    os.kill(first_pid, signal.SIGKILL)
    killed = time.monotonic()

    with pytest.raises(WorkerGoneError):
        following.result(LIMIT_S)
    assert time.monotonic() - killed < TOLD_S
    ears.wait_for(lambda: states(ears)[-1] == "lost")
    assert time.monotonic() - killed < TOLD_S

    ears.client.connect(timeout_s=LIMIT_S)
    assert ears.client.worker_pid != first_pid
    assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_a_terminated_worker_tidies_up(ears: Ears) -> None:
    ears.client.connect(timeout_s=LIMIT_S)
    found = read_address(ears.place.paths)
    assert found is not None
    assert ears.client.worker_pid is not None
    os.kill(ears.client.worker_pid, signal.SIGTERM)

    assert spawn._started[-1].wait(LIMIT_S) == 0
    assert not Path(found.address).exists()
    assert not ears.place.paths.worker_key.exists()
    ears.place.open().close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_one_that_is_terminated_as_soon_as_it_is_found_tidies_up_too(place: Place) -> None:
    script = (
        "import os, signal, sys\n"
        "from desktop_app.worker import server\n"
        "publish = server.publish_address\n"
        "def publish_and_end(*arguments):\n"
        "    publish(*arguments)\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "server.publish_address = publish_and_end\n"
        "sys.exit(server.main(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", script, str(place.paths.root)]
    ended = subprocess.run(command, check=False, timeout=LIMIT_S, cwd=REPOSITORY)
    assert ended.returncode == 0
    assert not place.paths.worker_key.exists()
    assert not Path(new_address(place.paths).address).exists()


def test_a_second_worker_ends_at_once(ears: Ears) -> None:
    ears.client.connect(timeout_s=LIMIT_S)
    second = subprocess.run(server(ears.place.paths.root), check=False, timeout=60, capture_output=True)
    assert second.returncode == EXIT_BUSY
    assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 0


def test_it_ends_by_itself_when_its_last_client_left(ears: Ears, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RED_BICYCLE_WORKER_IDLE_S", "0")
    ears.client.connect(timeout_s=LIMIT_S)
    assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 0
    ears.client.close()
    assert spawn._started[-1].wait(LIMIT_S) == 0


def test_a_worker_that_is_leaving_is_replaced(ears: Ears) -> None:
    ears.client.connect(timeout_s=LIMIT_S)
    first_pid = ears.client.worker_pid
    ears.client.submit(Shutdown()).result(LIMIT_S)
    ears.wait_for(lambda: states(ears)[-1] == "lost")
    ears.client.connect(timeout_s=LIMIT_S)
    assert ears.client.worker_pid != first_pid


def test_a_library_held_by_another_program_is_busy(ears: Ears, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker finds that out, as the test above sees; here it says so without the time that it takes to start."""
    busy = [sys.executable, "-I", "-S", "-c", f"raise SystemExit({EXIT_BUSY})"]

    def start_and_wait(paths: LibraryPaths) -> "subprocess.Popen[bytes]":
        process = spawn.start_worker(paths)
        process.wait(LIMIT_S)  # also where that takes longer than the client has patience
        return process

    monkeypatch.setattr(spawn, "_command", lambda _: busy)
    monkeypatch.setattr(client, "start_worker", start_and_wait)
    with pytest.raises(LibraryBusyError, match="Another program"):
        ears.client.connect(timeout_s=1.5)


def test_a_library_that_is_let_go_meanwhile_is_opened(ears: Ears) -> None:
    """A client waits for a short job of the command line."""
    holder = ears.place.open()
    letting_go = threading.Timer(0.5, holder.close)
    ears.on_starting = letting_go.start
    ears.client.connect(timeout_s=LIMIT_S)
    letting_go.join(LIMIT_S)
    assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 0


def test_a_library_that_cannot_be_opened_is_told_in_the_workers_words(ears: Ears) -> None:
    ears.place.open().close()
    ears.place.paths.database.write_bytes(b"no database " * 1000)
    with pytest.raises(WorkerUnavailableError) as told:
        ears.client.connect(timeout_s=LIMIT_S)
    assert "library" in str(told.value).lower()
    assert "Traceback" not in str(told.value)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    place = Place(tmp_path / "elsewhere")
    place.paths = LibraryPaths(tmp_path / "file" / "library")
    ears = Ears(place)
    with pytest.raises(WorkerUnavailableError, match="could not be started"):
        ears.client.connect(timeout_s=LIMIT_S)


@pytest.mark.parametrize("name", ["a long name " * 15, "写真 caf\udce9"])
def test_any_library_folder_can_have_a_worker(ears: Ears, tmp_path: Path, name: str) -> None:
    try:
        (tmp_path / name).mkdir()
    except (OSError, UnicodeError):
        pytest.skip("no such names on this system")
    ears.place.paths = LibraryPaths(tmp_path / name / "library")
    elsewhere = Ears(ears.place)
    elsewhere.client.connect(timeout_s=LIMIT_S)
    assert elsewhere.client.submit(GetStatus()).result(LIMIT_S).photos == 0
    elsewhere.client.close()


def test_the_wrong_arguments_are_a_usage_error() -> None:
    ran = subprocess.run([*server(Path("a")), "b"], check=False, timeout=60, capture_output=True)
    assert ran.returncode == 2
    assert b"usage" in ran.stderr


@pytest.mark.parametrize(
    ("content", "words"), [(b"", ""), (b"\n \n", ""), (b"first\nlast words.\n\n", "last words."), (b"\xff\n", "�")]
)
def test_the_last_words_of_a_log(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "log").write_bytes(content)
    assert last_words(tmp_path / "log") == words
    assert last_words(tmp_path / "none") == ""
