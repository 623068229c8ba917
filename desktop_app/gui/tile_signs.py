"""What on a tile can be clicked while the pointer is on it: the check, the heart, the stars."""

from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

CHECK_PX, CHECK_INSET = 22, 8
FOOT_PX = 34
"""Of the lower edge, behind heart and stars."""
_HEART_PX, _STAR_PX = 26, 19
_INSET = 6
_STARS_FROM_PX = _INSET + _HEART_PX + 5 * _STAR_PX + _INSET
_HEART_FROM_PX = 72
MOST_STARS = 5


class SignKind(Enum):
    """What a click there does."""

    CHECK = auto()
    FAVOURITE = auto()
    RATING = auto()


class Sign(NamedTuple):
    """`stars`: 1 to 5 where it is a star, else 0."""

    kind: SignKind
    stars: int = 0


def check_box(tile: QRectF) -> QRectF:
    """The circle that selects the photo."""
    return QRectF(tile.left() + CHECK_INSET, tile.top() + CHECK_INSET, CHECK_PX, CHECK_PX)


def heart_box(tile: QRectF) -> QRectF | None:
    """None where the tile is too small."""
    if tile.width() < _HEART_FROM_PX or tile.height() < _HEART_FROM_PX:
        return None
    return QRectF(tile.left() + _INSET, tile.bottom() - _INSET - _HEART_PX + 2, _HEART_PX, _HEART_PX)


def star_boxes(tile: QRectF) -> list[QRectF]:
    """One to five; none where the tile is too small."""
    heart = heart_box(tile)
    if heart is None or tile.width() < _STARS_FROM_PX:
        return []
    return [QRectF(heart.right() + n * _STAR_PX, heart.top(), _STAR_PX, heart.height()) for n in range(MOST_STARS)]


def sign_at(tile: QRectF, point: QPointF) -> Sign | None:
    """What is under the pointer."""
    if check_box(tile).contains(point):
        return Sign(SignKind.CHECK)
    heart = heart_box(tile)
    if heart is not None and heart.contains(point):
        return Sign(SignKind.FAVOURITE)
    for n, box in enumerate(star_boxes(tile), start=1):
        if box.contains(point):
            return Sign(SignKind.RATING, n)
    return None
