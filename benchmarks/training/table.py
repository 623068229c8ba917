"""The table of docs/training.md: the rows that were measured are replaced, the others stay as they were."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.training.line import Line
from training.config import TrainingError, write_atomically

BEGIN, END = "<!-- figures: make bench-training -->", "<!-- end of figures -->"
_HEAD = ("| figure | bar | measured | reached | when and where |", "| --- | --- | --- | --- | --- |")


def update(document: Path, lines: Sequence[Line], *, order: Sequence[str], where: str) -> None:
    """Writes the lines into the table between the markers, in that order.

    A figure that could not be measured keeps an earlier row, where it has one.

    Args:
        order: the names of all figures.
        where: date and machine.

    Raises:
        TrainingError: the document lacks the markers.
    """
    text = document.read_text("utf-8")
    if not (BEGIN in text and END in text.partition(BEGIN)[2]):
        raise TrainingError(f"{document.name} has no place for the table: write “{BEGIN}” and “{END}” into it")
    before, _, rest = text.partition(BEGIN)
    table, _, after = rest.partition(END)
    rows = {_figure(row): row for row in table.splitlines() if row.startswith("| ")}
    for line in lines:
        if line.holds is not None or line.details or line.figure not in rows:
            rows[line.figure] = _row(line, where)
    kept = [rows[figure] for figure in order if figure in rows]
    content = "\n".join((BEGIN, "", *_HEAD, *kept, "", END))
    write_atomically(document, f"{before}{content}{after}".encode())


def _row(line: Line, where: str) -> str:
    return f"| {line.figure} | {line.bar} | {line.measured} | {line.verdict} | {where} |"


def _figure(row: str) -> str:
    return row.split(" | ", maxsplit=1)[0].removeprefix("| ")
