"""How one tile looks."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPen, QPixmap

from desktop_app.gui.icons import paint_icon
from desktop_app.gui.theme import Size, Tokens, on_photo, shade
from desktop_app.records import Photo, PhotoState

CHECK_PX = 22
CHECK_INSET = 8
_BADGE_PX = 22
_VEIL_PX = 56


@dataclass(frozen=True)
class TileLook:
    """What is to be seen of one photo; `hover` from 0 to 1."""

    pixmap: QPixmap | None
    mean_colour: int | None
    photo: Photo | None
    selected: bool = False
    current: bool = False
    hover: float = 0.0


def check_box(tile: QRectF) -> QRectF:
    """The circle that selects the photo."""
    return QRectF(tile.left() + CHECK_INSET, tile.top() + CHECK_INSET, CHECK_PX, CHECK_PX)


def paint_tile(painter: QPainter, tile: QRectF, look: TileLook, tokens: Tokens) -> None:
    """The picture or its placeholder, then what lies on it."""
    _paint_picture(painter, tile, look, tokens)
    if look.hover > 0:
        _paint_veil(painter, tile, look.hover)
    if look.photo is not None:
        _paint_badges(painter, tile, look)
    if look.selected:
        _paint_ring(painter, tile, tokens)
        _paint_check(painter, check_box(tile), tokens)
    elif look.hover > 0:
        _paint_empty_check(painter, check_box(tile), look.hover)
    if look.current and not look.selected:
        _outline(painter, tile, tokens.colour("text"), 2)


def _paint_picture(painter: QPainter, tile: QRectF, look: TileLook, tokens: Tokens) -> None:
    if look.pixmap is not None:
        ratio = painter.device().devicePixelRatio()
        exact = look.pixmap.width() == round(tile.width() * ratio) and look.pixmap.height() == round(
            tile.height() * ratio
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not exact)
        painter.drawPixmap(tile, look.pixmap, _fitting_part(tile, look.pixmap))
        return
    colour = tokens.colour("raised") if look.mean_colour is None else QColor.fromRgb(look.mean_colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(tile, Size.TILE_RADIUS, Size.TILE_RADIUS)


def _fitting_part(tile: QRectF, pixmap: QPixmap) -> QRectF:
    """The middle of the pixmap in the tile's shape: it may have been made for another one."""
    scale = min(pixmap.width() / tile.width(), pixmap.height() / tile.height())
    width, height = tile.width() * scale, tile.height() * scale
    return QRectF((pixmap.width() - width) / 2, (pixmap.height() - height) / 2, width, height)


def _paint_veil(painter: QPainter, tile: QRectF, hover: float) -> None:
    """A shade at the top, so that signs can be read on any photo."""
    veil = QLinearGradient(tile.topLeft(), QPointF(tile.left(), tile.top() + _VEIL_PX))
    veil.setColorAt(0, shade(0.5 * hover))
    veil.setColorAt(1, shade(0))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(veil)
    painter.drawRoundedRect(tile, Size.TILE_RADIUS, Size.TILE_RADIUS)
    _outline(painter, tile, on_photo(0.28 * hover), 1.5)


def _paint_badges(painter: QPainter, tile: QRectF, look: TileLook) -> None:
    assert look.photo is not None
    signs = []
    if look.photo.state is PhotoState.OFFLINE:
        signs.append(("cloud-slash-bold", on_photo()))
    if look.photo.favourite:
        signs.append(("heart-fill", on_photo()))
    if look.photo.rating and look.hover > 0:
        signs += [("star-fill", on_photo(look.hover))] * look.photo.rating
    if not signs or tile.width() < _BADGE_PX * (len(signs) + 1):
        return
    width = _BADGE_PX + 16 * (len(signs) - 1)
    backing = QRectF(tile.left() + 6, tile.bottom() - 6 - _BADGE_PX, width, _BADGE_PX)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade(0.6))
    painter.drawRoundedRect(backing, _BADGE_PX / 2, _BADGE_PX / 2)
    for n, (name, colour) in enumerate(signs):
        paint_icon(painter, name, QRectF(backing.left() + 4 + 16 * n, backing.top() + 4, 14, 14), colour)


def _paint_ring(painter: QPainter, tile: QRectF, tokens: Tokens) -> None:
    _outline(painter, tile.adjusted(3, 3, -3, -3), tokens.colour("ground"), 2, radius=Size.TILE_RADIUS - 2)
    _outline(painter, tile, tokens.colour("accent"), Size.RING)


def _outline(
    painter: QPainter, tile: QRectF, colour: QColor, width: float, *, radius: float = Size.TILE_RADIUS
) -> None:
    """A line of `width` just inside the tile."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = width / 2
    painter.drawRoundedRect(tile.adjusted(half, half, -half, -half), radius - half, radius - half)


def _paint_check(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.colour("accent"))
    painter.drawEllipse(box)
    paint_icon(painter, "check-bold", box.adjusted(5, 5, -5, -5), tokens.colour("accent_text"))


def _paint_empty_check(painter: QPainter, box: QRectF, hover: float) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(on_photo(0.9 * hover), 1.75))
    painter.setBrush(shade(0.25 * hover))
    circle = QPainterPath()
    circle.addEllipse(box.adjusted(1, 1, -1, -1))
    painter.drawPath(circle)
