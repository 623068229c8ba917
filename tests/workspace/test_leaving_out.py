"""Folders and names that are left out, through scans and while the watcher runs; and taken in again."""

import shutil
import threading
from pathlib import Path

import msgspec
import pytest

from desktop_app.errors import FolderError
from desktop_app.jobs import run
from desktop_app.records import PhotoFilter
from desktop_app.workspace import Workspace
from tests.stand_ins import make_photos
from tests.workspace.places import LIMIT_S, Place


def shown(workspace: Workspace) -> set[str]:
    photos = workspace._library.photos.get(workspace._library.grid.read(PhotoFilter()).tiles.ids)
    return {photo.path.parent.name for photo in photos}


def test_photos_of_a_folder_that_is_left_out_go_at_once_and_come_back_with_all_that_was_said(place: Place) -> None:
    make_photos(place.photos / "private", 2)
    make_photos(place.photos / "shown", 2, first_seed=2)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        ids = workspace._library.photos.ids().tolist()
        workspace.editing.rate(ids, 4)
        assert workspace.leaving_out.leave_out(place.photos / "private") == 2
        assert shown(workspace) == {"shown"}
        report = run(workspace.index())
        assert (report.found, report.indexed, report.removed) == (2, 0, 0)
    with place.open() as workspace:
        assert workspace.settings.excluded_folders == (place.photos / "private",)
        report = run(workspace.leaving_out.take_in(place.photos / "private"))
        assert report.found == 2
        assert shown(workspace) == {"private", "shown"}
        assert {photo.rating for photo in workspace._library.photos.get(ids)} == {4}
        assert not workspace.settings.excluded_folders


def test_a_watched_folder_itself_or_a_foreign_one_cannot_be_left_out(place: Place, tmp_path: Path) -> None:
    make_photos(place.photos, 1)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        with pytest.raises(FolderError, match="remove it from the library"):
            workspace.leaving_out.leave_out(place.photos)
        with pytest.raises(FolderError, match="in no watched folder"):
            workspace.leaving_out.leave_out(tmp_path / "elsewhere")
        assert not workspace.settings.excluded_folders


def test_leaving_out_a_folder_takes_the_place_of_those_below_it_and_forgets_their_problems(place: Place) -> None:
    deep = place.photos / "private" / "deep"
    make_photos(deep, 1)
    (deep / "broken.jpg").write_bytes(b"\xff\xd8 no photo")
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        assert len(workspace.problems()) == 1
        workspace.leaving_out.leave_out(deep)
        assert workspace.problems() == ()
        workspace.leaving_out.leave_out(deep.parent)
        assert workspace.settings.excluded_folders == (deep.parent,)


def test_what_happens_in_what_is_left_out_wakes_nobody(place: Place) -> None:
    make_photos(place.photos / "private", 1)
    make_photos(place.photos / "shown", 1, first_seed=1)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        workspace.change_settings(msgspec.structs.replace(workspace.settings, excluded_names=("*_0007.jpg",)))
        workspace.leaving_out.leave_out(place.photos / "private")
        woken = threading.Event()
        stop = workspace.start_watching(woken.set)
        try:
            assert woken.wait(LIMIT_S)  # a new watcher has each folder looked through once
            run(workspace.reconcile())
            woken.clear()
            make_photos(place.photos / "private", 1, first_seed=5)
            make_photos(place.photos / "shown", 1, first_seed=7)  # photo_0007.jpg
            make_photos(place.photos / "shown", 1, first_seed=9)
            assert woken.wait(LIMIT_S)
            heard = set(workspace._keeping_up._watching.take())
            assert {path.name for path in heard if path.suffix} == {"photo_0009.jpg"}
        finally:
            stop()
        assert run(workspace.index()).found == 2


def test_another_name_that_is_left_out_takes_its_photos_from_the_views_at_the_next_look(place: Place) -> None:
    make_photos(place.photos / "exports", 2)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        changed = msgspec.structs.replace(workspace.settings, excluded_names=("EXP*",))
        workspace.change_settings(changed)
        run(workspace.index())
        assert shown(workspace) == set()
        workspace.change_settings(msgspec.structs.replace(changed, excluded_names=()))
        run(workspace.index())
        assert shown(workspace) == {"exports"}


def test_one_folder_is_brought_up_to_date_alone(place: Place) -> None:
    make_photos(place.photos / "one", 1)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        make_photos(place.photos / "one", 1, first_seed=3)
        make_photos(place.photos / "two", 1, first_seed=4)
        assert run(workspace.index_folder(place.photos / "one")).indexed == 1
        assert shown(workspace) == {"one"}
        with pytest.raises(FolderError, match="in no watched folder"):
            run(workspace.index_folder(place.photos.parent))


def test_all_files_that_failed_are_tried_again(place: Place) -> None:
    (good,) = make_photos(place.photos.parent / "source", 1)
    for name in ("a.jpg", "b.jpg"):
        (place.photos / name).write_bytes(b"\xff\xd8 no photo")
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        assert len(workspace.problems()) == 2
        shutil.copy2(good, place.photos / "a.jpg")
        report = run(workspace.retry_files())
        assert (report.indexed, len(report.failed)) == (1, 1)
        assert [problem.path.name for problem in workspace.problems()] == ["b.jpg"]
        (place.photos / "b.jpg").unlink()
        run(workspace.retry_files([place.photos / "b.jpg"]))
        assert workspace.problems() == ()
        assert run(workspace.retry_files()).found == 0
