"""The left side: everything that can be looked at."""

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QStyle,
    QStyleOptionViewItem,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.icons import icon
from desktop_app.gui.library_reader import Overview, recent_since_ns
from desktop_app.gui.side_bar_model import SideBarModel
from desktop_app.gui.side_bar_painter import SideBarPainter
from desktop_app.gui.side_bar_rows import LIBRARY, SideBarRow, SideBarSection, sections_of
from desktop_app.gui.theme import Size, Tokens
from desktop_app.gui.words import counted

AnyIndex = QModelIndex | QPersistentModelIndex
_INDENT_PX, _LEFT_PX = 16, 8
_State = QStyle.StateFlag


class SideBarTree(QTreeView):
    """Rows over the whole width. Space and a click choose; Enter goes on into the photos."""

    entered_row = Signal()
    menu_wanted = Signal(QPoint)
    removal_wanted = Signal()
    rescan_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = SideBarModel(self)
        self.painter = SideBarPainter(self)
        self.setModel(self.rows)
        self.setItemDelegate(self.painter)
        self.setHeaderHidden(True)
        self.setIndentation(_INDENT_PX)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Places"))
        bare = self.palette()
        bare.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)  # Fusion fills what is left of a row
        self.setPalette(bare)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        if self.rows.row_at(index) is not None:
            is_current = self.currentIndex() == index
            self.painter.paint_ground(
                painter,
                QRect(0, option.rect.top(), self.viewport().width(), option.rect.height()),
                is_chosen=self.selectionModel().isSelected(index),
                is_hovered=bool(option.state & _State.State_MouseOver),
                is_focused=is_current and self.hasFocus(),
            )
        super().drawRow(painter, option, index)

    def drawBranches(self, painter: QPainter, rect: QRect, index: AnyIndex) -> None:
        if self.rows.rowCount(index):
            self.painter.paint_branch(painter, rect, is_open=self.isExpanded(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_row.emit()
        elif event.key() == Qt.Key.Key_Menu or (
            event.key() == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self.menu_wanted.emit(self.visualRect(self.currentIndex()).center())
        elif event.key() == Qt.Key.Key_Delete:
            self.removal_wanted.emit()
        elif event.key() == Qt.Key.Key_F5:
            self.rescan_wanted.emit()
        else:
            super().keyPressEvent(event)


class SideBar(QWidget):
    """What can be shown; the user picks one row."""

    row_chosen = Signal(object)  # SideBarRow, another one than before
    row_clicked = Signal()
    """Perhaps the same again."""
    entered = Signal()
    """On into the photos."""
    folder_wanted = Signal()
    removal_wanted = Signal(object)  # Folder
    reveal_wanted = Signal(object)  # Path
    rescan_wanted = Signal(object)  # Path
    leave_out_wanted = Signal(object)  # Path
    thumbnails_wanted = Signal()
    problems_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sideBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(Size.SIDE_BAR)
        self._tokens: Tokens | None = None
        self._overview: Overview | None = None
        self._reading: Collection[Path] = ()
        self._shown: object = None  # what the rows were made of
        self._chosen = LIBRARY
        self._open: set[str] = set()
        self._has_seen_folders = False
        self.tree = SideBarTree(self)
        self._add = self._make_add_button()
        self._problems = QToolButton(self)
        self._lay_out()
        self._show()
        self.tree.selectionModel().currentChanged.connect(self._on_current_changed)
        self.tree.clicked.connect(self._on_clicked)
        self.tree.expanded.connect(self._on_expanded)
        self.tree.collapsed.connect(self._on_collapsed)
        self.tree.entered_row.connect(self.entered)
        self.tree.customContextMenuRequested.connect(self._on_menu_requested)
        self.tree.menu_wanted.connect(self._on_menu_requested)
        self.tree.removal_wanted.connect(self._on_removal_wanted)
        self.tree.rescan_wanted.connect(self._on_rescan_wanted)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens = self.tree.painter.tokens = tokens
        self._add.setIcon(icon("plus-bold", tokens.colour("faint")))
        self._problems.setIcon(icon("warning-fill", tokens.colour("warning")))
        self.tree.viewport().update()

    def show_overview(self, overview: Overview) -> None:
        """What there is, and how much of it."""
        self._overview = overview
        self._show()
        count = overview.counts.problems
        self._problems.setVisible(count > 0)
        words = counted(count, self.tr("{n} file needs attention"), self.tr("{n} files need attention"))
        self._problems.setText(" " + words)

    def show_reading(self, reading: Collection[Path]) -> None:
        """Which folders are being read just now."""
        self._reading = reading
        self._show()

    def chosen(self) -> SideBarRow:
        """What is looked at."""
        row = self.tree.rows.row_at(self.tree.rows.find(self._chosen))
        return row if row is not None else sections_of(None)[0].rows[0]

    @property
    def problems_text(self) -> str:
        """What it says about files that need attention; empty when all is well."""
        return "" if self._problems.isHidden() else self._problems.text()

    def choose(self, title: str) -> None:
        """Picks the first row of that name. Raises KeyError where there is none."""
        for index in self.tree.rows.all_rows():
            row = self.tree.rows.row_at(index)
            if row is not None and row.title == title:
                self.tree.setCurrentIndex(index)
                return
        raise KeyError(title)

    def choose_library(self) -> None:
        """Back to everything."""
        self.tree.setCurrentIndex(self.tree.rows.find(LIBRARY))

    def titles(self) -> list[str]:
        """All rows, top to bottom."""
        return [str(index.data()) for index in self.tree.rows.all_rows()]

    def menu_at(self, index: AnyIndex) -> QMenu | None:
        """What can be done with a row; None where there is nothing."""
        row = self.tree.rows.row_at(index)
        if row is None or self._tokens is None or (row.path is None and row.key != LIBRARY):
            return None
        faint = self._tokens.colour("faint")
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if row.path is None:
            making = menu.addAction(icon("grid-four", faint), self.tr("Make all small pictures now"))
            making.triggered.connect(self.thumbnails_wanted)
            return menu
        rescan = menu.addAction(icon("arrows-clockwise", faint), self.tr("Look through it now") + "\tF5")
        rescan.setEnabled(not row.is_away)
        rescan.triggered.connect(lambda: self.rescan_wanted.emit(row.path))
        reveal = menu.addAction(icon("folder-open", faint), self.tr("Show in the file manager"))
        reveal.setEnabled(not row.is_away)
        reveal.triggered.connect(lambda: self.reveal_wanted.emit(row.path))
        menu.addSeparator()
        words = self.tr("Remove from the library") if row.folder is not None else self.tr("Leave out of the library")
        remove = menu.addAction(icon("minus-circle" if row.folder is not None else "eye-slash", faint), words + "\tDel")
        remove.triggered.connect(lambda: self._remove(row))
        return menu

    def _remove(self, row: SideBarRow) -> None:
        """A watched folder leaves the library, one below is left out of it."""
        if row.folder is not None:
            self.removal_wanted.emit(row.folder)
        elif row.path is not None:
            self.leave_out_wanted.emit(row.path)

    @Slot()
    def _on_removal_wanted(self) -> None:
        row = self.tree.rows.row_at(self.tree.currentIndex())
        if row is not None and row.path is not None:
            self._remove(row)

    @Slot()
    def _on_rescan_wanted(self) -> None:
        row = self.tree.rows.row_at(self.tree.currentIndex())
        if row is not None and row.path is not None and not row.is_away:
            self.rescan_wanted.emit(row.path)

    def _lay_out(self) -> None:
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
        column.addWidget(self.tree, 1)
        column.addLayout(foot)

    def _show(self) -> None:
        """Rows that came or went; what was chosen and what was open stay so."""
        overview = self._overview
        told = None if overview is None else (overview.tree, overview.folders, overview.counts)
        now = (told, frozenset(self._reading), recent_since_ns())
        if now == self._shown:
            return
        self._shown = now
        sections = sections_of(overview, reading=self._reading)
        with QSignalBlocker(self.tree.selectionModel()), QSignalBlocker(self.tree):
            if not self.tree.rows.show_sections(sections):
                return
            self._open_again(sections)
            at = self.tree.rows.find(self._chosen)
            if at.isValid():
                self.tree.setCurrentIndex(at)
        self._place_add_button()
        if not at.isValid():
            self.choose_library()

    def _open_again(self, sections: tuple[SideBarSection, ...]) -> None:
        folders = next((section.rows for section in sections if section.key == "folders"), ())
        if folders and not self._has_seen_folders:
            self._has_seen_folders = True
            self._open |= {folders[0].key} if len(folders) == 1 else set()
        for key in self._open:
            index = self.tree.rows.find(key)
            if index.isValid():
                self.tree.expand(index)

    def _make_add_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(self.tr("Add a folder (Ctrl+O)"))
        button.setAccessibleName(self.tr("Add a folder"))
        button.setIconSize(QSize(14, 14))
        button.clicked.connect(self.folder_wanted)
        if self._tokens is not None:
            button.setIcon(icon("plus-bold", self._tokens.colour("faint")))
        return button

    def _place_add_button(self) -> None:
        """Beside the title of the folders. The tree destroys what stood there before its rows changed."""
        self._add = self._make_add_button()
        at = self.tree.rows.find("folders")
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 8, 10, 0)
        row.addStretch(1)
        row.addWidget(self._add)
        self.tree.setIndexWidget(at, holder)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        row = self.tree.rows.row_at(current)
        if row is not None and row.key != self._chosen:
            self._chosen = row.key
            self.row_chosen.emit(row)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if self.tree.rows.row_at(index) is not None:
            self.row_clicked.emit()

    @Slot(QModelIndex)
    def _on_expanded(self, index: QModelIndex) -> None:
        row = self.tree.rows.row_at(index)
        if row is not None:
            self._open.add(row.key)

    @Slot(QModelIndex)
    def _on_collapsed(self, index: QModelIndex) -> None:
        row = self.tree.rows.row_at(index)
        if row is not None:
            self._open.discard(row.key)

    @Slot(QPoint)
    def _on_menu_requested(self, point: QPoint) -> None:
        menu = self.menu_at(self.tree.indexAt(point))
        if menu is not None:
            menu.popup(self.tree.viewport().mapToGlobal(point))
