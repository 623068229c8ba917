"""A second table of a document: what was measured at several sizes of a library, a row a figure and a column a size."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.line import Line
from benchmarks.table import parts
from training.config import write_atomically

BEGIN = "<!-- figures by size: make bench -->"
END = "<!-- end of figures by size -->"
_SIZED = re.compile(r"(.*?)(\d{1,3}(?:,\d{3})+) (?:photos|× \d+)([:,] .+)")


class Sized(NamedTuple):
    """The name of a figure, taken apart."""

    stem: str
    size: int


class _Row(NamedTuple):
    cells: dict[int, str]
    where: str


def sized(figure: str) -> Sized | None:
    """ "`x` reading, 10,000 photos, s" is "`x` reading, s" of 10,000; None for what is of no size."""
    found = _SIZED.fullmatch(figure)
    if found is None:
        return None
    before, size, after = found.groups()
    stem = f"{before.rstrip(' ,')}{after}" if before.endswith(", ") else f"{before}{after[2:]}"
    return Sized(stem, int(size.replace(",", "")))


def update(document: Path, lines: Iterable[Line], *, prefixes: Sequence[str], where: str) -> None:
    """Writes the lines that have a size into the table between `BEGIN` and `END`; nothing where none has.

    Args:
        prefixes: what the names of rows begin with, in the order of the table; others go. Of the prefix that was
            measured, the rows are those that are told now, but a size that was not measured keeps its cell.
        where: date and machine.

    Raises:
        NoPlaceError: the document lacks the markers.
    """
    told: dict[str, dict[int, Line]] = {}
    for line in lines:
        if (name := sized(line.figure)) is not None:
            told.setdefault(name.stem, {})[name.size] = line
    if not told:
        return
    before, text, after = parts(document, BEGIN, END)
    earlier, rows = _rows(text), dict[str, _Row]()
    for prefix in prefixes:
        stems = [stem for stem in told if stem.startswith(prefix)] or [
            each for each in earlier if each.startswith(prefix)
        ]
        for stem in stems:
            old = earlier.get(stem, _Row({}, where))
            rows[stem] = _told(told[stem], old, where) if stem in told else old
    content = "\n".join((BEGIN, "", *_written(rows), "", END))
    write_atomically(document, f"{before}{content}{after}".encode())


def _told(lines: dict[int, Line], old: _Row, where: str) -> _Row:
    """What could not be measured here keeps what was measured elsewhere."""
    new = {size: line.measured for size, line in lines.items() if line.details or size not in old.cells}
    return _Row(old.cells | new, where) if new else old


def _written(rows: dict[str, _Row]) -> list[str]:
    sizes = sorted({size for row in rows.values() for size in row.cells})
    columns = " | ".join(f"{size:,}" for size in sizes)
    table = [f"| figure | {columns} | when and where |", f"| --- |{' --- |' * len(sizes)} --- |"]
    for stem, row in rows.items():
        cells = " | ".join(row.cells.get(size, "–") for size in sizes)
        table.append(f"| {stem} | {cells} | {row.where} |")
    return table


def _rows(text: str) -> dict[str, _Row]:
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    if len(lines) < 2:
        return {}
    sizes = [int(size.replace(",", "")) for size in lines[0][1:-1]]
    rows = {}
    for stem, *cells, where in lines[2:]:
        told = zip(sizes, cells, strict=True)
        rows[stem] = _Row({size: cell for size, cell in told if cell != "–"}, where)
    return rows
