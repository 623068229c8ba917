"""What the viewer says where there is no picture, or not yet the right one."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.gui.theme import Size, interface_font, on_photo, shade

_MARGIN = 48


def paint_message(painter: QPainter, view: QRect, text: str, *, ink: QColor, is_over_picture: bool) -> None:
    """In the middle of the view. On a small picture, which may be all there is of a photo that is away, it has a ground
    of its own, further down."""
    painter.setFont(interface_font(Size.SECTION))
    box = view.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    how = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
    if is_over_picture:
        box = painter.boundingRect(box, how, text)
        box.moveBottom(view.bottom() + 1 - 2 * Size.GROUP)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade(0.7))
        painter.drawRoundedRect(box.adjusted(-Size.MARGIN, -Size.SPACE, Size.MARGIN, Size.SPACE), 8, 8)
    painter.setPen(on_photo(1) if is_over_picture else ink)
    painter.drawText(box, how, text)
