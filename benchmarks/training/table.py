"""The table of docs/training.md."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks import table
from benchmarks.line import Line
from training.config import TrainingError

BEGIN, END = "<!-- figures: make bench-training -->", table.END


def update(document: Path, lines: Sequence[Line], *, order: Sequence[str], where: str) -> None:
    """As `benchmarks.table.update`. Raises TrainingError where the document lacks the markers."""
    try:
        table.update(document, lines, begin=BEGIN, order=order, where=where)
    except table.NoPlaceError as error:
        raise TrainingError(str(error)) from error
