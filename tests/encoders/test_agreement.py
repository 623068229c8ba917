import numpy as np

from desktop_app.encoders.agreement import Agreement, agreement


def of_length_1(rows: np.ndarray) -> np.ndarray:
    unit: np.ndarray = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


RANDOM = np.random.default_rng(1)
PHOTOS = of_length_1(RANDOM.normal(size=(400, 64)))
QUERIES = of_length_1(RANDOM.normal(size=(50, 64)))


def test_the_same_embeddings_agree() -> None:
    assert agreement(PHOTOS, PHOTOS, QUERIES) == (agreement(PHOTOS, PHOTOS).cosine, 1.0)
    assert agreement(PHOTOS, PHOTOS, QUERIES).holds


def test_rounding_keeps_the_best_and_noise_does_not() -> None:
    rounded = of_length_1(PHOTOS.astype(np.float16).astype(np.float32))
    noisy = of_length_1(PHOTOS + 0.05 * RANDOM.normal(size=PHOTOS.shape))
    assert agreement(PHOTOS, rounded, QUERIES).holds
    found = agreement(PHOTOS, noisy, QUERIES)
    assert found.same_top is not None
    assert found.same_top < 0.5
    assert not found.holds


def test_one_photo_that_differs_is_enough_to_refuse() -> None:
    other = PHOTOS.copy()
    other[7] = of_length_1(RANDOM.normal(size=(1, 64)))[0]
    assert not agreement(PHOTOS, other).holds


def test_equal_photos_have_no_order() -> None:
    equal = np.repeat(PHOTOS[:1], 30, axis=0)
    assert agreement(equal, equal[::-1], QUERIES).same_top == 1.0


def test_few_photos_are_judged_by_their_cosine_alone() -> None:
    assert agreement(PHOTOS[:5], PHOTOS[:5], QUERIES).same_top is None
    assert Agreement(0.996).holds
    assert not Agreement(0.996, 0.94).holds
