"""The list of files that need attention: name, reason, place, and at the right what can be done."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from desktop_app.gui.icons import paint_icon
from desktop_app.gui.problems_model import BUSY_ROLE, PROBLEM_ROLE, ProblemsModel
from desktop_app.gui.theme import Size, Tokens, interface_font
from desktop_app.gui.words import file_name, place
from desktop_app.records import Problem

AnyIndex = QModelIndex | QPersistentModelIndex
_ROW_PX, _BUTTON_PX = 66, 34
_State = QStyle.StateFlag
RETRY, REVEAL = "retry", "reveal"
_SIGNS = {RETRY: "arrows-clockwise", REVEAL: "folder-open"}


class ProblemsList(QListView):
    """Enter tries the chosen ones again, Ctrl+R shows the current one in its folder; so do the signs in a row."""

    retry_wanted = Signal(list)  # Problems
    reveal_wanted = Signal(object)  # Problem

    def __init__(self, model: ProblemsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problemsList")
        self._problems = model
        self.painter = ProblemPainter(self)
        self.hovered: tuple[int, str] | None = None
        """The row and what of it is under the pointer."""
        self.setModel(model)
        self.setItemDelegate(self.painter)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Files that need attention"))

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self.painter.tokens = tokens
        self.viewport().update()

    def chosen(self) -> list[Problem]:
        """Those that are selected, top to bottom."""
        found = [self._problems.problem(index) for index in sorted(self.selectedIndexes(), key=lambda each: each.row())]
        return [problem for problem in found if problem is not None]

    def button_box(self, index: AnyIndex, name: str) -> QRect:
        """Where a sign of a row is, in the viewport's pixels."""
        return self.painter.button_box(self.visualRect(self._problems.index(index.row())), name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.chosen():
                self.retry_wanted.emit(self.chosen())
        elif event.key() == Qt.Key.Key_R and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            problem = self._problems.problem(self.currentIndex())
            if problem is not None:
                self.reveal_wanted.emit(problem)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(event.position().toPoint())
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._button_at(event.position().toPoint())
        if found is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        problem = self._problems.problem(self._problems.index(found[0]))
        if problem is not None and found[1] == RETRY:
            self.retry_wanted.emit([problem])
        elif problem is not None:
            self.reveal_wanted.emit(problem)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(QPoint(-1, -1))
        super().leaveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._button_at(event.pos())
            if found is not None:
                words = {RETRY: self.tr("Try again (Enter)"), REVEAL: self.tr("Show in folder (Ctrl+R)")}
                QToolTip.showText(event.globalPos(), words[found[1]], self)
                return True
        return super().viewportEvent(event)

    def _button_at(self, point: QPoint) -> tuple[int, str] | None:
        index = self.indexAt(point)
        if not index.isValid():
            return None
        return next(((index.row(), name) for name in _SIGNS if self.button_box(index, name).contains(point)), None)

    def _hover(self, point: QPoint) -> None:
        found = self._button_at(point)
        if found != self.hovered:
            self.hovered = found
            self.viewport().update()


class ProblemPainter(QStyledItemDelegate):
    """Paints a row."""

    def __init__(self, view: ProblemsList) -> None:
        super().__init__(view)
        self.tokens: Tokens | None = None
        self._view = view
        self._name = interface_font(weight=QFont.Weight.DemiBold)
        self._small = interface_font(Size.SECONDARY)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(0, _ROW_PX)

    def button_box(self, row: QRect, name: str) -> QRect:
        """Where a sign is in this row."""
        place = list(_SIGNS).index(name) - len(_SIGNS)
        left = row.right() - 8 + place * (_BUTTON_PX + 2)
        return QRect(left, row.center().y() - _BUTTON_PX // 2, _BUTTON_PX, _BUTTON_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        problem = index.data(PROBLEM_ROLE)
        if self.tokens is None or problem is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = QRect(option.rect)
        is_current = index == self._view.currentIndex() and self._view.hasFocus()
        self._paint_ground(painter, row, is_chosen=bool(option.state & _State.State_Selected), is_current=is_current)
        sign = self.tokens.colour("warning")
        paint_icon(painter, "warning-circle-fill", QRectF(row.left() + 14, row.top() + 13, 18, 18), sign)
        room = QRect(row.left() + 44, row.top() + 9, row.width() - 44 - 2 * _BUTTON_PX - 24, 18)
        painter.setPen(self.tokens.colour("text"))
        self._line(painter, room, self._name, file_name(problem.path))
        self._line(painter, room.translated(0, 18), self._small, problem.reason)
        painter.setPen(self.tokens.colour("faint"))
        self._line(painter, room.translated(0, 34), self._small, place(problem.path.parent))
        for name in _SIGNS:
            self._paint_button(painter, row, name, index)
        painter.restore()

    def _paint_ground(self, painter: QPainter, row: QRect, *, is_chosen: bool, is_current: bool) -> None:
        assert self.tokens is not None
        box = QRectF(row).adjusted(2, 1, -2, -1)
        if is_chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.tokens.colour("accent", 0.14))
            painter.drawRoundedRect(box, Size.CONTROL_RADIUS, Size.CONTROL_RADIUS)
        else:
            painter.setPen(self.tokens.colour("line"))
            painter.drawLine(row.left() + 44, row.bottom(), row.right() - 8, row.bottom())
        if is_current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.tokens.colour("accent"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), Size.CONTROL_RADIUS - 1, Size.CONTROL_RADIUS - 1)

    @staticmethod
    def _line(painter: QPainter, room: QRect, font: QFont, text: str) -> None:
        painter.setFont(font)
        words = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideMiddle, max(room.width(), 0))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_button(self, painter: QPainter, row: QRect, name: str, index: AnyIndex) -> None:
        assert self.tokens is not None
        box = QRectF(self.button_box(row, name))
        if self._view.hovered == (index.row(), name):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.tokens.colour("hovered"))
            painter.drawRoundedRect(box, Size.CONTROL_RADIUS, Size.CONTROL_RADIUS)
        is_busy = name == RETRY and bool(index.data(BUSY_ROLE))
        colour = self.tokens.colour("accent" if is_busy else "faint")
        sign = "spinner-gap-bold" if is_busy else _SIGNS[name]
        inset = (_BUTTON_PX - 18) / 2
        paint_icon(painter, sign, box.adjusted(inset, inset, -inset, -inset), colour)
