from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import QueryError
from desktop_app.records import PhotoId, SearchRequest
from desktop_app.search.query import WEIGHT_WITHOUT, query_vector, words_of

AXES = np.eye(4)


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest(),
        SearchRequest(text="  \n"),
        SearchRequest(text=" ", without=("", " ")),
        SearchRequest(text="dog", limit=0),
        SearchRequest(text="dog", weight_image=1.5),
        SearchRequest(text="dog", weight_image=float("nan")),
        SearchRequest(image=Path("a.jpg"), photo_id=PhotoId(3)),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(request_: SearchRequest) -> None:
    with pytest.raises(QueryError):
        words_of(request_)


def test_the_words_of_a_request_lose_their_surrounding_space() -> None:
    assert words_of(SearchRequest(text=" red bicycle ", without=(" car", ""))) == ("red bicycle", ("car",))
    assert words_of(SearchRequest(image=Path("a.jpg"))) == (None, ())
    assert words_of(SearchRequest(without=("people",))) == (None, ("people",))


def test_one_part_alone_is_the_query_whatever_its_weight() -> None:
    for weight in (0.0, 0.5, 1.0):
        np.testing.assert_allclose(query_vector(text=AXES[0] * 3, weight_image=weight), AXES[0])
        np.testing.assert_allclose(query_vector(image=AXES[1] * 3, weight_image=weight), AXES[1])


def test_the_weight_is_the_share_of_the_image() -> None:
    both = [query_vector(text=AXES[0], image=9 * AXES[1], weight_image=weight) for weight in (0.0, 0.25, 0.5, 1.0)]
    np.testing.assert_allclose(both[0], AXES[0], atol=1e-7)
    np.testing.assert_allclose(both[3], AXES[1], atol=1e-7)
    np.testing.assert_allclose(both[2][:2], np.sqrt([0.5, 0.5]), atol=1e-6)
    np.testing.assert_allclose(both[1][1] / both[1][0], 1 / 3, atol=1e-6)


def test_negatives_turn_the_query_away_from_them() -> None:
    query = query_vector(text=AXES[0], without=[AXES[1], AXES[2]])
    np.testing.assert_allclose(query[1] / query[0], -WEIGHT_WITHOUT / 2, atol=1e-6)
    alone = query_vector(without=AXES[3])
    np.testing.assert_allclose(alone, -AXES[3], atol=1e-7)


def test_more_equal_negatives_are_no_stronger() -> None:
    once, thrice = (query_vector(text=AXES[0], without=np.repeat(AXES[1:2], n, axis=0)) for n in (1, 3))
    np.testing.assert_allclose(once, thrice, atol=1e-7)


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"text": AXES[0], "image": -AXES[0]},
        {"text": np.zeros(4)},
        {"text": np.full(4, np.nan)},
        {"text": AXES[0], "without": np.zeros((1, 4))},
    ],
)
def test_parts_that_are_nothing_together_are_refused(parts: dict[str, np.ndarray]) -> None:
    with pytest.raises(QueryError):
        query_vector(**parts)  # type: ignore[arg-type]


@given(
    st.lists(st.floats(-1, 1), min_size=4, max_size=4).filter(lambda numbers: np.linalg.norm(numbers) > 0.01),
    st.integers(0, 3),
    st.floats(0, 1),
)
def test_queries_have_unit_length(numbers: list[float], count: int, weight: float) -> None:
    try:
        query = query_vector(text=numbers, image=AXES[0], without=AXES[:count], weight_image=weight)
    except QueryError:
        return  # they cancel: text opposite to the image
    assert query.dtype == np.float32
    assert np.linalg.norm(query) == pytest.approx(1.0, abs=1e-5)
