"""python -m tests.imaging.survey FOLDER: decodes every file below it on two threads, and says as JSON what came of it.

A program of its own, so that its peak memory and its end are its own too.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from desktop_app.errors import PhotoError
from desktop_app.imaging.decode import decode_photo, read_photo
from tests.imaging.pictures import LIMITS


def examine(path: Path) -> dict[str, Any]:
    started = time.thread_time()  # others may hold this thread up
    try:
        decoded = decode_photo(path, read_photo(path, limits=LIMITS), limits=LIMITS)
    except PhotoError as error:
        found = {"error": type(error).__name__, "reason": str(error)}
    else:
        content = decoded.content
        found = {
            "format": content.format,
            "size": f"{content.width_px}x{content.height_px}",
            "mode": decoded.image.mode,
        }
    return {**found, "seconds": time.thread_time() - started}


def peak_mb() -> float | None:
    """Of this program alone: `ru_maxrss` would also count what its parent held when it started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    lines = status.read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def main() -> None:
    root = Path(sys.argv[1])
    paths = sorted(Path(folder, name) for folder, _, names in os.walk(root) for name in names)
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(examine, paths))
    files = {str(path.relative_to(root)): outcome for path, outcome in zip(paths, outcomes, strict=True)}
    json.dump({"files": files, "peak_mb": peak_mb()}, sys.stdout)


if __name__ == "__main__":
    main()
