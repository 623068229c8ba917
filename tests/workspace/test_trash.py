"""Photos go to the trash on the user's word, and come back, files and all."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.jobs import run
from desktop_app.records import ChangeKind, Edit, Photo, PhotoId, PhotosEdited, PhotoState, SearchRequest
from desktop_app.workspace import Workspace, file_mover
from tests.stand_ins import make_photo, make_photos
from tests.workspace.places import Place


@pytest.fixture
def workspace(place: Place) -> Iterator[Workspace]:
    make_photos(place.photos, 4)
    with place.open() as opened:
        run(opened.add_folders([place.photos]))
        yield opened


@pytest.fixture
def ids(workspace: Workspace) -> list[PhotoId]:
    return sorted(PhotoId(each) for each in workspace._library.photos.ids().tolist())


def photos(workspace: Workspace, ids: list[PhotoId]) -> list[Photo]:
    return workspace._library.photos.get(ids)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_files_go_to_the_trash_and_photos_stay_known(workspace: Workspace, place: Place, ids: list[PhotoId]) -> None:
    workspace.editing.rate(ids, 5)
    names = [photo.path.name for photo in photos(workspace, ids)]
    edit = run(workspace.editing.trash(ids[:2]))
    assert edit.entry is not None
    assert (edit.entry.title, edit.changed, edit.failed) == ("Move to trash of 2 photos", 2, ())
    assert files(place.trash.folder) == sorted(names[:2])
    assert files(place.photos) == sorted(names[2:])
    assert [(photo.state, photo.rating) for photo in photos(workspace, ids[:2])] == [(PhotoState.TRASHED, 5)] * 2
    assert {hit.photo_id for hit in workspace.search(SearchRequest(text="red")).hits} == set(ids[2:])
    report = run(workspace.index())
    assert (report.found, report.removed) == (2, 0)
    assert {photo.state for photo in photos(workspace, ids[:2])} == {PhotoState.TRASHED}
    assert run(workspace.editing.trash(ids[:2])) == Edit()


def test_undo_puts_the_files_back_and_redo_takes_them_again(
    workspace: Workspace, place: Place, ids: list[PhotoId]
) -> None:
    run(workspace.editing.trash(ids[:3]))
    undone = run(workspace.editing.undo())
    assert (undone.changed, undone.kept, undone.failed) == (3, (), ())
    assert {photo.state for photo in photos(workspace, ids)} == {PhotoState.PRESENT}
    assert len(files(place.photos)) == 4
    assert run(workspace.index()).unchanged == 4
    redone = run(workspace.editing.redo())
    assert (redone.changed, redone.entry) == (3, undone.entry)
    assert len(files(place.trash.folder)) == 3
    assert workspace.status().photos == 1


def test_putting_back_can_be_undone_too(workspace: Workspace, place: Place, ids: list[PhotoId]) -> None:
    run(workspace.editing.trash(ids))
    edit = run(workspace.editing.restore(ids[:1]))
    assert edit.entry is not None
    assert (edit.entry.title, len(files(place.photos))) == ("Return from trash of 1 photo", 1)
    assert run(workspace.editing.restore([*ids[:1], PhotoId(99)])) == Edit()
    run(workspace.editing.undo())
    assert files(place.photos) == []
    assert {photo.state for photo in photos(workspace, ids)} == {PhotoState.TRASHED}


def test_a_file_that_is_refused_stays_and_stops_nothing(workspace: Workspace, place: Place, ids: list[PhotoId]) -> None:
    refused = photos(workspace, ids)[1]
    place.trash.refused.add(refused.path.name)
    edit = run(workspace.editing.trash(ids))
    assert edit.changed == 3
    assert [(problem.path, problem.kind) for problem in edit.failed] == [(refused.path, "TrashError")]
    assert str(refused.path) in edit.failed[0].reason
    assert files(place.photos) == [refused.path.name]
    assert photos(workspace, ids)[1].state is PhotoState.PRESENT


def test_an_undo_tells_which_files_stay_in_the_trash_and_goes_on(
    workspace: Workspace, place: Place, ids: list[PhotoId]
) -> None:
    workspace.editing.rate(ids, 5)
    run(workspace.editing.trash(ids[:2]))
    stuck = photos(workspace, ids)[0]
    place.trash.refused.add(stuck.path.name)
    undone = run(workspace.editing.undo())
    assert (undone.changed, [problem.path for problem in undone.failed]) == (1, [stuck.path])
    assert str(place.trash.folder) in undone.failed[0].reason
    assert photos(workspace, ids)[0].state is PhotoState.TRASHED
    title = workspace.editing.history().undo
    assert title is not None
    assert title.title == "Rating of 4 photos"
    place.trash.refused.clear()
    assert run(workspace.editing.restore(ids[:1])).changed == 1
    assert len(files(place.photos)) == 4


def test_nothing_is_done_where_nothing_can_be_moved(workspace: Workspace, place: Place, ids: list[PhotoId]) -> None:
    place.trash.refused.update(files(place.photos))
    edit = run(workspace.editing.trash(ids))
    assert (edit.entry, edit.changed, len(edit.failed)) == (None, 0, 4)
    assert workspace.editing.history().undo is None


def test_each_batch_counts_by_itself_and_all_are_one_entry(
    workspace: Workspace, place: Place, ids: list[PhotoId], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_mover, "FILES_AT_ONCE", 1)
    told: list[PhotosEdited] = []
    workspace.editing.listen(told.append)
    job = workspace.editing.trash(ids)
    steps = [next(job) for _ in range(3)]
    job.close()
    assert [(step.activity, step.done, step.total) for step in steps] == [("trash", n, 4) for n in (1, 2, 3)]
    assert told == [PhotosEdited(kinds=frozenset({ChangeKind.TRASH}), photo_ids=frozenset({each})) for each in ids[:3]]
    assert len(files(place.trash.folder)) == 3
    undoing = workspace.editing.undo()
    next(undoing)
    undoing.close()
    assert len(files(place.photos)) == 2
    assert run(workspace.index()).unchanged == 2
    assert run(workspace.editing.undo()).changed == 2
    assert {photo.state for photo in photos(workspace, ids)} == {PhotoState.PRESENT}
    assert workspace.editing.history().undo is None


def test_what_changed_a_moment_ago_is_not_thrown_away(workspace: Workspace, place: Place, ids: list[PhotoId]) -> None:
    path = photos(workspace, ids)[0].path
    path.write_bytes((place.photos / "photo_0001.jpg").read_bytes() + b"edited")
    edit = run(workspace.editing.trash(ids[:1]))
    assert [problem.path for problem in edit.failed] == [path]
    assert "has just been changed" in edit.failed[0].reason
    assert path.exists()


def test_photos_whose_drive_is_away_are_left_alone(workspace: Workspace, place: Place, ids: list[PhotoId]) -> None:
    run(workspace.editing.trash(ids[:1]))
    away = place.photos.rename(place.photos.with_name("away"))
    undone = run(workspace.editing.undo())
    assert [problem.path for problem in undone.failed] == [photos(workspace, ids)[0].path]
    assert "is away" in undone.failed[0].reason
    assert not place.photos.exists()
    run(workspace.index())
    edit = run(workspace.editing.trash(ids[1:2]))
    assert "is away" in edit.failed[0].reason
    away.rename(place.photos)
    run(workspace.index())
    assert run(workspace.editing.restore(ids[:1])).changed == 1


def test_a_file_that_the_user_took_out_is_a_photo_again(workspace: Workspace, place: Place, ids: list[PhotoId]) -> None:
    workspace.editing.rate(ids, 5)
    run(workspace.editing.trash(ids[:2]))
    first, second = (photo.path for photo in photos(workspace, ids[:2]))
    (place.trash.folder / first.name).rename(first)
    (place.trash.folder / second.name).rename(place.photos / "elsewhere.jpg")
    run(workspace.index())
    found = photos(workspace, ids[:2])
    assert [(photo.state, photo.rating) for photo in found] == [(PhotoState.PRESENT, 5)] * 2
    assert [photo.path.name for photo in found] == [first.name, "elsewhere.jpg"]
    assert run(workspace.editing.undo()).failed == ()
    assert len(files(place.photos)) == 4


def test_a_photo_that_was_never_there_is_passed_over(workspace: Workspace, place: Place, ids: list[PhotoId]) -> None:
    gone = photos(workspace, ids)[0].path
    gone.unlink()
    edit = run(workspace.editing.trash([ids[0], PhotoId(99)]))
    assert [problem.path for problem in edit.failed] == [gone]


def test_the_doctor_keeps_the_thumbnails_of_trashed_photos(
    workspace: Workspace, place: Place, ids: list[PhotoId]
) -> None:
    run(workspace.editing.trash(ids))
    report = run(workspace.doctor(repair=True))
    assert report.problems == ()
    thumbnails = list(place.paths.thumbnails.rglob("*.jpg"))
    assert len(thumbnails) == 4


def test_thumbnails_that_are_missing_are_made(workspace: Workspace, place: Place, ids: list[PhotoId]) -> None:
    before = sorted(place.paths.thumbnails.rglob("*.jpg"))
    for path in before[:3]:
        path.unlink()
    assert run(workspace.make_thumbnails()) == 3
    assert sorted(place.paths.thumbnails.rglob("*.jpg")) == before
    assert run(workspace.make_thumbnails()) == 0


def test_a_file_is_tried_again_on_demand_though_it_has_not_changed(place: Place) -> None:
    good = make_photo(place.photos / "good.jpg")
    broken = place.photos / "broken.jpg"
    broken.write_bytes(good.read_bytes()[:200])
    os.utime(broken, ns=(10**18, 10**18))
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        workspace.editing.rate([PhotoId(1)], 5)
        assert run(workspace.index()).failed == workspace.problems()
        report = run(workspace.retry_files([broken]))
        assert [problem.path for problem in report.failed] == [broken]
        assert len(workspace.problems()) == 1
        size = broken.stat().st_size
        workspace._library.problems.record(good, good.stat().st_size, good.stat().st_mtime_ns, ValueError("locked"))
        assert run(workspace.index()).failed != ()
        assert run(workspace.retry_files([good])).failed == ()
        assert [problem.path for problem in workspace.problems()] == [broken]
        assert workspace._library.photos.get([PhotoId(1)])[0].rating == 5
        assert broken.stat().st_size == size
