"""All keys, as the window knows them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop_app.gui.labels import heading
from desktop_app.gui.sheets import Sheet
from desktop_app.gui.shortcuts import Scope, Shortcut, cap_name, shown_keys, table
from desktop_app.gui.theme import Size

_KEYS_PX = 132


class ShortcutsSheet(Sheet):
    """Three parts: what holds everywhere, among the photos, and for one of them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=860, height=700)
        self.set_title(self.tr("Keyboard"))
        self.column.addLayout(self.top)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Size.SPACE, 0)
        names = {
            Scope.WINDOW: self.tr("Everywhere"),
            Scope.GRID: self.tr("Among the photos"),
            Scope.VIEWER: self.tr("One photo"),
        }
        self.listed = [shortcut for shortcut in table() if shortcut.words]
        for scope, name in names.items():
            column.addSpacing(Size.SPACE)
            column.addWidget(heading(name))
            column.addLayout(_in_two_columns([each for each in self.listed if each.scope is scope]))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("Keyboard"))
        area.setWidget(inside)
        self.column.addWidget(area, 1)
        self._area = area

    def present(self) -> None:
        super().present()
        self._area.setFocus()


def _in_two_columns(shortcuts: list[Shortcut]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(Size.GROUP)
    grid.setVerticalSpacing(6)
    rows = (len(shortcuts) + 1) // 2
    for n, shortcut in enumerate(shortcuts):
        row, column = n % rows, n // rows * 2
        grid.addWidget(_keys(shown_keys(shortcut)), row, column, Qt.AlignmentFlag.AlignLeft)
        words = QLabel(shortcut.words)
        words.setWordWrap(True)
        grid.addWidget(words, row, column + 1)
    for column in (0, 2):
        grid.setColumnMinimumWidth(column, _KEYS_PX)
        grid.setColumnStretch(column + 1, 1)
    return grid


def _keys(keys: tuple[str, ...]) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for key in keys:
        name = cap_name(key)
        label = QLabel(name, holder)
        label.setProperty("role", "key")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setMinimumWidth(label.fontMetrics().horizontalAdvance(name) + 20)
        row.addWidget(label)
    return holder
