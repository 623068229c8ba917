"""An honest word about what was typed, below the line that says what was understood."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.gui.sentence_bar import SentenceBar
from desktop_app.search.query_text import Hint


class QueryHint(SentenceBar):
    """One sentence; once closed, a hint of its kind stays away while the window is open."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("lightbulb", "warning", parent)
        self.setObjectName("queryHint")
        self._kind: Hint | None = None
        self._silenced: set[Hint] = set()
        self._words.setProperty("faint", "true")
        self.name_cross(self.tr("Do not say this again"))

    def say(self, hint: tuple[Hint, str] | None) -> None:
        """This, unless it was closed before; None takes it away."""
        self._kind = None if hint is None else hint[0]
        if hint is not None:
            self._put(hint[1])
        self.setVisible(hint is not None and hint[0] not in self._silenced)

    @Slot()
    def _on_close_clicked(self) -> None:
        if self._kind is not None:
            self._silenced.add(self._kind)
        super()._on_close_clicked()
        self.closed.emit()
