"""Zero-shot classification: class names become embeddings through templates, and the nearest class is the answer.

Learning Transferable Visual Models From Natural Language Supervision, https://arxiv.org/abs/2103.00020, section 3.1.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from resources import RESOURCES_DIR
from training.config import TrainingError
from training.figures.intervals import Interval, bootstrap
from training.figures.retrieval import Matrix

PROMPTS_DIR = RESOURCES_DIR / "prompts"
EncodeText = Callable[[Sequence[str]], Matrix]
"""Texts to (n, d), L2-normalised."""


def read_lines(path: Path) -> list[str]:
    """The lines of a prompt file, without those that are empty or start with #.

    Raises:
        TrainingError: the file cannot be read or holds none.
    """
    try:
        lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path.name} cannot be read: {error}") from error
    if not (kept := [line for line in lines if line and not line.startswith("#")]):
        raise TrainingError(f"{path.name} is empty: write one prompt a line into it")
    return kept


def read_templates(path: Path = PROMPTS_DIR / "templates.txt") -> list[str]:
    """Templates, each with {a} (the name with its article) or {name}.

    Raises:
        TrainingError: no file, none in it, or one that does not name the class.
    """
    templates = read_lines(path)
    for template in templates:
        if fill(template, "x") == template:
            raise TrainingError(f"the template “{template}” of {path.name} needs {{a}} or {{name}} in it")
    return templates


def fill(template: str, name: str) -> str:
    """The prompt of one class. Other braces stay as they are."""
    return template.replace("{a}", with_article(name)).replace("{name}", name)


def with_article(name: str) -> str:
    """ "a dog", "an apple", "skis": most names that end in a single s are plurals, those in us and ss are not."""
    if name.endswith("s") and not name.endswith(("ss", "us")):
        return name
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def class_embeddings(encode_text: EncodeText, names: Sequence[str], templates: Sequence[str]) -> Matrix:
    """The normalised mean over templates of each class's normalised text features: (classes, d)."""
    prompts = [fill(template, name) for name in names for template in templates]
    means = encode_text(prompts).reshape(len(names), len(templates), -1).mean(axis=1)
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), dtype=np.float32)


def accuracy(scores: Matrix, labels: NDArray[np.int64], *, k: int = 1) -> Interval:
    """The share of photos whose class is among the k highest scores; equal scores of other classes count against it.

    Args:
        scores: (photos, classes), cosine similarities or any probabilities that rise with them.
        labels: (photos,), the right class.
    """
    right_scores = np.take_along_axis(scores, labels[:, None], axis=1)
    not_lower = (scores >= right_scores).sum(axis=1)  # the right class itself is one of them
    return bootstrap((not_lower <= k).astype(np.float64))
