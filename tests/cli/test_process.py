"""The installed command, in a process of its own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.fresh_process import modules_after
from tests.stand_ins import make_photos
from tests.workspace.places import Place

TIMEOUT_S = 240


def command(place: Place, *arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "desktop_app", "--library", str(place.paths.root), *map(str, arguments)]


@pytest.fixture
def environment(place: Place) -> dict[str, str]:
    return {
        **os.environ,
        "RED_BICYCLE_MODELS": str(place.models),
        "PYTHONPATH": str(REPOSITORY),
        "RED_BICYCLE_WORKER_IDLE_S": "0.5",
    }


@pytest.fixture
def indexed(line: object, place: Place) -> Place:
    """A library with three photos, understood by the colour encoder."""
    make_photos(place.photos, 3)
    assert line("add", place.photos).status == 0  # type: ignore[operator]
    return place


def test_json_is_the_only_thing_on_stdout(indexed: Place, environment: dict[str, str]) -> None:
    ran = subprocess.run(
        command(indexed, "index", "--json"), env=environment, capture_output=True, check=True, timeout=TIMEOUT_S
    )
    assert json.loads(ran.stdout)["unchanged"] == 3
    assert ran.stderr == b""


def test_a_failure_is_one_sentence_without_a_traceback(indexed: Place, environment: dict[str, str]) -> None:
    ran = subprocess.run(
        command(indexed, "search", "--image", "/nowhere.jpg"),
        env=environment,
        capture_output=True,
        check=False,
        timeout=TIMEOUT_S,
    )
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.decode() == "There is no file /nowhere.jpg.\n"


def test_a_pipe_that_knows_only_ascii_is_no_failure(indexed: Place, environment: dict[str, str]) -> None:
    environment |= {"PYTHONIOENCODING": "ascii"}
    ran = subprocess.run(
        command(indexed, "add", "/nowhere/写真"), env=environment, capture_output=True, check=False, timeout=TIMEOUT_S
    )
    assert (ran.returncode, ran.stderr) == (1, b"There is no folder /nowhere/??.\n")


def heed_ctrl_c() -> None:
    """A shell starts its background jobs deaf to Ctrl-C, and so would be whatever a test run in one starts."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_ends_watching_quietly(indexed: Place, environment: dict[str, str]) -> None:
    with subprocess.Popen(
        command(indexed, "watch"),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed_ctrl_c,  # noqa: PLW1509 - one call, and no thread holds a lock that it takes
    ) as process:
        try:
            assert process.stderr is not None
            assert b"Ctrl-C" in process.stderr.readline()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=TIMEOUT_S)
        finally:
            process.kill()
    assert (process.returncode, out, err) == (130, b"", b"")
    indexed.open().close()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
def test_a_reader_that_has_had_enough_is_no_failure(indexed: Place, environment: dict[str, str]) -> None:
    near, far = os.pipe()
    os.close(near)
    ran = subprocess.run(
        command(indexed, "models", "list"),
        env=environment,
        stdout=far,
        stderr=subprocess.PIPE,
        check=False,
        timeout=TIMEOUT_S,
    )
    os.close(far)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.parametrize("verb", ["index", "status", "doctor", "models list"])
def test_what_needs_no_model_imports_neither_torch_nor_qt(
    indexed: Place, environment: dict[str, str], verb: str
) -> None:
    script = (
        "from desktop_app.__main__ import main\n"
        f"assert main(['--library', {str(indexed.paths.root)!r}, *{verb.split()!r}]) == 0"
    )
    loaded = modules_after(script, environment=environment)
    assert "desktop_app.workspace.workspace" in loaded
    assert not {"torch", "PySide6", "open_clip", "timm"} & loaded


def test_programs_do_not_wait_for_the_tables_of_people(indexed: Place, environment: dict[str, str]) -> None:
    script = (
        "from desktop_app.__main__ import main\n"
        f"assert main(['--library', {str(indexed.paths.root)!r}, '--json', 'status']) == 0"
    )
    assert "rich" not in modules_after(script, environment=environment)


@pytest.mark.slow
def test_a_real_model_is_added_used_and_searched_with(
    place: Place, environment: dict[str, str], tmp_path: Path
) -> None:
    from tests.encoders.tiny_models import write_model

    write_model(tmp_path / "tiny")
    make_photos(place.photos, 3)
    script = (
        "import sys; from desktop_app.__main__ import main\n"
        f"library = ['--library', {str(place.paths.root)!r}, '--json']\n"
        f"assert main([*library, 'models', 'add', {str(tmp_path / 'tiny')!r}, '--id', 'tiny']) == 0\n"
        "assert main([*library, 'models', 'use', 'tiny']) == 0\n"
        f"assert main([*library, 'add', {str(place.photos)!r}]) == 0\n"
        "assert main([*library, 'search', 'a red bicycle']) == 0\n"
        "assert 'PySide6' not in sys.modules\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], env=environment, check=False, timeout=TIMEOUT_S, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert len(json.loads(ran.stdout.splitlines()[-1])) == 3
