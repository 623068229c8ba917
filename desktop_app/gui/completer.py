"""The list below the search bar: what was searched for before, folders, cameras. The keyboard stays in the field."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.completion_rows import Offer, OfferGroup
from desktop_app.gui.icons import paint_icon
from desktop_app.gui.theme import Size, Tokens, interface_font

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ROW_PX, _HEADING_PX, _SIDE_PX = 34, 26, 12
_CROSS_PX = 11
_ROLE = Qt.ItemDataRole.UserRole
_NAME_SHARE = 0.55


class OfferModel(QAbstractListModel):
    """Headings (an `OfferGroup`) and offers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[OfferGroup | Offer] = []

    def show(self, offers: Sequence[Offer]) -> None:
        """These, each group below its heading."""
        self.beginResetModel()
        self._rows = []
        group = None
        for offer in offers:
            if offer.group is not group:
                group = offer.group
                self._rows.append(group)
            self._rows.append(offer)
        self.endResetModel()

    def offer(self, row: int) -> Offer | None:
        """None for a heading and beyond the rows."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, Offer) else None

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == _ROLE:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken if isinstance(row, Offer) else row.heading
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text if isinstance(row, Offer) else row.heading
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, Offer) and row.detail:
            return f"{row.detail}/{row.text}"
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        is_offer = index.isValid() and self.offer(index.row()) is not None
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if is_offer else Qt.ItemFlag.ItemIsEnabled


class _Painter(QStyledItemDelegate):
    """Rows in the colours of the theme."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.tokens: Tokens | None = None
        self.cross: int | None = None
        """The row whose cross the pointer is on."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(100, _ROW_PX if isinstance(index.data(_ROLE), Offer) else _HEADING_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        if self.tokens is None:
            return
        view = self.parent()
        assert isinstance(view, QListView)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRect(option.rect)
        row = index.data(_ROLE)
        if isinstance(row, Offer):
            self._paint_offer(painter, box, row, is_current=index.row() == view.currentIndex().row(), at=index.row())
        else:
            painter.setFont(interface_font(Size.SECONDARY, weight=QFont.Weight.DemiBold))
            painter.setPen(self.tokens.colour("faint"))
            painter.drawText(box.adjusted(_SIDE_PX, 4, -_SIDE_PX, 0), Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        painter.restore()

    def _paint_offer(self, painter: QPainter, box: QRect, offer: Offer, *, is_current: bool, at: int) -> None:
        assert self.tokens is not None
        if is_current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.tokens.colour("hovered"))
            painter.drawRoundedRect(QRectF(box.adjusted(4, 0, -4, 0)), 6, 6)
        middle = box.center().y() + 1
        sign = QRectF(box.left() + _SIDE_PX, middle - 8, 16, 16)
        paint_icon(painter, offer.sign, sign, self.tokens.colour("faint"))
        left, right = box.left() + _SIDE_PX + 26, box.right() - _SIDE_PX
        if offer.can_be_forgotten and is_current:
            paint_icon(
                painter, "x-bold", QRectF(cross_box(box)), self.tokens.colour("text" if self.cross == at else "faint")
            )
            right -= 24
        painter.setFont(interface_font(Size.BODY))
        metrics = QFontMetrics(painter.font())
        room = right - left
        name_px = room if not offer.detail else max(int(room * _NAME_SHARE), 40)
        name = metrics.elidedText(offer.text, Qt.TextElideMode.ElideRight, name_px)
        painter.setPen(self.tokens.colour("text"))
        words = QRect(left, box.top(), room, box.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        if offer.detail:
            taken = metrics.horizontalAdvance(name) + 10
            painter.setFont(interface_font(Size.SECONDARY))
            painter.setPen(self.tokens.colour("faint"))
            small = QFontMetrics(painter.font())
            detail = small.elidedText(offer.detail, Qt.TextElideMode.ElideLeft, max(room - taken, 0))
            words.setLeft(left + taken)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, detail)


def cross_box(row: QRect) -> QRect:
    """Where the cross of a past search is."""
    return QRect(row.right() - _SIDE_PX - _CROSS_PX, row.center().y() + 1 - _CROSS_PX // 2, _CROSS_PX, _CROSS_PX)


class _OfferList(QListView):
    """Follows the pointer; takes no keyboard."""

    pressed_on = Signal(int, bool)  # row, on its cross

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.painter = _Painter(self)
        self.setItemDelegate(self.painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        model = self.model()
        assert isinstance(model, OfferModel)
        if model.offer(index.row()) is not None:
            self.setCurrentIndex(index)
        on_cross = self._is_on_cross(index, event.position().toPoint())
        self.painter.cross = index.row() if on_cross else None
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self.pressed_on.emit(index.row(), self._is_on_cross(index, event.position().toPoint()))

    def _is_on_cross(self, index: QModelIndex, point: QPoint) -> bool:
        row = index.data(_ROLE)
        if not isinstance(row, Offer) or not row.can_be_forgotten:
            return False
        return cross_box(self.visualRect(index)).adjusted(-8, -8, 8, 8).contains(point)


class Completer(QFrame):
    """Lies over the window below `bar`, as wide as it."""

    chosen = Signal(object)  # Offer
    forgotten = Signal(str)
    """The text of a past search."""

    def __init__(self, bar: QWidget) -> None:
        super().__init__(bar)
        self._bar = bar
        self.setObjectName("completer")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._model = OfferModel(self)
        self.list = _OfferList(self)
        self.list.setModel(self._model)
        self.list.setAccessibleName(self.tr("Suggestions"))
        self.list.pressed_on.connect(self._on_pressed)
        self._foot = QLabel(self.tr("Enter takes it · Shift+Del forgets a past search"), self)
        self._foot.setProperty("faint", "true")
        self._foot.setContentsMargins(_SIDE_PX, 0, _SIDE_PX, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        column.addWidget(self.list)
        column.addWidget(self._foot)
        self.hide()

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self.list.painter.tokens = tokens
        self.list.viewport().update()

    @property
    def offers(self) -> list[Offer]:
        """What is offered now, in order."""
        found = (self._model.offer(row) for row in range(self._model.rowCount()))
        return [] if self.isHidden() else [offer for offer in found if offer is not None]

    def offer(self, offers: Sequence[Offer]) -> None:
        """Shows these, with none marked; nothing is offered when there are none. The same again changes nothing."""
        if offers and list(offers) == self.offers:
            return
        self._model.show(offers)
        self.list.setCurrentIndex(QModelIndex())
        if not offers:
            self.hide()
            return
        self._foot.setVisible(any(offer.can_be_forgotten for offer in offers))
        self._place()
        self.show()
        self.raise_()

    def current(self) -> Offer | None:
        """The offer that is marked."""
        return None if self.isHidden() else self._model.offer(self.list.currentIndex().row())

    def move_current(self, step: int) -> None:
        """Marks the next or previous offer; beyond the last one none, and then the first."""
        rows = [row for row in range(self._model.rowCount()) if self._model.offer(row) is not None]
        line = [-1, *rows]
        now = self.list.currentIndex().row()
        place = (line.index(now) if now in line else 0) + step
        row = line[place % len(line)]
        self.list.setCurrentIndex(self._model.index(row) if row >= 0 else QModelIndex())
        self._tell_current()

    def choose_current(self) -> None:
        """Takes the offer that is marked."""
        offer = self.current()
        if offer is not None:
            self.chosen.emit(offer)

    def forget_current(self) -> None:
        """Asks that the marked past search is not offered again."""
        offer = self.current()
        if offer is not None and offer.can_be_forgotten:
            self._forget(offer)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        over = self._bar.window()
        if self.parentWidget() is not over:
            self.setParent(over)
            over.installEventFilter(self)
            self._bar.installEventFilter(self)
        corner = self._bar.mapTo(over, QPoint(0, self._bar.height() + 4))
        heights = [self.list.sizeHintForRow(row) for row in range(self._model.rowCount())]
        wanted = sum(heights) + 2
        room = max(over.height() - corner.y() - 60, 2 * _ROW_PX)
        self.list.setFixedHeight(min(wanted, room))
        self._foot.adjustSize()
        height = self.list.height() + 8 + (0 if self._foot.isHidden() else self._foot.sizeHint().height() + 4)
        self.setGeometry(corner.x(), corner.y(), self._bar.width(), height)

    def _forget(self, offer: Offer) -> None:
        self.forgotten.emit(offer.text)
        self.offer([each for each in self.offers if each != offer])

    def _tell_current(self) -> None:
        """The keyboard stays in the field, so a screen reader hears of the mark from there."""
        offer = self.current()
        focused = self._bar.window().focusWidget()
        if focused is not None:
            focused.setAccessibleDescription("" if offer is None else offer.spoken)

    @Slot(int, bool)
    def _on_pressed(self, row: int, on_cross: bool) -> None:
        offer = self._model.offer(row)
        if offer is None:
            return
        if on_cross:
            self._forget(offer)
        else:
            self.chosen.emit(offer)
