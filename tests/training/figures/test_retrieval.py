import numpy as np
import pytest

from training.figures.intervals import bootstrap
from training.figures.retrieval import best_first, ranks, recall


def test_recall_counts_by_hand() -> None:
    image_features = np.eye(3, dtype=np.float32)
    # Photo 0 has two captions, of which the second is nearest to photo 1; photos 1 and 2 have one each, right.
    text_features = np.array([[1, 0, 0], [0.6, 0.8, 0], [0, 1, 0], [0, 0, 1]], dtype=np.float32)
    figures = recall(image_features, text_features, np.array([0, 0, 1, 2]))
    assert figures["text_to_image"]["recall@1"].value == pytest.approx((0.5 + 1 + 1) / 3)
    assert figures["text_to_image"]["recall@5"].value == 1.0
    assert figures["image_to_text"]["recall@1"].value == 1.0


def test_equal_similarities_are_no_success() -> None:
    similarity = np.zeros((2, 3), dtype=np.float32)
    right = np.array([[True, False, False], [False, False, True]])
    assert ranks(similarity, right).tolist() == [2, 2]
    assert best_first(similarity, right).tolist() == [[False, False, True]] * 2


def test_the_interval_holds_the_mean_and_shrinks_with_more_photos() -> None:
    few = bootstrap(np.tile([0.0, 1.0], 20))
    many = bootstrap(np.tile([0.0, 1.0], 2000))
    assert few.low < few.value == 0.5 < few.high
    assert many.high - many.low < 0.2 * (few.high - few.low)


def test_captions_of_a_photo_are_resampled_together() -> None:
    alike = np.repeat([[0.0], [1.0]], 50, axis=0).repeat(5, axis=1)
    assert bootstrap(alike) == bootstrap(alike[:, 0])
