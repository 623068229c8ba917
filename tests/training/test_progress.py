import json
import math
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import REPOSITORY
from training import progress
from training.progress import Pace, json_line

HOLDS_FOR_A_WHILE = """
from training.progress import peak_memory_bytes
print(peak_memory_bytes())
held = b"x" * 200_000_000
del held
print(peak_memory_bytes())
"""


def test_time_left_follows_from_the_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([100.0, 102.0, 104.0])
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    pace = Pace(done=10, steps=20)  # ten steps of an earlier process, of unknown time
    assert pace.after(11, images=32) == (16.0, 18.0)
    assert pace.after(12, images=32) == (16.0, 16.0)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells of itself there")
def test_memory_is_the_most_that_was_ever_held() -> None:
    """In a process that has held no more before."""
    command = [sys.executable, "-c", HOLDS_FOR_A_WHILE]
    told = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True, timeout=240).stdout
    before, after = map(int, told.split())
    assert before + 150_000_000 < after < before + 300_000_000


def test_a_line_is_strict_json_whatever_the_numbers() -> None:
    report = {"stage": "step", "losses": {"loss": math.nan}, "rates": [math.inf, 0.1 + 0.2], "recall": None}
    line = json_line(report)
    assert "\n" not in line
    told = json.loads(line, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert told == {"stage": "step", "losses": {"loss": None}, "rates": [None, 0.1 + 0.2], "recall": None}
