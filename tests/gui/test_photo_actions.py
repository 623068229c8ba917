"""What the user does with photos, over a worker that answers when the test says."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from desktop_app.errors import LibraryError
from desktop_app.gui.job_runner import JobRunner
from desktop_app.gui.photo_actions import PhotoActions
from desktop_app.records import (
    ChangeKind,
    ContentId,
    Edit,
    FolderId,
    HistoryEntry,
    Photo,
    PhotoId,
    PhotoState,
    Problem,
)
from desktop_app.worker.protocol import Redo, RotatePhotos, SetCaption, SetFavourite, SetRating, TrashPhotos, Undo
from tests.gui.worker_stand_in import WorkerStandIn

PHOTO = Photo(
    id=PhotoId(7),
    content_id=ContentId(1),
    content_hash="0" * 40,
    folder_id=FolderId(1),
    path=Path("photo.jpg"),
    state=PhotoState.PRESENT,
    size_bytes=1,
    mtime_ns=1,
    format="JPEG",
    width_px=300,
    height_px=200,
    mean_colour=0,
)


def edit_of(kind: ChangeKind, photos: int = 1) -> Edit:
    entry = HistoryEntry(id=5, kinds=(kind,), photos=photos, made_at_ns=0, title="")
    return Edit(entry=entry, changed=photos)


@pytest.fixture
def actions(worker: WorkerStandIn, qtbot: QtBot) -> Iterator[PhotoActions]:
    runner = JobRunner(worker.attach)
    runner.start()
    qtbot.waitUntil(lambda: runner.is_ready)
    yield PhotoActions(runner, runner)
    runner.close()


def test_a_rating_shows_before_the_worker_has_it(actions: PhotoActions, worker: WorkerStandIn, qtbot: QtBot) -> None:
    with qtbot.waitSignal(actions.wished) as told:
        actions.rate([PHOTO.id], 4)
    assert told.args == [frozenset({PHOTO.id})]
    assert actions.as_wished(PHOTO).rating == 4
    assert worker.asked(SetRating) == [SetRating((PHOTO.id,), 4)]


def test_what_is_done_stays_shown_until_the_record_was_read_again(
    actions: PhotoActions, worker: WorkerStandIn, qtbot: QtBot
) -> None:
    actions.rate([PHOTO.id], 4)
    assert actions.as_wished(PHOTO).rating == 4
    worker.call(SetRating).answer(edit_of(ChangeKind.RATING))
    qtbot.waitUntil(lambda: not actions.is_busy)
    assert actions.as_wished(PHOTO).rating == 4
    read_again = msgspec.structs.replace(PHOTO, rating=2)
    assert actions.as_wished(read_again).rating == 2


def test_a_refused_wish_is_forgotten_and_told(actions: PhotoActions, worker: WorkerStandIn, qtbot: QtBot) -> None:
    actions.set_caption([PHOTO.id], "dawn")
    assert actions.as_wished(PHOTO).caption == "dawn"
    with qtbot.waitSignal(actions.failed) as failed:
        worker.call(SetCaption).fail(LibraryError("The disk is full."))
    assert failed.args == ["The disk is full."]
    assert actions.as_wished(PHOTO).caption == ""


def test_the_last_of_several_wishes_counts(actions: PhotoActions) -> None:
    actions.set_favourite([PHOTO.id], favourite=True)
    actions.rate([PHOTO.id], 1)
    actions.rate([PHOTO.id], 5)
    wished = actions.as_wished(PHOTO)
    assert (wished.rating, wished.favourite) == (5, True)


def test_turning_is_shown_once_however_often_the_record_is_read(actions: PhotoActions, worker: WorkerStandIn) -> None:
    actions.rotate([PHOTO.id], 1, shown=[PHOTO])
    turned = actions.as_wished(PHOTO)
    assert (turned.quarter_turns, turned.width_px, turned.height_px) == (1, 200, 300)
    assert actions.as_wished(turned) == turned
    assert worker.asked(RotatePhotos) == [RotatePhotos((PHOTO.id,), 1)]


def test_one_photo_is_changed_in_silence_and_many_with_a_way_back(
    actions: PhotoActions, worker: WorkerStandIn, qtbot: QtBot
) -> None:
    actions.set_favourite([PHOTO.id], favourite=True)
    with qtbot.assertNotEmitted(actions.done):
        worker.call(SetFavourite).answer(edit_of(ChangeKind.FAVOURITE))
        qtbot.waitUntil(lambda: not actions.is_busy)
    actions.rate([PHOTO.id, PhotoId(8)], 3)
    with qtbot.waitSignal(actions.done) as done:
        worker.call(SetRating).answer(edit_of(ChangeKind.RATING, 2))
    sentence, undo = done.args
    assert sentence == "2 photos: ★★★"
    undo()
    assert worker.asked(Undo) == [Undo(5)]


def test_undo_and_redo_say_what_they_did(actions: PhotoActions, worker: WorkerStandIn, qtbot: QtBot) -> None:
    actions.undo()
    with qtbot.waitSignal(actions.done) as done:
        worker.call(Undo).answer(edit_of(ChangeKind.RATING, 3))
    assert done.args == ["Undone: rating · 3 photos", None]
    actions.redo()
    with qtbot.waitSignal(actions.done) as done:
        worker.call(Redo).answer(edit_of(ChangeKind.ROTATION))
    assert done.args == ["Done again: rotation · 1 photo", None]
    actions.undo()
    with qtbot.waitSignal(actions.done) as done:
        worker.call(Undo).answer(Edit())
    assert done.args == ["Nothing to undo", None]


def test_what_could_not_be_moved_is_told_with_its_reason(
    actions: PhotoActions, worker: WorkerStandIn, qtbot: QtBot
) -> None:
    actions.trash([PHOTO.id, PhotoId(8)])
    failed = Problem(path=PHOTO.path, reason="The drive is full.")
    with qtbot.waitSignal(actions.done) as done:
        worker.call(TrashPhotos).answer(msgspec.structs.replace(edit_of(ChangeKind.TRASH), failed=(failed,)))
    assert done.args[0] == "1 photo in the trash · 1 photo could not be moved: The drive is full."
    assert callable(done.args[1])


def test_sidecars_that_could_not_be_written_are_told_also_of_one_photo(
    actions: PhotoActions, worker: WorkerStandIn, qtbot: QtBot
) -> None:
    actions.rate([PHOTO.id], 3)
    with qtbot.waitSignal(actions.done) as done:
        edit = edit_of(ChangeKind.RATING)
        edit = msgspec.structs.replace(edit, unwritten=1, unwritten_reason="The drive is full.")
        worker.call(SetRating).answer(edit)
    sentence, undo = done.args
    assert sentence == "1 photo changed · The library has it, but not the sidecar files of 1 photo: The drive is full."
    undo()
    assert worker.asked(Undo) == [Undo(5)]
