"""Folders in and out, samples, and what indexing leaves behind."""

import os
import shutil
import threading
from pathlib import Path

import pytest

from desktop_app.errors import FolderError, LibraryBusyError, LibraryUnwritableError, ModelError, ModelMissingError
from desktop_app.jobs import run
from desktop_app.records import SearchRequest
from desktop_app.workspace.watching import _DirtyQueue
from resources import scenes
from tests.stand_ins import make_photo, make_photos
from tests.workspace.places import Place


def test_photos_of_an_added_folder_are_indexed_and_found(place: Place) -> None:
    make_photos(place.photos, 16)
    with place.open() as workspace:
        report = run(workspace.add_folders([place.photos]))
        hits = workspace.search(SearchRequest(text="red", limit=1)).hits
        status = workspace.status()

    assert (report.found, report.indexed, report.failed) == (16, 16, ())
    assert [hit.path for hit in hits] == [place.photos / "photo_0003.jpg"]
    assert (status.photos, status.embedded, status.problems, status.model_id) == (16, 16, 0, "colours")
    assert [(folder.path, folder.photo_count) for folder in status.folders] == [(place.photos, 16)]


def test_a_second_run_encodes_nothing(place: Place) -> None:
    make_photos(place.photos, 5)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
    with place.open() as workspace:
        report = run(workspace.index())

    assert (report.found, report.indexed, report.unchanged) == (5, 0, 5)
    assert len(place.encoders) == 1


def test_all_folders_are_checked_before_the_first_is_added(place: Place) -> None:
    with place.open() as workspace:
        with pytest.raises(FolderError, match="There is no folder"):
            run(workspace.add_folders([place.photos, place.photos / "nowhere"]))
        assert workspace.folders() == ()


def test_a_file_is_no_folder(place: Place) -> None:
    photo = make_photo(place.photos / "a.jpg")
    with place.open() as workspace, pytest.raises(FolderError, match=r"a\.jpg is a file"):
        run(workspace.add_folders([photo]))


@pytest.mark.parametrize("inside", ["", "thumbnails", "index"])
def test_the_librarys_own_folder_is_refused(place: Place, inside: str) -> None:
    folder = place.paths.root / inside
    folder.mkdir(parents=True, exist_ok=True)
    with place.open() as workspace, pytest.raises(FolderError, match="its own files"):
        run(workspace.add_folders([folder]))


def test_a_folder_around_watched_ones_takes_their_place_and_keeps_their_photos(place: Place) -> None:
    make_photos(place.photos / "summer", 3)
    make_photos(place.photos / "winter", 3, first_seed=3)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos / "summer"]))
        before = workspace.search(SearchRequest(text="red", limit=None)).hits
        report = run(workspace.add_folders([place.photos]))
        inside = run(workspace.add_folders([place.photos / "winter"]))
        folders = workspace.folders()
        after = workspace.search(SearchRequest(text="red", limit=None)).hits

    assert (report.indexed, report.unchanged) == (3, 3)
    assert (inside.indexed, inside.unchanged) == (0, 3)
    assert [folder.path for folder in folders] == [place.photos]
    assert {hit.photo_id for hit in before} <= {hit.photo_id for hit in after}


def test_photos_of_a_removed_folder_are_not_found_and_come_back_without_encoding(place: Place) -> None:
    make_photos(place.photos, 4)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        workspace.remove_folder(workspace.folders()[0].id)
        assert workspace.search(SearchRequest(text="red")).hits == ()
        assert workspace.status().photos == 0
        run(workspace.add_folders([place.photos]))
        assert len(workspace.search(SearchRequest(text="red")).hits) == 4
        assert place.encoders[0].images_encoded == 4
        with pytest.raises(FolderError):
            workspace.remove_folder(type(workspace.folders()[0].id)(99))


def test_a_damaged_file_is_a_problem_with_a_reason_and_stops_nothing(place: Place) -> None:
    make_photos(place.photos, 2)
    damaged = place.photos / "damaged.jpg"
    damaged.write_bytes((place.photos / "photo_0000.jpg").read_bytes()[:300])
    os.utime(damaged, (1e9, 1e9))
    with place.open() as workspace:
        report = run(workspace.add_folders([place.photos]))
        problems = workspace.problems()

    assert (report.found, report.indexed) == (3, 2)
    assert [problem.path for problem in report.failed] == [damaged] == [problem.path for problem in problems]
    assert problems[0].reason


@pytest.mark.parametrize("kind", ["missing", "broken"])
def test_without_a_working_model_photos_are_taken_in_and_the_failure_is_told(place: Place, kind: str) -> None:
    make_photos(place.photos, 3)
    if kind == "missing":
        place.use("pe-core-b-16")
    else:
        place.break_encoder(ModelError("The weights are damaged."))
    with place.open() as workspace:
        with pytest.raises(ModelError) as told:
            run(workspace.add_folders([place.photos]))
        assert workspace.status().photos == 3
        with pytest.raises(ModelError):
            workspace.search(SearchRequest(text="red"))
    assert isinstance(told.value, ModelMissingError) == (kind == "missing")

    place.use("colours")
    place.break_encoder(None)
    with place.open() as workspace:
        run(workspace.index())
        assert len(workspace.search(SearchRequest(text="red")).hits) == 3


def test_a_second_workspace_is_refused_until_the_first_is_closed(place: Place) -> None:
    first = place.open()
    with pytest.raises(LibraryBusyError, match="Another program"):
        place.open()
    first.close()
    place.open().close()


def test_a_library_that_cannot_be_made_says_so(tmp_path: Path, place: Place) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("in the way")
    place.paths = type(place.paths)(blocker / "library")
    with pytest.raises(LibraryUnwritableError):
        place.open()


def test_a_failed_opening_lets_go_of_the_lock(place: Place) -> None:
    place.paths.root.mkdir(exist_ok=True)
    place.paths.database.write_bytes(b"this is no database at all, by any means" * 100)
    for _ in range(2):
        with pytest.raises(Exception, match=r"library\.db|database|damaged") as told:
            place.open()
        assert not isinstance(told.value, LibraryBusyError)


def test_a_cancelled_run_keeps_what_it_committed(place: Place) -> None:
    make_photos(place.photos, 60)
    with place.open() as workspace:
        job = workspace.add_folders([place.photos])
        next(job)
        job.close()
        report = run(workspace.index())
        assert report.found == 60
        assert len(workspace.search(SearchRequest(text="red", limit=None)).hits) == 60


def test_samples_are_drawn_once_and_found(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    few = scenes.sample_scenes()[:3]
    monkeypatch.setattr(scenes, "sample_scenes", lambda: few)
    with place.open() as workspace:
        report = run(workspace.add_samples())
        again = run(workspace.add_samples())
        folders = workspace.folders()
    assert report.found == report.indexed == 3
    assert (again.indexed, again.unchanged) == (0, report.found)
    assert [folder.path for folder in folders] == [place.paths.root / "samples"]


def test_what_the_library_writes_for_itself_is_no_news(place: Place) -> None:
    """Else a library inside a watched folder would keep itself busy for ever."""
    dirty: list[None] = []
    inbox = _DirtyQueue(place.paths, lambda: dirty.append(None))
    inbox.put(frozenset({place.paths.worker_log, place.paths.database, place.paths.thumbnails / "ab"}))
    assert inbox.empty()
    assert not dirty
    theirs = {place.photos / "a.jpg", place.paths.root / "samples" / "b.jpg"}
    inbox.put(frozenset({place.paths.worker_log, *theirs}))
    assert inbox.get_nowait() == theirs
    assert len(dirty) == 1


def test_the_watcher_takes_over_what_happens_in_the_folders(place: Place) -> None:
    make_photos(place.photos, 3)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        changes = workspace.watch()
        seen: list[tuple[str, Path]] = []
        found = threading.Event()

        def follow() -> None:
            for change in changes:
                seen.append((change.kind, change.path))
                if change.path.name == "new.jpg":
                    found.set()

        following = threading.Thread(target=follow)
        following.start()
        elsewhere = make_photo(place.photos.parent / "new.jpg", "blue", seed=77)
        shutil.move(elsewhere, place.photos / "new.jpg")
        assert found.wait(60)
        workspace.end_watching()
        following.join(60)
        assert not following.is_alive()

    assert ("indexed", place.photos / "new.jpg") in seen
