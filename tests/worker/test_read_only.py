"""A library in a folder that may only be read: it is searched and looked at, and refuses every change in a sentence."""

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from desktop_app.errors import LibraryUnwritableError
from desktop_app.jobs import run
from desktop_app.library import Library
from desktop_app.records import PhotoId, SearchRequest
from desktop_app.worker import spawn
from desktop_app.worker.address import read_address
from desktop_app.worker.places import log_file
from desktop_app.worker.protocol import (
    AddFolders,
    GetStatus,
    IndexLibrary,
    MakeThumbnails,
    RememberSearch,
    Request,
    RunDoctor,
    Search,
    SetCaption,
    SetRating,
    TrashPhotos,
    Undo,
)
from desktop_app.worker.spawn import EXIT_BUSY
from tests.disks import read_only
from tests.stand_ins import make_photos
from tests.worker.company import Company, Ears
from tests.worker.test_process import server
from tests.workspace.places import LIMIT_S, Place

SENTENCE = "may not be written; all that was saved before is kept, allow writing to that folder and try again."
RED = Search(SearchRequest(text="red"))


@pytest.fixture
def locked(place: Place) -> Iterator[Place]:
    """A library of four photos, one of them rated, whose folder is read-only from now on."""
    make_photos(place.photos, 4)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        workspace.editing.rate(_ids(place)[:1], 5)
    with read_only(place.paths.root):
        yield place


def _ids(place: Place) -> list[PhotoId]:
    with Library.open(place.paths, read_only=True) as library:
        return [PhotoId(each) for each in library.photos.ids().tolist()]


def test_a_window_reads_it(locked: Place) -> None:
    with Library.open(locked.paths, read_only=True) as library:
        photos = library.photos.get(_ids(locked))
        assert sorted(photo.rating for photo in photos) == [0, 0, 0, 5]
        assert library.overview.folder_tree()
        with pytest.raises(LibraryUnwritableError, match=SENTENCE):
            library.searches.remember("red")


def test_a_workspace_searches_it_and_refuses_changes(locked: Place) -> None:
    before = locked.paths.database.read_bytes()
    with locked.open() as workspace:
        assert workspace.is_read_only
        assert workspace.search(RED.request).hits
        with pytest.raises(LibraryUnwritableError, match=SENTENCE):
            workspace.editing.rate(_ids(locked)[:1], 1)
        assert workspace.search(RED.request).hits
    assert locked.paths.database.read_bytes() == before
    assert len(list(locked.photos.iterdir())) == 4


@pytest.mark.parametrize("kind", ["rating", "caption", "trash", "undo", "search", "index", "folder"])
def test_each_change_is_refused_and_the_next_search_is_answered(locked: Place, company: Company, kind: str) -> None:
    ids = tuple(_ids(locked))
    changes: dict[str, Request[Any]] = {
        "rating": SetRating(ids, 2),
        "caption": SetCaption(ids, "a caption"),
        "trash": TrashPhotos(ids),
        "undo": Undo(),
        "search": RememberSearch("red"),
        "index": IndexLibrary(),
        "folder": AddFolders((locked.photos,)),
    }
    ears = company.start().client()
    with pytest.raises(LibraryUnwritableError, match=SENTENCE):
        ears.client.submit(changes[kind]).result(LIMIT_S)
    assert ears.client.submit(RED).result(LIMIT_S).hits
    assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 4
    assert len(list(locked.photos.iterdir())) == 4, "a file was moved that the library does not know to be trashed"


def test_what_needs_no_change_is_done(locked: Place, company: Company) -> None:
    ears = company.start().client()
    assert ears.client.submit(MakeThumbnails()).result(LIMIT_S) == 0
    assert not ears.client.submit(RunDoctor()).result(LIMIT_S).problems


def test_it_has_one_worker_of_its_own(locked: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RED_BICYCLE_MODELS", str(locked.models))
    ears, second = Ears(locked), Ears(locked)
    try:
        ears.client.connect(timeout_s=LIMIT_S)
        second.client.connect(timeout_s=LIMIT_S)
        assert ears.client.worker_pid == second.client.worker_pid
        another = subprocess.run(server(locked.paths.root), check=False, timeout=60, capture_output=True)
        assert another.returncode == EXIT_BUSY
        assert ears.client.submit(GetStatus()).result(LIMIT_S).photos == 4
        with pytest.raises(LibraryUnwritableError, match=SENTENCE):
            ears.client.submit(SetRating(tuple(_ids(locked)), 2)).result(LIMIT_S)
        assert "opens" in log_file(locked.paths).read_text("utf-8")
    finally:
        for each in (ears, second):
            each.client.close()
        for process in spawn._started:
            process.terminate()
            process.wait(LIMIT_S)
    assert read_address(locked.paths) is None, "its key was left behind"
