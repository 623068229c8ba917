"""Files that could not be taken in, and why; trying them again, one or all."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTime, Signal, Slot
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
        self._tried: set[Path] | None = None
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
        self._tried = None
        self._say()
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
        if self._tried is not None:
            self._say_tried(sum(problem.path in self._tried for problem in problems))
            self._tried = None

    def show_busy(self, paths: Sequence[Path] | None) -> None:
        """These are being tried again; None: all of them."""
        tried = [problem.path for problem in self.model.shown] if paths is None else paths
        self.model.set_busy(tried)
        if tried:
            self._tried = set(tried)
            self._say_count("")
        if self.again.hasFocus():
            self.list.setFocus()  # not wherever Qt would put it while the button is disabled
        self.again.setEnabled(not tried)

    @property
    def text(self) -> str:
        """How many there are, and what came of trying again."""
        return self._count.text()

    def _say(self) -> None:
        self._say_count("")
        self.again.setVisible(self.model.rowCount() > 0)

    def _say_count(self, outcome: str) -> None:
        count = self.model.rowCount()
        words = counted(count, self.tr("{n} file"), self.tr("{n} files"))
        words = words if count else self.tr("Nothing needs attention any more.")
        self._count.setText(f"{words} · {outcome}" if outcome else words)

    def _say_tried(self, still: int) -> None:
        """That nothing changed is an answer, too."""
        if still:
            time = self.locale().toString(QTime.currentTime(), "HH:mm:ss")
            one = self.tr("tried again at {time}, {n} is still so")
            many = self.tr("tried again at {time}, {n} are still so")
            self._say_count((one if still == 1 else many).format(time=time, n=number(still)))

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
