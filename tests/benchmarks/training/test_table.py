import json
import math
from pathlib import Path

import pytest

from benchmarks.training.line import Line, in_words
from benchmarks.training.table import BEGIN, END, update
from training.config import TrainingError
from training.figures.intervals import Interval

ORDER = ("recall", "speed", "memory")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "training.md"
    path.write_text(f"# Training\n\n{BEGIN}\n{END}\n\nMore → text.\n", "utf-8")
    return path


def _line(figure: str, measured: str, *, holds: bool | None) -> Line:
    return Line(figure, "≥ 0.5", measured, holds)


def _rows(document: Path) -> list[str]:
    return [row for row in document.read_text("utf-8").splitlines() if row.startswith("| ")]


def test_rows_stand_in_order_between_the_markers(document: Path) -> None:
    update(
        document, [_line("speed", "0.4", holds=False), _line("recall", "0.7", holds=True)], order=ORDER, where="here"
    )
    text = document.read_text("utf-8")
    assert text.startswith("# Training\n\n<!--")
    assert text.endswith(f"{END}\n\nMore → text.\n")
    assert _rows(document)[2:] == [
        "| recall | ≥ 0.5 | 0.7 | yes | here |",
        "| speed | ≥ 0.5 | 0.4 | **no** | here |",
    ]


def test_what_is_measured_again_replaces_its_row_alone(document: Path) -> None:
    update(
        document, [_line("recall", "0.7", holds=True), _line("speed", "0.4", holds=False)], order=ORDER, where="here"
    )
    update(
        document, [_line("speed", "0.6", holds=True), _line("memory", "1.0", holds=True)], order=ORDER, where="there"
    )
    assert [row.split(" | ")[2:] for row in _rows(document)[2:]] == [
        ["0.7", "yes", "here |"],
        ["0.6", "yes", "there |"],
        ["1.0", "yes", "there |"],
    ]


def test_what_could_not_be_measured_keeps_an_earlier_row_and_says_why_without_one(document: Path) -> None:
    update(document, [_line("recall", "0.7", holds=True)], order=ORDER, where="here")
    missing = [_line("recall", "no photos", holds=None), _line("speed", "no photos", holds=None)]
    update(document, missing, order=ORDER, where="there")
    assert _rows(document)[2:] == [
        "| recall | ≥ 0.5 | 0.7 | yes | here |",
        "| speed | ≥ 0.5 | no photos | – | there |",
    ]


def test_a_figure_that_is_no_longer_known_goes(document: Path) -> None:
    update(document, [_line("recall", "0.7", holds=True)], order=ORDER, where="here")
    update(document, [], order=ORDER[1:], where="here")
    assert len(_rows(document)) == 2


def test_a_document_without_a_place_is_an_error_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "training.md"
    path.write_text(f"{END} comes before {BEGIN}")
    with pytest.raises(TrainingError, match="no place for the table"):
        update(path, [_line("recall", "0.7", holds=True)], order=ORDER, where="here")
    assert path.read_text() == f"{END} comes before {BEGIN}"


def test_a_line_is_strict_json_with_details_and_machine() -> None:
    line = Line("recall", "≥ 0.5", "0.7", holds=True, details={"recall": Interval(0.7, 0.6, 0.8)})
    told = json.loads(line.to_json({"cores": 2}))
    assert told["details"]["recall"] == {"value": 0.7, "low": 0.6, "high": 0.8}
    assert (told["figure"], told["holds"], told["cores"]) == ("recall", True, 2)
    assert in_words(Interval(0.7, 0.6, 0.8)) == "0.700 [0.600, 0.800]"
    with pytest.raises(ValueError, match="Out of range"):
        Line("recall", "", "", holds=None, details={"recall": math.nan}).to_json({})
