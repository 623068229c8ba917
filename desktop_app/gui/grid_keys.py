"""Where the keys lead in the grid."""

from enum import Enum, auto

import numpy as np
from PySide6.QtCore import Qt

from desktop_app.gui.grid_layout import GridLayout
from desktop_app.gui.shortcuts import Scope, plain_keys


class Step(Enum):
    """What a key moves by."""

    LEFT = auto()
    RIGHT = auto()
    UP = auto()
    DOWN = auto()
    HOME = auto()
    END = auto()
    PAGE_UP = auto()
    PAGE_DOWN = auto()
    PART_UP = auto()
    PART_DOWN = auto()


_STEPS = {key.value: Step[verb.upper()] for verb, key in plain_keys(Scope.GRID) if verb.upper() in Step.__members__}
_BY_PART = {Step.PAGE_UP: Step.PART_UP, Step.PAGE_DOWN: Step.PART_DOWN}

ARROWS = (Step.LEFT, Step.RIGHT, Step.UP, Step.DOWN)
MOVES_ALWAYS = (Step.PART_UP, Step.PART_DOWN)
"""Where Ctrl is part of the key, it does not say that the selection shall stay."""


def step_of(key: int, modifiers: Qt.KeyboardModifier) -> Step | None:
    """What a key means here; with Ctrl a page is a month, or whatever the photos are arranged by."""
    step = _STEPS.get(key)
    if step in _BY_PART and modifiers & Qt.KeyboardModifier.ControlModifier:
        return _BY_PART[step]
    return step


def target_tile(step: Step, current: int, layout: GridLayout, *, page_rows: int) -> int | None:
    """The tile that `step` leads to from tile `current` (-1: none yet); None where there are no tiles."""
    last = layout.count - 1
    if last < 0:
        return None
    if current < 0 or current > last:
        return last if step is Step.END else 0
    ends = {Step.HOME: 0, Step.END: last, Step.LEFT: max(current - 1, 0), Step.RIGHT: min(current + 1, last)}
    if step in ends:
        return ends[step]
    if step in MOVES_ALWAYS:
        return _part_beside(layout, current, is_down=step is Step.PART_DOWN)
    rows = {Step.UP: -1, Step.DOWN: 1, Step.PAGE_UP: -page_rows, Step.PAGE_DOWN: page_rows}
    return layout.tile_beside(current, rows[step])


def _part_beside(layout: GridLayout, current: int, *, is_down: bool) -> int:
    """The first tile of the next part, or of this one, or of the one before when this is it already."""
    firsts = layout.headings
    if is_down:
        following = int(np.searchsorted(firsts, current, side="right"))
        return int(firsts[following]) if following < len(firsts) else layout.count - 1
    before = int(np.searchsorted(firsts, current, side="left")) - 1
    return int(firsts[before]) if before >= 0 else 0
