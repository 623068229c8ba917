"""Files that could not be taken in, as Qt's lists want them: all, or those of one reason."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.gui.failure_words import in_words
from desktop_app.gui.words import file_name, plain_path
from desktop_app.records import Problem

AnyIndex = QModelIndex | QPersistentModelIndex
PROBLEM_ROLE = Qt.ItemDataRole.UserRole
BUSY_ROLE = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()


class ProblemsModel(QAbstractListModel):
    """Rows are problems; those that are being tried again are busy."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Problem, ...] = ()
        self._shown: list[Problem] = []
        self._reason = ""
        self._busy: set[Path] = set()

    @property
    def shown(self) -> list[Problem]:
        """Those that are listed, in order."""
        return self._shown

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Replaces all; the reason that is looked at stays, as long as there is one of it."""
        self._all = tuple(msgspec.structs.replace(each, reason=in_words(each.reason)) for each in problems)
        if self._reason not in self.reasons():
            self._reason = ""
        self._reset()

    def show_reason(self, reason: str) -> None:
        """Only those of this reason; "" for all."""
        self._reason = reason
        self._reset()

    def reasons(self) -> dict[str, int]:
        """How many there are of each, most first."""
        return dict(Counter(problem.reason for problem in self._all).most_common())

    @property
    def reason(self) -> str:
        return self._reason

    def set_busy(self, paths: Collection[Path]) -> None:
        """These are being tried again."""
        self._busy = set(paths)
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1), [BUSY_ROLE])

    def problem(self, index: AnyIndex) -> Problem | None:
        """The one in a row."""
        return self._shown[index.row()] if index.isValid() and index.row() < len(self._shown) else None

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        problem = self.problem(index)
        if problem is None:
            return None
        answers: dict[int, Callable[[], Any]] = {
            PROBLEM_ROLE: lambda: problem,
            BUSY_ROLE: lambda: problem.path in self._busy,
            Qt.ItemDataRole.DisplayRole: lambda: file_name(problem.path),
            Qt.ItemDataRole.ToolTipRole: lambda: plain_path(problem.path),
            Qt.ItemDataRole.AccessibleTextRole: lambda: f"{file_name(problem.path)}, {problem.reason}",
        }
        answer = answers.get(role)
        return None if answer is None else answer()

    def _reset(self) -> None:
        self.beginResetModel()
        self._shown = [problem for problem in self._all if self._reason in ("", problem.reason)]
        self.endResetModel()
