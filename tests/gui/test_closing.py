"""The process ends as quietly as it began."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from desktop_app.config import LibraryPaths
from tests.conftest import REPOSITORY
from tests.gui.home import Home

LIMIT_S = 150

_COPYING = """
import sys
from desktop_app.gui.app import make_application
from desktop_app.gui.clipboard import copy_files
from pathlib import Path
application = make_application()
copy_files([Path("photo.jpg")])
assert application.clipboard().mimeData().urls()
"""


@pytest.fixture
def no_worker_left(paths: LibraryPaths) -> Iterator[None]:
    """The worker outlives its window; the test ends it."""
    yield
    for process in psutil.process_iter(["cmdline"]):
        if str(paths.root) in (process.info["cmdline"] or []):
            process.kill()
            process.wait(10)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONFAULTHANDLER": "1"}
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "ignore", *arguments],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        env=environment,
        cwd=REPOSITORY,
    )


def test_what_was_copied_does_not_outlive_the_interpreter() -> None:
    done = run("-c", _COPYING)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("ride", ["at-once", "looked-around"])
@pytest.mark.usefixtures("no_worker_left")
def test_the_app_closes_without_a_word(paths: LibraryPaths, home: Home, ride: str, tmp_path: Path) -> None:
    home.add_photos(12)
    home.close()
    done = run("-m", "tests.gui.ride", str(paths.root), ride)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
