"""How one tile looks."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QPixmap

from desktop_app.gui.icons import paint_icon
from desktop_app.gui.theme import Size, Tokens, on_photo, shade
from desktop_app.gui.tile_badges import HEIGHT_PX, BadgeCache
from desktop_app.gui.tile_signs import FOOT_PX, MOST_STARS, Sign, SignKind, check_box, heart_box, star_boxes
from desktop_app.gui.viewer_placement import middle_in_shape
from desktop_app.records import Photo, PhotoState

_VEIL_PX = 56
_BADGE_INSET = 6
_SMALLEST_FOR_BADGES = 56
_LINE = 1.5


class TileLook(NamedTuple):
    """What is to be seen of one photo; `hover` from 0 to 1, `sign` what of the tile the pointer is on."""

    pixmap: QPixmap | None
    colour: int
    photo: Photo | None
    is_failing: bool = False
    is_absent: bool = False
    is_selected: bool = False
    is_current: bool = False
    hover: float = 0.0
    sign: Sign | None = None


class TilePainter:
    """Paints in one theme. The painter that it is given draws smoothly already."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._badges = BadgeCache()
        self._accent, self._ground = tokens.colour("accent"), tokens.colour("ground")
        self._text = tokens.colour("text")

    def paint(self, painter: QPainter, tile: QRectF, look: TileLook) -> None:
        """The picture or its placeholder, then what lies on it."""
        if look.pixmap is not None:
            if look.pixmap.width() == tile.width() and look.pixmap.height() == tile.height():
                painter.drawPixmap(tile.topLeft(), look.pixmap)
            else:
                painter.drawPixmap(tile, look.pixmap, middle_in_shape(QSizeF(look.pixmap.size()), tile))
        else:
            self._paint_placeholder(painter, tile, look)
        if look.hover > 0:
            _paint_veils(painter, tile, look.hover)
        if look.photo is not None:
            self._paint_badges(painter, tile, look, look.photo)
        if look.is_selected:
            _outline(painter, tile.adjusted(3, 3, -3, -3), self._ground, 2, radius=Size.TILE_RADIUS - 2)
            _outline(painter, tile, self._accent, Size.RING)
            self._paint_check(painter, check_box(tile))
        elif look.hover > 0:
            _paint_empty_check(painter, check_box(tile), look.hover)
        if look.is_current:
            _outline(painter, tile, self._text, 2 if not look.is_selected else 1)

    def _paint_placeholder(self, painter: QPainter, tile: QRectF, look: TileLook) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor.fromRgb(look.colour))
        painter.drawRoundedRect(tile, Size.TILE_RADIUS, Size.TILE_RADIUS)
        if look.is_absent and min(tile.width(), tile.height()) >= _SMALLEST_FOR_BADGES:
            sign = QRectF(0, 0, 24, 24)
            sign.moveCenter(tile.center())
            painter.setBrush(shade(0.35))
            painter.drawEllipse(sign.adjusted(-10, -10, 10, 10))
            paint_icon(painter, "warning-circle" if look.is_failing else "image", sign, on_photo(0.9))

    def _paint_badges(self, painter: QPainter, tile: QRectF, look: TileLook, photo: Photo) -> None:
        if min(tile.width(), tile.height()) < _SMALLEST_FOR_BADGES:
            return
        states = []
        if photo.state is PhotoState.OFFLINE:
            states.append("cloud-slash-bold")
        if look.is_failing:
            states.append("warning-bold")
        if states:
            badge = self._badge(painter, tuple(states))
            left = tile.right() - _BADGE_INSET - badge.width() / badge.devicePixelRatio()
            painter.drawPixmap(QPointF(left, tile.top() + _BADGE_INSET), badge)
        if look.hover > 0 and heart_box(tile) is not None:
            _paint_controls(painter, tile, look, photo)
            return
        said: tuple[str, ...] = ("heart-fill",) if photo.favourite else ()
        if photo.rating:
            said += ("star-fill", str(photo.rating))
        if said:
            top = tile.bottom() - _BADGE_INSET - HEIGHT_PX
            painter.drawPixmap(QPointF(tile.left() + _BADGE_INSET, top), self._badge(painter, said))

    def _badge(self, painter: QPainter, signs: tuple[str, ...]) -> QPixmap:
        return self._badges.badge(signs, painter.device().devicePixelRatio())

    def _paint_check(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._accent)
        painter.drawEllipse(box)
        paint_icon(painter, "check-bold", box.adjusted(5, 5, -5, -5), self._tokens.colour("accent_text"))


def _paint_veils(painter: QPainter, tile: QRectF, hover: float) -> None:
    """Shades at the edges, so that signs can be read on any photo."""
    height = tile.height()
    veil = QLinearGradient(tile.topLeft(), tile.bottomLeft())
    veil.setColorAt(0, shade(0.5 * hover))
    veil.setColorAt(min(_VEIL_PX / height, 0.5), shade(0))
    if heart_box(tile) is not None:
        veil.setColorAt(max(1 - (FOOT_PX + 26) / height, 0.5), shade(0))
        veil.setColorAt(1, shade(0.62 * hover))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(veil)
    painter.drawRoundedRect(tile, Size.TILE_RADIUS, Size.TILE_RADIUS)
    _outline(painter, tile, on_photo(0.28 * hover), _LINE)


def _paint_controls(painter: QPainter, tile: QRectF, look: TileLook, photo: Photo) -> None:
    """Heart and stars as they are; under the pointer as they would be."""
    heart = heart_box(tile)
    assert heart is not None
    is_on_heart = look.sign is not None and look.sign.kind is SignKind.FAVOURITE
    name = "heart-fill" if photo.favourite else "heart-bold"
    paint_icon(painter, name, heart.adjusted(4, 4, -4, -4), on_photo((1 if is_on_heart else 0.85) * look.hover))
    is_on_star = look.sign is not None and look.sign.kind is SignKind.RATING
    full = look.sign.stars if look.sign is not None and is_on_star else photo.rating
    for n, box in enumerate(star_boxes(tile)):
        sign = "star-fill" if n < full else "star"
        strength = 1.0 if n < full else 0.7
        paint_icon(painter, sign, box.adjusted(1, 5, -2, -5), on_photo(strength * look.hover))
    if not star_boxes(tile) and photo.rating:
        _paint_count(painter, heart, photo.rating, look.hover)


def _paint_count(painter: QPainter, heart: QRectF, rating: int, hover: float) -> None:
    """Where five stars have no room."""
    for n in range(min(rating, MOST_STARS)):
        paint_icon(painter, "star-fill", QRectF(heart.right() + n * 9, heart.top() + 9, 8, 8), on_photo(hover))


def _outline(
    painter: QPainter, tile: QRectF, colour: QColor, width: float, *, radius: float = Size.TILE_RADIUS
) -> None:
    """A line of `width` just inside the tile."""
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = width / 2
    painter.drawRoundedRect(tile.adjusted(half, half, -half, -half), radius - half, radius - half)


def _paint_empty_check(painter: QPainter, box: QRectF, hover: float) -> None:
    painter.setPen(QPen(on_photo(0.9 * hover), 1.75))
    painter.setBrush(shade(0.25 * hover))
    painter.drawEllipse(box.adjusted(1, 1, -1, -1))
