"""Files that could not be taken in, and why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from desktop_app.gui.sheets import Sheet
from desktop_app.gui.theme import Size
from desktop_app.gui.words import file_name, number, plain_path
from desktop_app.records import Problem

_SHOWN_AT_MOST = 200


class ProblemsSheet(Sheet):
    """Each with its name, the reason in words, and the way to it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=720)
        self.set_title(self.tr("Files that need attention"))
        self._intro = QLabel(
            self.tr("These could not be taken in. They are left as they are, and tried again as soon as they change.")
        )
        self._intro.setProperty("faint", "true")
        self._intro.setWordWrap(True)
        self._reasons: list[str] = []
        self._rows = QListWidget()
        self._rows.setAccessibleName(self.tr("Files that need attention"))
        self._rows.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self._rows.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows.setMinimumHeight(280)
        self.column.addWidget(self._intro)
        self.column.addWidget(self._rows, 1)

    @property
    def reasons(self) -> list[str]:
        """What is said, in order."""
        return self._reasons

    @Slot(object)
    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Replaces the list."""
        self._reasons = [problem.reason for problem in problems]
        self._rows.clear()
        for problem in problems[:_SHOWN_AT_MOST]:
            self._add(self._row(problem))
        hidden = len(problems) - _SHOWN_AT_MOST
        if hidden > 0:
            self._add(QLabel(self.tr("… and {n} more").format(n=number(hidden))))

    def _add(self, row: QWidget) -> None:
        item = QListWidgetItem(self._rows)
        item.setSizeHint(row.sizeHint())
        self._rows.setItemWidget(item, row)

    def _row(self, problem: Problem) -> QWidget:
        row = QWidget()
        name = QLabel()
        name.setText(name.fontMetrics().elidedText(file_name(problem.path), Qt.TextElideMode.ElideMiddle, 440))
        name.setToolTip(plain_path(problem.path))
        reason = QLabel(problem.reason)
        reason.setProperty("faint", "true")
        reason.setWordWrap(True)
        reason.setMinimumWidth(440)
        show = QPushButton(self.tr("Show"))
        show.setToolTip(self.tr("Show in the file manager"))
        show.setAccessibleName(self.tr("Show {name} in the file manager").format(name=file_name(problem.path)))
        show.setProperty("folder", plain_path(problem.path.parent))
        show.clicked.connect(self._on_show_clicked)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(name)
        words.addWidget(reason)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 10, Size.MARGIN, 10)
        line.addLayout(words, 1)
        line.addWidget(show)
        return row

    @Slot()
    def _on_show_clicked(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.sender().property("folder")))
