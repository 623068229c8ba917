"""What models can do, measured on photos that are encoded once however many figures ask."""

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.data import CaptionedPhoto
from training.evaluate import Encoder, measure, measure_recall, open_model
from training.figures.intervals import Interval
from training.figures.study import Study

ROOT = Path(__file__).parents[2]


@functools.cache
def study_of(model: Path, photos: Path) -> Study:
    """Raises TrainingError where the model cannot be loaded."""
    return Study(open_model(model), photos)


def figures_of(model: Path, photos: Path, names: Sequence[str]) -> dict[str, Any]:
    """As `training.evaluate`. Raises TrainingError where the model or the photos cannot be read."""
    return measure(study_of(model, photos), names)


def general_recall(model: Path, photos: Path) -> Interval:
    """R@10 from text to image on split dev of `captioned-square`."""
    return found_by_text(figures_of(model, photos, ["retrieval"])["retrieval"])


def recall_of(model: Path, shown: Sequence[CaptionedPhoto]) -> Interval:
    """R@10 from text to image among just these photos."""
    return found_by_text(measure_recall(Encoder(model), shown, []))


def found_by_text(document: dict[str, Any]) -> Interval:
    interval: Interval = document["text_to_image"]["recall@10"]
    return interval
