"""What people change of photos, through the worker: answered in order, at once, and told to everybody."""

import msgspec
import pytest

from desktop_app.errors import FolderError, LibraryError
from desktop_app.jobs import run
from desktop_app.library import Library
from desktop_app.records import ChangeKind, Edit, Photo, PhotoId, PhotoState, SearchRequest
from desktop_app.worker import protocol
from desktop_app.worker.channel import REQUEST_LIMIT_BYTES
from desktop_app.worker.events import NAMED_PHOTOS
from desktop_app.worker.protocol import (
    AddFolders,
    ChangeSettings,
    ForgetSearches,
    GetHistory,
    GetSettings,
    GetStatus,
    IndexLibrary,
    JobProgress,
    LibraryChanged,
    MakeThumbnails,
    Redo,
    RememberSearch,
    RestorePhotos,
    RetryFiles,
    RotatePhotos,
    Search,
    SetCaption,
    SetFavourite,
    SetRating,
    TrashPhotos,
    Undo,
)
from desktop_app.worker.verbs import serve
from tests.stand_ins import make_photo, make_photos
from tests.worker.company import Company, Ears
from tests.workspace.places import LIMIT_S

IDS = (PhotoId(1), PhotoId(2))


@pytest.fixture
def ears(company: Company) -> Ears:
    """A client of a library with three photos, to whom all was told that there was to tell."""
    ears = company.start().client()
    make_photos(company.place.photos, 3)
    ears.client.submit(AddFolders((company.place.photos,))).result(LIMIT_S)
    ears.wait_for(lambda: JobProgress(None) in ears.events)  # the worker's own first look has ended
    ears.client.submit(RememberSearch("to be told last")).result(LIMIT_S)
    ears.wait_for(lambda: any(event.searches for event in told(ears)))
    ears.events.clear()
    return ears


def photo(company: Company, photo_id: PhotoId) -> Photo:
    """As a window reads it, beside the worker."""
    with Library.open(company.place.paths, read_only=True) as library:
        return library.photos.get([photo_id])[0]


def told(ears: Ears) -> list[LibraryChanged]:
    return [event for event in ears.events if isinstance(event, LibraryChanged)]


def test_every_change_is_answered_told_and_undone(company: Company, ears: Ears) -> None:
    ask = ears.client.submit
    assert ask(SetRating(IDS, 4)).result(LIMIT_S).changed == 2
    assert ask(SetFavourite(IDS, favourite=True)).result(LIMIT_S).changed == 2
    assert ask(SetCaption(IDS, "By the sea")).result(LIMIT_S).changed == 2
    assert ask(RotatePhotos(IDS, -1)).result(LIMIT_S).changed == 2
    found = photo(company, IDS[0])
    assert (found.rating, found.favourite, found.caption, found.quarter_turns) == (4, True, "By the sea", 3)
    everything = {ChangeKind.RATING, ChangeKind.FAVOURITE, ChangeKind.CAPTION, ChangeKind.ROTATION}
    ears.wait_for(lambda: frozenset().union(*(event.edited for event in told(ears))) == everything)
    assert {event.photo_ids for event in told(ears)} == {frozenset(IDS)}
    assert not any(event.photos or event.folders or event.problems for event in told(ears))

    state = ask(GetHistory()).result(LIMIT_S)
    assert state.undo is not None
    undone = [ask(Undo()).result(LIMIT_S).entry for _ in range(4)]
    assert undone[0] == state.undo
    assert [entry.title.split()[0] for entry in undone if entry] == ["Rotation", "Caption", "Favourite", "Rating"]
    assert ask(Undo()).result(LIMIT_S) == Edit()
    assert ask(Redo()).result(LIMIT_S).entry == undone[-1]
    assert photo(company, IDS[0]).rating == 4


def test_files_go_to_the_trash_and_come_back(company: Company, ears: Ears) -> None:
    ask = ears.client.submit
    other = company.client()
    edit = ask(TrashPhotos(IDS)).result(LIMIT_S)
    assert (edit.changed, edit.failed) == (2, ())
    assert photo(company, IDS[0]).state is PhotoState.TRASHED
    other.wait_for(lambda: any(event.photos and ChangeKind.TRASH in event.edited for event in told(other)))
    (thrown,) = [event for event in told(other) if ChangeKind.TRASH in event.edited]
    assert thrown.photo_ids == frozenset(IDS)
    assert ask(GetStatus()).result(LIMIT_S).photos == 1
    assert ask(RestorePhotos(IDS[:1])).result(LIMIT_S).changed == 1
    company.place.trash.refused.add(photo(company, IDS[1]).path.name)
    assert len(ask(RestorePhotos(IDS[1:])).result(LIMIT_S).failed) == 1
    company.place.trash.refused.clear()
    ask(Undo()).result(LIMIT_S)
    assert ask(Undo()).result(LIMIT_S).changed == 2
    assert {photo(company, each).state for each in IDS} == {PhotoState.PRESENT}


def test_changes_do_not_wait_for_indexing(company: Company, ears: Ears) -> None:
    company.encoder.waiting.clear()
    company.encoder.images_gate.clear()
    make_photo(company.place.photos / "new.jpg", "cyan", seed=50)
    job = ears.client.submit(IndexLibrary())
    assert company.encoder.waiting.wait(LIMIT_S)
    assert ears.client.submit(SetRating(IDS, 5)).result(LIMIT_S).changed == 2
    assert ears.client.submit(Undo()).result(LIMIT_S).changed == 2
    assert not job.future.done()
    company.encoder.open()
    assert job.result(LIMIT_S).found == 4


def test_changes_come_in_the_order_in_which_they_were_asked(company: Company, ears: Ears) -> None:
    calls = [ears.client.submit(SetRating(IDS, rating)) for rating in (1, 2, 3, 4, 5) * 3]
    entries = [call.result(LIMIT_S).entry for call in calls]
    ids = [entry.id for entry in entries if entry is not None]
    assert len(ids) == 15
    assert ids == sorted(ids)
    assert photo(company, IDS[0]).rating == 5


def test_an_undo_of_something_else_is_refused(ears: Ears) -> None:
    shown = ears.client.submit(SetRating(IDS, 1)).result(LIMIT_S).entry
    assert shown is not None
    ears.client.submit(SetRating(IDS, 2)).result(LIMIT_S)
    with pytest.raises(LibraryError, match="in the meantime"):
        ears.client.submit(Undo(expected_id=shown.id)).result(LIMIT_S)
    with pytest.raises(LibraryError, match="0 to 5 stars"):
        ears.client.submit(SetRating(IDS, 6)).result(LIMIT_S)


def test_past_searches_are_kept_told_and_forgotten(company: Company, ears: Ears) -> None:
    for text in ("red", "red bicycle"):
        assert ears.client.submit(RememberSearch(text)).result(LIMIT_S)
    ears.wait_for(lambda: LibraryChanged(searches=True) in ears.events)
    assert not any(event.photos or event.edited for event in told(ears))
    ears.client.submit(Search(SearchRequest(text="never meant"))).result(LIMIT_S)
    with Library.open(company.place.paths, read_only=True) as library:
        assert library.searches.all() == ("red bicycle", "red", "to be told last")
        assert ears.client.submit(ForgetSearches("red")).result(LIMIT_S) == 1
        assert ears.client.submit(ForgetSearches()).result(LIMIT_S) == 2
        assert library.searches.all() == ()


def test_one_file_is_tried_again(company: Company, ears: Ears) -> None:
    broken = company.place.photos / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 no photo at all")
    report = ears.client.submit(RetryFiles((broken,))).result(LIMIT_S)
    assert [problem.path for problem in report.failed] == [broken]
    with pytest.raises(FolderError, match="no watched folder"):
        ears.client.submit(RetryFiles((company.place.paths.root / "a.jpg",))).result(LIMIT_S)


def test_missing_thumbnails_are_made(company: Company, ears: Ears) -> None:
    for path in company.place.paths.thumbnails.rglob("*.jpg"):
        path.unlink()
    assert ears.client.submit(MakeThumbnails()).result(LIMIT_S) == 3


def test_settings_can_be_read_and_changed(ears: Ears) -> None:
    settings = ears.client.submit(GetSettings()).result(LIMIT_S)
    changed = msgspec.structs.replace(settings, excluded_names=("private",))
    assert ears.client.submit(ChangeSettings(changed)).result(LIMIT_S) == changed
    with pytest.raises(LibraryError, match="no device"):
        ears.client.submit(ChangeSettings(msgspec.structs.replace(changed, device="abacus"))).result(LIMIT_S)
    assert ears.client.submit(GetSettings()).result(LIMIT_S) == changed


def test_a_command_line_without_a_worker_is_answered_alike(company: Company) -> None:
    make_photos(company.place.photos, 3)
    with company.open() as workspace:
        run(serve(workspace, AddFolders((company.place.photos,))))
        rated, loved = SetRating(IDS, 4), SetFavourite(IDS, favourite=True)
        for change in (rated, loved, SetCaption(IDS, "a"), RotatePhotos(IDS, 1), TrashPhotos(IDS), RestorePhotos(IDS)):
            assert run(serve(workspace, change)).changed == 2
        for step in (*[Undo()] * 6, *[Redo()] * 6):
            edit = run(serve(workspace, step))
            assert (edit.changed, edit.failed, edit.kept) == (2, (), ())
        assert run(serve(workspace, GetHistory())).redo is None
        assert run(serve(workspace, RememberSearch("red")))
        assert run(serve(workspace, ForgetSearches())) == 1
        assert run(serve(workspace, MakeThumbnails())) == 0
        settings = run(serve(workspace, GetSettings()))
        assert run(serve(workspace, ChangeSettings(settings))) == settings


def test_a_million_photos_can_be_rated_with_one_request() -> None:
    ask = protocol.Ask(1, SetRating(tuple(PhotoId(each) for each in range(1, 1_000_001)), 5))
    assert len(protocol.encode(ask)) < REQUEST_LIMIT_BYTES


def test_what_is_told_together_says_all_of_it() -> None:
    rated = LibraryChanged(edited=frozenset({ChangeKind.RATING}), photo_ids=frozenset(IDS[:1]))
    turned = LibraryChanged(edited=frozenset({ChangeKind.ROTATION}), photo_ids=frozenset(IDS), searches=True)
    assert rated.joined(turned) == turned.joined(rated)
    assert rated.joined(turned) == LibraryChanged(
        edited=frozenset({ChangeKind.RATING, ChangeKind.ROTATION}), photo_ids=frozenset(IDS), searches=True
    )
    any_photo = LibraryChanged(edited=frozenset({ChangeKind.RATING}), photo_ids=None)
    assert any_photo.joined(turned).photo_ids is None
    many = LibraryChanged(photo_ids=frozenset(PhotoId(each) for each in range(NAMED_PHOTOS)))
    assert many.joined(LibraryChanged()).photo_ids == many.photo_ids
    assert many.joined(LibraryChanged(photo_ids=frozenset({PhotoId(-1)}))).photo_ids is None
