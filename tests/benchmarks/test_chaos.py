"""The run that kills worker and window notices what is lost; a short one loses nothing."""

from pathlib import Path

import pytest

from benchmarks.chaos import find_lost, run_chaos
from desktop_app.config import LibraryPaths
from desktop_app.jobs import run
from desktop_app.library import Library
from tests.stand_ins import make_photos
from tests.workspace.places import Place


@pytest.fixture
def rated(tmp_path: Path) -> LibraryPaths:
    """A library of two photos; the first has three stars and a caption."""
    place = Place(tmp_path)
    make_photos(place.photos, 2)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        first, *_ = sorted(photo.id for photo in workspace._library.photos.get(workspace._library.photos.ids()))
        assert first == 1
        workspace.editing.rate([first], 3)
        workspace.editing.set_caption([first], "at the sea")
    return place.paths


@pytest.mark.parametrize(
    ("notes", "lost"),
    [
        ("ask rating 1 3, ack rating 1 3", 0),
        ("ask rating 1 3, ack rating 1 3, ask rating 1 5", 0),
        ("ask rating 1 5, ask rating 1 3, ack rating 1 5", 0),
        ("ask rating 1 5, ack rating 1 5", 1),
        ("ask rating 1 3, ack rating 1 3, ask rating 1 5, ack rating 1 5", 1),
        ("ask rating 2 4", 0),
        ("ask rating 2 4, ack rating 2 4", 1),
    ],
)
def test_a_confirmed_change_that_is_not_there_is_noticed(rated: LibraryPaths, notes: str, lost: int) -> None:
    with Library.open(rated, read_only=True) as library:
        assert len(list(find_lost(library, [line.split(" ") for line in notes.split(", ")]))) == lost


@pytest.mark.slow
def test_worker_and_window_are_killed_and_nothing_confirmed_is_lost(tmp_path: Path) -> None:
    found = run_chaos(tmp_path, kills=2, seed=5, photos=8, longest_s=1.0)
    assert found.lost == []
    assert found.problems == []
    assert found.confirmed > 0
    assert found.photos == 24
