from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from desktop_app.records import ContentId, PhotoId
from desktop_app.search.ranking import RankedPhoto, rank_photos


class Ranked:
    """Contents 1, 2, 3 … in this order of similarity; counts what was asked."""

    def __init__(self, copies: Sequence[int]) -> None:
        self.copies = copies
        self.asked: list[int] = []
        self.looked_up: list[ContentId] = []

    def nearest(self, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        self.asked.append(k)
        ids = np.arange(1, len(self.copies) + 1)[:k]
        return ids, np.linspace(1, -1, len(self.copies), dtype=np.float32)[:k]

    def photos_of(self, contents: Sequence[ContentId]) -> Mapping[ContentId, Sequence[PhotoId]]:
        self.looked_up.extend(contents)
        found = {content: [PhotoId(content * 100 + n) for n in range(self.copies[content - 1])] for content in contents}
        return {content: photos for content, photos in found.items() if photos}

    def rank(self, limit: int | None) -> list[RankedPhoto]:
        return rank_photos(self.nearest, self.photos_of, limit=limit, contents=len(self.copies))


def test_copies_follow_each_other_and_share_their_similarity() -> None:
    ranked = Ranked([1, 3, 1]).rank(10)
    assert [photo.photo_id for photo in ranked] == [100, 200, 201, 202, 300]
    assert [photo.similarity for photo in ranked] == [1, 0, 0, 0, -1]


def test_the_limit_counts_photos_not_contents() -> None:
    assert len(Ranked([4] * 50).rank(10)) == 10
    assert [photo.photo_id for photo in Ranked([2, 2]).rank(3)] == [100, 101, 200]


def test_one_question_is_enough_where_every_content_has_a_photo() -> None:
    contents = Ranked([1] * 1000)
    assert len(contents.rank(50)) == 50
    assert contents.asked == [69]


def test_contents_without_photos_are_made_up_for() -> None:
    contents = Ranked([0] * 700 + [1] * 300)
    assert [photo.photo_id for photo in contents.rank(5)] == [70100, 70200, 70300, 70400, 70500]
    assert len(contents.looked_up) == len(set(contents.looked_up))


@pytest.mark.parametrize("limit", [None, 5000])
def test_all_photos_can_be_ranked_with_one_question(limit: int | None) -> None:
    contents = Ranked([2] * 1000)
    assert len(contents.rank(limit)) == 2000
    assert contents.asked == [1000]


def test_an_empty_library_has_no_hits() -> None:
    assert Ranked([]).rank(10) == []
    assert Ranked([0, 0]).rank(10) == []


@given(st.lists(st.integers(0, 3), max_size=120), st.integers(1, 60))
def test_the_best_photos_are_those_of_a_full_ranking(copies: list[int], limit: int) -> None:
    assert Ranked(copies).rank(limit) == Ranked(copies).rank(None)[:limit]
