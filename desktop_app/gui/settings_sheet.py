"""The few things that can be set."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QRadioButton, QWidget

from desktop_app.config import LibraryPaths
from desktop_app.gui.sheets import Sheet, rule
from desktop_app.gui.theme import Size, ThemeChoice
from desktop_app.gui.words import number, plain_path
from desktop_app.records import WorkspaceStatus


class SettingsSheet(Sheet):
    """Theme; and which model answers, on what."""

    theme_chosen = Signal(object)  # ThemeChoice
    about_wanted = Signal()

    def __init__(self, parent: QWidget, paths: LibraryPaths) -> None:
        super().__init__(parent, width=520)
        self.set_title(self.tr("Settings"))
        self._choices = QButtonGroup(self)
        self._model = QLabel()
        self._device = QLabel()
        self._device.setProperty("faint", "true")
        self._device.setWordWrap(True)
        self._add_theme()
        self._add_part(self.tr("Search"), self._model, self._device)
        place = QLabel(plain_path(paths.root))
        place.setWordWrap(True)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        note = QLabel(self.tr("Your photos stay where they are. Only notes about them are kept here."))
        note.setProperty("faint", "true")
        note.setWordWrap(True)
        self._add_part(self.tr("Library"), place, note)
        about = QPushButton(self.tr("About Red Bicycle"))
        about.clicked.connect(self.about_wanted)
        self.column.addSpacing(Size.SPACE)
        self.column.addWidget(about, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_status(None)

    def set_theme(self, choice: ThemeChoice) -> None:
        """Marks what is in use."""
        for button in self._choices.buttons():
            button.setChecked(button.property("choice") == choice.value)

    def show_status(self, status: WorkspaceStatus | None) -> None:
        """What the worker says about itself; None while it has not said anything."""
        if status is None:
            self._model.setText(self.tr("Starting …"))
            self._device.setText("")
            return
        self._model.setText(self.tr("Model “{model}”").format(model=status.model_id))
        understood = self.tr("{done} of {all} photos understood").format(
            done=number(status.embedded), all=number(status.photos)
        )
        self._device.setText("\n".join(filter(None, [understood, status.device_note or status.device])))

    def _add_theme(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(Size.GROUP)
        names = {
            ThemeChoice.SYSTEM: self.tr("As the system"),
            ThemeChoice.DARK: self.tr("Dark"),
            ThemeChoice.LIGHT: self.tr("Light"),
        }
        for choice, words in names.items():
            button = QRadioButton(words)
            button.setProperty("choice", choice.value)
            button.clicked.connect(self._on_choice_clicked)
            self._choices.addButton(button)
            line.addWidget(button)
        line.addStretch(1)
        holder = QWidget()
        holder.setLayout(line)
        line.setContentsMargins(0, 0, 0, 0)
        self._add_part(self.tr("Appearance"), holder)

    def _add_part(self, title: str, *widgets: QWidget) -> None:
        self.column.addSpacing(Size.SPACE)
        self.column.addWidget(rule())
        self.column.addSpacing(Size.SPACE)
        heading = QLabel(title)
        heading.setProperty("faint", "true")
        for widget in (heading, *widgets):
            self.column.addWidget(widget)

    @Slot()
    def _on_choice_clicked(self) -> None:
        self.theme_chosen.emit(ThemeChoice(self.sender().property("choice")))
