"""Photos whose files are in the system's trash: the library's side. No file is moved here."""

import pytest

from desktop_app.library import Library
from desktop_app.library.history import FileMoves
from desktop_app.records import Edit, Folder, Photo, PhotoFilter, PhotoId, PhotoState
from tests.library.conftest import Put, content


def trash(library: Library, *photo_ids: PhotoId) -> int:
    with library.history.action() as action:
        return action.set_trashed(photo_ids, trashed=True)


def photo(library: Library, photo_id: PhotoId) -> Photo:
    (found,) = library.photos.get([photo_id])
    return found


@pytest.fixture
def ids(put: Put) -> list[PhotoId]:
    return [put(f"{number}.jpg", number) for number in range(3)]


def test_a_trashed_photo_leaves_the_views_and_keeps_what_was_said(library: Library, ids: list[PhotoId]) -> None:
    with library.history.action() as action:
        action.set_rating(ids, 5)
    assert trash(library, ids[0], ids[0], PhotoId(99)) == 1
    assert trash(library, ids[0]) == 0
    assert library.photos.ids().tolist() == [ids[2], ids[1]]
    assert library.photos.count() == 2
    assert library.photos.by_content([photo(library, ids[0]).content_id]) == {}
    found = photo(library, ids[0])
    assert (found.state, found.rating) == (PhotoState.TRASHED, 5)
    assert found.trashed_at_ns is not None
    assert library.grid.read(PhotoFilter(trashed=True)).tiles.ids.tolist() == [ids[0]]


def test_trashing_is_undone_and_done_again(library: Library, ids: list[PhotoId]) -> None:
    trash(library, *ids[:2])
    entry = library.history.state().undo
    assert entry is not None
    assert entry.title == "Move to trash of 2 photos"
    assert library.history.file_moves(entry.id, undo=True) == FileMoves(to_trash=(), to_restore=tuple(ids[:2]))
    assert library.history.undo(without=[ids[1]]) == Edit(entry=entry, changed=1)
    assert [each.state for each in library.photos.get(ids)] == [
        PhotoState.PRESENT,
        PhotoState.TRASHED,
        PhotoState.PRESENT,
    ]
    assert library.history.file_moves(entry.id, undo=False) == FileMoves(to_trash=(ids[0],), to_restore=())
    assert library.history.redo().changed == 1
    assert library.photos.ids().tolist() == [ids[2]]


def test_putting_back_is_an_action_of_its_own(library: Library, ids: list[PhotoId]) -> None:
    trash(library, *ids)
    with library.history.action() as action:
        assert action.set_trashed(ids[:2], trashed=False) == 2
    assert library.photos.ids().tolist() == [ids[1], ids[0]]
    entry = library.history.state().undo
    assert entry is not None
    assert entry.title == "Return from trash of 2 photos"
    assert library.history.file_moves(entry.id, undo=True) == FileMoves(to_trash=tuple(ids[:2]), to_restore=())
    library.history.undo()
    assert library.photos.count() == 0


def test_a_file_that_is_back_by_itself_is_trashed_no_longer(library: Library, ids: list[PhotoId]) -> None:
    trash(library, *ids[:2])
    library.photos.set_present([ids[0]])
    assert photo(library, ids[0]).state is PhotoState.PRESENT
    undone = library.history.undo()
    assert (undone.changed, undone.kept) == (1, ())
    assert library.photos.count() == 3


def test_a_file_taken_out_of_the_trash_elsewhere_is_the_same_photo(
    library: Library, folder: Folder, ids: list[PhotoId]
) -> None:
    trash(library, ids[0])
    (former,) = library.photos.missing_with_content(photo(library, ids[0]).content_id)
    library.photos.move(former.id, folder.path / "elsewhere.jpg", size_bytes=1, mtime_ns=1)
    assert photo(library, ids[0]).state is PhotoState.PRESENT
    assert library.grid.read(PhotoFilter(trashed=True)).tiles.ids.tolist() == []


def test_a_copy_of_what_was_thrown_away_is_a_copy_of_the_other(library: Library, put: Put) -> None:
    thrown, kept = put("a.jpg", 1), put("b.jpg", 1)
    trash(library, thrown)
    content_id = photo(library, thrown).content_id
    assert library.photos.missing_with_content(content_id) == []
    library.photos.set_missing([kept])
    assert [each.id for each in library.photos.missing_with_content(content_id)] == [kept]


def test_a_photo_that_took_the_place_gives_way_when_the_file_is_back(library: Library, put: Put) -> None:
    thrown = put("a.jpg", 1)
    trash(library, thrown)
    other = put("a.jpg", 2)
    assert other != thrown
    library.history.undo()
    assert [each.state for each in library.photos.get([thrown, other])] == [PhotoState.PRESENT, PhotoState.MISSING]
    library.history.redo()
    with library.history.action() as action:
        action.set_trashed([other], trashed=False)
    assert photo(library, other).state is PhotoState.MISSING


def test_trashed_photos_of_a_removed_folder_are_hidden_with_it(
    library: Library, folder: Folder, ids: list[PhotoId]
) -> None:
    trash(library, ids[0])
    library.folders.remove(folder.id)
    assert library.grid.read(PhotoFilter(trashed=True)).tiles.ids.tolist() == []
    assert library.overview.counts(added_since_ns=0).trashed == 0
    library.folders.add(folder.path)
    assert library.overview.counts(added_since_ns=0).trashed == 1
    library.history.undo()
    assert library.photos.count() == 3


def test_another_file_in_its_place_does_not_bring_it_back(library: Library, folder: Folder, put: Put) -> None:
    thrown = put("a.jpg", 1)
    trash(library, thrown)
    new = library.photos.insert(folder.path / "a.jpg", content(2), size_bytes=2, mtime_ns=2)
    assert [each.state for each in library.photos.get([thrown, new])] == [PhotoState.TRASHED, PhotoState.PRESENT]
