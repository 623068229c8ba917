"""Widgets that paint themselves in the colours of the theme."""

from abc import abstractmethod
from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.gui.theme import Tokens

if TYPE_CHECKING:
    _Mixed = QWidget
else:
    _Mixed = object  # Shiboken mixes plain classes into its own, and no two of its own


class Painted(_Mixed):
    """Comes before the kind of widget among the bases: `class Switch(Painted, QAbstractButton)`.

    Nothing is shown before there is a theme. Qt's classes have a metaclass of their own, so it is the type checker that
    sees to it that there is a `paint`.
    """

    tokens: Tokens | None = None

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self.tokens = tokens
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.tokens is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.paint(painter, self.tokens)
        painter.end()

    @abstractmethod
    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        """All of it; the painter smooths edges and pictures."""
