"""docs/training.md says what is so."""

import dataclasses
import json
import re
from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
import pytest

from benchmarks.training.parts import PARTS
from benchmarks.training.table import BEGIN, END
from training.config import TrainConfig
from training.figures.report import FIGURES

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "training.md").read_text("utf-8")
SETTINGS = {field.name: field.default for field in dataclasses.fields(TrainConfig)}


def _section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_every_setting_is_told_with_its_default() -> None:
    rows = re.findall(r"^\| `(\w+)` \|(?: `([^`]*)`)? \|", _section("run.json"), re.MULTILINE)
    told = dict(rows)
    assert told.keys() == SETTINGS.keys()
    assert len(rows) == len(told)
    for name, default in SETTINGS.items():
        if default is dataclasses.MISSING or default == "":
            assert told[name] == "", name
        else:
            said = told[name] if isinstance(default, str) else json.loads(told[name])
            assert said == default, name


def test_the_example_is_a_run_that_can_be_read() -> None:
    example = re.search(r"run\.json <<'END'\n(.*?)END\n", TEXT, re.DOTALL)
    assert example
    config = msgspec.json.decode(example[1], type=TrainConfig)
    assert (config.movable, config.out) == ("lora", "result")


@pytest.mark.parametrize("method", ["clip", "siglip", "slip", "simclr", "dino"])
def test_every_method_is_told(method: str) -> None:
    assert f"\n| `{method}` |" in _section("Which method")


def test_every_way_of_moving_is_told() -> None:
    told = re.findall(r"^\| `(\w+)` \|", _section("What may move"), re.MULTILINE)
    assert set(told) == {"movable", *get_args(get_type_hints(TrainConfig)["movable"])}


def test_the_programs_and_targets_it_names_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"(?:`|^)make ([a-z-]+)", TEXT, re.MULTILINE)):
        assert re.search(rf"^[\w -]*\b{target}\b[\w -]*:", makefile, re.MULTILINE), target
    for module in set(re.findall(r"-m (training[.\w]*|benchmarks[.\w]*)", TEXT)):
        place = ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), module
    for figures in re.findall(r"--figures ([a-z,]+)", TEXT):
        assert set(figures.split(",")) <= set(FIGURES)
    for parts in re.findall(r"--only\s([a-z,]+)", TEXT):
        assert set(parts.split(",")) <= set(PARTS)


def test_there_is_a_place_for_the_table() -> None:
    assert TEXT.index(BEGIN) < TEXT.index(END)
