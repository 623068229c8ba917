"""A photo's caption: a line to read, and the place to write it."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.theme import Size

_MOST_LINES = 5
_HINT_PX = 22


class CaptionField(QPlainTextEdit):
    """As high as its text, within limits. Ctrl+Enter, or going elsewhere, saves; Esc leaves the caption as it was."""

    saved = Signal(str)
    left = Signal()
    grown = Signal()
    """It wants another height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = ""
        self.setObjectName("captionField")
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setPlaceholderText(self.tr("Describe the photo in your words"))
        self.setAccessibleName(self.tr("Caption"))
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._on_text_changed)

    def begin(self, caption: str) -> None:
        """Shows a caption to be changed."""
        self._before = caption
        self.setPlainText(caption)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def text(self) -> str:
        """What is written, without blanks around it."""
        return self.toPlainText().strip()

    def height_for_text(self) -> int:
        """What its text needs, for a few lines at most."""
        lines = min(max(int(self.document().size().height()), 1), _MOST_LINES)
        return lines * self.fontMetrics().lineSpacing() + 4

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.revert()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.save()
            self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._on_text_changed()

    @Slot()
    def save(self) -> None:
        """Tells the caption, when it is another one."""
        if self.text() != self._before:
            self._before = self.text()
            self.saved.emit(self._before)

    @Slot()
    def revert(self) -> None:
        """As it was."""
        self.setPlainText(self._before)

    @Slot()
    def _on_text_changed(self) -> None:
        height = self.height_for_text()
        if height != self.height():
            self.setFixedHeight(height)
            self.grown.emit()


class CaptionLine(QToolButton):
    """The caption in one line; a click, or Enter, opens it for writing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = ""
        self.setObjectName("captionLine")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setToolTip(self.tr("Caption (C)"))
        self.set_caption("")

    def set_caption(self, caption: str) -> None:
        """What to show."""
        self._caption = caption
        self.setAccessibleName(
            self.tr("Caption: {text}").format(text=caption) if caption else self.tr("Caption: none yet")
        )
        self.setProperty("empty", "false" if caption else "true")
        self.style().unpolish(self)
        self.style().polish(self)
        self._elide()

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 32)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._elide()

    def _elide(self) -> None:
        words = " ".join(self._caption.split()) or self.tr("Add a caption")
        room = max(self.width() - 2 * Size.SPACE - 8, 40)
        self.setText(self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room).replace("&", "&&"))


class CaptionEditor(QFrame):
    """The field with what the keys do, floating where the line is. It grows upwards."""

    opened = Signal()
    saved = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("captionEditor")
        self._bottom, self._left_edge, self._width = 0, 0, 0
        self.field = CaptionField(self)
        hint = QLabel(self.tr("Ctrl+Enter saves · Esc leaves"), self)
        hint.setProperty("faint", "true")
        self._save = QPushButton(self.tr("Save"), self)
        self._save.setProperty("primary", "true")
        self._save.setProperty("small", "true")
        self._save.clicked.connect(self._on_left)
        foot = QHBoxLayout()
        foot.addWidget(hint, 1)
        foot.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 10, 10)
        column.setSpacing(Size.SPACE)
        column.addWidget(self.field)
        column.addLayout(foot)
        self.field.saved.connect(self.saved)
        self.field.left.connect(self._on_left)
        self.field.grown.connect(self._place)
        self.hide()

    def begin(self, caption: str) -> None:
        """Opens it."""
        self.field.begin(caption)
        self.show()
        self.opened.emit()
        self.raise_()
        self._place()
        self.field.setFocus()

    def place(self, *, left: int, bottom: int, width: int) -> None:
        """Where its lower edge is."""
        self._left_edge, self._bottom, self._width = left, bottom, width
        self._place()

    @Slot()
    def _place(self) -> None:
        height = self.field.height_for_text() + 12 + 10 + Size.SPACE + max(self._save.sizeHint().height(), _HINT_PX)
        self.setGeometry(self._left_edge, self._bottom - height, self._width, height)

    @Slot()
    def _on_left(self) -> None:
        if not self.isHidden():
            self.hide()
            self.field.save()
            self.left.emit()
