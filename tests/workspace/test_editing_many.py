"""Changes of more photos than one transaction takes: in batches, one entry of the history, stopped half-way."""

import pytest

from desktop_app.jobs import Progress, run
from desktop_app.records import PhotoId
from desktop_app.workspace import editing
from tests.stand_ins import make_photos
from tests.workspace.places import Place


def test_many_photos_are_rated_in_batches_and_undone_at_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "PHOTOS_AT_ONCE", 2)
    make_photos(place.photos, 5)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        ids: list[PhotoId] = workspace._library.photos.ids().tolist()
        steps: list[Progress] = []
        edit = run(workspace.editing.rate_many(ids, 4), on_progress=steps.append)
        assert [(step.activity, step.done, step.total) for step in steps] == [("edit", n, 5) for n in (0, 2, 4)]
        assert edit.changed == 5
        assert edit.entry is not None
        assert edit.entry.photos == 5
        assert {photo.rating for photo in workspace._library.photos.get(ids)} == {4}
        assert run(workspace.editing.undo()).changed == 5
        assert {photo.rating for photo in workspace._library.photos.get(ids)} == {0}
        assert workspace.editing.history().undo is None
        assert run(workspace.editing.redo()).changed == 5


def test_what_was_done_until_it_was_stopped_is_one_entry_too(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "PHOTOS_AT_ONCE", 2)
    make_photos(place.photos, 5)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        ids: list[PhotoId] = workspace._library.photos.ids().tolist()
        job = workspace.editing.set_favourite_many(ids, favourite=True)
        next(job)
        next(job)
        job.close()
        assert [photo.favourite for photo in workspace._library.photos.get(ids)].count(True) == 2
        assert run(workspace.editing.undo()).changed == 2
        assert not any(photo.favourite for photo in workspace._library.photos.get(ids))


def test_captions_and_rotation_go_in_batches_too(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "PHOTOS_AT_ONCE", 1)
    make_photos(place.photos, 3)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        ids: list[PhotoId] = workspace._library.photos.ids().tolist()
        run(workspace.editing.set_caption_many(ids, "By the sea"))
        run(workspace.editing.rotate_many(ids, 1))
        photos = workspace._library.photos.get(ids)
        assert {(photo.caption, photo.quarter_turns) for photo in photos} == {("By the sea", 1)}
        run(workspace.editing.undo())
        run(workspace.editing.undo())
        photos = workspace._library.photos.get(ids)
        assert {(photo.caption, photo.quarter_turns) for photo in photos} == {("", 0)}
