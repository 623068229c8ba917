import pytest

from desktop_app.config import LibraryPaths
from desktop_app.errors import LibraryError
from desktop_app.library import Library
from desktop_app.library import history as history_module
from desktop_app.records import ChangeKind, Edit, HistoryState, ImageMetadata, PhotoId
from tests.library.conftest import Put


@pytest.fixture
def ids(library: Library, put: Put) -> list[PhotoId]:
    """Three photos whose files say something."""
    said = ImageMetadata(caption="From the file", rating=2)
    return [put(f"{number}.jpg", number, metadata=said) for number in range(3)]


Words = tuple[int, str, bool, int]


def words(library: Library, ids: list[PhotoId]) -> list[Words]:
    return [(each.rating, each.caption, each.favourite, each.quarter_turns) for each in library.photos.get(ids)]


def ratings(library: Library, ids: list[PhotoId]) -> list[int]:
    return [photo.rating for photo in library.photos.get(ids)]


def rate(library: Library, ids: list[PhotoId], rating: int) -> int:
    with library.history.action() as action:
        return action.set_rating(ids, rating)


def titles(library: Library) -> tuple[str | None, str | None]:
    state = library.history.state()
    undo, redo = (None if entry is None else entry.title for entry in (state.undo, state.redo))
    return undo, redo


def test_an_action_is_undone_and_done_again_as_one(library: Library, ids: list[PhotoId]) -> None:
    before = words(library, ids)
    with library.history.action() as action:
        assert action.set_rating(ids[:2], 5) == 2
        assert action.set_caption(ids[:1], "Anna 🚲") == 1
        assert action.set_favourite(ids[:1], favourite=True) == 1
        assert action.set_rating(ids[:1], 4) == 1
        assert action.rotate(ids[:1], -1) == 1
    after = words(library, ids)
    assert after == [(4, "Anna 🚲", True, 3), (5, "From the file", False, 0), before[2]]
    undone = library.history.undo()
    assert undone.entry is not None
    assert undone.entry.kinds == (
        ChangeKind.RATING,
        ChangeKind.CAPTION,
        ChangeKind.FAVOURITE,
        ChangeKind.ROTATION,
    )
    assert library.history.photo_ids(undone.entry.id, limit=2) == frozenset(ids[:2])
    assert library.history.photo_ids(undone.entry.id, limit=1) is None
    assert words(library, ids) == before
    assert library.history.undo() == Edit()
    assert library.history.redo().entry == undone.entry
    assert words(library, ids) == after
    assert library.history.redo() == Edit()


def test_undo_and_redo_name_what_they_will_do(library: Library, ids: list[PhotoId]) -> None:
    assert library.history.state() == HistoryState()
    rate(library, ids, 4)
    with library.history.action() as action:
        action.set_caption(ids[:1], "Anna")
        action.set_favourite(ids[:2], favourite=True)
    assert titles(library) == ("Caption, favourite mark of 2 photos", None)
    library.history.undo()
    assert titles(library) == ("Rating of 3 photos", "Caption, favourite mark of 2 photos")
    library.history.undo()
    assert titles(library) == (None, "Rating of 3 photos")
    rate(library, ids[:1], 1)
    assert titles(library) == ("Rating of 1 photo", None)


@pytest.mark.parametrize("turns", [-5, -1, 0, 1, 2, 4, 7])
def test_photos_turn_from_how_they_are_shown(library: Library, ids: list[PhotoId], turns: int) -> None:
    with library.history.action() as action:
        action.rotate(ids[:1], 1)
    with library.history.action() as action:
        assert action.rotate(ids[:2], turns) == (2 if turns % 4 else 0)
    photos = library.photos.get(ids[:2])
    assert [photo.quarter_turns for photo in photos] == [(1 + turns) % 4, turns % 4]
    assert (photos[1].width_px, photos[1].height_px) == ((3000, 4000) if turns % 2 else (4000, 3000))
    if turns % 4:
        library.history.undo()
    assert [photo.quarter_turns for photo in library.photos.get(ids)] == [1, 0, 0]


def change_behind_the_historys_back(library: Library, photo_id: PhotoId, rating: int) -> None:
    with library.transaction():
        library.photos._database.write("UPDATE photo SET rating = ? WHERE id = ?", (rating, photo_id))


def test_what_was_changed_in_another_way_since_is_kept_and_told(library: Library, ids: list[PhotoId]) -> None:
    rate(library, ids, 5)
    change_behind_the_historys_back(library, ids[1], 3)
    undone = library.history.undo()
    assert (undone.changed, undone.kept) == (2, (ids[1],))
    assert ratings(library, ids) == [2, 3, 2]
    redone = library.history.redo()
    assert (redone.changed, redone.kept) == (2, (ids[1],))
    assert ratings(library, ids) == [5, 3, 5]


def test_what_is_already_as_it_was_is_no_news(library: Library, ids: list[PhotoId]) -> None:
    with library.history.action() as action:
        action.rotate(ids, 1)
    with library.transaction():
        library.photos._database.write("UPDATE photo SET rotation = 0 WHERE id = ?", (ids[0],))
    undone = library.history.undo()
    assert (undone.changed, undone.kept) == (2, ())


def test_the_users_word_comes_back_over_what_the_file_says_now(library: Library, ids: list[PhotoId]) -> None:
    rate(library, ids[:1], 5)
    library.history.undo()
    library.photos.update_metadata(ids[0], ImageMetadata(rating=3))
    redone = library.history.redo()
    assert (redone.changed, redone.kept) == (1, ())
    assert ratings(library, ids[:1]) == [5]
    library.history.undo()
    assert ratings(library, ids[:1]) == [3]


def test_an_undo_goes_back_to_what_the_file_says_by_now(library: Library, ids: list[PhotoId]) -> None:
    for rating, caption in ((5, "Mine"), (1, "Mine too")):
        with library.history.action() as action:
            action.set_rating(ids[:2], rating)
            action.set_caption(ids[:2], caption)
            action.set_favourite(ids[:2], favourite=True)
    library.photos.update_metadata(ids[0], ImageMetadata(rating=4, caption="From the sidecar"))
    assert words(library, ids)[0] == (1, "Mine too", True, 0)
    library.history.undo()
    assert words(library, ids)[0] == (5, "Mine", True, 0)
    library.history.undo()
    assert words(library, ids)[:2] == [(4, "From the sidecar", False, 0), (2, "From the file", False, 0)]


def test_photos_can_be_left_out_of_an_undo(library: Library, ids: list[PhotoId]) -> None:
    rate(library, ids, 5)
    assert library.history.undo(without=ids[:1]).changed == 2
    assert ratings(library, ids) == [5, 2, 2]
    assert library.history.state().undo is None


def test_an_action_can_be_undone_part_by_part(library: Library, ids: list[PhotoId]) -> None:
    rate(library, ids, 5)
    state = library.history.state()
    assert library.history.undo(only=ids[1:2]).changed == 1
    assert (ratings(library, ids), library.history.state()) == ([5, 2, 5], state)
    assert library.history.undo() == Edit(entry=state.undo, changed=2)
    assert ratings(library, ids) == [2, 2, 2]


def test_only_what_is_expected_is_undone(library: Library, ids: list[PhotoId]) -> None:
    rate(library, ids, 5)
    entry = library.history.next(undo=True)
    assert entry is not None
    rate(library, ids, 4)
    for step in (library.history.undo, library.history.redo):
        with pytest.raises(LibraryError, match="in the meantime"):
            step(expected_id=entry.id)
    library.history.undo()
    assert library.history.undo(expected_id=entry.id).entry == entry


def test_an_action_can_go_on_in_another_transaction(library: Library, ids: list[PhotoId]) -> None:
    with library.history.action() as action:
        action.set_rating(ids[:1], 5)
    with library.history.action(continued=action.id) as more:
        more.set_rating(ids[1:], 5)
    assert more.id == action.id
    assert titles(library) == ("Rating of 3 photos", None)
    library.history.undo()
    assert ratings(library, ids) == [2, 2, 2]
    with library.history.action(continued=action.id) as late:
        late.set_rating(ids[:1], 4)
    assert late.id != action.id
    assert titles(library) == ("Rating of 1 photo", None)


def test_the_oldest_actions_are_forgotten(
    library: Library, ids: list[PhotoId], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_module, "KEPT_CHANGES", 5)
    for rating in (1, 3, 4):
        rate(library, ids, rating)
    rate(library, ids[:2], 5)
    undone = [library.history.undo().entry for _ in range(3)]
    assert [entry and entry.photos for entry in undone] == [2, 3, None]
    assert ratings(library, ids) == [3, 3, 3]
    assert library.photos._database.read("SELECT count(*) FROM change_photo") == [(5,)]


def test_undo_outlives_the_app(library: Library, paths: LibraryPaths, ids: list[PhotoId]) -> None:
    before = words(library, ids)
    with library.history.action() as action:
        action.set_rating(ids, 1)
    library.close()
    with Library.open(paths) as again:
        assert again.history.undo().changed == 3
        assert words(again, ids) == before


def test_a_new_action_ends_what_could_be_done_again(library: Library, ids: list[PhotoId]) -> None:
    for rating in (1, 3):
        with library.history.action() as action:
            action.set_rating(ids, rating)
    library.history.undo()
    with library.history.action() as action:
        action.set_rating(ids, 4)
    assert library.history.redo() == Edit()
    library.history.undo()
    assert ratings(library, ids) == [1, 1, 1]


def test_what_changes_nothing_leaves_no_trace(library: Library, ids: list[PhotoId]) -> None:
    with library.history.action() as action:
        action.set_rating(ids, 1)
    with library.history.action() as action:
        assert action.set_rating(ids, 1) == 0
        assert action.set_rating([PhotoId(99)], 3) == 0
    library.history.undo()
    assert ratings(library, ids) == [2, 2, 2]
    with library.history.action():
        pass
    assert library.history.redo().changed == 3


def test_confirming_what_the_file_says_makes_it_the_users(library: Library, ids: list[PhotoId]) -> None:
    with library.history.action() as action:
        assert action.set_rating(ids[:1], 2) == 1
    library.photos.update_metadata(ids[0], ImageMetadata(rating=5))
    assert words(library, ids)[0][0] == 2
    library.history.undo()
    library.photos.update_metadata(ids[0], ImageMetadata(rating=5))
    assert words(library, ids)[0][0] == 5


def test_a_failing_action_changes_nothing(library: Library, ids: list[PhotoId]) -> None:
    before = words(library, ids)

    def rate() -> None:
        with library.history.action() as action:
            action.set_favourite(ids, favourite=True)
            action.set_rating(ids, 6)

    with pytest.raises(LibraryError, match="0 to 5 stars, not 6"):
        rate()
    assert words(library, ids) == before
    assert library.history.undo() == Edit()


def test_a_missing_photo_can_be_undone_too(library: Library, ids: list[PhotoId]) -> None:
    with library.history.action() as action:
        action.set_caption(ids, "By the sea")
    library.photos.set_missing(ids)
    library.history.undo()
    assert {caption for _, caption, *_ in words(library, ids)} == {"From the file"}
