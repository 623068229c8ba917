"""Sheets: small pages that lie over the window until Esc, instead of dialog windows."""

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from desktop_app.gui.icons import icon
from desktop_app.gui.theme import Size, Tokens, shade

_DIM = 0.45


class Sheet(QWidget):
    """Covers `parent` with a dimmed ground and a card in the middle."""

    closed = Signal()

    def __init__(self, parent: QWidget, *, width: int = 480, height: int | None = None) -> None:
        """`height` of the card, as far as there is room; without one, that of what is on it."""
        super().__init__(parent)
        self._over = parent
        self._height = height
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
        self.top = QHBoxLayout()
        self.top.addWidget(self._heading, 1)
        self.top.addWidget(self._close)
        self.column = QVBoxLayout(self.card)
        self.column.setContentsMargins(Size.GROUP, Size.MARGIN, Size.MARGIN, Size.GROUP)
        self.column.setSpacing(Size.SPACE)
        if height is None:
            self.column.addLayout(self.top)
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
        if self.isHidden():
            self._focus_before = self._over.window().focusWidget()
        self._fit()
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
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        self.setGeometry(self._over.rect())
        if self._height is not None:
            self.card.setFixedHeight(min(self._height, self._over.height() - 2 * Size.GROUP))

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
        stops.sort(key=self._reading_order)
        if stops:
            now = self.window().focusWidget()
            place = next((n for n, stop in enumerate(stops) if stop is now), -1 if next_one else 0)
            goal = stops[(place + (1 if next_one else -1)) % len(stops)]
            goal.setFocus(Qt.FocusReason.TabFocusReason)
            _scroll_to(goal)
        return True

    def _reading_order(self, stop: QWidget) -> tuple[int, int, int]:
        """Line by line, and the cross at the end."""
        place = stop.mapTo(self, QPoint(0, stop.height() // 2))
        return int(stop is self._close), place.y() // 12, place.x()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), shade(_DIM))
        painter.end()


def _scroll_to(widget: QWidget) -> None:
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget, 0, 48)
        around = around.parentWidget()


def rule() -> QFrame:
    """A line between two parts of a sheet."""
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line
