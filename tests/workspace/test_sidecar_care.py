"""Sidecars that say what the user said: after each change, its undo and redo; and what is read back of them."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from desktop_app.imaging.sidecars import XmpPacket, read_sidecar
from desktop_app.imaging.turning import turned
from desktop_app.jobs import Progress, run
from desktop_app.records import Photo, PhotoId
from desktop_app.workspace import Workspace, editing
from tests.stand_ins import make_photo
from tests.workspace.places import Place

FOREIGN = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmp:Rating="{rating}"><dc:subject><rdf:Bag><rdf:li>sea</rdf:li></rdf:Bag></dc:subject></rdf:Description>
</rdf:RDF></x:xmpmeta>"""


@pytest.fixture
def workspace(place: Place) -> Iterator[Workspace]:
    """With three photos, the second lying on its side, the third with a sidecar; sidecars are written."""
    make_photo(place.photos / "a.jpg", seed=1)
    make_photo(place.photos / "b.jpg", seed=2)
    lay(place.photos / "b.jpg", 6)
    make_photo(place.photos / "c.jpg", seed=3)
    (place.photos / "c.xmp").write_text(FOREIGN.format(rating=2))
    with place.open() as opened:
        run(opened.add_folders([place.photos]))
        opened.change_settings(msgspec.structs.replace(opened.settings, write_sidecars=True))
        yield opened


def lay(path: Path, orientation: int) -> None:
    """The same photo with an orientation of its own."""
    with Image.open(path) as image:
        tags = image.getexif()
        tags[0x0112] = orientation
        image.save(path, exif=tags)


def ids(workspace: Workspace) -> list[PhotoId]:
    by_path = {photo.path.name: PhotoId(photo.id) for photo in photos(workspace)}
    return [by_path[name] for name in sorted(by_path)]


def photos(workspace: Workspace) -> list[Photo]:
    library = workspace._library
    return sorted(library.photos.get(library.photos.ids().tolist()), key=lambda photo: photo.path)


def said(place: Place) -> list[XmpPacket]:
    return [read_sidecar(place.photos / name) for name in ("a.jpg", "b.jpg", "c.jpg")]


def sidecars(place: Place) -> list[str]:
    return sorted(path.name for path in place.photos.iterdir() if path.suffix != ".jpg")


def read_again(workspace: Workspace, place: Place) -> None:
    """As the watcher would have it: all sidecars are newer than the last look."""
    run(workspace.index())
    for path in place.photos.glob("*.xmp"):
        os.utime(path)
    run(workspace.index())


def test_nothing_is_written_unless_it_is_wanted(place: Place, workspace: Workspace) -> None:
    workspace.change_settings(msgspec.structs.replace(workspace.settings, write_sidecars=False))
    workspace.editing.rate(ids(workspace), 5)
    workspace.editing.rotate(ids(workspace), 1)
    run(workspace.editing.undo())
    assert sidecars(place) == ["c.xmp"]
    assert (place.photos / "c.xmp").read_text() == FOREIGN.format(rating=2)


def test_a_change_its_undo_and_redo_are_written(place: Place, workspace: Workspace) -> None:
    files = {path: path.read_bytes() for path in place.photos.glob("*.jpg")}
    verbs = workspace.editing
    assert verbs.rate(ids(workspace), 5).unwritten == 0
    verbs.set_caption(ids(workspace), "By the sea")
    verbs.rotate(ids(workspace), 1)
    keywords = [(), (), ("sea",)]
    full = [
        XmpPacket(rating=5, caption="By the sea", orientation=orientation, keywords=words)
        for orientation, words in zip((6, 3, 6), keywords, strict=True)
    ]
    assert said(place) == full
    assert sidecars(place) == ["a.jpg.xmp", "b.jpg.xmp", "c.xmp"]
    for _ in range(3):
        run(verbs.undo())
    assert [(one.rating, one.caption, one.orientation) for one in said(place)] == [(0, "", 1), (0, "", 6), (2, "", 1)]
    for _ in range(3):
        run(verbs.redo())
    assert said(place) == full
    assert files == {path: path.read_bytes() for path in files}


def test_a_favourite_is_no_word_for_a_sidecar(place: Place, workspace: Workspace) -> None:
    workspace.editing.set_favourite(ids(workspace), favourite=True)
    assert sidecars(place) == ["c.xmp"]


def test_what_was_written_is_read_back_as_the_users_word(place: Place, workspace: Workspace) -> None:
    """And not as the file's, to which an undo would go back."""
    verbs = workspace.editing
    verbs.rate(ids(workspace), 5)
    verbs.set_caption(ids(workspace), "  By the\r\nsea \u200b" + "x" * 3000)
    verbs.rotate(ids(workspace), 1)
    before = photos(workspace)
    read_again(workspace, place)
    assert photos(workspace) == before
    for _ in range(3):
        run(verbs.undo())
    read_again(workspace, place)
    assert [(one.rating, one.caption, one.quarter_turns) for one in photos(workspace)] == [
        (0, "", 0), (0, "", 0), (2, "", 0),
    ]  # fmt: skip


def test_a_sidecar_that_is_read_late_is_not_the_files_word_either(workspace: Workspace) -> None:
    photo_id, verbs = ids(workspace)[2], workspace.editing
    for rating in (5, 4, 3):
        verbs.rate([photo_id], rating)
    told = msgspec.structs.replace(workspace._library.contents.get([photos(workspace)[2].content_id])[
        photos(workspace)[2].content_id
    ].metadata, rating=4)  # fmt: skip
    workspace._library.photos.update_metadata(photo_id, told)
    for _ in range(3):
        run(verbs.undo())
    assert photos(workspace)[2].rating == 2


def test_another_programs_word_still_counts_as_the_files(place: Place, workspace: Workspace) -> None:
    photo_id = ids(workspace)[2]
    workspace.editing.rate([photo_id], 5)
    (place.photos / "c.xmp").write_text(FOREIGN.format(rating=1))
    read_again(workspace, place)
    assert photos(workspace)[2].rating == 5
    run(workspace.editing.undo())
    assert photos(workspace)[2].rating == 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_another_library_shows_the_photo_as_it_was_turned(tmp_path: Path, orientation: int) -> None:
    first = Place(tmp_path / "first")
    make_photo(first.photos / "a.jpg", seed=1)
    lay(first.photos / "a.jpg", orientation)
    with first.open() as workspace:
        run(workspace.add_folders([first.photos]))
        workspace.change_settings(msgspec.structs.replace(workspace.settings, write_sidecars=True))
        workspace.editing.rotate(ids(workspace), 3)
        shown = photos(workspace)[0]
        assert read_sidecar(shown.path).orientation == turned(orientation, 3)
    second = Place(tmp_path / "second")
    with second.open() as workspace:
        run(workspace.add_folders([first.photos]))
        there = photos(workspace)[0]
        assert (there.quarter_turns, there.width_px, there.height_px) == (3, shown.width_px, shown.height_px)


def test_a_sidecar_that_comes_later_turns_the_photo_but_not_one_that_the_user_turned(
    place: Place, workspace: Workspace
) -> None:
    first, second, _ = ids(workspace)
    workspace.editing.rotate([second], 1)
    workspace.editing.rotate([second], -1)
    turn = 'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="3" xmp:Rating'
    for name in ("a.jpg.xmp", "b.jpg.xmp"):
        (place.photos / name).write_text(FOREIGN.format(rating=1).replace("xmp:Rating", turn))
    read_again(workspace, place)
    assert [photo.quarter_turns for photo in workspace._library.photos.get([first, second])] == [2, 0]


def test_what_cannot_be_written_is_told_and_the_library_keeps_the_change(place: Place, workspace: Workspace) -> None:
    (place.photos / "a.jpg.xmp").mkdir()
    (place.photos / "c.xmp").write_text("no xml")
    (place.photos / "b.jpg").unlink()
    edit = workspace.editing.rate(ids(workspace), 4)
    assert (edit.changed, edit.unwritten) == (3, 3)
    reasons = ("could not be written: Is a directory", "could not be written: No such file", "damaged, or no XMP")
    assert any(reason in edit.unwritten_reason for reason in reasons)
    assert [photo.rating for photo in photos(workspace)] == [4, 4, 4]
    assert (place.photos / "c.xmp").read_text() == "no xml"
    assert run(workspace.editing.undo()).unwritten == 3
    assert [photo.rating for photo in photos(workspace)] == [0, 0, 2]


def test_many_sidecars_are_written_with_progress_and_can_be_stopped(
    place: Place, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.workspace.sidecar_care.AT_ONCE", 1)
    monkeypatch.setattr(editing, "PHOTOS_AT_ONCE", 2)
    seen: list[Progress] = []
    assert run(workspace.editing.rate_many(ids(workspace), 4), on_progress=seen.append).changed == 3
    assert [(one.done, one.total) for one in seen if one.activity == "sidecars"] == [(0, 3), (1, 3), (2, 3)]
    job = workspace.editing.rate_many(ids(workspace), 1)
    while next(job) != Progress("sidecars", done=1, total=3):
        pass
    job.close()
    assert [photo.rating for photo in photos(workspace)] == [1, 1, 1]
    assert sorted(one.rating or 0 for one in said(place)) == [1, 4, 4]


def test_photos_in_the_trash_get_no_sidecar(place: Place, workspace: Workspace) -> None:
    photo_id = ids(workspace)[0]
    run(workspace.editing.trash([photo_id]))
    edit = workspace.editing.rate([photo_id], 4)
    assert (edit.changed, edit.unwritten) == (1, 0)
    assert sidecars(place) == ["c.xmp"]
