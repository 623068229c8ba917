"""What people see of results."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from desktop_app.cli.words import plain
from desktop_app.records import Change, IndexReport, ModelKind, ModelSpec, SearchHit, SearchResult
from desktop_app.reports import DoctorReport, WorkspaceStatus

SHOWN_FAILURES = 20
BAR_CELLS = 10


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, show_edge=False)
    for column in columns:
        right = column.startswith(">")
        table.add_column(column.lstrip(">"), justify="right" if right else "left", overflow="fold", no_wrap=right)
    return table


def hits_table(result: SearchResult, *, title: str = "") -> RenderableType:
    """Best first; through a pipe, one line a hit: similarity, tab, path."""
    if not sys.stdout.isatty() and not title:
        return "".join(f"{hit.similarity:.3f}\t{plain(hit.path)}\n" for hit in result.hits)
    table = _table(">#", ">similarity", "", "photo", "folder")
    if title:
        table.title, table.title_justify, table.title_style = plain(title), "left", "bold red"
    best = max((hit.similarity for hit in result.hits), default=1.0)
    for place, hit in enumerate(result.hits, 1):
        table.add_row(
            str(place),
            f"{hit.similarity:.3f}",
            Text(_bar(hit, best), style="red"),
            Text(plain(hit.path.name), style="bold"),
            Text(plain(_short(hit.path.parent)), style="dim"),
        )
    return table


def report_lines(report: IndexReport) -> RenderableType:
    """One line of counts, then the files that failed and why."""
    parts = [
        f"{report.found:,} {'photo' if report.found == 1 else 'photos'} found",
        f"{report.indexed:,} new or changed",
        f"{report.moved:,} moved",
        f"{report.removed:,} removed",
        f"{len(report.failed):,} failed",
    ]
    shown = [part for at, part in enumerate(parts) if at < 2 or not part.startswith("0 ")]
    speed = f", {report.photos_per_second:,.0f} a second" if report.indexed else ""
    summary = Text(", ".join(shown) + f" in {report.seconds:.1f} s{speed}.")
    if not report.failed:
        return summary
    table = _table("not taken in", "reason")
    for problem in report.failed[:SHOWN_FAILURES]:
        table.add_row(Text(plain(problem.path)), Text(plain(problem.reason), style="yellow"))
    more = len(report.failed) - SHOWN_FAILURES
    return Group(summary, table, Text(f"and {more:,} more" if more > 0 else "", style="dim"))


def change_line(change: Change) -> RenderableType:
    line = Text(f"{change.kind:8} ", style="bold").append(plain(change.path), style="not bold")
    if change.previous_path is not None:
        line.append(f"  was {plain(change.previous_path)}", style="dim")
    if change.reason:
        line.append(f"  {plain(change.reason)}", style="yellow")
    return line


def models_table(models: Sequence[ModelSpec]) -> RenderableType:
    """Two lines a model: figures, then what it is good for."""
    width = max((len(model.id) for model in models), default=0)
    lines: list[Text] = []
    for model in models:
        parameters = f"{(model.image_parameters + model.text_parameters) / 1e6:,.0f} M"
        size = f"{model.download_bytes / 1e6:,.0f} MB" if model.download_bytes and not model.installed else ""
        line = Text(f"{plain(model.id):{width}}  ", style="bold red" if model.in_use else "bold")
        kind = "photos, words" if model.kind is ModelKind.IMAGE_TEXT else "photos only"
        line.append(
            f"{_model_state(model):11}  {kind:13}  {parameters:>7}  {size:>8}  {plain(model.licence)}", style="not bold"
        )
        lines += [line, Text(f"    {plain(model.summary)}", style="dim")]
    return Group(*lines)


def _model_state(model: ModelSpec) -> str:
    if model.in_use:
        return "in use" if model.installed else "missing"
    return "here" if model.installed else "recommended" if model.recommended else ""


def doctor_lines(report: DoctorReport) -> RenderableType:
    if not report.problems:
        return Text(f"All is well: {report.photos:,} photos checked in {report.seconds:.1f} s.", style="green")
    table = _table("found", "", "where")
    for problem in report.problems:
        table.add_row(
            Text(plain(problem.description)),
            Text("repaired", style="green") if problem.repaired else "",
            Text(plain(problem.path) if problem.path else "", style="dim"),
        )
    left = sum(not problem.repaired for problem in report.problems)
    hint = "" if not left else f'{left:,} not repaired; "redbicycle doctor --repair" puts right what can be.'
    return Group(table, Text(hint, style="yellow"))


def status_lines(status: WorkspaceStatus, library: Path) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    rows = [
        ("library", plain(library)),
        ("photos", f"{status.photos:,}"),
        ("searchable", f"{status.embedded:,}"),
        ("problems", f"{status.problems:,}"),
        ("model", plain(status.model_id)),
        ("seen for copies", f"{status.second_embedded:,} by {plain(status.second_model_id)}"),
        ("device", plain(" ".join(filter(None, (status.device, status.device_note))))),
    ]
    rows += [("folder", f"{plain(folder.path)} ({folder.photo_count:,}, {folder.state})") for folder in status.folders]
    for name, value in rows:
        if value:
            table.add_row(name, Text(value))
    return table


def _bar(hit: SearchHit, best: float) -> str:
    share = max(0.0, hit.similarity) / best if best > 0 else 0.0
    return "━" * max(1, round(BAR_CELLS * share))


def _short(folder: Path) -> Path:
    """With ~ for the home folder."""
    try:
        return Path("~") / folder.relative_to(Path.home())
    except (ValueError, RuntimeError):
        return folder
