"""The life of the processes that decode."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import REPOSITORY
from tests.training.probing_views import DyingViews, ProbingViews
from training.config import TrainingError
from training.data import CaptionedPhoto
from training.loading import PhotoLoader
from training.methods import Batch
from training.views import CaptionViews


@pytest.fixture(autouse=True)
def no_processes_left_behind() -> Iterator[None]:
    before = {process.pid for process in multiprocessing.active_children()}
    yield
    assert {process.pid for process in multiprocessing.active_children()} <= before


@pytest.fixture
def photos(tmp_path: Path) -> list[CaptionedPhoto]:
    paths = [tmp_path / f"{number}.png" for number in range(8)]
    for path in paths:
        Image.new("RGB", (4, 4)).save(path)
    return [CaptionedPhoto(path, ()) for path in paths]


def probed(batches: Iterator[Batch]) -> list[list[int]]:
    """The six bytes that each view tells."""
    pixels = [(batch.views[0].permute(0, 2, 3, 1).flatten(1) * 255).round().int() for batch in batches]
    rows: list[list[int]] = [row for batch in pixels for row in batch.tolist()]
    return rows


PROBE = ProbingViews(size_px=1, mean=(0, 0, 0), std=(1, 1, 1))


def test_processes_are_light_and_live_on_from_epoch_to_epoch(
    photos: list[CaptionedPhoto], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    program = sys.modules["__main__"]
    with PhotoLoader(photos, PROBE, batch_size=4, workers=2) as load:
        rows = probed(load(0)) + probed(load(1))
    ids = {int.from_bytes(bytes(row[:3]), "little") for row in rows}
    assert len(ids) == 2
    assert os.getpid() not in ids
    assert {row[3] for row in rows} == {1}, "threads"
    assert {row[4] for row in rows} == {0}, "torch was imported"
    assert (os.environ["OMP_NUM_THREADS"], sys.modules["__main__"]) == ("7", program)


def test_without_processes_this_one_decodes(photos: list[CaptionedPhoto]) -> None:
    rows = probed(PhotoLoader(photos, PROBE, batch_size=4)(0))
    assert {int.from_bytes(bytes(row[:3]), "little") for row in rows} == {os.getpid()}


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_the_death_of_a_process_is_told_in_words(photos: list[CaptionedPhoto]) -> None:
    load = PhotoLoader(photos, DyingViews(size_px=1), batch_size=4, workers=2)
    with pytest.raises(TrainingError, match=r"a process that decodes photos died \(Killed\): .* set fewer workers"):
        next(load(0))
    assert not multiprocessing.active_children()


def test_closing_ends_the_processes_and_the_next_batch_starts_new_ones(photos: list[CaptionedPhoto]) -> None:
    load = PhotoLoader(photos, CaptionViews(size_px=4), batch_size=4, workers=1)
    batches = load(0)
    next(batches)
    assert len(multiprocessing.active_children()) == 1
    load.close()
    load.close()
    assert not multiprocessing.active_children()
    assert len(next(batches)) == 4
    load.close()


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
def test_signals_meant_for_the_run_leave_the_processes_at_work(photos: list[CaptionedPhoto]) -> None:
    with PhotoLoader(photos, CaptionViews(size_px=4), batch_size=2, workers=1) as load:
        batches = load(0)
        next(batches)
        (process,) = multiprocessing.active_children()
        assert process.pid
        os.kill(process.pid, signal.SIGTERM)
        os.kill(process.pid, signal.SIGINT)
        assert len(list(batches)) == 3


PROGRAM = """
import os, signal, sys
from pathlib import Path
from training.decoding import Decoder, Order
from training.decoding_processes import DecodingProcesses
from training.views import CaptionViews

raise_if_imported_again = sys.modules["__main__"].__name__ == "__main__" or exit("imported again")
paths = [Path(path) for path in sys.argv[2:]]
decoder = Decoder(paths, CaptionViews(size_px=4), Order(len(paths), 2, 0, 1, 1), sided=frozenset(), cache=None)
processes = DecodingProcesses(decoder, 2)
processes.ask(0, 0)
assert len(processes.answers()) == 2
assert "torch" not in sys.modules
print("decoded", flush=True)
if sys.argv[1] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
@pytest.mark.parametrize(("end", "code"), [("left", 0), ("killed", -signal.SIGKILL)])
def test_processes_end_with_a_program_that_never_closed_them(
    photos: list[CaptionedPhoto], tmp_path: Path, end: str, code: int
) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    command = [sys.executable, str(program), end, *(str(photo.path) for photo in photos)]
    done = subprocess.run(  # until all that hold its output have ended
        command,
        check=False,
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("decoded\n", "", code)
