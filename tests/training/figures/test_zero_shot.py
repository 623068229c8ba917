from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from training.config import TrainingError
from training.figures.retrieval import Matrix
from training.figures.zero_shot import accuracy, class_embeddings, read_templates, with_article

DIRECTIONS = {"a photo of a dog": (1, 0, 0), "dog": (0, 1, 0), "a photo of an ape": (0, 0, 1), "ape": (0, 0.6, 0.8)}


def _encode(texts: Sequence[str]) -> Matrix:
    return np.array([DIRECTIONS[text] for text in texts], dtype=np.float32)


def test_a_class_embedding_is_the_normalised_mean_over_templates() -> None:
    embeddings = class_embeddings(_encode, ["dog", "ape"], ["a photo of {a}", "{name}"])
    mean_of_ape = np.array([0, 0.6, 1.8])
    expected = [np.array([1, 1, 0]) / np.sqrt(2), mean_of_ape / np.linalg.norm(mean_of_ape)]
    np.testing.assert_allclose(embeddings, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("dog", "a dog"), ("apple", "an apple"), ("skis", "skis"), ("bus", "a bus"), ("wine glass", "a wine glass")],
)
def test_names_get_their_article(name: str, expected: str) -> None:
    assert with_article(name) == expected


def test_the_templates_that_ship_differ_and_name_the_class() -> None:
    templates = read_templates()
    assert len(set(templates)) == len(templates) >= 10


def test_a_template_without_its_class_is_refused(tmp_path: Path) -> None:
    (tmp_path / "templates.txt").write_text("# said of {name}\na photo\n")
    with pytest.raises(TrainingError, match=r"“a photo” of templates\.txt needs"):
        read_templates(tmp_path / "templates.txt")


def test_an_empty_file_of_templates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "templates.txt").write_text("\n# nothing\n")
    with pytest.raises(TrainingError, match="is empty: write"):
        read_templates(tmp_path / "templates.txt")


def test_accuracy_looks_among_the_first_k_classes() -> None:
    scores = np.array([[3, 2, 1], [3, 2, 1], [3, 2, 1]], dtype=np.float32)
    labels = np.array([0, 1, 2])
    assert [accuracy(scores, labels, k=k).value for k in (1, 2, 3)] == pytest.approx([1 / 3, 2 / 3, 1])


def test_equal_scores_are_no_success() -> None:
    assert accuracy(np.zeros((4, 3), dtype=np.float32), np.arange(4) % 3).value == 0.0
