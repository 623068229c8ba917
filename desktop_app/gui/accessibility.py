"""What a screen reader hears: the grid is a list of photos, each with its name and whether it is selected.

Qt knows the item views of its own only. The views tell where the current photo and the selection went by themselves
(`QAbstractItemView`), by the place of the child: here that is the row.
"""

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from desktop_app.gui.photo_grid import PhotoGrid
from desktop_app.gui.sheets import Sheet
from desktop_app.gui.viewer import Viewer
from desktop_app.gui.words import number, tr

_ROLES = {Sheet: QAccessible.Role.Dialog, Viewer: QAccessible.Role.Graphic}
"""What widgets of no kind of Qt's are."""
_MOST = 4096
"""Photos that were asked about and are remembered."""


class TileAccess(QAccessibleInterface):
    """One photo."""

    def __init__(self, grid: PhotoGrid, row: int) -> None:
        super().__init__()
        self._grid, self._row = grid, row

    @property
    def row(self) -> int:
        return self._row

    def isValid(self) -> bool:
        return self._row < self._grid.model().rowCount()

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        return self._grid.window().windowHandle()

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._grid)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def rect(self) -> QRect:
        tile = self._grid.tile_rect(self._row)
        return QRect(self._grid.viewport().mapToGlobal(tile.topLeft()), tile.size())

    def text(self, kind: QAccessible.Text) -> str:
        if kind is not QAccessible.Text.Name:
            return ""
        rows = self._grid.model().rowCount()
        said = self._index().data(Qt.ItemDataRole.AccessibleTextRole)
        return str(said or tr("Photo {n} of {all}").format(n=number(self._row + 1), all=number(rows)))

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """The name of a photo follows from its file and its caption."""

    def state(self) -> QAccessible.State:
        grid, state = self._grid, QAccessible.State()
        is_current = grid.currentIndex().row() == self._row
        state.selectable = state.focusable = state.multiSelectable = True
        state.selected = grid.selectionModel().isSelected(self._index())
        state.focused = is_current and grid.hasFocus()
        state.offscreen = not grid.viewport().rect().intersects(grid.tile_rect(self._row))
        return state

    def _index(self) -> QModelIndex:
        return self._grid.model().index(self._row, 0)


class GridAccess(QAccessibleWidget):
    """The photos, by row, and then the scrubber."""

    def __init__(self, grid: PhotoGrid) -> None:
        super().__init__(grid, QAccessible.Role.List)
        self._grid = grid
        self._tiles: dict[int, TileAccess] = {}
        self._reset = _Reset(self, grid)
        grid.destroyed.connect(self.forget)

    def childCount(self) -> int:
        return int(self._grid.model().rowCount()) + 1

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        rows = self.childCount() - 1
        if index == rows:
            return QAccessible.queryAccessibleInterface(self._grid.scrubber)
        return self._tile(index) if 0 <= index < rows else None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        index = self._grid.indexAt(self._grid.viewport().mapFromGlobal(QPoint(x, y)))
        return self._tile(index.row()) if index.isValid() else None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        row = self._grid.currentIndex().row()
        return self._tile(row) if row >= 0 and self._grid.hasFocus() else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.row if isinstance(child, TileAccess) else self.childCount() - 1

    def forget(self) -> None:
        """Rows are other photos now."""
        for tile in self._tiles.values():
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(tile))
        self._tiles.clear()

    def _tile(self, row: int) -> TileAccess:
        if len(self._tiles) >= _MOST:
            self.forget()
        return self._tiles.setdefault(row, TileAccess(self._grid, row))


class _Reset(QObject):
    """Hears of another list, for an interface, which is no QObject."""

    def __init__(self, access: GridAccess, grid: PhotoGrid) -> None:
        super().__init__(grid)
        self._access = access
        grid.model().modelAboutToBeReset.connect(self._on_about_to_be_reset)

    @Slot()
    def _on_about_to_be_reset(self) -> None:
        self._access.forget()


def access_of(_: str, asked: QObject) -> QAccessibleInterface | None:
    """A factory of Qt's kind; None where Qt knows best."""
    if isinstance(asked, PhotoGrid):
        return GridAccess(asked)
    role = next((role for kind, role in _ROLES.items() if isinstance(asked, kind)), None)
    return QAccessibleWidget(asked, role) if isinstance(asked, QWidget) and role is not None else None


def tell_screen_readers() -> None:
    """From now on Qt asks here too."""
    QAccessible.installFactory(access_of)
