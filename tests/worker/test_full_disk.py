"""The disk that holds the library fills up at the worst moment: a sentence, nothing lost, and it goes on with room."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_app.errors import LibraryUnwritableError
from desktop_app.library import Library
from desktop_app.records import Photo, PhotoId, SearchRequest
from desktop_app.search.vector_index import VectorIndex
from desktop_app.worker.protocol import (
    AddFolders,
    ChangeSettings,
    GetSettings,
    GetStatus,
    IndexLibrary,
    MakeThumbnails,
    RunDoctor,
    Search,
    SetCaption,
    SetRating,
    TrashPhotos,
)
from desktop_app.workspace import active_model
from tests.disks import Disk, MountedDisk, PretendedDisk
from tests.stand_ins import make_photos
from tests.worker.company import Company, Ears
from tests.workspace.places import LIMIT_S, Place

RED = Search(SearchRequest(text="red"))


@pytest.fixture(params=[MountedDisk, PretendedDisk], ids=["mounted", "pretended"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """Holds the library and nothing else, with a little room."""
    with request.param(tmp_path / "place" / "library") as made:
        yield made


@pytest.fixture
def place(disk: Disk, tmp_path: Path) -> Place:
    return Place(tmp_path / "place")


@pytest.fixture
def ears(company: Company, place: Place) -> Ears:
    """A client of a worker whose library has four photos."""
    make_photos(place.photos, 4)
    found = company.start().client()
    assert found.client.submit(AddFolders((place.photos,))).result(LIMIT_S).indexed == 4
    return found


def photos_of(place: Place) -> list[Photo]:
    with Library.open(place.paths, read_only=True) as library:
        return library.photos.get([PhotoId(each) for each in library.photos.ids().tolist()])


def refused(work: Callable[[], object]) -> str:
    """What is said of it: a sentence that a person understands."""
    with pytest.raises(LibraryUnwritableError) as told:
        work()
    said = str(told.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert "full" in said or "No space left" in said
    return said


def leave_no_room(ears: Ears, disk: Disk, photo_id: PhotoId) -> None:
    """Nor in the files that are there: SQLite writes again where it has written before."""
    disk.fill()
    for size in (100_000, 10_000, 1000, 10):
        refused(lambda size=size: write_captions(ears, photo_id, size))  # type: ignore[misc]


def write_captions(ears: Ears, photo_id: PhotoId, size: int) -> None:
    for number in range(2000):
        ears.client.submit(SetCaption((photo_id,), f"{number} ".ljust(size, "x"))).result(LIMIT_S)


def is_sound(ears: Ears) -> None:
    """The doctor finds nothing, and a search is answered."""
    assert ears.client.submit(RunDoctor()).result(LIMIT_S).problems == ()
    assert ears.client.submit(RED).result(LIMIT_S).hits


def test_indexing_stops_with_a_sentence_and_goes_on_with_room(ears: Ears, disk: Disk, place: Place) -> None:
    disk.fill()  # first, for the worker watches the folder
    make_photos(place.photos, 60, first_seed=100)
    refused(lambda: ears.client.submit(IndexLibrary()).result(LIMIT_S))
    assert ears.client.submit(RED).result(LIMIT_S).hits
    assert ears.client.submit(GetStatus()).result(LIMIT_S).photos >= 4
    disk.free()
    assert ears.client.submit(IndexLibrary()).result(LIMIT_S).found == 64
    assert len(photos_of(place)) == 64
    is_sound(ears)


def test_ratings_and_captions_that_were_confirmed_are_kept(ears: Ears, disk: Disk, place: Place) -> None:
    photo_id = photos_of(place)[0].id
    disk.fill()
    confirmed = {"caption": "", "rating": 0}

    def change() -> None:
        for number in range(500):
            caption = f"{number} " * 2000
            ears.client.submit(SetCaption((photo_id,), caption)).result(LIMIT_S)
            confirmed["caption"] = caption.strip()
            ears.client.submit(SetRating((photo_id,), number % 6)).result(LIMIT_S)
            confirmed["rating"] = number % 6

    refused(change)
    (photo,) = [each for each in photos_of(place) if each.id == photo_id]
    assert (photo.caption.strip(), photo.rating) == (confirmed["caption"], confirmed["rating"])
    disk.free()
    for request in (SetCaption((photo_id,), "with room " * 3000), SetRating((photo_id,), 5)):
        assert ears.client.submit(request).result(LIMIT_S).changed == 1
    is_sound(ears)


def test_thumbnails_are_whole_or_not_there(ears: Ears, disk: Disk, place: Place) -> None:
    thumbnails = sorted(place.paths.thumbnails.rglob("*.jpg"))
    assert len(thumbnails) == 4
    sizes = [path.stat().st_size for path in thumbnails]
    for path in thumbnails:
        path.unlink()
    disk.fill()
    refused(lambda: ears.client.submit(MakeThumbnails()).result(LIMIT_S))
    assert [path for path in place.paths.thumbnails.rglob("*") if path.is_file()] == []
    disk.free()
    assert ears.client.submit(MakeThumbnails()).result(LIMIT_S) == 4
    assert [path.stat().st_size for path in thumbnails] == sizes
    is_sound(ears)


def test_settings_stay_as_they_were(ears: Ears, disk: Disk, place: Place) -> None:
    before = ears.client.submit(GetSettings()).result(LIMIT_S)
    names = tuple(f"left out {number} " * 40 for number in range(200))
    changed = type(before)(model_id=before.model_id, excluded_names=names)
    disk.fill()
    refused(lambda: ears.client.submit(ChangeSettings(changed)).result(LIMIT_S))
    assert ears.client.submit(GetSettings()).result(LIMIT_S) == before
    assert not list(place.paths.root.glob("settings*.tmp"))
    disk.free()
    assert ears.client.submit(ChangeSettings(changed)).result(LIMIT_S).excluded_names == names


def test_no_file_is_in_the_trash_that_the_library_cannot_be_told_of(ears: Ears, disk: Disk, place: Place) -> None:
    make_photos(place.photos, 60, first_seed=100)
    ears.client.submit(IndexLibrary()).result(LIMIT_S)
    ids = tuple(photo.id for photo in photos_of(place))
    leave_no_room(ears, disk, ids[0])
    refused(lambda: ears.client.submit(TrashPhotos(ids)).result(LIMIT_S))
    there = {path.name for path in place.photos.iterdir()}
    assert there == {photo.path.name for photo in photos_of(place)}
    disk.free()
    left = tuple(photo.id for photo in photos_of(place))
    assert ears.client.submit(TrashPhotos(left)).result(LIMIT_S).changed == len(left)
    assert not list(place.photos.iterdir())


class SmallExact(VectorIndex):
    """Has a graph from nine vectors on."""

    @classmethod
    def open(cls, folder: Path, **options: Any) -> VectorIndex:
        return VectorIndex.open(folder, exact_limit=8, **options)


def test_an_index_that_cannot_be_saved_is_made_again(
    ears: Ears,
    company: Company,
    disk: Disk,
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(active_model, "VectorIndex", SmallExact)
    monkeypatch.setattr(active_model, "SAVE_AFTER", 1)
    company.leave()
    company.start()
    make_photos(place.photos, 40, first_seed=100)
    first = company.client()
    assert first.client.submit(IndexLibrary()).result(LIMIT_S).found == 44
    assert first.client.submit(RED).result(LIMIT_S).hits
    first.client.close()
    company.leave()
    assert list(place.paths.index.glob("*.graph")), "nothing was saved that could be lost"

    second = company.start().client()
    assert second.client.submit(RED).result(LIMIT_S).hits
    monkeypatch.setattr(active_model, "SAVE_AFTER", 1000)
    make_photos(place.photos, 20, first_seed=200)
    assert second.client.submit(IndexLibrary()).result(LIMIT_S).found == 64
    disk.fill()
    monkeypatch.setattr(active_model, "SAVE_AFTER", 1)
    second.client.close()
    company.leave()
    assert "The search index could not be saved: No space left" in caplog.text
    disk.free()

    third = company.start().client()
    found = third.client.submit(Search(SearchRequest(text="red", limit=100))).result(LIMIT_S)
    assert len(found.hits) == 64, "what is not in the saved index does not come from the library"
    is_sound(third)
