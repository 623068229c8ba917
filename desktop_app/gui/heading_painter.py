"""How the headings between the photos look."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen

from desktop_app.gui.headings import heading
from desktop_app.gui.icons import paint_icon
from desktop_app.gui.photo_list import PhotoList
from desktop_app.gui.theme import Size, Tokens, interface_font

_CHECK_PX = 20
_GAP = 12


class HeadingPainter:
    """A title, quiet words beside it, and under the pointer the check that selects all photos of the part."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._title_font = interface_font(Size.HEADING, weight=QFont.Weight.DemiBold)
        self._note_font = interface_font(Size.SECONDARY)
        self._title_metrics = QFontMetrics(self._title_font)
        self._note_metrics = QFontMetrics(self._note_font)

    def paint(
        self, painter: QPainter, box: QRect, shown: PhotoList, part: int, *, is_hovered: bool, is_selected: bool
    ) -> None:
        """The heading of a part in its box; words sit at the lower edge."""
        title, note = self._elided(box, shown, part)
        painter.setFont(self._title_font)
        painter.setPen(self._tokens.colour("text"))
        bottom = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, bottom, title)
        left = box.left() + self._title_metrics.horizontalAdvance(title) + _GAP
        painter.setFont(self._note_font)
        painter.setPen(self._tokens.colour("faint"))
        painter.drawText(QRect(left, box.top(), box.right() - left, box.height() - 3), bottom, note)
        if is_hovered:
            self._paint_check(painter, self._check(box, title, note), is_selected=is_selected)

    def reach(self, box: QRect, shown: PhotoList, part: int) -> QRectF:
        """Where a click selects the part: its words and the check beside them."""
        title, note = self._elided(box, shown, part)
        check = self._check(box, title, note)
        return QRectF(box.left(), check.top() - 4, check.right() - box.left() + 4, check.height() + 8)

    def _elided(self, box: QRect, shown: PhotoList, part: int) -> tuple[str, str]:
        words = heading(shown, part)
        title = self._title_metrics.elidedText(words.title, Qt.TextElideMode.ElideMiddle, box.width() * 2 // 3)
        room = box.width() - self._title_metrics.horizontalAdvance(title) - 2 * _GAP - _CHECK_PX
        return title, self._note_metrics.elidedText(words.note, Qt.TextElideMode.ElideMiddle, max(room, 0))

    def _check(self, box: QRect, title: str, note: str) -> QRectF:
        left = box.left() + self._title_metrics.horizontalAdvance(title) + _GAP
        left += self._note_metrics.horizontalAdvance(note) + _GAP
        return QRectF(left, box.bottom() - _CHECK_PX - 3, _CHECK_PX, _CHECK_PX)

    def _paint_check(self, painter: QPainter, box: QRectF, *, is_selected: bool) -> None:
        if is_selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._tokens.colour("accent"))
            painter.drawEllipse(box)
            paint_icon(painter, "check-bold", box.adjusted(4, 4, -4, -4), self._tokens.colour("accent_text"))
        else:
            painter.setPen(QPen(self._tokens.colour("faint"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
