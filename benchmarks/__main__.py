"""Runs the app's benchmarks, each in a process of its own, and writes the tables of docs/performance.md.

python -m benchmarks [--only warm_query,vector_index,…]

Prints what each of them prints: one JSON line. One that fails is told, its earlier rows stay, and the others go on.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import machine, sizes, table
from benchmarks.report import lines_of, row_prefix

BENCHMARKS = (
    "pipeline_cost",
    "pipeline_rivals",
    "half_precision",
    "index_unchanged",
    "index_memory",
    "gpu_encode",
    "command_search",
    "warm_query",
    "vector_index",
    "library_scale",
    "window",
    "window_gap",
    "search_typing",
    "worker_memory",
    "chaos",
)
"""Modules of this package, in the order of the table. Their `main` prints one line as `benchmarks.report` makes it."""
ROOT = Path(__file__).parents[1]
BEGIN = "<!-- figures: make bench -->"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", type=_names, default=BENCHMARKS, help=f"some of {','.join(BENCHMARKS)}")
    parser.add_argument("--document", type=Path, default=ROOT / "docs" / "performance.md", help="where the table is")
    given = parser.parse_args()
    failed = []
    try:
        for begin, end in ((BEGIN, table.END), (sizes.BEGIN, sizes.END)):
            table.parts(given.document, begin, end)  # before hours of measuring
        for name in given.only:
            told = measure(name)
            if told is None:
                failed.append(name)
            else:
                print(json.dumps(told, ensure_ascii=False), flush=True)
                take_in(given.document, told)
    except (table.NoPlaceError, OSError) as error:
        parser.exit(1, f"{error}\n")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def measure(name: str) -> dict[str, Any] | None:
    """What the benchmark told; None where it failed, and has said why on stderr."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    lines = done.stdout.splitlines()
    try:
        told: dict[str, Any] = json.loads(lines[-1])
    except (IndexError, json.JSONDecodeError):
        return None
    return told if done.returncode == 0 else None


def take_in(document: Path, told: dict[str, Any]) -> None:
    """Its rows replace those it had. Those of a size go into a table of their own, and stay in the first with a bar."""
    lines, where = lines_of(told), machine.in_words(told["machine"])
    sizes.update(document, lines, prefixes=[row_prefix(name) for name in BENCHMARKS], where=where)
    lines = [line for line in lines if line.bar or sizes.sized(line.figure) is None]
    shown = table.figures_in(document, begin=BEGIN)
    order = []
    for name in BENCHMARKS:
        order += (
            [line.figure for line in lines]
            if name == told["benchmark"]
            else [figure for figure in shown if figure.startswith(row_prefix(name))]
        )
    table.update(document, lines, begin=BEGIN, order=order, where=where)


def _names(given: str) -> tuple[str, ...]:
    names = tuple(filter(None, given.split(",")))
    if unknown := sorted(set(names) - set(BENCHMARKS)):
        raise argparse.ArgumentTypeError(f"there is no {', '.join(unknown)}: choose from {', '.join(BENCHMARKS)}")
    return names or BENCHMARKS


if __name__ == "__main__":
    raise SystemExit(main())
