"""A drive that is away has lost nothing (Immich #13731)."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from desktop_app.indexing import drives
from desktop_app.indexing.drives import DriveMemory
from desktop_app.indexing.reading import Reader
from desktop_app.records import FolderState, PhotoState
from tests.indexing.home import Home
from tests.stand_ins import make_photo, make_photos


def remember_mount(home: Home, place: Path) -> None:
    """As if the last scan had seen a drive mounted there."""
    memory = DriveMemory(home.library.paths.drives)
    memory.remember(home.photos, {place})
    memory.save([home.photos])


def states(home: Home) -> set[PhotoState]:
    return {photo.state for photo in home.shown().values()}


def folder_state(home: Home) -> FolderState:
    (folder,) = home.library.folders.all()
    return folder.state


def unplug(home: Home) -> Path:
    return home.photos.rename(home.photos.parent / "unplugged")


@pytest.mark.parametrize("is_heard_by_watcher", [False, True])
def test_an_unplugged_drive_is_offline_and_comes_back_without_work(home: Home, *, is_heard_by_watcher: bool) -> None:
    make_photos(home.photos, 5)
    home.index()
    before = home.shown()
    only = [home.photos] if is_heard_by_watcher else None
    drive = unplug(home)
    report = home.index(only)
    assert (report.found, report.removed, report.failed) == (0, 0, ())
    assert folder_state(home) is FolderState.OFFLINE
    assert set(home.shown()) == set(before)
    assert states(home) == {PhotoState.OFFLINE}
    assert home.kinds() == ["offline"]
    assert home.index(only).removed == 0
    assert home.changes == []
    drive.rename(home.photos)
    report = home.index(only)
    assert (report.found, report.moved, report.indexed) == (5, 5, 0)
    assert folder_state(home) is FolderState.WATCHED
    assert home.shown() == before
    assert home.kinds() == ["moved"] * 5 + ["online"]
    assert home.encoder.preprocessed == 0


def test_what_happened_to_the_drive_elsewhere_is_seen_when_it_is_back(home: Home) -> None:
    paths = make_photos(home.photos, 5)
    home.index()
    drive = unplug(home)
    home.index()
    (drive / paths[0].name).unlink()
    make_photo(drive / "new.jpg", "red", seed=77)
    drive.rename(home.photos)
    report = home.index()
    assert (report.moved, report.indexed, report.removed) == (4, 1, 1)


def test_events_of_an_unplugged_drive_remove_nothing(home: Home) -> None:
    paths = make_photos(home.photos, 3)
    home.index()
    unplug(home)
    assert home.index(paths).removed == 0
    assert len(home.shown()) == 3
    assert folder_state(home) is FolderState.OFFLINE


def test_an_empty_mount_point_is_offline(home: Home) -> None:
    make_photos(home.photos, 3)
    home.index()
    remember_mount(home, home.photos)
    unplug(home)
    home.photos.mkdir()
    (home.photos / "put the drive here").mkdir()
    for only in (None, [home.photos], [home.photos / "photo_0000.jpg"]):
        assert home.index(only).removed == 0
        assert folder_state(home) is FolderState.OFFLINE
    assert len(home.shown()) == 3
    home.photos.rename(home.photos.parent / "mount point")
    (home.photos.parent / "unplugged").rename(home.photos)
    assert home.index().moved == 3


def test_a_mounted_drive_without_anything_on_it_is_offline(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network share whose server is starting shows itself like this."""
    make_photos(home.photos, 3)
    home.index()
    remember_mount(home, home.photos)
    for path in home.photos.iterdir():
        path.unlink()
    monkeypatch.setattr(drives, "is_mount", lambda folder: folder == home.photos)
    monkeypatch.setattr("desktop_app.indexing.survey.is_mount", lambda folder: folder == home.photos)
    assert home.index().removed == 0
    assert folder_state(home) is FolderState.OFFLINE


def test_an_ordinary_folder_that_was_emptied_is_empty(home: Home) -> None:
    paths = make_photos(home.photos, 3)
    home.index()
    for path in paths:
        path.unlink()
    assert home.index().removed == 3
    assert folder_state(home) is FolderState.WATCHED
    assert home.shown() == {}


def test_a_drive_mounted_in_a_subfolder_that_is_away_removes_nothing(home: Home) -> None:
    paths = make_photos(home.photos, 3)
    make_photos(home.photos / "nas" / "2024", 4, first_seed=100)
    home.index()
    remember_mount(home, home.photos / "nas")
    shutil.rmtree(home.photos / "nas" / "2024")
    paths[0].unlink()
    report = home.index()
    assert report.removed == 1
    assert len(home.shown()) == 6
    assert home.index().removed == 0  # it is remembered on
    assert home.index([home.photos / "nas" / "2024"]).removed == 0
    make_photo(home.photos / "nas" / "local.jpg", "red", seed=5)  # no mount point any more
    assert home.index().removed == 4


def test_a_subfolder_that_cannot_be_read_removes_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    make_photos(home.photos / "locked", 3)
    make_photos(home.photos / "open", 2, first_seed=10)
    home.index()
    listed = os.scandir

    def refuse(folder: Path) -> object:
        if Path(folder).name == "locked":
            raise PermissionError(13, "Permission denied")
        return listed(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    report = home.index()
    assert (report.found, report.unchanged, report.removed) == (2, 2, 0)
    assert len(home.shown()) == 5


def test_a_copy_of_what_is_on_an_unplugged_drive_is_a_copy(home: Home, tmp_path: Path) -> None:
    local = tmp_path.resolve() / "local"
    local.mkdir()
    home.library.folders.add(local)
    path = make_photo(home.photos / "a.jpg", "red")
    home.index()
    content, photo_id = path.read_bytes(), home.photo(path).id
    unplug(home)
    (local / "a.jpg").write_bytes(content)
    for report in (home.index([local / "a.jpg"]), home.index()):
        assert (report.moved, report.removed) == (0, 0)
    assert len(home.shown()) == 2
    assert home.photo(path).id == photo_id


def test_a_drive_unplugged_while_it_is_indexed_has_not_failed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    make_photos(home.photos, 3)
    home.index()
    make_photos(home.photos, 3, first_seed=50)
    read = Reader.read

    def pull(self: Reader, task):  # type: ignore[no-untyped-def]
        with suppress(FileNotFoundError):  # one of the threads is the first
            unplug(home)
        return read(self, task)

    with monkeypatch.context() as patch:
        patch.setattr(Reader, "read", pull)
        report = home.index()
    assert report.failed == ()
    assert folder_state(home) is FolderState.OFFLINE
    assert len(home.shown()) == 3
    (home.photos.parent / "unplugged").rename(home.photos)
    report = home.index()
    assert (report.moved, report.indexed) == (3, 3)
