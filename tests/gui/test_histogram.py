"""How brightness is spread."""

import numpy as np
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from desktop_app.gui.histogram import Histogram, spread


def picture(colour: str) -> QImage:
    made = QImage(500, 301, QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return made


def test_each_channel_has_its_peak_where_the_photo_is_bright() -> None:
    counts = spread(picture("#ff8000"))
    assert counts.shape == (3, 64)
    assert [int(np.argmax(channel)) for channel in counts] == [63, 32, 0]


def test_the_tallest_is_one_and_a_gradient_is_flat() -> None:
    made = QImage(256, 40, QImage.Format.Format_RGB32)
    for x in range(256):
        for y in range(40):
            made.setPixelColor(x, y, QColor(x, x, x))
    counts = spread(made)
    assert counts.max() == 1.0
    assert counts.min() > 0.9


def test_it_paints_with_and_without_a_photo(qtbot: QtBot) -> None:
    widget = Histogram()
    qtbot.addWidget(widget)
    widget.resize(280, widget.height())
    empty = widget.grab().toImage()
    widget.show_picture(picture("#ff8000"))
    assert widget.grab().toImage() != empty
    widget.show_picture(QImage())
    assert widget.grab().toImage() == empty
