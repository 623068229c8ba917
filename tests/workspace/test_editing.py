"""What a person changes of photos, what is told of it, and that it survives what happens to the files."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.errors import LibraryError
from desktop_app.jobs import run
from desktop_app.records import ChangeKind, Edit, Photo, PhotoId, PhotosEdited, PhotoState
from desktop_app.workspace import Workspace, editing
from tests.stand_ins import make_photos
from tests.workspace.places import Place


@pytest.fixture
def workspace(place: Place) -> Iterator[Workspace]:
    """With three photos, in a folder of their own."""
    make_photos(place.photos / "summer", 3)
    with place.open() as opened:
        run(opened.add_folders([place.photos]))
        yield opened


@pytest.fixture
def ids(workspace: Workspace) -> list[PhotoId]:
    return [PhotoId(each) for each in workspace._library.photos.ids(order="oldest").tolist()]


@pytest.fixture
def told(workspace: Workspace) -> list[PhotosEdited]:
    """What the listeners hear."""
    heard: list[PhotosEdited] = []
    workspace.editing.listen(heard.append)
    return heard


def photos(workspace: Workspace, ids: list[PhotoId]) -> list[Photo]:
    return workspace._library.photos.get(ids)


def say_all(workspace: Workspace, ids: list[PhotoId]) -> None:
    workspace.editing.rate(ids, 4)
    workspace.editing.set_favourite(ids, favourite=True)
    workspace.editing.set_caption(ids, "By the sea")
    workspace.editing.rotate(ids, 3)


def said(photo: Photo) -> tuple[int, bool, str, int]:
    return photo.rating, photo.favourite, photo.caption, photo.quarter_turns


ALL_SAID = (4, True, "By the sea", 3)


def test_each_change_is_one_entry_and_is_told(
    workspace: Workspace, ids: list[PhotoId], told: list[PhotosEdited]
) -> None:
    say_all(workspace, ids[:2])
    assert [said(photo) for photo in photos(workspace, ids)] == [ALL_SAID, ALL_SAID, (0, False, "", 0)]
    both = frozenset(ids[:2])
    kinds = [ChangeKind.RATING, ChangeKind.FAVOURITE, ChangeKind.CAPTION, ChangeKind.ROTATION]
    assert told == [PhotosEdited(kinds=frozenset({kind}), photo_ids=both) for kind in kinds]
    titles = [entry.title for _ in kinds if (entry := run(workspace.editing.undo()).entry)]
    assert titles == [f"{noun} of 2 photos" for noun in ("Rotation", "Caption", "Favourite mark", "Rating")]
    assert [each.kinds for each in told[4:]] == [frozenset({kind}) for kind in reversed(kinds)]
    assert [said(photo) for photo in photos(workspace, ids)] == [(0, False, "", 0)] * 3
    assert run(workspace.editing.undo()) == Edit()
    for _ in kinds:
        run(workspace.editing.redo())
    assert [said(photo) for photo in photos(workspace, ids[:2])] == [ALL_SAID, ALL_SAID]


def test_what_changes_nothing_is_not_told(workspace: Workspace, ids: list[PhotoId], told: list[PhotosEdited]) -> None:
    workspace.editing.rate(ids, 3)
    assert workspace.editing.rate(ids, 3) == Edit()
    assert workspace.editing.rotate(ids, 4) == Edit()
    assert workspace.editing.set_caption([PhotoId(99)], "Nobody") == Edit()
    with pytest.raises(LibraryError, match="0 to 5"):
        workspace.editing.rate(ids, 6)
    assert len(told) == 1


def test_many_photos_are_told_without_their_names(
    workspace: Workspace, ids: list[PhotoId], told: list[PhotosEdited], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "NAMED_PHOTOS", 2)
    workspace.editing.rate(ids, 3)
    workspace.editing.rate(ids[:2], 4)
    assert [each.photo_ids for each in told] == [None, frozenset(ids[:2])]


def test_the_undo_that_was_not_meant_is_refused(workspace: Workspace, ids: list[PhotoId]) -> None:
    meant = workspace.editing.rate(ids, 3).entry
    workspace.editing.set_caption(ids, "Said by another window")
    assert meant is not None
    with pytest.raises(LibraryError, match="in the meantime"):
        run(workspace.editing.undo(expected_id=meant.id))
    assert photos(workspace, ids)[0].caption == "Said by another window"
    assert workspace.editing.history().redo is None


def test_what_was_said_survives_moves_renames_and_edits_of_the_file(
    workspace: Workspace, place: Place, ids: list[PhotoId]
) -> None:
    say_all(workspace, ids)
    first, second, third = (photo.path for photo in photos(workspace, ids))
    (place.photos / "winter").mkdir()
    first.rename(place.photos / "winter" / "another name.jpg")
    second.rename(second.with_name("renamed.jpg"))
    make_photos(third.parent, 1, first_seed=50)
    shutil.move(third.parent / "photo_0050.jpg", third)
    report = run(workspace.index())
    assert (report.moved, report.removed) == (2, 0)
    assert [said(photo) for photo in photos(workspace, ids)] == [ALL_SAID] * 3
    assert workspace.status().photos == 3


def test_what_was_said_survives_a_drive_that_is_away(workspace: Workspace, place: Place, ids: list[PhotoId]) -> None:
    away = place.photos.rename(place.photos.with_name("away"))
    run(workspace.index())
    assert {photo.state for photo in photos(workspace, ids)} == {PhotoState.OFFLINE}
    say_all(workspace, ids)
    away.rename(place.photos)
    run(workspace.index())
    assert {photo.state for photo in photos(workspace, ids)} == {PhotoState.PRESENT}
    assert [said(photo) for photo in photos(workspace, ids)] == [ALL_SAID] * 3


def test_what_was_said_survives_the_removal_of_the_folder(
    workspace: Workspace, place: Place, ids: list[PhotoId]
) -> None:
    say_all(workspace, ids)
    (folder,) = workspace.folders()
    workspace.remove_folder(folder.id)
    assert workspace.status().photos == 0
    moved = place.photos.rename(place.photos.with_name("moved meanwhile"))
    run(workspace.add_folders([moved]))
    assert [(photo.path.parent, said(photo)) for photo in photos(workspace, ids)] == [(moved / "summer", ALL_SAID)] * 3


def test_a_copy_begins_without_what_was_said_of_the_other(
    workspace: Workspace, place: Place, ids: list[PhotoId]
) -> None:
    say_all(workspace, ids)
    source = photos(workspace, ids)[0].path
    shutil.copy2(source, source.with_name("copy.jpg"))
    run(workspace.index())
    copy = workspace._library.photos.by_path(source.with_name("copy.jpg"))
    assert copy is not None
    assert said(copy) == (0, False, "", 0)


def test_a_photo_that_moved_since_is_undone_where_it_is(
    workspace: Workspace, place: Place, ids: list[PhotoId], tmp_path: Path
) -> None:
    workspace.editing.rate(ids, 5)
    path = photos(workspace, ids)[0].path
    path.rename(place.photos / "elsewhere.jpg")
    run(workspace.index())
    assert run(workspace.editing.undo()).changed == 3
    assert {photo.rating for photo in photos(workspace, ids)} == {0}
