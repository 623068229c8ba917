"""Settings: which folders are watched, and what in them is left out."""

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.config import Settings
from desktop_app.gui import words
from desktop_app.gui.cards import Page, Row
from desktop_app.gui.controls import Switch
from desktop_app.gui.icons import icon
from desktop_app.gui.labels import faint, label_text, pill, tell_style
from desktop_app.gui.library_reader import Overview
from desktop_app.gui.name_chips import Flow, NameChip
from desktop_app.gui.settings_store import SettingsStore
from desktop_app.gui.theme import Size, Tokens
from desktop_app.gui.words import file_name, plain_path
from desktop_app.records import Folder, FolderState


class FoldersPage(Page):
    """Each folder with its state; names and single folders that are left out."""

    folder_wanted = Signal()
    rescan_wanted = Signal(object)  # Path
    reveal_wanted = Signal(object)  # Path
    removal_wanted = Signal(object)  # Folder
    leave_out_wanted = Signal(object)  # Path
    take_in_wanted = Signal(object)  # Path

    def __init__(self, store: SettingsStore) -> None:
        super().__init__(self.tr("Folders"))
        self._store = store
        self._tokens: Tokens | None = None
        self._overview: Overview | None = None
        self._reading: Collection[Path] = ()
        self.add_button = QPushButton(self.tr("Add a folder"))
        self.add_button.clicked.connect(self.folder_wanted)
        intro = faint(
            self.tr("Red Bicycle looks into these folders and keeps up with what changes. Photos are only ever read.")
        )
        self.add(intro)
        self.folders = self.add_card(self.tr("Watched folders"))
        self.column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.left_out = self.add_card(self.tr("Folders that are left out"))
        self.names = NamesRow()
        self.names.added.connect(self._on_name_added)
        self.names.removed.connect(self._on_name_removed)
        self.add_card(self.tr("Names that are left out"), self.names)
        self.sidecars = Switch(self.tr("Write sidecar files"))
        self.sidecars.clicked.connect(self._on_sidecars_switched)
        self.add_card(
            self.tr("Beside your photos"),
            Row(
                self.tr("Write sidecar files"),
                self.tr(
                    "Write what you say of photos into sidecar files beside them (.xmp): stars, captions and turns, "
                    "from now on. Other programs read them; all else in them stays, and the photos are never written "
                    "to."
                ),
                self.sidecars,
            ),
        )
        self.end()
        self.show_settings(store.settings)
        self._show()

    def set_tokens(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.sidecars.set_tokens(tokens)
        self._show()
        self.show_settings(self._store.settings)

    def show_overview(self, overview: Overview) -> None:
        """What is watched."""
        self._overview = overview
        self._show()

    def show_reading(self, reading: Collection[Path]) -> None:
        """Which folders are being read just now."""
        if set(reading) != set(self._reading):
            self._reading = set(reading)
            self._show()

    def show_settings(self, settings: Settings) -> None:
        """What is left out, and what is written."""
        self.sidecars.set_on(settings.write_sidecars)
        self.names.show_names(settings.excluded_names, self._tokens)
        self.left_out.clear()
        for path in settings.excluded_folders:
            self.left_out.add(self._left_out_row(path))
        if not settings.excluded_folders:
            self.left_out.add(_padded(faint(self.tr("None. Folders inside a watched one can be left out one by one."))))
        choose = QPushButton(self.tr("Leave out a folder"))
        choose.setProperty("small", "true")
        choose.clicked.connect(self._on_leave_out_clicked)
        choose.setEnabled(bool(self._overview and self._overview.folders))
        self.left_out.add(_padded(choose))

    def _show(self) -> None:
        self.folders.clear()
        folders = self._overview.folders if self._overview is not None else ()
        for folder in folders:
            self.folders.add(self._folder_row(folder))
        if not folders:
            self.folders.add(_padded(faint(self.tr("No folder yet."))))

    def _folder_row(self, folder: Folder) -> QWidget:
        row = QWidget()
        name = QLabel(label_text(file_name(folder.path) or plain_path(folder.path)))
        name.setProperty("role", "strong")
        name.setToolTip(plain_path(folder.path))
        top = QHBoxLayout()
        top.setSpacing(Size.SPACE)
        top.addWidget(name)
        top.addWidget(self._state_pill(folder))
        top.addStretch(1)
        details = faint(f"{label_text(words.place(folder.path), longest=72)} · {words.photos(folder.photo_count)}")
        details.setToolTip(plain_path(folder.path))
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(details)
        line = QHBoxLayout(row)
        line.setContentsMargins(Size.MARGIN, 12, 10, 12)
        line.setSpacing(2)
        line.addLayout(column, 1)
        title = file_name(folder.path)
        for sign, meaning, signal, carried in (
            ("arrows-clockwise", self.tr("Look through “{name}” now"), self.rescan_wanted, folder.path),
            ("folder-open", self.tr("Show “{name}” in the file manager"), self.reveal_wanted, folder.path),
            ("minus-circle", self.tr("Remove “{name}” from the library"), self.removal_wanted, folder),
        ):
            line.addWidget(self._tool(sign, meaning.format(name=title), signal, carried))
        return row

    def _state_pill(self, folder: Folder) -> QLabel:
        is_read = any(path == folder.path or folder.path in path.parents for path in self._reading)
        if folder.state is FolderState.OFFLINE:
            text, tone = self.tr("Away"), "warning"
            meaning = self.tr("Its drive or share is away. Its photos stay in the library.")
        elif is_read:
            text, tone, meaning = self.tr("Being read"), "accent", ""
        elif folder.polled:
            text, tone = self.tr("Looked at now and then"), "quiet"
            meaning = self.tr("A network drive tells nobody of changes; it is looked through every half minute.")
        else:
            text, tone, meaning = self.tr("Watched"), "good", self.tr("New photos are taken in by themselves.")
        return pill(text, tone, meaning)

    def _left_out_row(self, path: Path) -> QWidget:
        row = QWidget()
        name = QLabel(label_text(plain_path(path), longest=72))
        name.setToolTip(plain_path(path))
        again = QPushButton(self.tr("Take in again"))
        again.setProperty("small", "true")
        again.setProperty("carried", path)
        again.setAccessibleName(self.tr("Take in “{name}” again").format(name=file_name(path)))
        again.clicked.connect(self._on_take_in_clicked)
        line = QHBoxLayout(row)
        line.setContentsMargins(Size.MARGIN, 8, 12, 8)
        line.addWidget(name, 1)
        line.addWidget(again)
        return row

    def _tool(self, sign: str, meaning: str, signal: object, carried: object) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(18, 18))
        button.setToolTip(meaning)
        button.setAccessibleName(meaning)
        button.setProperty("carried", carried)
        if self._tokens is not None:
            button.setIcon(icon(sign, self._tokens.colour("faint"), size_px=18))
        button.clicked.connect(lambda: signal.emit(carried))  # type: ignore[attr-defined]
        return button

    @Slot()
    def _on_take_in_clicked(self) -> None:
        self.take_in_wanted.emit(self.sender().property("carried"))

    @Slot()
    def _on_leave_out_clicked(self) -> None:
        folders = self._overview.folders if self._overview is not None else ()
        start = plain_path(folders[0].path) if folders else ""
        chosen = QFileDialog.getExistingDirectory(self.window(), self.tr("Leave out a folder"), start)
        if chosen:
            self.leave_out_wanted.emit(Path(chosen))

    @Slot()
    def _on_sidecars_switched(self) -> None:
        self._store.change(write_sidecars=self.sidecars.isChecked())

    @Slot(str)
    def _on_name_added(self, name: str) -> None:
        names = self._store.settings.excluded_names
        if name.casefold() not in {each.casefold() for each in names}:
            self._store.change(excluded_names=(*names, name))

    @Slot(str)
    def _on_name_removed(self, name: str) -> None:
        self._store.change(excluded_names=tuple(each for each in self._store.settings.excluded_names if each != name))


class NamesRow(QWidget):
    """Chips, and a field for one more."""

    added = Signal(str)
    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[tuple[str, ...], Tokens | None] | None = None
        self._chips = QWidget()
        self._flow = Flow(self._chips)
        self.field = QLineEdit()
        self.field.setObjectName("nameField")
        self.field.setPlaceholderText(self.tr("Trash, *.gif, export-* …"))
        self.field.setAccessibleName(self.tr("A name to leave out"))
        self.field.returnPressed.connect(self._on_returned)
        self.field.textEdited.connect(self._on_edited)
        self.button = QPushButton(self.tr("Leave out"))
        self.button.clicked.connect(self._on_returned)
        self._complaint = faint()
        tell_style(self._complaint, "tone", "wrong")
        self._complaint.hide()
        note = faint(self.tr("Of folders and files, in any case of letters; * stands for any characters, ? for one."))
        line = QHBoxLayout()
        line.addWidget(self.field, 1)
        line.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.MARGIN, 12, Size.MARGIN, 12)
        column.setSpacing(10)
        column.addWidget(note)
        column.addWidget(self._chips)
        column.addLayout(line)
        column.addWidget(self._complaint)

    @property
    def names(self) -> list[str]:
        """What is shown."""
        return [chip.name for chip in self.chips()]

    def chips(self) -> list[NameChip]:
        """In order."""
        found = [self._flow.itemAt(n) for n in range(self._flow.count())]
        return [item.widget() for item in found if item is not None and isinstance(item.widget(), NameChip)]  # type: ignore[misc]

    def show_names(self, names: tuple[str, ...], tokens: Tokens | None) -> None:
        """Replaces the chips."""
        if self._shown == (names, tokens):
            return
        self._shown = (names, tokens)
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for name in names:
            chip = NameChip(name, self.tr("Take in “{name}” again").format(name=name))
            chip.setParent(self._chips)
            chip.removed.connect(self.removed)
            if tokens is not None:
                chip.set_tokens(tokens)
            self._flow.addWidget(chip)
            chip.show()
        self._chips.updateGeometry()

    def complain(self, message: str) -> None:
        """Why the name cannot be."""
        self._complaint.setText(message)
        self._complaint.setVisible(bool(message))

    @Slot()
    def _on_returned(self) -> None:
        name = self.field.text().strip()
        complaint = self._why_not(name)
        self.complain(complaint)
        if not complaint:
            self.field.clear()
            self.added.emit(name)

    @Slot()
    def _on_edited(self) -> None:
        self.complain("")

    def _why_not(self, name: str) -> str:
        if not name:
            return self.tr("Type a name first.")
        if "/" in name or "\\" in name:
            return self.tr("A name, not a path: leave out a single folder above.")
        if not name.strip("*?. "):
            return self.tr("“{name}” would leave out everything: give a part of a name too.").format(name=name)
        return ""


def _padded(widget: QWidget) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(Size.MARGIN, 10, Size.MARGIN, 10)
    is_button = isinstance(widget, QPushButton)
    line.addWidget(widget, 0 if is_button else 1)
    if is_button:
        line.addStretch(1)
    return holder
