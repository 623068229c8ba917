from pathlib import Path

import pytest

from desktop_app.errors import FolderError
from desktop_app.library import Library
from desktop_app.records import Folder, FolderId, FolderState, ModelKey, PhotoState
from tests.library.conftest import Put, content


def test_a_folder_is_added_once(library: Library, tmp_path: Path) -> None:
    first = library.folders.add(tmp_path / "photos", polled=True)
    again = library.folders.add(tmp_path / "x" / ".." / "photos")
    assert again == first
    assert first.path == (tmp_path / "photos").resolve()
    assert first.polled


def test_a_folder_inside_a_watched_one_is_that_one(library: Library, folder: Folder) -> None:
    assert library.folders.add(folder.path / "2020" / "May").id == folder.id
    assert len(library.folders.all()) == 1


def test_a_neighbour_with_a_longer_name_is_a_folder_of_its_own(library: Library, folder: Folder) -> None:
    assert library.folders.add(folder.path.with_name("photos2")).id != folder.id
    assert library.folders.add(folder.path.with_name("photos.old")).id != folder.id
    assert len(library.folders.all()) == 3


@pytest.mark.parametrize("most_in", ["photos", "other", "removed"])
def test_a_folder_around_others_takes_them_over_with_their_photos(
    library: Library, folder: Folder, most_in: str
) -> None:
    parent = folder.path.parent
    for name in ("other", "removed"):
        library.folders.add(parent / name)
    ids = []
    for name in ("photos", "other", "removed"):
        for number in range(5 if name == most_in else 1):
            path = parent / name / f"{number}.jpg"
            ids.append(library.photos.insert(path, content(number), size_bytes=1, mtime_ns=1))
    library.folders.remove(next(each.id for each in library.folders.all() if each.path.name == "removed"))
    around = library.folders.add(parent, polled=True)
    assert library.folders.all() == [around]
    assert (around.path, around.polled, around.photo_count) == (parent, True, 7)
    photos = library.photos.get(ids)
    assert {(photo.folder_id, photo.state) for photo in photos} == {(around.id, PhotoState.PRESENT)}
    assert sorted(library.photos.ids(folder_id=around.id).tolist()) == ids


def test_taking_over_a_large_folder_writes_few_rows(library: Library, folder: Folder, put: Put) -> None:
    with library.transaction():
        for number in range(50):
            put(f"{number}.jpg", number)
    other = library.folders.add(folder.path.with_name("other"))
    library.photos.insert(other.path / "a.jpg", content(1), size_bytes=1, mtime_ns=1)
    with library.transaction(), library._database.connection() as connection:
        before = connection.total_changes
        library.folders.add(folder.path.parent)
        assert connection.total_changes - before <= 5  # the other photo, both folders' counts and rows


def test_the_root_of_a_drive_can_be_watched(library: Library, folder: Folder, put: Put) -> None:
    photo_id = put("a.jpg", 1)
    root = library.folders.add(Path(folder.path.anchor))
    assert library.photos.get([photo_id])[0].folder_id == root.id
    assert library.folders.add(folder.path).id == root.id
    assert list(library.photos.known_files(root.id)) == [bytes(folder.path / "a.jpg")]
    assert library.photos.ids(under=root.path).tolist() == [photo_id]


def test_what_was_said_waits_for_a_removed_folder(library: Library, folder: Folder, put: Put) -> None:
    photo_id = put("a.jpg", 1)
    with library.history.action() as action:
        action.set_caption([photo_id], "Our first house")
    library.folders.remove(folder.id)
    assert library.photos.count() == 0
    assert library.folders.all() == []
    assert library.photos.known_files() == {}
    back = library.folders.add(folder.path)
    known = library.photos.known_files(back.id)[bytes(folder.path / "a.jpg")]
    assert (known.photo_id, known.state) == (photo_id, PhotoState.PRESENT)
    assert library.photos.get([photo_id])[0].caption == "Our first house"


def test_photos_that_were_missing_are_missing_when_the_folder_is_back(
    library: Library, folder: Folder, put: Put
) -> None:
    gone, kept = put("a.jpg", 1), put("b.jpg", 2)
    library.photos.set_missing([gone])
    library.folders.remove(folder.id)
    library.folders.add(folder.path)
    assert library.photos.ids().tolist() == [kept]


def test_removing_a_folder_writes_one_row_however_many_photos(library: Library, folder: Folder, put: Put) -> None:
    with library.transaction():
        for number in range(50):
            put(f"{number}.jpg", number)
    with library.transaction(), library._database.connection() as connection:
        before = connection.total_changes
        library.folders.remove(folder.id)
        assert connection.total_changes - before == 1


@pytest.mark.parametrize("again", ["photos/2020", "."], ids=["inside", "around"])
def test_photos_of_a_removed_folder_are_known_to_one_inside_or_around_it(
    library: Library, folder: Folder, put: Put, tmp_path: Path, again: str
) -> None:
    photo_id = put("2020/a.jpg", 1)
    library.folders.remove(folder.id)
    back = library.folders.add(tmp_path / again)
    assert [known.photo_id for known in library.photos.known_files(back.id).values()] == [photo_id]
    assert library.photos.ids(folder_id=back.id).tolist() == [photo_id]


def test_photos_of_a_removed_folder_do_not_come_back_by_themselves(library: Library, folder: Folder, put: Put) -> None:
    photo_id = put("a.jpg", 1)
    library.folders.remove(folder.id)
    assert library.photos.get([photo_id])[0].state is PhotoState.MISSING
    library.photos.set_present([photo_id])
    for shown in (
        library.photos.ids(),
        library.photos.ids(order="oldest"),
        library.photos.ids(folder_id=folder.id),
        library.photos.ids(under=folder.path),
        library.photos.by_content([library.photos.get([photo_id])[0].content_id]),
        library.photos.known_files(),
        library.embeddings.missing(ModelKey("any@0")),
    ):
        assert len(shown) == 0
    with pytest.raises(FolderError, match="in no watched folder"):
        library.photos.insert(folder.path / "b.jpg", content(2), size_bytes=1, mtime_ns=1)
    with pytest.raises(FolderError):
        library.photos.update_content(photo_id, content(2), size_bytes=1, mtime_ns=1)
    assert library.photos.count() == 0


def test_a_folder_whose_drive_is_away_keeps_its_photos_in_the_views(library: Library, folder: Folder, put: Put) -> None:
    photo_id = put("a.jpg", 1)
    library.folders.set_state(folder.id, FolderState.OFFLINE)
    assert library.photos.ids().tolist() == [photo_id]
    assert library.photos.get([photo_id])[0].state is PhotoState.OFFLINE
    assert [known.state for known in library.photos.known_files().values()] == [PhotoState.OFFLINE]
    library.folders.set_state(folder.id, FolderState.WATCHED)
    assert library.photos.get([photo_id])[0].state is PhotoState.PRESENT


def test_going_offline_writes_one_row_however_many_photos(library: Library, folder: Folder, put: Put) -> None:
    with library.transaction():
        for number in range(50):
            put(f"{number}.jpg", number)
    with library.transaction(), library._database.connection() as connection:
        before = connection.total_changes
        library.folders.set_state(folder.id, FolderState.OFFLINE)
        assert connection.total_changes - before == 1


def test_removing_a_folder_forgets_its_problems_alone(library: Library, folder: Folder) -> None:
    other = library.folders.add(folder.path.with_name("other"))
    library.problems.record(folder.path / "bad.jpg", 1, 1, ValueError("bad"))
    library.problems.record(other.path / "bad.jpg", 1, 1, ValueError("bad"))
    library.folders.remove(folder.id)
    assert [problem.path for problem in library.problems.all()] == [other.path / "bad.jpg"]


def test_an_unknown_folder_is_refused(library: Library, folder: Folder) -> None:
    unknown = FolderId(99)
    for use in (
        lambda: library.folders.get(unknown),
        lambda: library.folders.remove(unknown),
        lambda: library.folders.set_state(unknown, FolderState.OFFLINE),
        lambda: library.photos.known_files(unknown),
    ):
        with pytest.raises(FolderError, match="not watched"):
            use()


def test_a_path_no_system_can_have_is_refused(library: Library) -> None:
    with pytest.raises(FolderError):
        library.folders.add(Path("photos\0"))


def test_folders_count_what_is_in_the_views(library: Library, folder: Folder, put: Put) -> None:
    first, _ = put("a.jpg", 1), put("b.jpg", 2)
    library.photos.set_missing([first])
    assert [each.photo_count for each in library.folders.all()] == [1]
