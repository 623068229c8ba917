import os
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.errors import FolderError, LibraryError
from desktop_app.library import Library
from desktop_app.records import ContentId, Folder, ImageMetadata, PhotoId, PhotoState
from tests.library.conftest import NOON, Put, content


def taken(moment: datetime | None) -> ImageMetadata:
    return ImageMetadata(taken_at=moment)


def test_a_photo_is_given_back_as_it_was_put(library: Library, folder: Folder, put: Put) -> None:
    metadata = ImageMetadata(
        orientation=6,
        taken_at=NOON.replace(microsecond=123456),
        camera="Fujifilm X-T5",
        lens="XF 23 mm",
        latitude=47.5,
        longitude=-8.25,
        altitude_m=12.5,
        caption="Grüße 🚲",
        keywords=("bicycle", "rot"),
        rating=4,
    )
    photo_id = put("a.jpg", 7, metadata=metadata)
    (photo,) = library.photos.get([photo_id])
    assert photo.path == folder.path / "a.jpg"
    assert photo.content_hash == content(7).content_hash
    assert (photo.size_bytes, photo.mtime_ns, photo.state) == (7, 7, PhotoState.PRESENT)
    assert (photo.taken_at, photo.camera, photo.lens) == (metadata.taken_at, metadata.camera, metadata.lens)
    assert (photo.latitude, photo.longitude) == (47.5, -8.25)
    assert (photo.caption, photo.rating, photo.keywords) == (metadata.caption, 4, metadata.keywords)
    assert library.contents.get([photo.content_id]) == {photo.content_id: content(7, metadata=metadata)}
    assert library.photos.by_path(photo.path) == photo


def test_ids_are_in_the_order_the_photos_were_taken(library: Library, put: Put) -> None:
    with library.transaction():
        second = put("b.jpg", 2, metadata=taken(NOON))
        third = put("c.jpg", 3, metadata=taken(NOON + timedelta(microseconds=1)))
        first = put("a.jpg", 1, metadata=taken(datetime(1901, 1, 1)))  # noqa: DTZ001 - wall-clock
    ids = library.photos.ids()
    assert ids.dtype == np.int64
    assert ids.tolist() == [third, second, first]
    assert library.photos.ids(order="oldest").tolist() == [first, second, third]


def test_a_photo_that_does_not_say_when_is_sorted_by_its_files_time(library: Library, folder: Folder, put: Put) -> None:
    noon = put("b.jpg", 2, metadata=taken(NOON))
    local = NOON.astimezone()
    for name, number, hours in (("a.jpg", 1, -1), ("c.jpg", 3, 1)):
        mtime_ns = int((local + timedelta(hours=hours)).timestamp()) * 10**9
        library.photos.insert(
            folder.path / name, content(number, metadata=taken(None)), size_bytes=1, mtime_ns=mtime_ns
        )
    assert library.photos.ids(order="oldest").tolist() == [noon + 1, noon, noon + 2]


@pytest.mark.parametrize("mtime_ns", [-(2**63), -1, 2**63 - 1])
def test_any_file_time_can_be_kept(library: Library, folder: Folder, mtime_ns: int) -> None:
    path = folder.path / "a.jpg"
    photo_id = library.photos.insert(path, content(1, metadata=taken(None)), size_bytes=1, mtime_ns=mtime_ns)
    assert library.photos.get([photo_id])[0].mtime_ns == mtime_ns
    assert library.photos.ids().tolist() == [photo_id]


def test_ids_of_a_folder_and_below_a_path(library: Library, folder: Folder, put: Put) -> None:
    other = library.folders.add(folder.path.with_name("other"))
    with library.transaction():
        in_may = put("2020/05/a.jpg", 1)
        in_june = put("2020/06/a.jpg", 2)
        neighbour = put("2020-x/a.jpg", 3)
        elsewhere = library.photos.insert(other.path / "a.jpg", content(4), size_bytes=1, mtime_ns=1)
    assert library.photos.ids(folder_id=folder.id, order="oldest").tolist() == [in_may, in_june, neighbour]
    assert library.photos.ids(folder_id=other.id).tolist() == [elsewhere]
    assert library.photos.ids(under=folder.path / "2020").tolist() == [in_june, in_may]
    assert set(library.photos.known_files(under=folder.path / "2020" / "05" / "a.jpg")) == {
        os.fsencode(folder.path / "2020" / "05" / "a.jpg")
    }
    assert len(library.photos.known_files(folder.id)) == 3
    assert len(library.photos.known_files()) == 4


def test_photos_come_in_the_order_asked(library: Library, put: Put) -> None:
    ids = [put(f"{number}.jpg", number) for number in range(5)]
    asked = [ids[3], PhotoId(999), ids[0], ids[3]]
    assert [photo.id for photo in library.photos.get(asked)] == [ids[3], ids[0], ids[3]]
    assert [photo.id for photo in library.photos.get(np.array(asked))] == [ids[3], ids[0], ids[3]]
    assert library.photos.get([]) == []


def test_tiles_are_columns_of_the_photos(library: Library, folder: Folder, put: Put) -> None:
    ids = [put(f"{number}.jpg", number, metadata=taken(NOON + timedelta(seconds=number))) for number in range(3)]
    tiles = library.photos.tiles([ids[2], PhotoId(99), ids[0], ids[0]])
    assert tiles.ids.tolist() == [ids[2], ids[0], ids[0]]
    assert (tiles.sort_at - tiles.sort_at[1]).tolist() == [2_000_000, 0, 0]
    assert (tiles.widths_px.tolist(), tiles.heights_px.tolist()) == ([4000] * 3, [3000] * 3)
    assert tiles.mean_colours.tolist() == [0x336699] * 3
    assert len(library.photos.tiles([]).ids) == len(library.photos.tiles([PhotoId(99)]).ids) == 0


def test_two_copies_are_two_photos_of_one_content(library: Library, put: Put) -> None:
    first, second = put("a.jpg", 1), put("copy of a.jpg", 1)
    content_id = library.photos.find_content(content(1).content_hash)
    assert content_id is not None
    assert library.photos.by_content([content_id, ContentId(77)]) == {content_id: [first, second]}
    assert library.photos.find_content(content(2).content_hash) is None


def test_a_copy_needs_only_the_id_of_its_content(library: Library, folder: Folder, put: Put) -> None:
    put("a.jpg", 1, metadata=ImageMetadata(caption="By the sea", rating=2, taken_at=NOON))
    content_id = library.photos.find_content(content(1).content_hash)
    assert content_id is not None
    copy = library.photos.insert(folder.path / "b.jpg", content_id, size_bytes=1, mtime_ns=1)
    assert (library.photos.get([copy])[0].caption, library.photos.get([copy])[0].taken_at) == ("By the sea", NOON)


def test_a_file_is_never_two_photos(library: Library, put: Put) -> None:
    assert put("a.jpg", 1) == put("a.jpg", 2)
    (photo,) = library.photos.get(library.photos.ids())
    assert photo.content_hash == content(2).content_hash


def test_a_changed_file_keeps_its_photo_and_what_the_user_said(library: Library, put: Put) -> None:
    photo_id = put("a.jpg", 1, metadata=ImageMetadata(caption="From the file", rating=1, keywords=("a",)))
    with library.history.action() as action:
        action.set_rating([photo_id], 5)
    changed = content(2, metadata=ImageMetadata(caption="From the edited file", rating=2, keywords=("b",)))
    library.photos.update_content(photo_id, changed, size_bytes=9, mtime_ns=10)
    (photo,) = library.photos.get([photo_id])
    assert (photo.caption, photo.rating, photo.keywords) == ("From the edited file", 5, ("b",))
    assert (photo.size_bytes, photo.mtime_ns, photo.content_hash) == (9, 10, changed.content_hash)


def test_a_sidecar_gives_way_to_what_the_user_said(library: Library, put: Put) -> None:
    photo_id = put("a.jpg", 1)
    library.photos.update_metadata(photo_id, ImageMetadata(caption="Sidecar", rating=3))
    assert (library.photos.get([photo_id])[0].caption, library.photos.get([photo_id])[0].rating) == ("Sidecar", 3)
    with library.history.action() as action:
        action.set_caption([photo_id], "")
    library.photos.update_metadata(photo_id, ImageMetadata(caption="Sidecar again", rating=4))
    assert (library.photos.get([photo_id])[0].caption, library.photos.get([photo_id])[0].rating) == ("", 4)


def test_a_touched_file_keeps_what_its_sidecar_said(library: Library, put: Put) -> None:
    photo_id = put("a.jpg", 1)
    library.photos.update_metadata(photo_id, ImageMetadata(caption="Sidecar"))
    library.photos.update_content(photo_id, content(1), size_bytes=1, mtime_ns=2)
    assert library.photos.get([photo_id])[0].caption == "Sidecar"


def test_a_moved_photo_keeps_its_identity_and_knows_where_it_was(library: Library, folder: Folder, put: Put) -> None:
    photo_id = put("a.jpg", 1)
    other = library.folders.add(folder.path.with_name("other"))
    library.photos.set_missing([photo_id])
    library.photos.move(photo_id, folder.path / "b.jpg", size_bytes=1, mtime_ns=2)
    library.photos.move(photo_id, other.path / "c.jpg", size_bytes=1, mtime_ns=2)
    (photo,) = library.photos.get([photo_id])
    assert (photo.path, photo.folder_id, photo.state) == (other.path / "c.jpg", other.id, PhotoState.PRESENT)
    assert library.photos.previous_paths(photo_id) == [folder.path / "a.jpg", folder.path / "b.jpg"]
    assert library.photos.by_path(folder.path / "a.jpg") is None


@pytest.mark.parametrize("older_moves", [False, True])
def test_a_photo_moved_over_another_does_not_swallow_it(
    library: Library, folder: Folder, put: Put, older_moves: bool
) -> None:
    if older_moves:
        kept, lost = put("b.jpg", 2), put("a.jpg", 1)
    else:
        lost, kept = put("a.jpg", 1), put("b.jpg", 2)
    library.photos.move(kept, folder.path / "a.jpg", size_bytes=2, mtime_ns=2)
    assert library.photos.ids().tolist() == [kept]
    (photo,) = library.photos.get([lost])
    assert photo.state is PhotoState.MISSING
    assert library.photos.missing_with_content(photo.content_id) == [photo]
    assert library.photos.set_present([lost]) == 0
    for known in (library.photos.known_files(), library.photos.known_files(under=folder.path)):
        assert known[os.fsencode(folder.path / "a.jpg")].photo_id == kept


def test_two_photos_can_swap_their_names(library: Library, folder: Folder, put: Put) -> None:
    first, second = put("a.jpg", 1), put("b.jpg", 2)
    with library.transaction():
        library.photos.move(first, folder.path / "b.jpg", size_bytes=1, mtime_ns=1)
        library.photos.move(second, folder.path / "a.jpg", size_bytes=2, mtime_ns=2)
    assert [photo.path.name for photo in library.photos.get([first, second])] == ["b.jpg", "a.jpg"]
    assert library.photos.count() == 2


def test_missing_photos_leave_the_views_and_come_back(library: Library, put: Put) -> None:
    first, second = put("a.jpg", 1), put("b.jpg", 2)
    assert library.photos.set_missing([first, first, PhotoId(99)]) == 1
    assert library.photos.ids().tolist() == [second]
    assert library.photos.count() == 1
    (photo,) = library.photos.get([first])
    assert photo.state is PhotoState.MISSING
    assert library.photos.missing_with_content(photo.content_id) == [photo]
    assert library.photos.set_present([first, second]) == 1
    assert library.photos.count() == 2
    assert library.photos.missing_with_content(photo.content_id) == []


def test_missing_photos_of_watched_folders_are_offered_first(library: Library, folder: Folder, put: Put) -> None:
    removed = put("a.jpg", 1)
    other = library.folders.add(folder.path.with_name("other"))
    gone = library.photos.insert(other.path / "a.jpg", content(1), size_bytes=1, mtime_ns=1)
    library.folders.remove(folder.id)
    library.photos.set_missing([gone])
    content_id = library.photos.get([gone])[0].content_id
    assert [photo.id for photo in library.photos.missing_with_content(content_id)] == [gone, removed]


def test_a_photo_outside_all_folders_is_refused(library: Library, folder: Folder, put: Put, tmp_path: Path) -> None:
    photo_id = put("a.jpg", 1)
    for path in (tmp_path / "elsewhere.jpg", folder.path, folder.path.with_name("photos2") / "a.jpg"):
        with pytest.raises(FolderError, match="in no watched folder"):
            library.photos.insert(path, content(2), size_bytes=1, mtime_ns=1)
        with pytest.raises(FolderError):
            library.photos.move(photo_id, path, size_bytes=1, mtime_ns=1)
    assert library.photos.get([photo_id])[0].path == folder.path / "a.jpg"
    assert library.photos.find_content(content(2).content_hash) is None


def test_an_unknown_photo_or_content_is_refused(library: Library, folder: Folder) -> None:
    with pytest.raises(LibraryError, match="no photo 5"):
        library.photos.move(PhotoId(5), folder.path / "a.jpg", size_bytes=1, mtime_ns=1)
    with pytest.raises(LibraryError, match="no content 5"):
        library.photos.insert(folder.path / "a.jpg", ContentId(5), size_bytes=1, mtime_ns=1)


def test_what_is_better_known_of_a_content_reorders_all_its_photos(library: Library, put: Put) -> None:
    first, copy = put("a.jpg", 1, metadata=taken(None)), put("b.jpg", 1)
    between = put("c.jpg", 2, metadata=taken(NOON - timedelta(days=1)))
    assert library.photos.ids().tolist() == [copy, first, between]
    library.contents.add(content(1, metadata=taken(NOON - timedelta(days=2))))
    assert library.photos.ids().tolist() == [between, copy, first]
    assert [photo.taken_at for photo in library.photos.get([first])] == [NOON - timedelta(days=2)]


def test_contents_are_pruned_only_when_no_photo_has_them(library: Library, put: Put) -> None:
    changed, missing = put("a.jpg", 1), put("b.jpg", 2)
    library.photos.update_content(changed, content(3), size_bytes=1, mtime_ns=1)
    library.photos.set_missing([missing])
    assert library.photos.find_content(content(1).content_hash) is not None
    assert library.contents.prune() == 1
    assert library.photos.find_content(content(1).content_hash) is None
    assert library.photos.get([missing])[0].content_hash == content(2).content_hash


def test_the_id_of_a_pruned_content_is_never_used_again(library: Library, put: Put) -> None:
    photo_id = put("a.jpg", 1)
    put("a.jpg", 2)
    last = library.photos.get([photo_id])[0].content_id
    put("a.jpg", 1)
    library.contents.prune()
    put("b.jpg", 3)
    assert library.photos.find_content(content(3).content_hash) == last + 1


def test_text_that_is_no_text_is_kept_readable(library: Library, put: Put) -> None:
    broken = ImageMetadata(caption="half \ud800", camera="\udcff", keywords=("\ud800",))
    (photo,) = library.photos.get([put("a.jpg", 1, metadata=broken)])
    assert (photo.caption, photo.camera, photo.keywords) == ("half ?", "?", ("?",))


if os.name == "nt":
    names = st.text(st.characters(blacklist_characters='\0/\\:*?"<>|'), min_size=1, max_size=255)
else:
    names = st.binary(min_size=1, max_size=255).filter(lambda name: not set(name) & set(b"\0/")).map(os.fsdecode)


@given(first=names, second=names)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_photos_may_have_any_name(library: Library, folder: Folder, first: str, second: str) -> None:
    paths = [path for name in (first, second) if (path := folder.path / name) != folder.path]
    with library.transaction():
        for number, path in enumerate(paths):
            photo_id = library.photos.insert(path, content(number), size_bytes=1, mtime_ns=1)
            assert library.photos.get([photo_id])[0].path == path
            known = library.photos.known_files(under=path)
            assert known[os.fsencode(path)].photo_id == photo_id
            library.photos.move(photo_id, path / "below", size_bytes=1, mtime_ns=1)
            assert library.photos.previous_paths(photo_id)[-1] == path
            moved = library.photos.by_path(path / "below")
            assert moved is not None
            assert moved.id == photo_id
            assert photo_id in library.photos.ids(under=path)
