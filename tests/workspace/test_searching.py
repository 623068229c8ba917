"""What a search finds, in which order, and what it refuses."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from desktop_app.errors import NotAPhotoError, QueryError, VanishedPhotoError
from desktop_app.jobs import run
from desktop_app.records import PhotoFilter, PhotoId, SearchRequest
from desktop_app.workspace import Workspace
from tests.stand_ins import make_photo, make_photos
from tests.workspace.places import Place


@pytest.fixture
def workspace(place: Place) -> Iterator[Workspace]:
    """Sixteen photos, one in each colour; photo_0003 is red, photo_0004 green, photo_0005 blue."""
    make_photos(place.photos, 16)
    with place.open() as opened:
        run(opened.add_folders([place.photos]))
        yield opened


def names(workspace: Workspace, request: SearchRequest) -> list[str]:
    return [hit.path.name for hit in workspace.search(request).hits]


def test_an_empty_library_gives_an_empty_answer_without_loading_a_model(place: Place) -> None:
    with place.open() as workspace:
        result = workspace.search(SearchRequest(text="red"))
    assert (result.hits, result.searched, result.unembedded) == ((), 0, 0)
    assert place.encoders == []


def test_hits_come_best_first_and_no_more_than_asked(workspace: Workspace) -> None:
    result = workspace.search(SearchRequest(text="red and a little blue red", limit=5))
    similarities = [hit.similarity for hit in result.hits]
    assert [hit.path.name for hit in result.hits[:2]] == ["photo_0003.jpg", "photo_0005.jpg"]
    assert len(similarities) == 5
    assert similarities == sorted(similarities, reverse=True)
    assert result.searched == 16


def test_without_a_limit_every_photo_is_ranked(workspace: Workspace) -> None:
    assert len(names(workspace, SearchRequest(text="red", limit=None))) == 16


def test_what_must_not_be_there_goes_down(workspace: Workspace) -> None:
    assert names(workspace, SearchRequest(text="red blue", without=("blue",), limit=None))[0] == "photo_0003.jpg"
    assert names(workspace, SearchRequest(without=("blue",), limit=None))[-1] == "photo_0005.jpg"


def test_a_picture_finds_its_like_and_words_shift_it(workspace: Workspace, tmp_path: Path) -> None:
    green = make_photo(tmp_path / "query.png", "green", seed=9)
    assert names(workspace, SearchRequest(image=green, limit=1)) == ["photo_0004.jpg"]
    both = names(workspace, SearchRequest(image=green, text="red", weight_image=0.4, limit=2))
    assert both == ["photo_0003.jpg", "photo_0004.jpg"]


def test_a_photo_of_the_library_finds_itself_without_being_encoded_again(workspace: Workspace, place: Place) -> None:
    red = workspace.search(SearchRequest(text="red", limit=1)).hits[0]
    encoded = place.encoders[0].images_encoded
    assert workspace.search(SearchRequest(photo_id=red.photo_id, limit=1)).hits[0].photo_id == red.photo_id
    assert place.encoders[0].images_encoded == encoded


@pytest.mark.parametrize("request_", [SearchRequest(), SearchRequest(text="  "), SearchRequest(text="red", limit=0)])
def test_a_query_that_says_nothing_is_refused(workspace: Workspace, request_: SearchRequest) -> None:
    with pytest.raises(QueryError):
        workspace.search(request_)


def test_an_image_that_cannot_be_read_is_told(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("no photo\n" * 100)
    with pytest.raises(NotAPhotoError):
        workspace.search(SearchRequest(image=tmp_path / "words.txt"))
    with pytest.raises(VanishedPhotoError, match="There is no file"):
        workspace.search(SearchRequest(image=tmp_path / "nowhere.jpg"))
    with pytest.raises(VanishedPhotoError):
        workspace.search(SearchRequest(photo_id=PhotoId(4711)))


def test_an_image_that_cannot_be_read_is_told_also_by_an_empty_library(place: Place, tmp_path: Path) -> None:
    with place.open() as workspace, pytest.raises(VanishedPhotoError):
        workspace.search(SearchRequest(image=tmp_path / "nowhere.jpg"))


def test_copies_are_found_together_within_the_limit(workspace: Workspace, place: Place) -> None:
    for number in range(3):
        shutil.copy(place.photos / "photo_0003.jpg", place.photos / f"copy_{number}.jpg")
    run(workspace.index())
    assert place.encoders[0].images_encoded == 16

    found = names(workspace, SearchRequest(text="red", limit=3))
    assert len(found) == 3
    assert set(found) < {"photo_0003.jpg", "copy_0.jpg", "copy_1.jpg", "copy_2.jpg"}


def test_photos_that_are_gone_leave_room_for_others(workspace: Workspace, place: Place) -> None:
    make_photos(place.photos, 60, first_seed=16)
    run(workspace.index())
    for seed in range(0, 76, 2):
        (place.photos / f"photo_{seed:04}.jpg").unlink()
    run(workspace.index())

    found = names(workspace, SearchRequest(text="black", limit=30))
    assert len(found) == 30
    assert all((place.photos / name).exists() for name in found)


def test_photos_of_a_drive_that_is_away_are_found(workspace: Workspace, place: Place) -> None:
    place.photos.rename(place.photos.with_name("unplugged"))
    run(workspace.index())
    assert names(workspace, SearchRequest(text="red", limit=1)) == ["photo_0003.jpg"]
    assert workspace.folders()[0].state == "offline"


def test_photos_not_yet_understood_are_counted(place: Place) -> None:
    make_photos(place.photos, 4)
    place.use("pe-core-b-16")
    with place.open() as workspace:
        job = workspace.add_folders([place.photos])
        with pytest.raises(Exception, match="not on this machine"):
            run(job)
    place.use("colours")
    with place.open() as workspace:
        result = workspace.search(SearchRequest(text="red"))
    assert (result.hits, result.searched, result.unembedded) == ((), 0, 4)


def test_a_reopened_library_answers_the_same(place: Place) -> None:
    make_photos(place.photos, 16)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        first = workspace.search(SearchRequest(text="red green", limit=None))
    with place.open() as workspace:
        assert workspace.search(SearchRequest(text="red green", limit=None)).hits == first.hits


@pytest.mark.photos
def test_real_photos_are_found_by_themselves(place: Place, photos_dir: Path) -> None:
    chosen = sorted((photos_dir / "captioned").glob("**/*.jpg"))[:40]
    for photo in chosen:
        shutil.copy(photo, place.photos)
    with place.open() as workspace:
        report = run(workspace.add_folders([place.photos]))
        best = workspace.search(SearchRequest(image=chosen[7], limit=1)).hits[0]
    assert (report.indexed, report.failed) == (40, ())
    assert best.path.name == chosen[7].name
    assert best.similarity == pytest.approx(1.0, abs=1e-3)


def test_a_search_may_be_limited_to_a_folder_and_counts_what_is_in_it(workspace: Workspace, place: Place) -> None:
    shutil.copytree(place.photos, place.photos / "copies")
    make_photo(place.photos / "copies" / "only_here.jpg", "blue", seed=99)
    run(workspace.index())
    within = PhotoFilter(under=place.photos / "copies")
    result = workspace.search(SearchRequest(text="blue", within=within, limit=3))
    assert {hit.path.parent for hit in result.hits} == {place.photos / "copies"}
    assert {hit.path.name for hit in result.hits[:2]} == {"only_here.jpg", "photo_0005.jpg"}
    assert (result.searched, result.unembedded) == (17, 0)
    everything = workspace.search(SearchRequest(text="blue", within=within, limit=None))
    assert len(everything.hits) == 17


def test_a_subset_is_read_again_when_the_library_changes(workspace: Workspace, place: Place) -> None:
    within = PhotoFilter(under=place.photos / "new")
    assert workspace.search(SearchRequest(text="red", within=within)).hits == ()
    make_photo(place.photos / "new" / "late.jpg", "red", seed=50)
    run(workspace.index())
    assert names(workspace, SearchRequest(text="red", within=within)) == ["late.jpg"]


def test_a_search_may_be_limited_to_favourites_and_to_a_time(workspace: Workspace) -> None:
    blue = workspace.search(SearchRequest(text="blue", limit=1)).hits[0].photo_id
    workspace.editing.set_favourite([blue], favourite=True)
    assert names(workspace, SearchRequest(text="red", within=PhotoFilter(favourite=True))) == ["photo_0005.jpg"]
    long_ago = PhotoFilter(taken_until=datetime(1990, 1, 1))  # noqa: DTZ001 - wall-clock time
    assert names(workspace, SearchRequest(text="red", within=long_ago)) == []
    since_then = PhotoFilter(taken_from=datetime(1990, 1, 1))  # noqa: DTZ001 - wall-clock time
    assert len(names(workspace, SearchRequest(text="red", within=since_then))) == 16


def test_the_trash_is_not_searched(workspace: Workspace) -> None:
    with pytest.raises(QueryError, match="trash"):
        workspace.search(SearchRequest(text="red", within=PhotoFilter(trashed=True)))
