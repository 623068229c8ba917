"""Settings: where the library lives, what it takes, another place for it, another library."""

import contextlib
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.config import LibraryPaths
from desktop_app.gui import words
from desktop_app.gui.settings_parts import Page, Row, faint, tell_style
from desktop_app.gui.theme import Size
from desktop_app.gui.words import plain_path
from desktop_app.records import LibraryCounts


class LibraryPage(Page):
    """Says and asks."""

    reveal_wanted = Signal(object)  # Path
    open_wanted = Signal(object)  # Path of another library

    def __init__(self, paths: LibraryPaths) -> None:
        super().__init__(self.tr("Library"))
        self._paths = paths
        self.add(
            faint(
                self.tr(
                    "Your photos stay where they are. The library holds what is known of them, what you said, and "
                    "small pictures."
                )
            )
        )
        show = QPushButton(self.tr("Show"))
        show.setAccessibleName(self.tr("Show the library in the file manager"))
        show.clicked.connect(self._on_show_clicked)
        place = QLabel(plain_path(paths.root))
        place.setWordWrap(True)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._facts = faint()
        about = QWidget()
        line = QHBoxLayout(about)
        line.setContentsMargins(Size.MARGIN, 12, Size.MARGIN, 12)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(place)
        column.addWidget(self._facts)
        line.addLayout(column, 1)
        line.addWidget(show)
        self.add_card(self.tr("Where it is"), about)
        self.open_button = QPushButton(self.tr("Open another …"))
        self.open_button.clicked.connect(self._on_open_clicked)
        self.places = self.add_card(
            self.tr("Another place"),
            Row(
                self.tr("Open another library"),
                self.tr("Or begin a new one in an empty folder. It opens by itself from then on."),
                self.open_button,
            ),
        )
        self._complaint = faint()
        tell_style(self._complaint, "tone", "wrong")
        self._complaint.hide()
        self.add(self._complaint)
        self.end()

    def show_counts(self, counts: LibraryCounts) -> None:
        """How much there is."""
        parts = [words.photos(counts.photos)]
        with contextlib.suppress(OSError):
            size = self._paths.database.stat().st_size
            parts.append(self.tr("{size} without small pictures").format(size=words.file_size(size)))
        self._facts.setText(" · ".join(parts))

    def complain(self, message: str) -> None:
        """Why something cannot be; empty to take it back."""
        self._complaint.setText(message)
        self._complaint.setVisible(bool(message))

    @property
    def complaint(self) -> str:
        return self._complaint.text()

    @Slot()
    def _on_show_clicked(self) -> None:
        self.reveal_wanted.emit(self._paths.root)

    @Slot()
    def _on_open_clicked(self) -> None:
        start = plain_path(self._paths.root.parent)
        chosen = QFileDialog.getExistingDirectory(self.window(), self.tr("Open a library"), start)
        if chosen:
            self.try_to_open(Path(chosen))

    def try_to_open(self, folder: Path) -> None:
        """Only what is a library, or empty."""
        complaint = self._why_not_open(folder)
        self.complain(complaint)
        if not complaint:
            self.open_wanted.emit(folder)

    def _why_not_open(self, folder: Path) -> str:
        if folder == self._paths.root:
            return self.tr("This library is open already.")
        try:
            names = {path.name for path in folder.iterdir()}
        except OSError as error:
            return self.tr("{folder} cannot be read: {reason}.").format(
                folder=plain_path(folder), reason=error.strerror or str(error)
            )
        if names and LibraryPaths(folder).database.name not in names:
            return self.tr(
                "{folder} holds other files and no library: choose a folder with a library, or an empty one."
            ).format(folder=plain_path(folder))
        return ""
