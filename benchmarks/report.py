"""How a benchmark of the app tells its figures: one JSON line that `make bench` turns into rows of a table.

report("warm_query", {"p95, 100,000 photos, ms": 7.3}, {"p95, 100,000 photos, ms": "<= 10"})
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from benchmarks import machine
from benchmarks.line import Line

Figure = float | int | str | bool | None
"""None: it could not be measured here. Text and truth values have no bar, or one that asks for just them."""
_BAR = re.compile(r"(<=|>=|=) (.+)")
_SIGNS = {"<=": "≤ ", ">=": "≥ ", "=": ""}


def report(benchmark: str, figures: Mapping[str, Figure], bars: Mapping[str, str], *, why: str = "") -> bool:
    """Prints the line and returns whether all bars are reached that could be measured.

    Names of figures are words that end with their unit ("p95, 100,000 photos, ms"). A bar is "<= 25", ">= 0.98" or
    "= False". `why` says why figures that are None could not be measured.
    """
    unknown = set(bars) - set(figures)
    assert not unknown, f"bars without a figure: {unknown}"
    holds = all(reached(figures[name], bar) is not False for name, bar in bars.items())
    rounded = {name: _rounded(value) for name, value in figures.items()}
    told: dict[str, Any] = {"benchmark": benchmark, "figures": rounded, "bars": dict(bars), "holds": holds}
    if why:
        told["why"] = why
    told["machine"] = machine.describe()
    told["date"] = told["machine"]["date"]
    print(json.dumps(told, ensure_ascii=False, allow_nan=False), flush=True)
    return holds


def reached(value: Figure, bar: str) -> bool | None:
    """None where nothing was measured."""
    found = _BAR.fullmatch(bar)
    assert found is not None, f"not a bar: {bar}"
    sign, limit = found.groups()
    if value is None:
        return None
    if sign == "=":
        return str(value) == limit
    assert isinstance(value, int | float)
    return value <= float(limit) if sign == "<=" else value >= float(limit)


def lines_of(told: Mapping[str, Any]) -> list[Line]:
    """The rows of what `report` printed."""
    return [_line(told, name, value) for name, value in told["figures"].items()]


def row_prefix(benchmark: str) -> str:
    """What the names of its rows begin with."""
    return f"`{benchmark}` "


def _line(told: Mapping[str, Any], name: str, value: Figure) -> Line:
    bar = told["bars"].get(name)
    sign, _, limit = (bar or "").partition(" ")
    return Line(
        figure=row_prefix(told["benchmark"]) + name,
        bar=_SIGNS.get(sign, "") + limit,
        measured=f"not measured: {told.get('why') or 'not here'}" if value is None else _in_words(value),
        holds=None if bar is None else reached(value, bar),
        details={} if value is None else {"value": value},
    )


def _in_words(value: Figure) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _rounded(value: Figure) -> Figure:
    """Four digits that count."""
    if isinstance(value, bool) or not isinstance(value, float):
        return value
    return float(f"{value:.4g}") if abs(value) < 1000 else round(value)
