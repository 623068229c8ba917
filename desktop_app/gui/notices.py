"""What went wrong or was done, said quietly: a bar for failures, a passing note with undo for what was done."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMargins, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_app.gui.sentence_bar import SentenceBar
from desktop_app.gui.theme import Size

TOAST_MS = 8000
FLOOR_PX = 48
"""How far above the lower edge a passing note floats."""


class ErrorBar(SentenceBar):
    """One sentence above the photos, until it is closed or replaced."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("warning-circle-fill", "wrong", parent, margins=QMargins(12, 6, 6, 6))
        self.setObjectName("errorBar")
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.name_cross(self.tr("Close"))

    @Slot(str)
    def show_failure(self, message: str) -> None:
        """Says what happened."""
        self._put(message)
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
