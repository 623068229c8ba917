"""Stars and a heart: what the user thinks of a photo, by mouse and by keyboard."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider, QToolButton, QWidget

from desktop_app.gui.icons import icon, paint_icon
from desktop_app.gui.theme import DARK, Size, Tokens
from desktop_app.gui.words import counted

STARS = 5
_STAR_PX = 18
_PITCH_PX = 24
_PADDING_PX = 6


class RatingBar(QSlider):
    """Five stars. A slider to screen readers, with arrows to move it; a click on the last star takes it away."""

    rating_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._tokens = DARK
        self._hovered = 0
        self.setRange(0, STARS)
        self.setSingleStep(1)
        self.setPageStep(1)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())
        self.setAccessibleName(self.tr("Rating"))
        self.setToolTip(self.tr("Rating (0–5)"))

    @property
    def rating(self) -> int:
        return self.value()

    def set_rating(self, rating: int) -> None:
        """What is shown; tells nobody."""
        self.setValue(rating)
        words = counted(rating, self.tr("{n} star"), self.tr("{n} stars")) if rating else self.tr("Not rated")
        self.setAccessibleDescription(words)
        self.update()

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens = tokens
        self.update()

    def star_rect(self, star: int) -> QRectF:
        """Where the star number 1 to 5 is."""
        left = _PADDING_PX + (star - 1) * _PITCH_PX + (_PITCH_PX - _STAR_PX) / 2
        return QRectF(left, (self.height() - _STAR_PX) / 2, _STAR_PX, _STAR_PX)

    def sizeHint(self) -> QSize:
        return QSize(2 * _PADDING_PX + STARS * _PITCH_PX, 32)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        filled = self._hovered or self.value()
        for star in range(1, STARS + 1):
            name = "star-fill" if star <= filled else "star"
            is_strong = star <= filled and not (self._hovered and star > self.value())
            colour = self._tokens.colour("text" if is_strong else "faint")
            paint_icon(painter, name, self.star_rect(star), colour)
        if self.hasFocus():
            painter.setPen(QPen(self._tokens.colour("accent"), 2))
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, Size.CONTROL_RADIUS, Size.CONTROL_RADIUS)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}
        if event.key() in steps:
            self._choose(min(max(self.value() + steps[Qt.Key(event.key())], 0), STARS))
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            star = self._star_at(event.position().x())
            self._hover(0)
            self._choose(0 if star == self.value() else star)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons():
            self._hover(self._star_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(0)

    def _star_at(self, x: float) -> int:
        return min(max(int((x - _PADDING_PX) // _PITCH_PX) + 1, 1), STARS)

    def _hover(self, star: int) -> None:
        if star != self._hovered:
            self._hovered = star
            self.update()

    def _choose(self, rating: int) -> None:
        if rating != self.value():
            self.set_rating(rating)
            self.rating_chosen.emit(rating)


class FavouriteButton(QToolButton):
    """A heart, full for favourites."""

    favourite_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = DARK
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setObjectName("heart")
        self.setIconSize(QSize(Size.ICON_LARGE, Size.ICON_LARGE))
        self.setAccessibleName(self.tr("Favourite"))
        self.setToolTip(self.tr("Favourite (F)"))
        self.clicked.connect(self._on_clicked)

    def set_favourite(self, favourite: bool) -> None:
        """What is shown; tells nobody."""
        if favourite != self.isChecked():
            self.setChecked(favourite)
            self._show_sign()

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens = tokens
        self._show_sign()

    def _show_sign(self) -> None:
        name, colour = ("heart-fill", "accent") if self.isChecked() else ("heart", "faint")
        self.setIcon(icon(name, self._tokens.colour(colour), size_px=Size.ICON_LARGE))

    @Slot()
    def _on_clicked(self) -> None:
        self._show_sign()
        self.favourite_chosen.emit(self.isChecked())
