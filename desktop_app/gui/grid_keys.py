"""Where the keys lead in the grid."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from desktop_app.gui.grid_layout import GridLayout

_Action = QAbstractItemView.CursorAction
_ACTIONS = {
    Qt.Key.Key_Left: _Action.MoveLeft,
    Qt.Key.Key_Right: _Action.MoveRight,
    Qt.Key.Key_Up: _Action.MoveUp,
    Qt.Key.Key_Down: _Action.MoveDown,
    Qt.Key.Key_Home: _Action.MoveHome,
    Qt.Key.Key_End: _Action.MoveEnd,
    Qt.Key.Key_PageUp: _Action.MovePageUp,
    Qt.Key.Key_PageDown: _Action.MovePageDown,
}

ARROWS = (_Action.MoveLeft, _Action.MoveRight, _Action.MoveUp, _Action.MoveDown)


def action_of(key: int) -> QAbstractItemView.CursorAction | None:
    """What a key means here."""
    return _ACTIONS.get(Qt.Key(key)) if key in _ACTIONS else None


def target_tile(
    action: QAbstractItemView.CursorAction, current: int, layout: GridLayout, *, page_rows: int
) -> int | None:
    """The tile that `action` leads to from tile `current` (-1: none yet); None where there are no tiles."""
    last = layout.count - 1
    if last < 0:
        return None
    if current < 0 or current > last:
        return last if action is _Action.MoveEnd else 0
    ends = {_Action.MoveHome: 0, _Action.MoveEnd: last}
    if action in ends:
        return ends[action]
    steps = {_Action.MoveLeft: -1, _Action.MovePrevious: -1, _Action.MoveRight: 1, _Action.MoveNext: 1}
    if action in steps:
        return min(max(current + steps[action], 0), last)
    rows = {_Action.MoveUp: -1, _Action.MoveDown: 1, _Action.MovePageUp: -page_rows, _Action.MovePageDown: page_rows}
    return layout.tile_beside(current, rows.get(action, 0))
