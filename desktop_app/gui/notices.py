"""What went wrong or was done, said quietly: a bar for failures, a passing note with undo for what was done."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from desktop_app.gui.icons import icon
from desktop_app.gui.theme import Size, Tokens

TOAST_MS = 8000
FLOOR_PX = 48
"""How far above the lower edge a passing note floats."""


class ErrorBar(QFrame):
    """One sentence above the photos, until it is closed or replaced."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("errorBar")
        self._sign = QLabel(self)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QToolButton(self)
        self._close.setAccessibleName(self.tr("Close"))
        self._close.setIconSize(QSize(14, 14))
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addWidget(self._close)
        self.hide()

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        sign = icon("warning-circle-fill", tokens.colour("wrong"), size_px=18)
        self._sign.setPixmap(sign.pixmap(QSize(18, 18), self.devicePixelRatioF()))
        self._close.setIcon(icon("x-bold", tokens.colour("faint"), size_px=14))

    @property
    def text(self) -> str:
        """What it says; empty while it is away."""
        return "" if self.isHidden() else self._words.text()

    @Slot(str)
    def show_failure(self, message: str) -> None:
        """Says what happened."""
        self._words.setText(message)
        self._words.setAccessibleName(message)
        self.show()


class Toast(QFrame):
    """Floats over the lower edge of `parent` for some seconds."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._floor: Callable[[], int] = lambda: FLOOR_PX
        self.setObjectName("toast")
        self.setMinimumHeight(Size.CONTROL)
        self._undo: Callable[[], None] | None = None
        self._words = QLabel(self)
        self._button = QPushButton(self.tr("Undo"), self)
        self._button.clicked.connect(self._on_undo_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(Size.MARGIN, 4, Size.MARGIN, 4)
        row.setSpacing(Size.MARGIN)
        row.addWidget(self._words)
        row.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_MS)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is away."""
        return "" if self.isHidden() else self._words.text()

    @property
    def undo_button(self) -> QPushButton:
        return self._button

    def set_floor(self, floor: Callable[[], int]) -> None:
        """Who says how many pixels at the lower edge are to stay free."""
        self._floor = floor

    def say(self, text: str, *, undo: Callable[[], None] | None = None) -> None:
        """Shows `text`, with a button that calls `undo`."""
        self._undo = undo
        room = max(self._over.width() - 240, 120)
        self._words.setText(self._words.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room))
        self._button.setVisible(undo is not None)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _place(self) -> None:
        self.move((self._over.width() - self.width()) // 2, self._over.height() - self.height() - self._floor())

    @Slot()
    def _on_undo_clicked(self) -> None:
        undo, self._undo = self._undo, None
        self._timer.stop()
        self.hide()
        if undo is not None:
            undo()
