import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktop_app.records import PhotoState
from tests.conftest import REPOSITORY
from tests.indexing.home import Home
from tests.stand_ins import make_photos

PHOTOS = 400


def index_and_kill(parent: Path, after_s: float) -> None:
    """Kills the process some time after its first sign of life, wherever it is by then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.indexing.killed_indexer", str(parent)], cwd=REPOSITORY, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    with process, process.stdout as lines:
        assert lines.readline()
        killer = threading.Timer(
            after_s, process.send_signal, [signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL]
        )
        killer.start()
        lines.read()
        process.wait()
        killer.cancel()
        killer.join()


@pytest.mark.slow
def test_a_killed_process_loses_at_most_what_was_in_work(tmp_path: Path) -> None:
    paths = make_photos(tmp_path / "photos", PHOTOS)
    numbers = random.Random(7)
    for _ in range(5):
        index_and_kill(tmp_path, numbers.uniform(0.0, 0.4))
    with Home.make(tmp_path) as home:
        before = home.shown()
        key = home.indexer.model_key()
        embedded = set(home.library.embeddings.content_ids(key).tolist())
        for photo in before.values():  # a photo is committed whole or not at all
            assert photo.content_id in embedded
            assert home.thumbnails.has(photo.content_hash)
        report = home.index()
        assert report.indexed + len(before) == PHOTOS
        assert sorted(home.shown()) == sorted(paths)
        assert {photo.state for photo in home.shown().values()} == {PhotoState.PRESENT}
        assert home.library.photos.count() == PHOTOS
        assert home.library.embeddings.count(key) == PHOTOS
        assert home.index().unchanged == PHOTOS
