"""What stands around a photo: its name and what can be done above, what one thinks of it below."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop_app.gui.caption_editor import CaptionLine
from desktop_app.gui.icons import icon
from desktop_app.gui.rating_bar import FavouriteButton, RatingBar
from desktop_app.gui.theme import Size, Tokens, interface_font, tabular
from desktop_app.gui.viewer_keys import Verb, verbs

FOOT_PX = 48
_ZOOM_PX = 64
_SHORT_PX = 900

Do = Callable[[str], None]


class VerbButton(QToolButton):
    """Does one verb. A click leaves the keyboard where it was."""

    def __init__(self, verb: Verb, do: Do, parent: QWidget) -> None:
        super().__init__(parent)
        self._verb, self._do = verb, do
        self.setIconSize(QSize(Size.ICON_LARGE, Size.ICON_LARGE))
        self.setToolTip(verb.tip)
        self.setAccessibleName(verb.words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._on_clicked)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self.setIcon(icon(self._verb.sign, tokens.colour("text"), size_px=Size.ICON_LARGE))

    def _on_clicked(self) -> None:
        self._do(self._verb.name)


class Bar(QFrame):
    """A row of controls. Opaque above and below the photo, or floating over it."""

    def __init__(self, height_px: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("viewerBar")
        self.setFixedHeight(height_px)
        self.buttons: dict[str, VerbButton] = {}

    def set_floating(self, is_so: bool) -> None:
        """Whether the photo goes on beneath it."""
        self.setProperty("floating", "true" if is_so else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        for button in self.buttons.values():
            button.set_tokens(tokens)

    def _add(self, name: str, do: Do, known: dict[str, Verb]) -> VerbButton:
        button = VerbButton(known[name], do, self)
        self.buttons[name] = button
        return button


class TopBar(Bar):
    """The name, a line of facts, and the verbs."""

    def __init__(self, do: Do, parent: QWidget) -> None:
        super().__init__(Size.TOP_BAR, parent)
        known = verbs()
        self._name_text = self._facts_text = ""
        self._name, self._facts = QLabel(self), QLabel(self)
        for label, role in ((self._name, "viewerName"), (self._facts, "viewerFacts")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._facts.setFont(tabular(interface_font(Size.SECONDARY)))
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addStretch(1)
        names.addWidget(self._name)
        names.addWidget(self._facts)
        names.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(4)
        row.addWidget(self._add("back", do, known))
        row.addSpacing(Size.SPACE)
        row.addLayout(names, 1)
        for name in ("turn_left", "turn_right", "similar", "slideshow", "trash", "information", "full_screen", "more"):
            row.addWidget(self._add(name, do, known))
        self.buttons["information"].setCheckable(True)

    def say(self, name: str, facts: str) -> None:
        """Which photo this is."""
        self._name_text, self._facts_text = name, facts
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        for label, text, mode in (
            (self._name, self._name_text, Qt.TextElideMode.ElideMiddle),
            (self._facts, self._facts_text, Qt.TextElideMode.ElideRight),
        ):
            label.setText(label.fontMetrics().elidedText(text, mode, max(label.width(), 120)))
            label.setAccessibleName(text)


class FootBar(Bar):
    """Stars and heart at the left, the caption in the middle, the zoom at the right."""

    def __init__(self, do: Do, parent: QWidget) -> None:
        super().__init__(FOOT_PX, parent)
        known = verbs()
        self.rating, self.favourite = RatingBar(self), FavouriteButton(self)
        self.caption = CaptionLine(self)
        self._add("farther", do, known)
        self.zoom = QToolButton(self)
        self.zoom.setObjectName("zoomLabel")
        self.zoom.setFont(tabular(interface_font(Size.SECONDARY)))
        self.zoom.setFixedWidth(_ZOOM_PX)
        self.zoom.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.zoom.setToolTip(known["every_pixel"].tip)
        self._do = do
        self.zoom.clicked.connect(self._on_zoom_clicked)
        self._left, self._right = QWidget(self), QWidget(self)
        left = QHBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(Size.SPACE)
        left.addWidget(self.rating)
        left.addWidget(self.favourite)
        left.addStretch(1)
        right = QHBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(2)
        right.addStretch(1)
        right.addWidget(self.buttons["farther"])
        right.addWidget(self.zoom)
        right.addWidget(self._add("closer", do, known))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 12, 0)
        self._row.setSpacing(12)
        self._row.addWidget(self._left)
        self._row.addWidget(self.caption, 1)
        self._row.addWidget(self._right)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setRetainSizeWhenHidden(True)
        self.caption.setSizePolicy(policy)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        super().set_tokens(tokens)
        self.rating.set_tokens(tokens)
        self.favourite.set_tokens(tokens)

    def say_zoom(self, zoom: float) -> None:
        """Device pixels a photo pixel."""
        percent = f"{zoom * 100:.0f} %"
        self.zoom.setText(percent)
        self.zoom.setAccessibleName(self.tr("Zoom: {percent}").format(percent=percent))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The caption stays in the middle of the photo."""
        super().resizeEvent(event)
        side = max(self._left.sizeHint().width(), self._right.sizeHint().width())
        self._left.setFixedWidth(side if self.width() >= _SHORT_PX else self._left.sizeHint().width())
        self._right.setFixedWidth(side if self.width() >= _SHORT_PX else self._right.sizeHint().width())

    def _on_zoom_clicked(self) -> None:
        self._do("actual")
