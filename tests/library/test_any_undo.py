"""Undo and redo along any course of changes."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.library import Library
from desktop_app.library.changes import Action
from desktop_app.records import ImageMetadata, PhotoId
from tests.library.conftest import Put


@pytest.fixture
def ids(library: Library, put: Put) -> list[PhotoId]:
    """Three photos whose files say something."""
    said = ImageMetadata(caption="From the file", rating=2)
    return [put(f"{number}.jpg", number, metadata=said) for number in range(3)]


Words = tuple[int, str, bool, int]


def words(library: Library, ids: list[PhotoId]) -> list[Words]:
    return [(each.rating, each.caption, each.favourite, each.quarter_turns) for each in library.photos.get(ids)]


def perform(action: Action, verb: str, ids: list[PhotoId], value: Any) -> int:
    if verb == "rating":
        return action.set_rating(ids, value)
    if verb == "caption":
        return action.set_caption(ids, value)
    if verb == "rotation":
        return action.rotate(ids, value)
    return action.set_favourite(ids, favourite=value)


steps = st.one_of(
    st.tuples(st.just("rating"), st.integers(0, 2), st.integers(0, 5)),
    st.tuples(st.just("caption"), st.integers(0, 2), st.sampled_from(["", "a", "b"])),
    st.tuples(st.just("favourite"), st.integers(0, 2), st.booleans()),
    st.tuples(st.just("rotation"), st.integers(0, 2), st.integers(-4, 4)),
)


@given(
    script=st.lists(st.one_of(st.lists(steps, min_size=1, max_size=3), st.sampled_from(["undo", "redo"])), max_size=12)
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_course_of_undo_and_redo(library: Library, ids: list[PhotoId], script: list[Any]) -> None:
    """Against a model that keeps whole states: undo and redo walk along them."""
    while library.history.undo().entry is not None:
        pass
    states, now = [words(library, ids)], 0
    for step in script:
        if step == "undo":
            assert (library.history.undo().entry is not None) == (now > 0)
            now = max(now - 1, 0)
        elif step == "redo" and len(states) > 1:
            assert (library.history.redo().entry is not None) == (now < len(states) - 1)
            now = min(now + 1, len(states) - 1)
        elif step != "redo":
            with library.history.action() as action:
                changed = sum(perform(action, verb, [ids[which]], value) for verb, which, value in step)
            if changed:
                states[now + 1 :] = [words(library, ids)]
                now += 1
        assert words(library, ids) == states[now]
