"""How many photos there are is kept, not counted: it must be right after whatever happens."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.config import LibraryPaths
from desktop_app.jobs import run
from desktop_app.library import Library
from desktop_app.library.photos import PhotoStore
from desktop_app.records import FolderId, FolderState, PhotoId
from tests.library.conftest import Put, content

NAMES = st.builds("{}/{}.jpg".format, st.sampled_from(["one", "one/deep", "two"]), st.integers(0, 3))


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_counts_are_right_after_any_changes(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name, Library.open(LibraryPaths(Path(name) / "library")) as library:
        root = Path(name).resolve() / "photos"
        library.folders.add(root / "one")
        for _ in range(data.draw(st.integers(1, 14))):
            change(library, root, data)
        assert run(library.check()) == ()
        assert library.photos.count() == len(library.photos.ids())
        assert sum(folder.photo_count for folder in library.folders.all()) == library.photos.count()


def change(library: Library, root: Path, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["put", "move", "miss", "find", "trash", "undo", "watch", "forget"]))
    photos, ids = library.photos, all_photos(library)
    path = root / data.draw(NAMES)
    if kind == "watch":
        library.folders.add(data.draw(st.sampled_from([root, root / "one", root / "two"])))
    elif kind == "forget" and library.folders.all():
        library.folders.remove(data.draw(st.sampled_from(library.folders.all())).id)
    elif kind == "put" and library.folders.containing(path) is not None:
        photos.insert(path, content(data.draw(st.integers(0, 5))), size_bytes=1, mtime_ns=1)
    elif ids:
        photo_id = data.draw(st.sampled_from(ids))
        change_one(library, photos, photo_id, path, kind)


def change_one(library: Library, photos: PhotoStore, photo_id: PhotoId, path: Path, kind: str) -> None:
    if kind == "move" and library.folders.containing(path) is not None:
        photos.move(photo_id, path, size_bytes=1, mtime_ns=1)
    elif kind == "miss":
        photos.set_missing([photo_id])
    elif kind == "find":
        photos.set_present([photo_id])
    elif kind == "trash":
        with library.history.action() as action:
            action.set_trashed([photo_id], trashed=True)
    elif kind == "undo":
        library.history.undo()


def all_photos(library: Library) -> list[PhotoId]:
    return [PhotoId(photo_id) for (photo_id,) in library._database.read("SELECT id FROM photo ORDER BY id")]


def test_a_photo_that_is_deleted_is_no_longer_counted(library: Library, put: Put) -> None:
    gone, _ = put("a.jpg", 1), put("b.jpg", 2)
    with library.transaction():
        library._database.write("DELETE FROM photo WHERE id = ?", (gone,))
    assert library.photos.count() == 1
    assert run(library.check()) == ()


def test_a_drive_that_is_away_changes_no_count(library: Library, put: Put) -> None:
    put("a.jpg", 1)
    (folder,) = library.folders.all()
    library.folders.set_state(FolderId(folder.id), FolderState.OFFLINE)
    assert library.photos.count() == 1
    assert library.folders.get(folder.id).photo_count == 1
