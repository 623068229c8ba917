"""The line that a search is typed into: it hands on what is not typing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLineEdit

from desktop_app.gui.carried import has_picture

_Key = Qt.Key


class SearchField(QLineEdit):
    """Says which way it is left, and what is pasted that is no text."""

    escaped = Signal()
    moved = Signal(int)
    """The arrow up (−1) or down (1)."""
    left_backwards = Signal()
    left_forwards = Signal()
    deleted_backwards = Signal()
    """Backspace where there is nothing to delete."""
    deleted_forwards = Signal()
    pressed = Signal()
    mime_pasted = Signal(object)  # QMimeData with a picture

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        is_plain = not modifiers & ~Qt.KeyboardModifier.KeypadModifier
        at_start = self.cursorPosition() == 0 and not self.hasSelectedText()
        at_end = self.cursorPosition() == len(self.text()) and not self.hasSelectedText()
        if key == _Key.Key_Escape:
            self.escaped.emit()
        elif key in (_Key.Key_Down, _Key.Key_Up) and is_plain:
            self.moved.emit(1 if key == _Key.Key_Down else -1)
        elif key == _Key.Key_Backspace and at_start:
            self.deleted_backwards.emit()
        elif key == _Key.Key_Delete and modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.deleted_forwards.emit()
        elif key == _Key.Key_Left and is_plain and at_start:
            self.left_backwards.emit()
        elif key == _Key.Key_Right and is_plain and at_end:
            self.left_forwards.emit()
        elif event.matches(QKeySequence.StandardKey.Paste) and has_picture(QGuiApplication.clipboard().mimeData()):
            self.mime_pasted.emit(QGuiApplication.clipboard().mimeData())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.pressed.emit()
