"""Files that could not be taken in, and why; trying them again, one or all."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_app.gui.controls import Choice
from desktop_app.gui.labels import faint, label_text
from desktop_app.gui.problems_list import ProblemsList
from desktop_app.gui.problems_model import ProblemsModel
from desktop_app.gui.sheets import Sheet
from desktop_app.gui.theme import Tokens
from desktop_app.gui.words import counted, number
from desktop_app.records import Problem

_HEIGHT = 620
_FEW = 8
"""Fewer than this need no filter."""


class ProblemsSheet(Sheet):
    """Each with its name, the reason in words, its place, and what can be done."""

    retry_wanted = Signal(object)  # tuple of Paths, or None for all
    reveal_wanted = Signal(object)  # Path

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=760, height=_HEIGHT)
        self.set_title(self.tr("Files that need attention"))
        self.column.addLayout(self.top)
        self.model = ProblemsModel(self)
        self.list = ProblemsList(self.model)
        self.again = QPushButton(self.tr("Try all again"))
        self.again.clicked.connect(self._on_again_clicked)
        self._count = QLabel()
        self._count.setProperty("faint", "true")
        self.filter = Choice(self.tr("Reason"), [("", self.tr("Every reason"))])
        self._filter_line = QWidget()
        line = QHBoxLayout(self._filter_line)
        line.setContentsMargins(0, 4, 0, 4)
        line.addWidget(self.filter)
        line.addStretch(1)
        self.column.addWidget(
            faint(self.tr("They are left as they are, and tried again by themselves as soon as they change."))
        )
        self.column.addWidget(self._filter_line)
        self.column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        foot.addWidget(self.again)
        self.column.addLayout(foot)
        self.list.retry_wanted.connect(self._on_retry_wanted)
        self.list.reveal_wanted.connect(self._on_reveal_wanted)
        self.filter.chosen.connect(self._on_reason_chosen)
        self._say()

    def set_tokens(self, tokens: Tokens) -> None:
        super().set_tokens(tokens)
        self.list.set_tokens(tokens)

    def present(self) -> None:
        super().present()
        self.list.setFocus()

    @property
    def reasons(self) -> list[str]:
        """What is said, in order."""
        return [problem.reason for problem in self.model.shown]

    @Slot(object)
    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Replaces the list."""
        row = self.list.currentIndex().row()
        self.model.show_problems(problems)
        if self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(min(max(row, 0), self.model.rowCount() - 1)))
        reasons = self.model.reasons()
        self.filter.set_options(
            [
                ("", self.tr("Every reason")),
                *((reason, f"{label_text(reason, longest=64)} ({number(count)})") for reason, count in reasons.items()),
            ]
        )
        self.filter.set_value(self.model.reason)
        self._filter_line.setVisible(len(problems) >= _FEW and len(reasons) > 1)
        self._say()

    def show_busy(self, paths: Sequence[Path] | None) -> None:
        """These are being tried again; None: all of them."""
        self.model.set_busy([problem.path for problem in self.model.shown] if paths is None else paths)
        self.again.setEnabled(paths is not None and not paths)

    def _say(self) -> None:
        count = self.model.rowCount()
        words = counted(count, self.tr("{n} file"), self.tr("{n} files"))
        self._count.setText(words if count else self.tr("Nothing needs attention any more."))
        self.again.setVisible(count > 0)

    @Slot()
    def _on_again_clicked(self) -> None:
        shown = tuple(problem.path for problem in self.model.shown)
        self.retry_wanted.emit(shown if self.model.reason else None)

    @Slot(list)
    def _on_retry_wanted(self, problems: list[Problem]) -> None:
        self.retry_wanted.emit(tuple(problem.path for problem in problems))

    @Slot(object)
    def _on_reveal_wanted(self, problem: Problem) -> None:
        self.reveal_wanted.emit(problem.path)

    @Slot(object)
    def _on_reason_chosen(self, reason: object) -> None:
        self.model.show_reason(str(reason))
        self._say()
