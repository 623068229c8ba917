"""The library and its folders."""

from collections.abc import Collection, Sequence
from pathlib import Path

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.icons import icon, paint_icon
from desktop_app.gui.theme import Size, Tokens, interface_font, tabular
from desktop_app.gui.words import counted, file_name, number, plain_path
from desktop_app.records import Folder, FolderState

_ROW_PX = 34
_FOLDER = Qt.ItemDataRole.UserRole
_COUNT = Qt.ItemDataRole.UserRole + 1
_ICON = Qt.ItemDataRole.UserRole + 2
_NOTE = Qt.ItemDataRole.UserRole + 3


class _RowPainter(QStyledItemDelegate):
    """Icon, name, and at the right how many photos or what is the matter."""

    tokens: Tokens | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, _ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if self.tokens is None:
            return
        state = option.state
        row = QRect(option.rect).adjusted(Size.SPACE, 1, -Size.SPACE, -1)
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_selected:
            painter.setBrush(self.tokens.colour("accent", 0.14))
            painter.drawRoundedRect(row, Size.CONTROL_RADIUS, Size.CONTROL_RADIUS)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self.tokens.colour("hovered"))
            painter.drawRoundedRect(row, Size.CONTROL_RADIUS, Size.CONTROL_RADIUS)
        if state & QStyle.StateFlag.State_HasFocus and not is_selected:
            painter.setPen(self.tokens.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(row).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        self._paint_words(painter, row, index, is_selected=is_selected)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, row: QRect, index: QModelIndex | QPersistentModelIndex, *, is_selected: bool
    ) -> None:
        assert self.tokens is not None
        note = index.data(_NOTE) or ""
        sign = self.tokens.colour("accent" if is_selected else "faint")
        paint_icon(painter, index.data(_ICON), QRectF(row.left() + 10, row.center().y() - 8, 17, 17), sign)
        painter.setFont(tabular(interface_font(Size.SECONDARY)))
        right = note or (number(index.data(_COUNT)) if index.data(_COUNT) else "")
        right_width = painter.fontMetrics().horizontalAdvance(right)
        painter.setPen(self.tokens.colour("faint"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(row.adjusted(0, 0, -10, 0), middle | Qt.AlignmentFlag.AlignRight, right)
        painter.setFont(interface_font(weight=QFont.Weight.DemiBold if is_selected else QFont.Weight.Normal))
        painter.setPen(self.tokens.colour("text"))
        room = row.adjusted(36, 0, -18 - right_width, 0)
        name = painter.fontMetrics().elidedText(
            str(index.data(Qt.ItemDataRole.DisplayRole)), Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, name)


class SideBar(QWidget):
    """What can be shown; the user picks one. `None` stands for the whole library."""

    folder_chosen = Signal(object)  # Folder | None
    folder_wanted = Signal()
    removal_wanted = Signal(object)  # Folder
    reveal_wanted = Signal(object)  # Folder
    problems_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sideBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(Size.SIDE_BAR)
        self._tokens: Tokens | None = None
        self._painter = _RowPainter(self)
        self._library = self._make_list(self.tr("Library"))
        self._folders = self._make_list(self.tr("Folders"))
        self._folders.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._folders.customContextMenuRequested.connect(self._on_menu_requested)
        self._library.setFixedHeight(_ROW_PX)
        everything = QListWidgetItem(self.tr("Library"))
        everything.setData(_ICON, "image")
        self._library.addItem(everything)
        self._library.setCurrentRow(0)
        self._add = QToolButton(self)
        self._problems = QToolButton(self)
        self._lay_out()

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens = self._painter.tokens = tokens
        self._add.setIcon(icon("plus-bold", tokens.colour("faint")))
        self._problems.setIcon(icon("warning-fill", tokens.colour("warning")))
        for rows in (self._library, self._folders):
            rows.viewport().update()

    def set_folders(self, folders: Sequence[Folder], *, photos: int, reading: Collection[Path] = ()) -> None:
        """Shows these; `reading` are being read just now."""
        self._library.item(0).setData(_COUNT, photos)
        chosen = self.chosen()
        with QSignalBlocker(self._folders):
            self._folders.clear()
            for folder in folders:
                self._folders.addItem(self._row(folder, is_reading=folder.path in reading))
                if chosen is not None and folder.id == chosen.id:
                    self._folders.setCurrentRow(self._folders.count() - 1)
        if chosen is not None and self.chosen() is None:
            self.choose_library()

    def set_problems(self, count: int) -> None:
        """How many files could not be taken in."""
        self._problems.setVisible(count > 0)
        words = counted(count, self.tr("{n} file needs attention"), self.tr("{n} files need attention"))
        self._problems.setText(" " + words)

    def chosen(self) -> Folder | None:
        """The folder that is chosen; None: the whole library."""
        item = self._folders.currentItem()
        return item.data(_FOLDER) if item is not None and item.isSelected() else None  # type: ignore[redundant-expr]

    @property
    def problems_text(self) -> str:
        """What it says about files that need attention; empty when all is well."""
        return "" if self._problems.isHidden() else self._problems.text()

    def choose(self, name: str) -> None:
        """Picks the first folder of that name."""
        for item in self._folders.findItems(name, Qt.MatchFlag.MatchExactly)[:1]:
            self._folders.setCurrentItem(item)

    def choose_library(self) -> None:
        """Back to everything."""
        self._library.setCurrentRow(0)
        self._on_library_chosen()

    def _lay_out(self) -> None:
        self._add.setToolTip(self.tr("Add a folder"))
        self._add.setAccessibleName(self.tr("Add a folder"))
        self._add.setIconSize(QSize(14, 14))
        self._add.clicked.connect(self.folder_wanted)
        heading = QLabel(self.tr("Folders"), self)
        heading.setObjectName("sideHeading")
        line = QHBoxLayout()
        line.setContentsMargins(18, Size.MARGIN, 10, 4)
        line.addWidget(heading, 1)
        line.addWidget(self._add)
        self._problems.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._problems.clicked.connect(self.problems_wanted)
        self._problems.hide()
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 4, 10, 10)
        foot.addWidget(self._problems)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 1, 0)
        column.setSpacing(0)
        column.addWidget(self._library)
        column.addLayout(line)
        column.addWidget(self._folders, 1)
        column.addLayout(foot)
        self._library.itemClicked.connect(self._on_library_chosen)
        self._library.itemActivated.connect(self._on_library_chosen)
        self._folders.itemSelectionChanged.connect(self._on_folder_chosen)

    def _make_list(self, name: str) -> QListWidget:
        rows = QListWidget(self)
        rows.setAccessibleName(name)
        rows.setFrameShape(QListWidget.Shape.NoFrame)
        rows.setItemDelegate(self._painter)
        rows.setMouseTracking(True)
        rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return rows

    def _row(self, folder: Folder, *, is_reading: bool) -> QListWidgetItem:
        name = file_name(folder.path) or plain_path(folder.path)
        item = QListWidgetItem(name)
        is_away = folder.state is FolderState.OFFLINE
        state = self.tr("away") if is_away else self.tr("reading") if is_reading else ""
        item.setData(_FOLDER, folder)
        item.setData(_COUNT, folder.photo_count)
        item.setData(_ICON, "cloud-slash" if is_away else "folder")
        item.setData(_NOTE, state)
        meaning = self.tr("Its drive is away; its photos stay in the library.") if is_away else ""
        item.setToolTip("\n".join(filter(None, [plain_path(folder.path), meaning])))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join([name, state or number(folder.photo_count)]))
        return item

    @Slot()
    def _on_library_chosen(self) -> None:
        with QSignalBlocker(self._folders):
            self._folders.clearSelection()
            self._folders.setCurrentRow(-1)
        self._library.setCurrentRow(0)
        self.folder_chosen.emit(None)

    @Slot()
    def _on_folder_chosen(self) -> None:
        folder = self.chosen()
        if folder is not None:
            self._library.clearSelection()
            self.folder_chosen.emit(folder)

    @Slot(QPoint)
    def _on_menu_requested(self, point: QPoint) -> None:
        item = self._folders.itemAt(point)
        if item is None or self._tokens is None:
            return
        folder: Folder = item.data(_FOLDER)
        faint = self._tokens.colour("faint")
        menu = QMenu(self)
        reveal = menu.addAction(icon("folder-open", faint), self.tr("Show in the file manager"))
        menu.addSeparator()
        remove = menu.addAction(icon("minus-circle", faint), self.tr("Remove from the library"))
        chosen = menu.exec(self._folders.mapToGlobal(point))
        if chosen is reveal:
            self.reveal_wanted.emit(folder)
        elif chosen is remove:
            self.removal_wanted.emit(folder)
        menu.deleteLater()
