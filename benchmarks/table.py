"""A table of figures between two markers of a document: rows that were measured are replaced, others stay."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.line import Line
from training.config import write_atomically

END = "<!-- end of figures -->"
_HEAD = ("| figure | bar | measured | reached | when and where |", "| --- | --- | --- | --- | --- |")


class NoPlaceError(Exception):
    """The document has no place for the table."""


def update(document: Path, lines: Sequence[Line], *, begin: str, order: Sequence[str], where: str) -> None:
    """Writes the lines into the table between `begin` and `END`, in that order.

    A figure that could not be measured keeps an earlier row, where it has one.

    Args:
        begin: the marker above the table.
        order: the names of all figures; rows of others go.
        where: date and machine.

    Raises:
        NoPlaceError: the document lacks the markers.
    """
    before, table, after = parts(document, begin)
    rows = _rows(table)
    for line in lines:
        if line.holds is not None or line.details or line.figure not in rows:
            rows[line.figure] = _row(line, where)
    kept = [rows[figure] for figure in order if figure in rows]
    content = "\n".join((begin, "", *_HEAD, *kept, "", END))
    write_atomically(document, f"{before}{content}{after}".encode())


def figures_in(document: Path, *, begin: str) -> list[str]:
    """The names of the table's rows, from the top. Raises NoPlaceError."""
    _, table, _ = parts(document, begin)
    return list(_rows(table))


def parts(document: Path, begin: str, end: str = END) -> tuple[str, str, str]:
    """What stands before the markers, between them, and after. Raises NoPlaceError."""
    text = document.read_text("utf-8")
    if not (begin in text and end in text.partition(begin)[2]):
        raise NoPlaceError(f"{document.name} has no place for the table: write “{begin}” and “{end}” into it")
    before, _, rest = text.partition(begin)
    table, _, after = rest.partition(end)
    return before, table, after


def _rows(table: str) -> dict[str, str]:
    rows = [row for row in table.splitlines() if row.startswith("| ") and row not in _HEAD]
    return {row.split(" | ", maxsplit=1)[0].removeprefix("| "): row for row in rows}


def _row(line: Line, where: str) -> str:
    return f"| {line.figure} | {line.bar} | {line.measured} | {line.verdict} | {where} |"
