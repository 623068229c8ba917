from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.config import LibraryPaths
from desktop_app.errors import LibraryError
from desktop_app.library import Library
from desktop_app.library.history import Action, Verb
from desktop_app.records import ImageMetadata, PhotoId
from tests.library.conftest import Put


@pytest.fixture
def ids(library: Library, put: Put) -> list[PhotoId]:
    """Three photos whose files say something."""
    said = ImageMetadata(caption="From the file", rating=2)
    return [put(f"{number}.jpg", number, metadata=said) for number in range(3)]


def words(library: Library, ids: list[PhotoId]) -> list[tuple[int, str, bool]]:
    return [(photo.rating, photo.caption, photo.favourite) for photo in library.photos.get(ids)]


def test_an_action_is_undone_and_done_again_as_one(library: Library, ids: list[PhotoId]) -> None:
    before = words(library, ids)
    with library.history.action() as action:
        assert action.set_rating(ids[:2], 5) == 2
        assert action.set_caption(ids[:1], "Anna 🚲") == 1
        assert action.set_favourite(ids[:1], favourite=True) == 1
        assert action.set_rating(ids[:1], 4) == 1
    after = words(library, ids)
    assert after == [(4, "Anna 🚲", True), (5, "From the file", False), before[2]]
    undone = library.history.undo()
    assert undone is not None
    assert undone.verbs == (Verb.SET_RATING, Verb.SET_FAVOURITE, Verb.SET_CAPTION, Verb.SET_RATING)
    assert set(undone.photo_ids) == set(ids[:2])
    assert words(library, ids) == before
    assert library.history.undo() is None
    redone = library.history.redo()
    assert redone is not None
    assert words(library, ids) == after
    assert library.history.redo() is None


def test_undo_outlives_the_app(library: Library, paths: LibraryPaths, ids: list[PhotoId]) -> None:
    before = words(library, ids)
    with library.history.action() as action:
        action.set_rating(ids, 1)
    library.close()
    with Library.open(paths) as again:
        assert again.history.undo() is not None
        assert words(again, ids) == before


def test_a_new_action_ends_what_could_be_done_again(library: Library, ids: list[PhotoId]) -> None:
    for rating in (1, 3):
        with library.history.action() as action:
            action.set_rating(ids, rating)
    library.history.undo()
    with library.history.action() as action:
        action.set_rating(ids, 4)
    assert library.history.redo() is None
    library.history.undo()
    assert [rating for rating, _, _ in words(library, ids)] == [1, 1, 1]


def test_what_changes_nothing_leaves_no_trace(library: Library, ids: list[PhotoId]) -> None:
    with library.history.action() as action:
        action.set_rating(ids, 1)
    with library.history.action() as action:
        assert action.set_rating(ids, 1) == 0
        assert action.set_rating([PhotoId(99)], 3) == 0
    library.history.undo()
    assert [rating for rating, _, _ in words(library, ids)] == [2, 2, 2]
    with library.history.action():
        pass
    assert library.history.redo() is not None


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
    assert library.history.undo() is None


def test_a_missing_photo_can_be_undone_too(library: Library, ids: list[PhotoId]) -> None:
    with library.history.action() as action:
        action.set_caption(ids, "By the sea")
    library.photos.set_missing(ids)
    library.history.undo()
    assert {caption for _, caption, _ in words(library, ids)} == {"From the file"}


def perform(action: Action, verb: str, ids: list[PhotoId], value: Any) -> int:
    if verb == "rating":
        return action.set_rating(ids, value)
    if verb == "caption":
        return action.set_caption(ids, value)
    return action.set_favourite(ids, favourite=value)


steps = st.one_of(
    st.tuples(st.just("rating"), st.integers(0, 2), st.integers(0, 5)),
    st.tuples(st.just("caption"), st.integers(0, 2), st.sampled_from(["", "a", "b"])),
    st.tuples(st.just("favourite"), st.integers(0, 2), st.booleans()),
)


@given(
    script=st.lists(st.one_of(st.lists(steps, min_size=1, max_size=3), st.sampled_from(["undo", "redo"])), max_size=12)
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_course_of_undo_and_redo(library: Library, ids: list[PhotoId], script: list[Any]) -> None:
    """Against a model that keeps whole states: undo and redo walk along them."""
    while library.history.undo() is not None:
        pass
    states, now = [words(library, ids)], 0
    for step in script:
        if step == "undo":
            assert (library.history.undo() is not None) == (now > 0)
            now = max(now - 1, 0)
        elif step == "redo" and len(states) > 1:
            assert (library.history.redo() is not None) == (now < len(states) - 1)
            now = min(now + 1, len(states) - 1)
        elif step != "redo":
            with library.history.action() as action:
                changed = sum(perform(action, verb, [ids[which]], value) for verb, which, value in step)
            if changed:
                states[now + 1 :] = [words(library, ids)]
                now += 1
        assert words(library, ids) == states[now]
