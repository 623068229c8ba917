import numpy as np
import pytest
from PIL import Image, ImageEnhance

from resources.scenes import render, sample_scenes
from training.config import TrainingError
from training.figures.copies import hash_similarity, pair_recall, perceptual_hash


def _symmetric(photos: int, pairs: dict[tuple[int, int], float]) -> np.ndarray:
    similarity = np.eye(photos, dtype=np.float32)
    for (first, second), value in pairs.items():
        similarity[first, second] = similarity[second, first] = value
    return similarity


def test_pairs_are_found_until_others_get_in_their_way() -> None:
    similarity = _symmetric(5, {(0, 1): 0.9, (2, 3): 0.5, (1, 2): 0.7, (3, 4): 0.1})
    found = pair_recall(similarity, np.array([0, 0, 1, 1, 2]))
    assert found.recall.value == 0.5
    assert found.threshold == pytest.approx(0.9)
    assert (found.pairs, found.other_pairs) == (2, 8)
    lenient = pair_recall(similarity, np.array([0, 0, 1, 1, 2]), precision=0.6)
    assert lenient.recall.value == 1.0
    assert lenient.precision == pytest.approx(2 / 3)


def test_a_copy_as_similar_as_another_photo_is_not_found() -> None:
    found = pair_recall(_symmetric(3, {(0, 1): 0.9, (1, 2): 0.9}), np.array([0, 0, 1]))
    assert (found.recall.value, found.threshold, found.precision) == (0.0, None, None)


def test_an_early_mistake_is_made_up_for_by_many_copies() -> None:
    """One wrong pair at the top among two hundred: the precision recovers, and the lowest threshold counts."""
    photos = 21
    similarity = np.full((photos, photos), 0.8, dtype=np.float32)
    similarity[20], similarity[:, 20] = 0.0, 0.0
    similarity[0, 20] = similarity[20, 0] = 0.95
    found = pair_recall(similarity, np.append(np.zeros(20, dtype=np.int64), 1))
    assert found.recall.value == 1.0
    assert found.precision == pytest.approx(190 / 191)


def test_the_interval_is_over_groups() -> None:
    groups = np.repeat(np.arange(10), 2)
    pairs = {(2 * group, 2 * group + 1): 0.9 if group < 5 else 0.0 for group in range(10)}
    found = pair_recall(_symmetric(20, pairs), groups)
    assert found.recall.low < found.recall.value == 0.5 < found.recall.high


def test_without_copies_it_says_so() -> None:
    with pytest.raises(TrainingError, match="two photos or more"):
        pair_recall(np.eye(3, dtype=np.float32), np.arange(3))


@pytest.fixture(scope="module")
def scenes() -> list[Image.Image]:
    return [render(scene, size_px=(160, 120)) for scene in sample_scenes()[:6]]


def test_the_hash_bears_another_size_and_light_and_tells_photos_apart(scenes: list[Image.Image]) -> None:
    changed = [ImageEnhance.Brightness(scene.resize((100, 75))).enhance(1.2) for scene in scenes]
    similarity = hash_similarity(np.array([perceptual_hash(image) for image in [*scenes, *changed]]))
    copies = np.diag(similarity[:6, 6:])
    others = similarity[:6, :6][~np.eye(6, dtype=bool)]
    assert copies.min() > 0.85
    assert others.mean() < 0.7
    assert np.diag(similarity).tolist() == [1.0] * 12


def test_half_of_the_bits_are_set(scenes: list[Image.Image]) -> None:
    assert [int(perceptual_hash(scene).sum()) for scene in scenes] == [32] * 6
