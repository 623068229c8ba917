"""What a manifest's file says, row by row: JSON lines, a JSON list, or a table with commas, semicolons or tabs."""

import contextlib
import csv
import io
import itertools
import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from training.config import TrainingError
from training.text_files import read_text

_CAPTION_COLUMN = re.compile(r"captions?(_?\d+)?")
_SPLITS = {"train": "train", "dev": "dev", "val": "dev", "valid": "dev", "validation": "dev", "test": "test"}
_EMPTY = "{} is empty: give it a row for each photo"
_DELIMITERS = ",;\t"
_CAPTION_ADVICE = "add a column “caption”, or take a method that learns from images alone (simclr, dino)"


@dataclass(frozen=True)
class Row:
    """One row as it is written; None where it says nothing of that."""

    place: str  # "line 3" or "entry 3"
    path: str
    captions: tuple[str, ...]
    split: str | None
    objects: tuple[str, ...]
    group: str | None
    weight: float | None


class Rows(NamedTuple):
    rows: list[Row]
    notes: list[str]  # what a person should know of how the file was read


class _Said(NamedTuple):
    """One row's names and values, as lists because a table may have several columns of one name."""

    place: str
    fields: list[tuple[str, object]]


def read_rows(path: Path, *, need_captions: bool) -> Rows:
    """Raises TrainingError, naming the file and the row, for whatever is wrong with it."""
    text, notes = read_text(path)
    said = list(_table(path, text) if _is_table(path, text) else _json(path, text))
    said = [row for row in said if any(value not in (None, "", []) for _, value in row.fields)]
    if not said:
        raise TrainingError(_EMPTY.format(path.name))
    rows = [_row(path, row) for row in said]
    if need_captions and not any(row.captions for row in rows):
        raise TrainingError(f"{path.name} has no captions: {_CAPTION_ADVICE}")
    return Rows(rows, notes)


def _is_table(path: Path, text: str) -> bool:
    suffix = path.suffix.lower()
    is_json = suffix in (".json", ".jsonl", ".ndjson") or text.lstrip().startswith(("[", "{"))
    return suffix in (".csv", ".tsv") or not is_json


def _json(path: Path, text: str) -> Iterator[_Said]:
    if text.lstrip().startswith("["):
        entries = [(f"entry {number}", entry) for number, entry in enumerate(_parsed(path.name, text), 1)]
    else:  # captions may hold other ends of lines
        lines = [(f"line {number}", line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        entries = [(place, _parsed(f"{path.name}, {place}", line)) for place, line in lines]
    for place, said in entries:
        if not isinstance(said, dict):
            raise TrainingError(f'{path.name}, {place} is no JSON object: write {{"path": "…", "captions": ["…"]}}')
        yield _Said(place, list(said.items()))


def _parsed(place: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TrainingError(f"{place} cannot be read as JSON: {error}") from error


def _table(path: Path, text: str) -> Iterator[_Said]:
    header, delimiter = _header(path, text)
    lines = _lines(text, delimiter)
    try:
        for line in itertools.islice(lines, 1, None):
            place = f"line {lines.line_num}"
            if any(line[len(header) :]):
                raise TrainingError(
                    f"{path.name}, {place} has more cells than the header: put captions with commas in quotes"
                )
            yield _Said(place, list(zip(header, line, strict=False)))
    except csv.Error as error:
        raise TrainingError(f"{path.name}, line {lines.line_num} cannot be read as a table: {error}") from error


def _lines(text: str, delimiter: str) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)


def _header(path: Path, text: str) -> tuple[list[str], str]:
    """The names of the columns, and the delimiter with which they make sense."""
    if not text.strip():
        raise TrainingError(_EMPTY.format(path.name))
    for delimiter in _DELIMITERS:
        with contextlib.suppress(csv.Error):
            header = [name.strip().lower() for name in next(_lines(text, delimiter), [])]
            if "path" in header or "file" in header:
                return header, delimiter
    raise TrainingError(f"{path.name} has no column “path” or “file”: name one so in its first line")


def _row(path: Path, said: _Said) -> Row:
    values = dict(said.fields)
    try:
        name = values.get("path") or values.get("file")
        if not isinstance(name, str) or "\0" in name:
            raise ValueError("has no “path” (or “file”) that names a photo")
        captions = [text for key, value in said.fields if _CAPTION_COLUMN.fullmatch(key) for text in _texts(key, value)]
        return Row(
            place=said.place,
            path=name,
            captions=tuple(dict.fromkeys(captions)),
            split=_split(values.get("split")),
            objects=tuple(_texts("objects", values.get("objects"))),
            group=str(values["group"]) if values.get("group") not in (None, "") else None,
            weight=_weight(values.get("weight")),
        )
    except ValueError as error:
        raise TrainingError(f"{path.name}, {said.place} {error}") from error


def _texts(key: str, value: object) -> Iterable[str]:
    """A list of texts, a list of texts as JSON in one cell, or one text; with single blanks, and no empty ones."""
    if isinstance(value, str) and key in ("captions", "objects") and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            value = [value]  # a caption may begin with a bracket
    texts: Sequence[object] = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"has “{key}” that are not texts: put them in quotes")
    cleaned = (" ".join(str(text).replace("\0", " ").split()) for text in texts)
    return [text for text in cleaned if text]


def _split(value: object) -> str | None:
    if value in (None, ""):
        return None
    split = _SPLITS.get(str(value).strip().lower())
    if split is None:
        raise ValueError(f"has the split “{value}”: take train, dev or test")
    return split


def _weight(value: object) -> float | None:
    if value in (None, ""):
        return None
    try:
        weight = float(str(value).replace(",", "."))
    except ValueError:
        weight = math.nan
    if isinstance(value, bool) or not (math.isfinite(weight) and weight > 0):
        raise ValueError(f"has the weight “{value}”: take a number above 0")
    return weight
