"""A real worker and real photos for benchmarks of whole processes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from desktop_app.config import LibraryPaths
from desktop_app.worker.client import WorkerClient
from desktop_app.worker.protocol import Shutdown

GONE_S = 60.0


def draw_photos(folder: Path, count: int, *, size: tuple[int, int] = (640, 480), first: int = 0) -> list[Path]:
    """Smooth random pictures, no two alike, `photo_00000.jpg` and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(first, first + count):
        random = np.random.default_rng(number)
        small = random.integers(0, 256, (12, 16, 3), dtype=np.uint8)
        path = folder / f"photo_{number:05}.jpg"
        Image.fromarray(small).resize(size, Image.Resampling.BICUBIC).save(path, quality=88)
        paths.append(path)
    return paths


@contextmanager
def connected(paths: LibraryPaths, *, timeout_s: float = 120.0) -> Iterator[WorkerClient]:
    """A client of the library's worker, which is started if there is none and goes on afterwards."""
    client = WorkerClient(paths, name="benchmark")
    client.connect(timeout_s=timeout_s)
    try:
        yield client
    finally:
        client.close()


def end_worker(paths: LibraryPaths) -> None:
    """Ends the library's worker, if there is one, and waits until it has let go of everything."""
    client = WorkerClient(paths, name="benchmark")
    try:
        client.connect(start=False)
    except Exception:  # noqa: BLE001 - there is none
        return
    pid = client.worker_pid
    client.submit(Shutdown())
    client.close()
    deadline = time.monotonic() + GONE_S
    while pid is not None and is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)  # another's child: there is nothing to wait on


def is_running(pid: int) -> bool:
    """Whether the process lives; one that ended and was not waited for does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def resident_mb(pid: int) -> float:
    """Memory of a process that is its own, in MB: what it shares with others is not counted."""
    found = psutil.Process(pid).memory_full_info()
    return float(getattr(found, "uss", found.rss)) / 1e6
