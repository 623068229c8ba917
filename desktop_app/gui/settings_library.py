"""Settings: where the library lives, what it takes, another place for it, another library."""

import contextlib
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop_app.config import LibraryPaths
from desktop_app.gui import words
from desktop_app.gui.cards import Page, Row
from desktop_app.gui.labels import faint, tell_style
from desktop_app.gui.library_place import why_not_a_library
from desktop_app.gui.theme import Size
from desktop_app.gui.words import plain_path
from desktop_app.jobs import Progress
from desktop_app.records import LibraryCounts
from desktop_app.reports import OldCopy


class MovingRow(QWidget):
    """How far a move is, and the way to stop it."""

    def __init__(self) -> None:
        super().__init__()
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.setProperty("small", "true")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._words = faint(self.tr("Getting ready"), wraps=False)
        line = QHBoxLayout(self)
        line.setContentsMargins(Size.MARGIN, 10, 12, 10)
        line.setSpacing(12)
        line.addWidget(self._bar, 1)
        line.addWidget(self._words)
        line.addWidget(self.stop)

    def show_progress(self, progress: Progress) -> None:
        """In bytes."""
        if progress.total:
            self._bar.setRange(0, 1000)
            self._bar.setValue(1000 * progress.done // progress.total)
        self._words.setText(words.progress(progress))


class LibraryPage(Page):
    """Says and asks."""

    reveal_wanted = Signal(object)  # Path
    open_wanted = Signal(object)  # Path of another library
    move_wanted = Signal(object)  # Path of an empty folder
    cancel_wanted = Signal()
    removal_wanted = Signal()

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
        self.move_button = QPushButton(self.tr("Move …"))
        self.move_button.clicked.connect(self._on_move_clicked)
        self._moving = MovingRow()
        self._moving.stop.clicked.connect(self.cancel_wanted)
        self.remove_button = QPushButton(self.tr("Delete the old copy"))
        self.remove_button.clicked.connect(self.removal_wanted)
        self._old = Row(self.tr("Where it was before"), "", self.remove_button)
        self.old_card = self.add_card(self.tr("Left behind by the move"), self._old)
        self._old_heading = self.old_heading()
        self.places = self.add_card(
            self.tr("Another place"),
            Row(
                self.tr("Move the library"),
                self.tr("All is copied and compared first; only then is the new place used. Your photos stay."),
                self.move_button,
            ),
            self._moving,
            Row(
                self.tr("Open another library"),
                self.tr("Or begin a new one in an empty folder. It opens by itself from then on."),
                self.open_button,
            ),
        )
        self.show_move(None, is_busy=False)
        self.show_old_copy(None)
        self._complaint = faint()
        tell_style(self._complaint, "tone", "wrong")
        self._complaint.hide()
        self.add(self._complaint)
        self.end()

    def show_counts(self, counts: LibraryCounts) -> None:
        """How much there is."""
        parts = [words.photos(counts.photos)]
        with contextlib.suppress(OSError):
            kept = [*self._paths.root.glob("library.db*"), *self._paths.index.glob("*")]
            size = sum(path.stat().st_size for path in kept)
            parts.append(self.tr("{size} without small pictures").format(size=words.file_size(size)))
        self._facts.setText(" · ".join(parts))

    def old_heading(self) -> QWidget:
        """What stands above the card of the old copy."""
        item = self.column.itemAt(self.column.indexOf(self.old_card) - 1)
        widget = None if item is None else item.widget()
        assert widget is not None
        return widget

    def show_move(self, progress: Progress | None, *, is_busy: bool) -> None:
        """How far the library has been copied."""
        self._moving.setVisible(is_busy)
        self.move_button.setEnabled(not is_busy)
        self.open_button.setEnabled(not is_busy)
        if progress is not None:
            self._moving.show_progress(progress)

    @Slot(object)
    def show_old_copy(self, copy: OldCopy | None) -> None:
        """What a move left behind."""
        self.old_card.setVisible(copy is not None)
        self._old_heading.setVisible(copy is not None)
        if copy is not None:
            text = self.tr("{folder} still holds a copy of {size} that nothing uses any more.")
            self._old.say(text.format(folder=plain_path(copy.folder), size=words.file_size(copy.size_bytes)))

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
    def _on_move_clicked(self) -> None:
        start = plain_path(self._paths.root.parent)
        chosen = QFileDialog.getExistingDirectory(
            self.window(), self.tr("Move the library into an empty folder"), start
        )
        if chosen:
            self.complain("")
            self.move_wanted.emit(Path(chosen))

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
        return why_not_a_library(folder)
