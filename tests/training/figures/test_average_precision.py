import numpy as np
import pytest

from training.config import TrainingError
from training.figures.average_precision import average_precisions, mean_average_precision, object_truth


def test_average_precision_counts_by_hand() -> None:
    similarity = np.array([[0.9, 0.8, 0.7, 0.6], [0.1, 0.2, 0.3, 0.4]], dtype=np.float32)
    right = np.array([[True, False, True, False], [True, False, False, False]])
    assert average_precisions(similarity, right).tolist() == pytest.approx([(1 + 2 / 3) / 2, 1 / 4])
    assert mean_average_precision(similarity, right).value == pytest.approx((5 / 6 + 1 / 4) / 2)


def test_equal_similarities_count_against_the_right_photo() -> None:
    right = np.array([[True, False, False, False]])
    assert average_precisions(np.zeros((1, 4), dtype=np.float32), right).tolist() == [1 / 4]


def test_every_object_that_occurs_is_a_query() -> None:
    names, right = object_truth([["dog", "car"], [], ["dog", "dog"]])
    assert names == ["car", "dog"]
    assert right.tolist() == [[True, False, False], [True, False, True]]


def test_a_query_without_a_right_photo_is_refused() -> None:
    with pytest.raises(TrainingError, match="right photo for every query"):
        average_precisions(np.zeros((2, 2), dtype=np.float32), np.array([[True, False], [False, False]]))
