"""How long each stage of a run took, over all the processes that it was stopped and begun again in."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from training.config import TrainingError, write_atomically

FILE = "seconds.json"


@contextmanager
def timed(work: Path, stage: str, *, clock: Callable[[], float] = time.monotonic) -> Iterator[Callable[[], None]]:
    """Writes the seconds that pass by `clock` while it holds into the work folder, at its end and whenever it is
    called."""
    before = read_times(work).get(stage, 0.0)
    started = clock()

    def write() -> None:
        times = read_times(work) | {stage: round(before + clock() - started, 1)}
        write_atomically(work / FILE, (json.dumps(times, indent=2) + "\n").encode())

    try:
        yield write
    finally:
        write()


def read_times(work: Path) -> dict[str, float]:
    """Seconds by stage.

    Raises:
        TrainingError: the file is damaged.
    """
    try:
        return {str(stage): float(seconds) for stage, seconds in json.loads((work / FILE).read_text()).items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError, TypeError) as error:
        raise TrainingError(f"{work / FILE} is damaged: remove it, or give --work another folder") from error
