"""What a run tells of itself while it goes on: each step, its pace, its memory, the time that is left."""

import dataclasses
import json
import math
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch


class Stopped(Exception):  # noqa: N818  (no error: somebody asked for it)
    """The run was asked to end, and has nothing more to say."""


@dataclass(frozen=True)
class Step:
    """One step done."""

    step: int  # counted from 1
    steps: int
    epoch: int  # counted from 0
    losses: dict[str, float]  # by name, the mean over all processes; "loss" is the one made smaller
    rates: dict[str, float]  # the learning rates of this step
    figures: dict[str, float]  # what the method reports of itself, and "gradient_norm" before clipping
    recall: float | None  # where held-out photos were looked at after this step
    images_per_second: float  # of all processes together
    memory_bytes: int | None  # the most that this process ever held; None where the system does not tell
    gpu_memory_bytes: int | None  # the most that torch held on this process's graphics card
    time_left_s: float

    @property
    def loss(self) -> float:
        return self.losses["loss"]


class Pace:
    """How fast steps were since this process began, evaluations and checkpoints included."""

    def __init__(self, *, done: int, steps: int) -> None:
        """`done`: steps of earlier processes of the same run, whose time nobody knows."""
        self._first, self._steps = done, steps
        self._images = 0
        self._started = time.monotonic()

    def after(self, step: int, *, images: int) -> tuple[float, float]:
        """Images a second, and the seconds that are left, after that step of that many images."""
        elapsed = max(time.monotonic() - self._started, 1e-9)
        self._images += images
        return self._images / elapsed, (self._steps - step) * elapsed / (step - self._first)


def peak_memory_bytes() -> int | None:
    """The most physical memory that this process ever held."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux; getrusage would also count what the parent held before it started this program
        lines = status.read_text("ascii", errors="replace").splitlines()
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), None)
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return None


def peak_gpu_memory_bytes(device: torch.device) -> int | None:
    return torch.cuda.max_memory_allocated(device) if device.type == "cuda" else None


def json_line(report: dict[str, Any]) -> str:
    """One line of strict JSON: a number that is none becomes null."""
    return json.dumps(_strict(report), ensure_ascii=False, default=str, allow_nan=False)


def json_text(report: dict[str, Any]) -> str:
    """The same, for people too."""
    return json.dumps(_strict(report), ensure_ascii=False, default=str, allow_nan=False, indent=2) + "\n"


def _strict(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = dataclasses.asdict(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _strict(item) for key, item in value.items()}
    return [_strict(item) for item in value] if isinstance(value, list | tuple) else value
