"""Names as chips that can be taken away, one after another as far as there is room."""

from PySide6.QtCore import QPoint, QRect, QSize, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from desktop_app.gui.icons import icon
from desktop_app.gui.labels import label_text
from desktop_app.gui.theme import Tokens

_CHIP_PX = 28


class Flow(QLayout):
    """From left to right, then on the next line."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), moves=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, moves=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        widest = max((item.minimumSize().width() for item in self._items), default=0)
        highest = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(min(widest, 200), highest)

    def _place(self, rect: QRect, *, moves: bool) -> int:
        """Returns the height that is needed."""
        x, y, line = rect.left(), rect.top(), 0
        for item in self._items:
            size = item.sizeHint()
            size.setWidth(min(size.width(), rect.width()))
            if x > rect.left() and x + size.width() > rect.right() + 1:
                x, y, line = rect.left(), y + line + self.spacing(), 0
            if moves:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            line = max(line, size.height())
        return y + line - rect.top()


class NameChip(QFrame):
    """A name with a cross that takes it away."""

    removed = Signal(str)

    def __init__(self, name: str, remove_words: str) -> None:
        super().__init__()
        self.setObjectName("nameChip")
        self.setFixedHeight(_CHIP_PX)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.name = name
        label = QLabel(label_text(name))
        label.setToolTip(name)
        self.cross = QToolButton()
        self.cross.setIconSize(QSize(12, 12))
        self.cross.setAccessibleName(remove_words)
        self.cross.setToolTip(remove_words)
        self.cross.clicked.connect(self._on_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 3, 0)
        row.setSpacing(4)
        row.addWidget(label)
        row.addWidget(self.cross)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self.cross.setIcon(icon("x-bold", tokens.colour("faint"), size_px=12))

    @Slot()
    def _on_clicked(self) -> None:
        self.removed.emit(self.name)
