"""The sign, the search, and buttons for what is always at hand."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from desktop_app.gui.icons import drawing_pixmap, icon
from desktop_app.gui.search_bar import SearchBar
from desktop_app.gui.theme import Size, Tokens

_MARK = QSize(33, 22)


class TopBar(QWidget):
    """56 pixels, the search in the middle."""

    settings_wanted = Signal()
    shortcuts_wanted = Signal()
    information_wanted = Signal()
    guide_wanted = Signal()
    welcome_wanted = Signal()
    about_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(Size.TOP_BAR)
        self.search = SearchBar(self)
        self._mark = QLabel(self)
        self._name = QLabel("Red Bicycle", self)
        self._name.setObjectName("appName")
        self._information = self._make_button(self.tr("Information (I)"))
        self._information.clicked.connect(self.information_wanted)
        self._settings = self._make_button(self.tr("Settings"))
        self._settings.clicked.connect(self.settings_wanted)
        self.help_button = self._make_button(self.tr("Help"))
        self.help_menu = QMenu(self.help_button)
        self.help_menu.addAction(f"{self.tr('Keyboard')}\t?").triggered.connect(self.shortcuts_wanted)
        self.help_menu.addAction(f"{self.tr('User guide')}\tF1").triggered.connect(self.guide_wanted)
        self.help_menu.addAction(self.tr("Welcome")).triggered.connect(self.welcome_wanted)
        self.help_menu.addAction(self.tr("About Red Bicycle")).triggered.connect(self.about_wanted)
        self.help_button.setMenu(self.help_menu)
        self.help_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._lay_out()

    def set_tokens(self, tokens: Tokens) -> None:
        """Sign and icons in the colours of the theme."""
        self.search.set_tokens(tokens)
        self._mark.setPixmap(drawing_pixmap("mark", tokens, _MARK, self.devicePixelRatioF()))
        for button, name in (
            (self._information, "info"),
            (self._settings, "gear"),
            (self.help_button, "question"),
        ):
            button.setIcon(icon(name, tokens.colour("faint"), size_px=Size.ICON_LARGE))

    def _lay_out(self) -> None:
        brand = QWidget(self)
        brand.setFixedWidth(Size.SIDE_BAR - Size.MARGIN)
        left = QHBoxLayout(brand)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(10)
        left.addWidget(self._mark)
        left.addWidget(self._name)
        left.addStretch(1)
        tools = QWidget(self)
        tools.setMinimumWidth(120)
        right = QHBoxLayout(tools)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(4)
        right.addStretch(1)
        for button in (self._information, self._settings, self.help_button):
            right.addWidget(button)
        row = QHBoxLayout(self)
        row.setContentsMargins(Size.MARGIN, 0, 12, 1)
        row.setSpacing(Size.MARGIN)
        row.addWidget(brand)
        row.addStretch(1)
        row.addWidget(self.search, 12)
        row.addStretch(1)
        row.addWidget(tools)

    def _make_button(self, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setIconSize(QSize(Size.ICON_LARGE, Size.ICON_LARGE))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
