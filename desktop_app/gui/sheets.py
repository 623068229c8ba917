"""Sheets: small pages that lie over the window until Esc, instead of dialog windows."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop_app import __version__
from desktop_app.gui.icons import app_icon, icon
from desktop_app.gui.theme import Size, Tokens, shade
from desktop_app.gui.viewer_keys import keys_shown

_DIM = 0.45
_KEYS_PX = 140


class Sheet(QWidget):
    """Covers `parent` with a dimmed ground and a card in the middle."""

    closed = Signal()

    def __init__(self, parent: QWidget, *, width: int = 480) -> None:
        super().__init__(parent)
        self._over = parent
        self._focus_before: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.card = QFrame(self)
        self.card.setObjectName("sheet")
        self.card.setMaximumWidth(width)
        self.card.setMinimumWidth(min(width, 360))
        self._heading = QLabel(self.card)
        self._heading.setProperty("role", "section")
        self._close = QToolButton(self.card)
        self._close.setToolTip(self.tr("Close (Esc)"))
        self._close.setAccessibleName(self.tr("Close"))
        self._close.setIconSize(QSize(Size.ICON, Size.ICON))
        self._close.clicked.connect(self.dismiss)
        top = QHBoxLayout()
        top.addWidget(self._heading, 1)
        top.addWidget(self._close)
        self.column = QVBoxLayout(self.card)
        self.column.setContentsMargins(Size.GROUP, Size.MARGIN, Size.MARGIN, Size.GROUP)
        self.column.setSpacing(Size.SPACE)
        self.column.addLayout(top)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self.card, 100)
        across.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(Size.GROUP, Size.GROUP, Size.GROUP, Size.GROUP)
        page.addStretch(1)
        page.addLayout(across)
        page.addStretch(1)
        parent.installEventFilter(self)
        self.hide()

    def set_title(self, title: str) -> None:
        """What it is about."""
        self._heading.setText(title)
        self.setAccessibleName(title)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._close.setIcon(icon("x-bold", tokens.colour("faint")))

    def present(self) -> None:
        """Opens the sheet; the keyboard is its own until it is closed."""
        self._focus_before = self._over.window().focusWidget()
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def dismiss(self) -> None:
        """Closes it and gives the keyboard back."""
        self.hide()
        before, self._focus_before = self._focus_before, None
        if before is not None and before.isVisible():
            before.setFocus()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and not self.isHidden():
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def focusNextPrevChild(self, next_one: bool) -> bool:
        """Tab stays on the sheet."""
        stops = [child for child in self.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
        stops = [stop for stop in stops if stop.isVisible() and stop.isEnabled()]
        if stops:
            now = self.window().focusWidget()
            place = next((n for n, stop in enumerate(stops) if stop is now), -1 if next_one else 0)
            stops[(place + (1 if next_one else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), shade(_DIM))
        painter.end()


class ShortcutsSheet(Sheet):
    """All keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=760)
        self.set_title(self.tr("Keyboard"))
        for heading, keys in ((self.tr("Everywhere"), self._keys()), (self.tr("One photo"), keys_shown())):
            name = QLabel(heading)
            name.setProperty("faint", "true")
            self.column.addSpacing(4)
            self.column.addWidget(name)
            self.column.addLayout(_in_two_columns(keys))

    def _keys(self) -> list[tuple[str, str]]:
        return [
            ("/", self.tr("Search")),
            ("↑ ↓ ← →", self.tr("Move between photos")),
            ("Enter", self.tr("Open the photo")),
            ("Space", self.tr("Preview, and back")),
            ("Esc", self.tr("One step back")),
            ("I", self.tr("Information")),
            ("S", self.tr("More like this")),
            ("Ctrl A", self.tr("Select all")),
            ("+ −", self.tr("Larger, smaller")),
            ("Home End", self.tr("First, last photo")),
            ("Ctrl O", self.tr("Add a folder")),
            ("Ctrl V", self.tr("Search with a copied picture")),
            ("Ctrl ,", self.tr("Settings")),
            ("Ctrl Z", self.tr("Undo; with Shift, redo")),
            ("F11", self.tr("Full screen")),
            ("?", self.tr("This sheet")),
        ]


class AboutSheet(Sheet):
    """Who made it and under which terms."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=420)
        self.set_title(self.tr("About"))
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(QSize(96, 96), self.devicePixelRatioF()))
        name = QLabel("Red Bicycle")
        name.setProperty("role", "title")
        version = QLabel(self.tr("Version {version}").format(version=__version__))
        version.setProperty("faint", "true")
        words = QLabel(
            self.tr(
                "Finds your photos by what is in them. Everything happens on this computer: no photo, no search and "
                "no word about you leaves it.\n\nFree software under the MIT licence. Icons: Phosphor (MIT)."
            )
        )
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for label in (picture, name, version):
            self.column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addSpacing(Size.SPACE)
        self.column.addWidget(words)


def _in_two_columns(keys: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(Size.GROUP)
    grid.setVerticalSpacing(6)
    rows = (len(keys) + 1) // 2
    for n, (combination, words) in enumerate(keys):
        row, column = n % rows, n // rows * 2
        grid.addWidget(_keys(combination), row, column, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(QLabel(words), row, column + 1)
    for column in (0, 2):
        grid.setColumnMinimumWidth(column, _KEYS_PX)
        grid.setColumnStretch(column + 1, 1)
    return grid


def _keys(text: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for key in text.split():
        label = QLabel(key, holder)
        label.setProperty("role", "key")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setMinimumWidth(label.fontMetrics().horizontalAdvance(key) + 20)
        row.addWidget(label)
    return holder


def rule() -> QFrame:
    """A line between two parts of a sheet."""
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line
