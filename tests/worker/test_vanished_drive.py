"""The drive with the library is pulled out while the worker runs, and comes back: a sentence, and nothing is lost."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_app.config import LibraryPaths, library_now, remember_library, usual_library_dir
from desktop_app.errors import LibraryMissingError, LibraryUnwritableError, RedBicycleError, WorkerGoneError
from desktop_app.library import Library
from desktop_app.records import PhotoId, SearchRequest
from desktop_app.worker import spawn
from desktop_app.worker.protocol import (
    AddFolders,
    GetStatus,
    IndexLibrary,
    MakeThumbnails,
    Request,
    RunDoctor,
    Search,
    SetCaption,
    SetRating,
)
from desktop_app.workspace import Workspace
from tests.disks import Drive, MountedDrive, RenamedDrive
from tests.stand_ins import make_photos
from tests.worker.company import Company, Ears
from tests.workspace.places import LIMIT_S, Place

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let go of a drive with open files")
AWAY = "cannot be reached; all that was saved before is kept, plug its drive in"
RED = Search(SearchRequest(text="red"))


@pytest.fixture(params=[MountedDrive, RenamedDrive], ids=["mounted", "renamed"])
def drive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Drive]:
    with request.param(tmp_path / "media") as made:
        yield made


@pytest.fixture
def place(drive: Drive, tmp_path: Path) -> Place:
    """With the library on the drive, photos and models elsewhere."""
    found = Place(tmp_path / "place")
    found.paths = LibraryPaths(drive.folder / "library")
    found.use("colours")
    return found


@pytest.fixture
def ears(company: Company, place: Place) -> Ears:
    """A client of a worker whose library has four photos, one of them with five stars."""
    make_photos(place.photos, 4)
    found = company.start().client()
    assert found.client.submit(AddFolders((place.photos,))).result(LIMIT_S).indexed == 4
    assert found.client.submit(SetRating((PhotoId(1),), 5)).result(LIMIT_S).changed == 1
    return found


def ratings(place: Place) -> list[int]:
    with Library.open(place.paths, read_only=True) as library:
        return sorted(photo.rating for photo in library.photos.get([PhotoId(n) for n in range(1, 5)]))


@pytest.mark.parametrize("kind", ["rating", "caption", "index", "new photos", "thumbnails", "search"])
def test_it_is_said_and_all_is_there_when_the_drive_is_back(
    ears: Ears, company: Company, drive: Drive, place: Place, kind: str
) -> None:
    if kind == "new photos":
        make_photos(place.photos, 20, first_seed=100)
    if kind == "thumbnails":
        for thumbnail in place.paths.thumbnails.rglob("*.jpg"):
            thumbnail.unlink()
    wishes: dict[str, Request[Any]] = {
        "rating": SetRating((PhotoId(2),), 3),
        "caption": SetCaption((PhotoId(2),), "lost"),
        "thumbnails": MakeThumbnails(),
        "search": RED,
    }
    drive.pull_out()
    call = ears.client.submit(wishes.get(kind, IndexLibrary()))
    error = call.future.exception(LIMIT_S)
    if kind == "search":  # what is in memory may still answer
        assert isinstance(error, RedBicycleError | None)
    else:  # a worker that saw it by itself may have gone before
        assert isinstance(error, LibraryUnwritableError | WorkerGoneError)
        assert re.fullmatch(r"[^\n]+(cannot be reached|No such file|is not running|ended before)[^\n]*\.", str(error))
    ears.wait_for(lambda: not ears.client.is_connected)
    company.wait_until_gone()
    with pytest.raises(LibraryUnwritableError, match=AWAY):
        ears.client.connect(timeout_s=LIMIT_S)
    assert list(drive.folder.iterdir()) == [], "something was written where the drive was"

    drive.plug_in()
    assert ratings(place) == [0, 0, 0, 5]
    again = company.start().client()
    assert again.client.submit(IndexLibrary()).result(LIMIT_S).found == len(list(place.photos.iterdir()))
    again.client.submit(MakeThumbnails()).result(LIMIT_S)
    assert again.client.submit(RED).result(LIMIT_S).hits
    assert again.client.submit(RunDoctor()).result(LIMIT_S).problems == ()


@pytest.fixture
def unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker has nothing to do by itself."""
    monkeypatch.setattr(Workspace, "start_watching", lambda workspace, on_dirty: lambda: None)


@pytest.mark.usefixtures("unwatched")
def test_a_search_alone_lets_the_worker_see_it(ears: Ears, company: Company, drive: Drive) -> None:
    assert ears.client.submit(RED).result(LIMIT_S).hits
    drive.pull_out()
    error = ears.client.submit(RED).future.exception(LIMIT_S)
    assert isinstance(error, RedBicycleError | None)
    ears.wait_for(lambda: not ears.client.is_connected)
    company.wait_until_gone()
    drive.plug_in()


def test_no_worker_is_started_where_the_drive_was(drive: Drive, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RED_BICYCLE_MODELS", str(place.models))
    ears = Ears(place)
    try:
        ears.client.connect(timeout_s=LIMIT_S)
        assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 0
        drive.pull_out()
        with pytest.raises((LibraryUnwritableError, WorkerGoneError)):  # it may have seen it by itself, and be gone
            ears.client.submit(AddFolders((place.photos,))).result(LIMIT_S)
        assert spawn._started[-1].wait(LIMIT_S) == 0
        ears.wait_for(lambda: not ears.client.is_connected)
        with pytest.raises(LibraryUnwritableError, match=AWAY):
            ears.client.connect(timeout_s=LIMIT_S)
        assert list(drive.folder.iterdir()) == []
        drive.plug_in()
        ears.client.connect(timeout_s=LIMIT_S)
        assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 0
    finally:
        ears.client.close()
        for process in spawn._started:
            process.kill()
            process.wait(LIMIT_S)


def test_a_chosen_library_whose_drive_is_away_is_missed_not_begun_anew(
    drive: Drive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "data"))
    chosen = drive.folder / "library"
    remember_library(chosen)
    Library.open(LibraryPaths(chosen)).close()
    assert library_now(usual_library_dir()).root == chosen
    drive.pull_out()
    for is_mount_point in (False, True):
        if is_mount_point:
            chosen.mkdir()
        with pytest.raises(LibraryMissingError, match="connect the drive it is on"):
            library_now(usual_library_dir())
    chosen.rmdir()
    drive.plug_in()
    assert library_now(usual_library_dir()).root == chosen
