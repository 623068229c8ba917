"""The side bar's rows as Qt's trees want them."""

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.gui.side_bar_rows import SideBarRow, SideBarSection
from desktop_app.gui.words import photos

AnyIndex = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole
"""A SideBarRow, or a SideBarSection where the title of one stands."""
_NOWHERE = QModelIndex()


class _Node:
    """A place in the tree. It lives as long as the structure of the tree does."""

    def __init__(self, item: SideBarRow | SideBarSection, parent: "_Node | None", number: int) -> None:
        self.item = item
        self.parent = parent
        self.number = number
        rows = item.rows if isinstance(item, SideBarRow) else ()
        self.below = [_Node(row, self, n) for n, row in enumerate(rows)]


class SideBarModel(QAbstractItemModel):
    """Sections follow each other at the top, each with its title as a row that cannot be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._top: list[_Node] = []

    def show_sections(self, sections: tuple[SideBarSection, ...]) -> bool:
        """Returns whether rows came or went; otherwise only what they say has changed."""
        items: list[SideBarRow | SideBarSection] = []
        for section in sections:
            if not section.rows and not section.can_add:
                continue
            items += ([section] if section.title or items else []) + list(section.rows)
        if _same(self._top, items):
            self._update(self._top, items)
            return False
        self.beginResetModel()
        self._top = [_Node(item, None, n) for n, item in enumerate(items)]
        self.endResetModel()
        return True

    def item(self, index: AnyIndex) -> SideBarRow | SideBarSection | None:
        """What is there."""
        node = self._node(index)
        return None if node is None else node.item

    def row_at(self, index: AnyIndex) -> SideBarRow | None:
        """The row that is there; None for titles."""
        item = self.item(index)
        return item if isinstance(item, SideBarRow) else None

    def find(self, key: str) -> QModelIndex:
        """Where the row or title with this key is; invalid where there is none."""
        waiting = list(self._top)
        while waiting:
            node = waiting.pop()
            if node.item.key == key:
                return self._index_of(node)
            waiting += node.below
        return QModelIndex()

    def all_rows(self) -> list[QModelIndex]:
        """All that can be chosen, top to bottom."""
        found: list[QModelIndex] = []
        waiting = self._top[::-1]
        while waiting:
            node = waiting.pop()
            if isinstance(node.item, SideBarRow):
                found.append(self._index_of(node))
            waiting += node.below[::-1]
        return found

    # What Qt asks for

    def index(self, row: int, column: int, parent: AnyIndex = _NOWHERE) -> QModelIndex:
        node = self._node(parent)
        nodes = self._top if node is None else node.below
        if column != 0 or not 0 <= row < len(nodes):
            return QModelIndex()
        return self.createIndex(row, 0, nodes[row])

    def parent(self, child: AnyIndex = _NOWHERE) -> Any:
        node = self._node(child)
        return QModelIndex() if node is None or node.parent is None else self._index_of(node.parent)

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        node = self._node(parent)
        return len(self._top) if node is None else len(node.below)

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 1

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if self.row_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.item(index)
        if item is None:
            return None
        if role == ROW_ROLE:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return item.title
        if isinstance(item, SideBarRow):
            if role == Qt.ItemDataRole.ToolTipRole:
                return item.tool_tip or None
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(filter(None, [item.title, item.note, photos(item.count)]))
        return None

    def _node(self, index: AnyIndex) -> _Node | None:
        if not index.isValid():
            return None
        node = index.internalPointer()
        return node if isinstance(node, _Node) else None

    def _index_of(self, node: _Node) -> QModelIndex:
        return self.createIndex(node.number, 0, node)

    def _update(self, nodes: list[_Node], items: list[SideBarRow | SideBarSection] | list[SideBarRow]) -> None:
        for node, item in zip(nodes, items, strict=True):
            if node.item != item:
                node.item = item
                index = self._index_of(node)
                self.dataChanged.emit(index, index)
            if isinstance(item, SideBarRow):
                self._update(node.below, list(item.rows))


def _same(nodes: list[_Node], items: list[SideBarRow | SideBarSection] | list[SideBarRow]) -> bool:
    """Whether the same rows are at the same places."""
    return len(nodes) == len(items) and all(
        type(node.item) is type(item)
        and node.item.key == item.key
        and (not isinstance(item, SideBarRow) or _same(node.below, list(item.rows)))
        for node, item in zip(nodes, items, strict=True)
    )
