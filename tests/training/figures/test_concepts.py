import re

import numpy as np
import pytest

from training.figures.concepts import CONCEPTS, concept_truth, mean_precision_at, precision_at


def test_there_are_thirty_concepts() -> None:
    assert len(CONCEPTS) == 30


@pytest.mark.parametrize("query", CONCEPTS)
def test_a_caption_that_says_the_query_is_right(query: str) -> None:
    right = concept_truth([[f"A {query} outside ."], ["nothing of that kind"]])
    assert right[list(CONCEPTS).index(query)].tolist() == [True, False]


def test_words_within_words_say_nothing() -> None:
    said = concept_truth([["A carpet , a doghouse , ballet , treetop , brunch and a manor ."]])
    assert not said.any()


def test_any_of_the_captions_and_any_case_will_do() -> None:
    said = concept_truth([["Something else .", "Two PUPPIES play ."]])
    assert [query for query, right in zip(CONCEPTS, said[:, 0], strict=True) if right] == ["dog"]


def test_the_patterns_are_closed() -> None:
    """A pattern that matched the empty text would make every photo right."""
    assert not any(re.fullmatch(words, "") for words in CONCEPTS.values())


def test_precision_looks_no_further_than_there_are_right_photos() -> None:
    similarity = np.linspace(1, 0, 20, dtype=np.float32)
    right = np.zeros(20, dtype=bool)
    right[[0, 2, 19]] = True
    assert precision_at(similarity, right) == pytest.approx(2 / 3)
    assert precision_at(similarity, np.arange(20) < 15) == 1.0
    assert precision_at(similarity, np.zeros(20, dtype=bool)) is None


def test_equal_similarities_are_no_precision() -> None:
    assert precision_at(np.zeros(20, dtype=np.float32), np.arange(20) < 3) == 0.0


def test_the_mean_is_over_queries_with_a_right_photo() -> None:
    similarity = np.array([[2, 1], [2, 1], [2, 1]], dtype=np.float32)
    right = np.array([[True, False], [False, True], [False, False]])
    assert mean_precision_at(similarity, right) == pytest.approx(0.5)
    assert mean_precision_at(similarity, np.zeros((3, 2), dtype=bool)) is None
