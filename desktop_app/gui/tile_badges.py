"""Small signs on a dark backing, drawn once and then copied: a page of photos shows hundreds."""

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QPainter, QPixmap

from desktop_app.gui.icons import paint_icon
from desktop_app.gui.theme import interface_font, on_photo, shade

HEIGHT_PX = 20
_ICON_PX, _STEP_PX, _SIDE_PX, _DIGIT_PX = 12, 16, 5, 9


class BadgeCache:
    """Badges for one pixel ratio."""

    def __init__(self) -> None:
        self._made: dict[tuple[tuple[str, ...], float], QPixmap] = {}
        self._font = interface_font(11, weight=QFont.Weight.DemiBold)

    def badge(self, signs: tuple[str, ...], ratio: float) -> QPixmap:
        """Icons by name, figures as they are, side by side."""
        found = self._made.get((signs, ratio))
        if found is None:
            found = self._made[signs, ratio] = self._drawn(signs, ratio)
        return found

    def _drawn(self, signs: tuple[str, ...], ratio: float) -> QPixmap:
        steps = [_DIGIT_PX if sign.isdigit() else _STEP_PX for sign in signs]
        width = sum(steps) + 2 * _SIDE_PX - (_STEP_PX - _ICON_PX)
        pixmap = QPixmap((QSizeF(width, HEIGHT_PX) * ratio).toSize())
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade(0.6))
        painter.drawRoundedRect(QRectF(0, 0, width, HEIGHT_PX), HEIGHT_PX / 2, HEIGHT_PX / 2)
        painter.setFont(self._font)
        painter.setPen(on_photo())
        left = float(_SIDE_PX)
        for sign, step in zip(signs, steps, strict=True):
            box = QRectF(left, (HEIGHT_PX - _ICON_PX) / 2, _ICON_PX, _ICON_PX)
            if sign.isdigit():
                painter.drawText(QRectF(left - 1, 0, step, HEIGHT_PX), Qt.AlignmentFlag.AlignVCenter, sign)
            else:
                paint_icon(painter, sign, box, on_photo())
            left += step
        painter.end()
        return pixmap
