import json

from training.evaluate import keywords, to_json
from training.figures.intervals import Interval


def test_keywords_leave_little_words_out() -> None:
    assert keywords("A red bicycle leaning against a brick wall.") == "red bicycle leaning against brick wall"


def test_intervals_are_json() -> None:
    assert json.loads(to_json({"x": Interval(0.5, 0.4, 0.6)})) == {"x": {"value": 0.5, "low": 0.4, "high": 0.6}}
