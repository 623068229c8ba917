"""A photo is its content and where it has been, never its path alone."""

import os
import shutil
from pathlib import Path

import pytest

from desktop_app.records import PhotoId
from tests.indexing.home import Home
from tests.stand_ins import make_photo, make_photos


def identities(home: Home) -> dict[str, PhotoId]:
    """Photo ids by content hash."""
    return {photo.content_hash: photo.id for photo in home.shown().values()}


def expect_moves_only(home: Home, number: int, *, only: list[Path] | None = None) -> None:
    before, shown = identities(home), len(home.shown())
    report = home.index(only)
    assert (report.indexed, report.moved, report.removed, report.failed) == (0, number, 0, ())
    assert home.encoder.preprocessed == 0
    assert identities(home) == before
    on_disk = {path for path in home.photos.rglob("*") if path.is_file()}
    assert set(home.shown()) == on_disk
    assert len(on_disk) == shown


def test_a_renamed_photo_is_the_same_photo(home: Home) -> None:
    path = make_photo(home.photos / "a.jpg", "red")
    home.index()
    path.rename(home.photos / "b.jpg")
    expect_moves_only(home, 1)
    assert [(change.kind, change.previous_path) for change in home.changes] == [("moved", path)]
    assert home.library.photos.previous_paths(home.photo(home.photos / "b.jpg").id) == [path]


def test_a_rename_of_case_alone_is_a_move(home: Home) -> None:
    path = make_photo(home.photos / "img_1.JPG", "red")
    home.index()
    path.rename(home.photos / "IMG_1.jpg")
    expect_moves_only(home, 1)


def test_a_file_that_changed_its_time_on_the_way_is_still_the_same_photo(home: Home) -> None:
    path = make_photo(home.photos / "a.jpg", "red")
    home.index()
    (home.photos / "sub").mkdir()
    shutil.copyfile(path, home.photos / "sub" / "b.jpg")
    os.utime(home.photos / "sub" / "b.jpg", ns=(0, 10**18))
    path.unlink()
    expect_moves_only(home, 1)


def test_a_renamed_folder_of_a_thousand_needs_no_decoding(home: Home) -> None:
    make_photos(home.photos / "2024", 1000)
    home.index()
    (home.photos / "2024").rename(home.photos / "Summer")
    expect_moves_only(home, 1000)


def test_photos_move_between_watched_folders(home: Home, tmp_path: Path) -> None:
    other = tmp_path.resolve() / "other"
    other.mkdir()
    home.library.folders.add(other)
    path = make_photo(home.photos / "a.jpg", "red")
    home.index()
    photo_id = home.photo(path).id
    path.rename(other / "a.jpg")
    report = home.index()
    assert (report.moved, report.indexed, report.removed) == (1, 0, 0)
    assert home.photo(other / "a.jpg").id == photo_id
    (other / "a.jpg").rename(path)
    assert home.index([path]).moved == 1  # the other half of the rename was not heard
    assert home.photo(path).id == photo_id


def test_photos_that_swap_names_swap_places(home: Home) -> None:
    a, b = make_photo(home.photos / "a.jpg", "red"), make_photo(home.photos / "b.jpg", "blue", size=(80, 60))
    home.index()
    a.rename(home.photos / "c")
    b.rename(a)
    (home.photos / "c").rename(b)
    expect_moves_only(home, 2)


@pytest.mark.parametrize("is_last_name_new", [True, False])
def test_photos_that_are_numbered_anew_keep_their_identity(home: Home, *, is_last_name_new: bool) -> None:
    for number in range(12):
        make_photo(home.photos / f"{number:02}.jpg", "red", seed=number, size=(40 + number, 30))
    home.index()
    names = sorted(path.name for path in home.photos.iterdir())
    for name in names:
        (home.photos / name).rename(home.photos / f"t_{name}")
    for number in range(12):
        target = number + 1 if is_last_name_new else (number + 1) % 12
        (home.photos / f"t_{number:02}.jpg").rename(home.photos / f"{target:02}.jpg")
    expect_moves_only(home, 12)


def test_numbering_anew_with_a_new_photo_in_front(home: Home) -> None:
    for number in range(5):
        make_photo(home.photos / f"{number}.jpg", "red", seed=number, size=(40 + number, 30))
    home.index()
    before = identities(home)
    for number in range(4, -1, -1):
        (home.photos / f"{number}.jpg").rename(home.photos / f"{number + 1}.jpg")
    make_photo(home.photos / "0.jpg", "blue", size=(99, 33))
    report = home.index()
    assert (report.indexed, report.moved, report.removed) == (1, 5, 0)
    after = identities(home)
    # The last one got a name that was free, while its own was taken by the one before it.
    assert all(after[content_hash] == photo_id for content_hash, photo_id in before.items())


def test_a_photo_renamed_over_another_takes_its_place(home: Home) -> None:
    a, b = make_photo(home.photos / "a.jpg", "red"), make_photo(home.photos / "b.jpg", "blue", size=(80, 60))
    home.index()
    photo_id = home.photo(a).id
    a.rename(b)
    report = home.index()
    assert (report.moved, report.indexed, report.removed) == (1, 0, 1)
    assert {path: photo.id for path, photo in home.shown().items()} == {b: photo_id}


def test_an_editors_backup_is_the_copy_and_the_edited_photo_stays_itself(home: Home) -> None:
    path = make_photo(home.photos / "a.jpg", "red")
    home.index()
    photo_id = home.photo(path).id
    path.rename(home.photos / "a.jpg_original")
    make_photo(path, "blue", size=(80, 60))
    report = home.index()
    assert (report.indexed, report.moved, report.removed) == (2, 0, 0)
    assert home.photo(path).id == photo_id


def test_a_copy_over_another_photo_is_a_change_of_that_one(home: Home) -> None:
    a, b = make_photo(home.photos / "a.jpg", "red"), make_photo(home.photos / "b.jpg", "blue", size=(80, 60))
    home.index()
    ids = home.photo(a).id, home.photo(b).id
    shutil.copy2(a, b)
    report = home.index()
    assert (report.indexed, report.unchanged, report.moved, report.removed) == (1, 1, 0, 0)
    assert (home.photo(a).id, home.photo(b).id) == ids


def test_of_two_copies_the_one_that_left_is_the_one_that_moved(home: Home) -> None:
    a = make_photo(home.photos / "a.jpg", "red")
    shutil.copy2(a, home.photos / "b.jpg")
    home.index()
    ids = home.photo(a).id, home.photo(home.photos / "b.jpg").id
    (home.photos / "b.jpg").rename(home.photos / "c.jpg")
    expect_moves_only_of_copies = home.index()
    assert (expect_moves_only_of_copies.moved, expect_moves_only_of_copies.indexed) == (1, 0)
    assert (home.photo(a).id, home.photo(home.photos / "c.jpg").id) == ids


def test_copies_in_a_moved_folder_keep_their_names_apart(home: Home) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        make_photo(home.photos / "old" / name, "red", seed=1)
    home.index()
    ids = {path.name: photo.id for path, photo in home.shown().items()}
    (home.photos / "old").rename(home.photos / "new")
    assert home.index().moved == 3
    assert {path.name: photo.id for path, photo in home.shown().items()} == ids


def test_only_the_named_places_are_looked_at(home: Home) -> None:
    kept, renamed = make_photo(home.photos / "kept.jpg", "red"), make_photo(home.photos / "d" / "a.jpg", "blue")
    home.index()
    kept.unlink()
    renamed.rename(home.photos / "b.jpg")
    report = home.index([renamed, home.photos / "b.jpg"])
    assert (report.found, report.moved, report.removed) == (1, 1, 0)
    assert set(home.shown()) == {kept, home.photos / "b.jpg"}
    assert home.index([kept]).removed == 1


def test_a_move_is_seen_when_only_the_new_place_is_named(home: Home) -> None:
    path = make_photo(home.photos / "d" / "a.jpg", "red")
    home.index()
    path.rename(home.photos / "b.jpg")
    expect_moves_only(home, 1, only=[home.photos / "b.jpg"])


def test_a_copy_is_no_move_when_only_the_new_place_is_named(home: Home) -> None:
    path = make_photo(home.photos / "d" / "a.jpg", "red")
    home.index()
    shutil.copy2(path, home.photos / "b.jpg")
    report = home.index([home.photos / "b.jpg"])
    assert (report.indexed, report.moved) == (1, 0)
    assert len(home.shown()) == 2


def test_folders_that_are_named_are_looked_through(home: Home) -> None:
    make_photos(home.photos / "old" / "deep", 5)
    home.index()
    (home.photos / "old").rename(home.photos / "new")
    places = [home.photos / "old", home.photos / "new", home.photos / "new" / "deep" / "photo_0001.jpg"]
    expect_moves_only(home, 5, only=places)
    shutil.rmtree(home.photos / "new")
    assert home.index([home.photos / "new"]).removed == 5
    assert home.shown() == {}


def test_a_folder_watched_again_finds_its_photos_as_they_were(home: Home) -> None:
    make_photos(home.photos, 5)
    home.index()
    before = identities(home)
    (folder,) = home.library.folders.all()
    home.library.folders.remove(folder.id)
    assert home.index().found == 0
    home.library.folders.add(home.photos)
    report = home.index()
    assert (report.moved + report.unchanged, report.indexed) == (5, 0)
    assert home.encoder.preprocessed == 0
    assert identities(home) == before


def test_a_photo_has_moved_even_if_a_damaged_file_lies_in_its_place(home: Home) -> None:
    a = make_photo(home.photos / "a.jpg", "red")
    bad = home.photos / "bad.jpg"
    bad.write_bytes(a.read_bytes()[:300])
    home.index()
    photo_id = home.photo(a).id
    a.rename(home.photos / "b.jpg")
    bad.rename(a)
    report = home.index()
    assert (report.indexed, report.moved, report.removed, len(report.failed)) == (0, 1, 0, 1)
    assert {path: photo.id for path, photo in home.shown().items()} == {home.photos / "b.jpg": photo_id}


def test_a_photo_that_has_just_left_comes_before_one_that_is_missing_for_long(home: Home) -> None:
    a, b = make_photo(home.photos / "a.jpg", "red"), home.photos / "b.jpg"
    shutil.copy2(a, b)
    home.index()
    photo_id = home.photo(a).id
    b.unlink()
    home.index()
    a.rename(b)
    assert home.index().moved == 1
    assert {path: photo.id for path, photo in home.shown().items()} == {b: photo_id}
