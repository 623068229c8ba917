"""Views that tell of the process that makes them. Light to import, for that process imports this file."""

import os
import random
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from training.views import Pixels, Views


@dataclass(frozen=True, kw_only=True)
class ProbingViews(Views):
    """One view of one pixel row: the process's number in three bytes, its threads, and whether it imported torch."""

    def __call__(self, image: Image.Image, chance: random.Random) -> tuple[tuple[Pixels, ...], bool]:
        tasks = Path("/proc/self/task")
        threads = len(list(tasks.iterdir())) if tasks.exists() else 1
        values = [*os.getpid().to_bytes(3, "little"), threads, "torch" in sys.modules, 0]
        return (np.array(values, dtype=np.uint8).reshape(1, 2, 3),), False


@dataclass(frozen=True, kw_only=True)
class DyingViews(Views):
    """Ends its process, in the way that a decoder with a fault would."""

    def __call__(self, image: Image.Image, chance: random.Random) -> tuple[tuple[Pixels, ...], bool]:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError
