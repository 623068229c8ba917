import numpy as np
import pytest

from training.config import TrainingError
from training.figures.mutual_information import mutual_information, nearest_descriptors, shared_knowledge


def test_what_is_independent_shares_nothing() -> None:
    """Every pair of 4 × 3 symbols equally often: the table is exactly the product of its margins."""
    vision, language = np.meshgrid(np.arange(4), np.arange(3), indexing="ij")
    shared = mutual_information(np.tile(vision.ravel(), 10), np.tile(language.ravel(), 10))
    assert shared.information == pytest.approx(0, abs=1e-9)
    assert shared.entropy_joint == pytest.approx(shared.entropy_vision + shared.entropy_language)


def test_what_is_identical_shares_its_entropy() -> None:
    symbols = np.repeat(np.arange(8), 16)
    shared = mutual_information(symbols, symbols)
    assert shared.entropy_vision == pytest.approx(3)
    assert shared.information == pytest.approx(3)


def test_other_names_for_the_same_symbols_change_nothing() -> None:
    rng = np.random.default_rng(0)
    vision, language = rng.integers(5, size=200), rng.integers(4, size=200)
    renamed = mutual_information(100 - 7 * vision, language + 1000)
    assert renamed.information == pytest.approx(mutual_information(vision, language).information)


def test_few_photos_seem_to_share_something_and_chance_says_how_much() -> None:
    rng = np.random.default_rng(0)
    shared = mutual_information(rng.integers(30, size=60), rng.integers(30, size=60))
    assert shared.information > 1
    assert shared.by_chance == pytest.approx(shared.information, rel=0.1)


def test_photos_find_the_descriptors_that_say_what_sets_them_apart() -> None:
    """The first descriptor is near to all photos, and so to none in particular."""
    descriptors = np.eye(3, dtype=np.float32)
    features = np.array([[0.9, 0.4, 0.1], [0.9, 0.1, 0.4]], dtype=np.float32)
    assert nearest_descriptors(features, descriptors).tolist() == [1, 2]


def test_a_model_whose_towers_agree_shares_more_than_one_whose_towers_do_not() -> None:
    rng = np.random.default_rng(0)
    classes = np.eye(4, dtype=np.float32)
    photos = np.repeat(classes, 25, axis=0) + 0.05 * rng.normal(size=(100, 4)).astype(np.float32)
    agreeing = shared_knowledge(photos, classes, classes)
    assert agreeing.information == pytest.approx(2)
    noise = rng.normal(size=(100, 4)).astype(np.float32)
    assert shared_knowledge(noise, classes[:, ::-1] + classes, classes).information < agreeing.information


def test_no_photos_are_refused() -> None:
    with pytest.raises(TrainingError, match="needs photos"):
        mutual_information(np.array([], dtype=np.int64), np.array([], dtype=np.int64))
