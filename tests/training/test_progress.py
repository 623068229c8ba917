import json
import math
import time
from pathlib import Path

import pytest

from training.progress import Pace, json_line, peak_memory_bytes


def test_time_left_follows_from_the_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([100.0, 102.0, 104.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    pace = Pace(done=10, steps=20)  # ten steps of an earlier process, of unknown time
    assert pace.after(11, images=32) == (16.0, 18.0)
    assert pace.after(12, images=32) == (16.0, 16.0)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells of itself there")
def test_memory_is_the_most_that_was_ever_held() -> None:
    before = peak_memory_bytes()
    assert before is not None
    held = bytes(200_000_000)
    del held
    after = peak_memory_bytes()
    assert after is not None
    assert after >= 150_000_000


def test_a_line_is_strict_json_whatever_the_numbers() -> None:
    report = {"stage": "step", "losses": {"loss": math.nan}, "rates": [math.inf, 0.1 + 0.2], "recall": None}
    line = json_line(report)
    assert "\n" not in line
    told = json.loads(line, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert told == {"stage": "step", "losses": {"loss": None}, "rates": [None, 0.1 + 0.2], "recall": None}
