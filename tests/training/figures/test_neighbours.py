import numpy as np
import pytest

from training.config import TrainingError
from training.figures.neighbours import neighbour_votes

BANK = np.array([[1, 0], [0.8, 0.6], [0.6, 0.8], [0, 1]], dtype=np.float32)
LABELS = np.array([0, 1, 1, 1])
QUERY = np.array([[1, 0]], dtype=np.float32)


def test_near_photos_have_more_of_a_say_than_many() -> None:
    few = neighbour_votes(QUERY, BANK, LABELS, classes=2, k=3, temperature=0.07)
    weights = np.exp(np.array([1, 0.8, 0.6]) / 0.07)
    np.testing.assert_allclose(few, [[weights[0] / weights.sum(), weights[1:].sum() / weights.sum()]], rtol=1e-5)
    assert few.argmax() == 0
    assert neighbour_votes(QUERY, BANK, LABELS, classes=2, k=3, temperature=10.0).argmax() == 1


def test_only_k_neighbours_vote_and_no_more_than_there_are() -> None:
    assert neighbour_votes(QUERY, BANK, LABELS, classes=3, k=1).tolist() == [[1, 0, 0]]
    assert neighbour_votes(QUERY, BANK, LABELS, classes=3, k=99).sum() == pytest.approx(1)


def test_a_photo_left_out_does_not_vote_for_itself() -> None:
    votes = neighbour_votes(BANK, BANK, np.arange(4), classes=4, k=3, leave_one_out=True)
    assert np.diag(votes).tolist() == [0] * 4


def test_without_labelled_photos_it_says_so() -> None:
    with pytest.raises(TrainingError, match="labelled photos"):
        neighbour_votes(QUERY, BANK[:0], LABELS[:0], classes=2)


def test_large_sets_are_taken_in_parts_with_the_same_votes() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(1100, 8)).astype(np.float32)
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    labels = rng.integers(3, size=1100)
    whole = neighbour_votes(features, features, labels, classes=3, leave_one_out=True)
    bank = np.delete(features, 1050, axis=0)
    alone = neighbour_votes(features[1050:1051], bank, np.delete(labels, 1050), classes=3)
    np.testing.assert_allclose(whole[1050], alone[0], rtol=1e-4)
