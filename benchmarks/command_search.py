"""How long `redbicycle search` takes from process start to answer, with no worker running, and the time after that.

python -m benchmarks.command_search [--photos 1000] [--times 5]

What the engines' own imports take in a process of their own is told beside it: a search by words is answered without.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import machine
from benchmarks.make_library import key_of, make_library
from benchmarks.real_worker import end_worker
from benchmarks.report import report
from desktop_app.config import LibraryPaths

QUERY = "a red bicycle leaning on a wall"
ROOT = Path(__file__).parents[1]
_IMPORTS = "from desktop_app.workspace.model_choice import import_encoders; import_encoders()"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=1000)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = LibraryPaths(Path(folder) / "library")
        make_library(paths, given.photos, dim=512, seed=1, model_key=key_of("starter"))
        search_s(paths)  # the disk's cache is warm afterwards, as on any day but the first
        cold, warm, imports = [], [], []
        for _ in range(given.times):
            end_worker(paths)
            imports.append(run_s([sys.executable, "-c", _IMPORTS]))
            cold.append(search_s(paths))
            warm.append(search_s(paths))
        end_worker(paths)
    figures = {
        f"no worker running, {given.photos:,} photos, s": statistics.median(cold),
        f"the next one, {given.photos:,} photos, s": statistics.median(warm),
        "importing torch and open_clip alone, which it does without, s": statistics.median(imports),
    }
    first, second, _ = figures
    report("command_search", figures, {first: "<= 3.0", second: "<= 0.4"})
    return 0


def search_s(paths: LibraryPaths) -> float:
    """Process start to its end, with an answer."""
    command = [sys.executable, "-m", "desktop_app", "--library", str(paths.root), "search", QUERY, "--json"]
    began = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=machine.environment())
    seconds = time.perf_counter() - began
    assert json.loads(done.stdout), "a search without hits"
    return seconds


def run_s(command: list[str]) -> float:
    """Process start to its end."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=machine.environment())
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
