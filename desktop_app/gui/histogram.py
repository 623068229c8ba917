"""How the brightness of a photo is spread, a curve for each colour."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop_app.gui.theme import CHANNELS, DARK, Size, Tokens

_BINS = 64
_SIDE_PX = 320
_HEIGHT_PX = 84
_MARGIN = 8
_TALLEST_SHARE = 0.99
"""Bins above this quantile are cut off: one white wall must not flatten all else."""


class Histogram(QWidget):
    """Of a picture that is shown anyway, scaled down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = DARK
        self._counts: NDArray[np.float64] | None = None
        self._key = -1
        self.setFixedHeight(_HEIGHT_PX)
        self.setAccessibleName(self.tr("Histogram"))

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens = tokens
        self.update()

    def show_picture(self, picture: QImage) -> None:
        """Nothing for a null picture."""
        if picture.cacheKey() != self._key:
            self._key = picture.cacheKey()
            self._counts = None if picture.isNull() else spread(picture)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._tokens.colour("ground"))
        painter.drawRoundedRect(QRectF(self.rect()), Size.CONTROL_RADIUS, Size.CONTROL_RADIUS)
        if self._counts is not None:
            self._paint_curves(painter, self._counts)
        painter.end()

    def _paint_curves(self, painter: QPainter, counts: NDArray[np.float64]) -> None:
        box = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        mode = QPainter.CompositionMode.CompositionMode_Screen
        if not self._tokens.is_dark:
            mode = QPainter.CompositionMode.CompositionMode_Multiply
        painter.setCompositionMode(mode)
        for channel, name in enumerate(CHANNELS):
            colour = QColor(name)
            colour.setAlphaF(0.75)
            painter.setBrush(colour)
            across = np.linspace(box.left(), box.right(), _BINS)
            heights = box.bottom() - counts[channel] * box.height()
            points = [QPointF(x, y) for x, y in zip(across.tolist(), heights.tolist(), strict=True)]
            painter.drawPolygon(QPolygonF([box.bottomLeft(), *points, box.bottomRight()]))


def spread(picture: QImage) -> NDArray[np.float64]:
    """Float64[3, 64]: how often red, green and blue have each brightness, smoothed, as square roots (the few
    bright spots of a night are to be seen too), 1 for the most frequent."""
    longest = max(picture.width(), picture.height())
    if longest > _SIDE_PX:
        picture = picture.scaled(_SIDE_PX, _SIDE_PX, Qt.AspectRatioMode.KeepAspectRatio)
    picture = picture.convertToFormat(QImage.Format.Format_RGBX8888)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    pixels = rows[:, : picture.width() * 4].reshape(-1, 4)
    bins = (pixels[:, :3] // (256 // _BINS)).T
    counts = np.stack([np.bincount(channel, minlength=_BINS) for channel in bins]).astype(np.float64)
    soft = np.stack([np.convolve(np.pad(channel, 1, mode="edge"), [0.25, 0.5, 0.25], "valid") for channel in counts])
    tallest = max(float(np.quantile(soft, _TALLEST_SHARE)), 1.0)
    return np.sqrt(np.minimum(soft / tallest, 1.0))
