"""Widgets that paint themselves."""

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop_app.gui.painted import Painted
from desktop_app.gui.theme import DARK, LIGHT, Tokens


class Patch(Painted, QAbstractButton):
    """All of it in the accent."""

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        painter.fillRect(self.rect(), tokens.colour("accent"))


def colour_of(patch: Patch) -> str:
    return patch.grab().toImage().pixelColor(5, 5).name()


def test_nothing_is_painted_before_there_is_a_theme_and_each_theme_is_followed(qtbot: QtBot) -> None:
    patch = Patch()
    qtbot.addWidget(patch)
    patch.resize(10, 10)
    assert colour_of(patch) not in (DARK.accent.lower(), LIGHT.accent.lower())
    for tokens in (DARK, LIGHT):
        patch.set_tokens(tokens)
        assert colour_of(patch) == tokens.accent.lower()
