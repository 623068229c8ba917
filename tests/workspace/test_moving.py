"""A library is moved whole, or not at all."""

from pathlib import Path

import pytest

from desktop_app.config import LibraryPaths, library_now, remember_library, usual_library_dir
from desktop_app.errors import LibraryError, LibraryMissingError, LibraryUnwritableError
from desktop_app.jobs import run
from desktop_app.records import SearchRequest
from desktop_app.workspace import Workspace, moving
from desktop_app.workspace.moving import old_copy, remove_old_copy
from tests.stand_ins import make_photos
from tests.workspace.places import Place


def reopen(place: Place, root: Path) -> Workspace:
    return Workspace.open(LibraryPaths(root), models_dir=place.models, load_encoder=place.load, trash=place.trash)


def test_all_of_it_is_there_afterwards_and_the_old_folder_leads_to_it(place: Place, tmp_path: Path) -> None:
    make_photos(place.photos, 4)
    destination = tmp_path / "drive" / "library"
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        workspace.editing.rate(workspace._library.photos.ids().tolist(), 4)
        assert run(workspace.move_to(destination)) == destination
        with pytest.raises(LibraryUnwritableError, match="has just been moved to"):
            workspace.editing.rate(workspace._library.photos.ids().tolist(), 1)
    assert library_now(place.paths.root).root == destination
    with reopen(place, destination) as moved:
        assert run(moved.index()).unchanged == 4
        assert {photo.rating for photo in moved._library.photos.get(moved._library.photos.ids())} == {4}
        assert len(moved.search(SearchRequest(text="red")).hits) == 4
        assert run(moved.doctor()).problems == ()
        assert moved.settings == workspace.settings
    copy = old_copy(LibraryPaths(destination))
    assert copy is not None
    assert copy.folder == place.paths.root
    assert remove_old_copy(LibraryPaths(destination)) == copy.size_bytes
    assert [path.name for path in place.paths.root.iterdir()] == ["moved.json"]
    assert old_copy(LibraryPaths(destination)) is None
    assert library_now(place.paths.root).root == destination
    with pytest.raises(LibraryError, match="no old copy"):
        remove_old_copy(LibraryPaths(destination))


def test_samples_move_with_their_library(place: Place, tmp_path: Path) -> None:
    destination = tmp_path / "elsewhere"
    with place.open() as workspace:
        samples = place.paths.root / "samples"
        make_photos(samples, 3)
        run(workspace.add_folders([samples]))
        run(workspace.move_to(destination))
    remove_old_copy(LibraryPaths(destination))
    with reopen(place, destination) as moved:
        report = run(moved.index())
        assert (report.unchanged, report.indexed, report.removed) == (3, 0, 0)
        assert [folder.path for folder in moved.folders()] == [destination / "samples"]


@pytest.mark.parametrize("kind", ["itself", "inside", "around", "full", "file"])
def test_places_that_cannot_be_are_refused_and_nothing_happens(place: Place, tmp_path: Path, kind: str) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("keep me")
    places = {
        "itself": place.paths.root,
        "inside": place.paths.root / "deeper",
        "around": place.paths.root.parent,
        "full": full,
        "file": full / "letter.txt",
    }
    with place.open() as workspace:
        with pytest.raises(LibraryError):
            run(workspace.move_to(places[kind]))
        workspace.searches.remember("still writable")
    assert (full / "letter.txt").read_text() == "keep me"
    assert not place.paths.moved_note.exists()


def test_a_move_that_is_stopped_or_fails_leaves_the_library_and_no_copy(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_photos(place.photos, 3)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        job = workspace.move_to(tmp_path / "stopped")
        next(job)
        next(job)
        job.close()
        assert not (tmp_path / "stopped").exists()
        monkeypatch.setattr(moving, "_mark", lambda path, is_cache: hash((path, is_cache)))
        with pytest.raises(LibraryUnwritableError, match="is not what was written"):
            run(workspace.move_to(tmp_path / "damaged"))
        assert not (tmp_path / "damaged").exists()
        monkeypatch.undo()
        monkeypatch.setattr(moving, "_SPARE_BYTES", 1 << 60)
        (tmp_path / "empty").mkdir()
        with pytest.raises(LibraryUnwritableError, match="are free in"):
            run(workspace.move_to(tmp_path / "empty"))
        assert list((tmp_path / "empty").iterdir()) == []
        workspace.editing.rate(workspace._library.photos.ids().tolist(), 2)
    assert library_now(place.paths.root) == place.paths


def test_a_moved_library_whose_drive_is_away_is_missed_not_begun_anew(place: Place, tmp_path: Path) -> None:
    destination = tmp_path / "drive"
    with place.open() as workspace:
        run(workspace.move_to(destination))
    destination.rename(tmp_path / "unplugged")
    with pytest.raises(LibraryMissingError, match="connect the drive"):
        library_now(place.paths.root)


def test_the_library_that_was_chosen_is_the_usual_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "data"))
    assert usual_library_dir() == tmp_path / "data" / "library"
    remember_library(tmp_path / "mine")
    assert usual_library_dir() == tmp_path / "mine"
