"""How the rows of the side bar look."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.gui.icons import paint_icon
from desktop_app.gui.side_bar_model import ROW_ROLE
from desktop_app.gui.side_bar_rows import SideBarRow, SideBarSection
from desktop_app.gui.theme import Size, Tokens, interface_font, tabular
from desktop_app.gui.words import number

ROW_PX, TITLE_PX, GAP_PX = 34, 40, 18
_ICON_PX = 17
_State = QStyle.StateFlag
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class SideBarPainter(QStyledItemDelegate):
    """Icon, name, and at the right how many photos or what is the matter."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tokens: Tokens | None = None
        self._count_font = tabular(interface_font(Size.SECONDARY))
        self._title_font = interface_font(Size.SECONDARY, weight=QFont.Weight.DemiBold)
        self._font = interface_font()
        self._chosen_font = interface_font(weight=QFont.Weight.DemiBold)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        item = index.data(ROW_ROLE)
        if isinstance(item, SideBarSection):
            return QSize(0, TITLE_PX if item.title else GAP_PX)
        return QSize(0, ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The words; what lies behind them is the view's, since it spans the whole width."""
        item = index.data(ROW_ROLE)
        if self.tokens is None or item is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(item, SideBarRow):
            self._paint_row(painter, QRect(option.rect), item, is_chosen=bool(option.state & _State.State_Selected))
        elif item.title:
            painter.setFont(self._title_font)
            painter.setPen(self.tokens.colour("faint"))
            painter.drawText(QRect(option.rect).adjusted(2, 8, 0, 0), _MIDDLE, item.title)
        painter.restore()

    def paint_ground(
        self, painter: QPainter, row: QRect, *, is_chosen: bool, is_hovered: bool, is_focused: bool
    ) -> None:
        """What lies behind a row, over the whole width of the side bar."""
        if self.tokens is None:
            return
        box = QRectF(row).adjusted(Size.SPACE, 1, -Size.SPACE, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_chosen or is_hovered:
            painter.setBrush(self.tokens.colour("accent", 0.14) if is_chosen else self.tokens.colour("hovered"))
            painter.drawRoundedRect(box, Size.CONTROL_RADIUS, Size.CONTROL_RADIUS)
        if is_focused:
            painter.setPen(QPen(self.tokens.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), Size.CONTROL_RADIUS - 1, Size.CONTROL_RADIUS - 1)
        painter.restore()

    def paint_branch(self, painter: QPainter, row: QRect, *, is_open: bool) -> None:
        """The arrow that opens and closes a folder; it ends where `row` does."""
        if self.tokens is None:
            return
        box = QRectF(row.right() - 15, row.center().y() - 5, 11, 11)
        paint_icon(painter, "caret-down-bold" if is_open else "caret-right-bold", box, self.tokens.colour("faint"))

    def _paint_row(self, painter: QPainter, box: QRect, row: SideBarRow, *, is_chosen: bool) -> None:
        assert self.tokens is not None
        sign = self.tokens.colour("accent" if is_chosen or row.is_busy else "faint")
        icon = "spinner-gap-bold" if row.is_busy else f"{row.icon}-fill" if is_chosen else row.icon
        paint_icon(painter, icon, QRectF(box.left() + 2, box.center().y() - 8, _ICON_PX, _ICON_PX), sign)
        right = row.note or (number(row.count) if row.count else "")
        painter.setFont(self._count_font)
        painter.setPen(self.tokens.colour("faint"))
        painter.drawText(box.adjusted(0, 0, -18, 0), _MIDDLE | Qt.AlignmentFlag.AlignRight, right)
        room = box.width() - 28 - 26 - QFontMetrics(self._count_font).horizontalAdvance(right)
        font = self._chosen_font if is_chosen else self._font
        painter.setFont(font)
        painter.setPen(self.tokens.colour("text"))
        name = QFontMetrics(font).elidedText(row.title, Qt.TextElideMode.ElideMiddle, max(room, 0))
        painter.drawText(box.adjusted(28, 0, 0, 0), _MIDDLE, name)
