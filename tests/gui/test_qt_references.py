"""PySide6 6.12.0 with Python 3.11 takes a reference from `None` at every call that returns nothing, until it dies."""

import sys

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from desktop_app.gui.theme import DARK
from desktop_app.gui.tile_painter import TileLook, TilePainter


def test_painting_takes_no_references_from_none(qapp: QApplication) -> None:
    image = QImage(200, 200, QImage.Format.Format_ARGB32_Premultiplied)
    look = TileLook(pixmap=None, colour=0x336699, photo=None, is_selected=True, hover=0.5)
    painter, tiles = QPainter(image), TilePainter(DARK)
    before = sys.getrefcount(None)
    for _ in range(3000):
        tiles.paint(painter, QRectF(0, 0, 150, 100), look)
    lost = before - sys.getrefcount(None)
    painter.end()
    assert lost < 500, f"{lost} references to None were lost in 3,000 tiles: this version of PySide6 must not be used"
