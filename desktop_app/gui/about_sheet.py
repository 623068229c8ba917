"""Who made it and under which terms: of the app itself, of the packages in it, and of the models."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop_app import __version__
from desktop_app.gui.cards import Card, Row
from desktop_app.gui.icons import app_icon
from desktop_app.gui.labels import faint, heading
from desktop_app.gui.licences import terms_of_dependencies
from desktop_app.gui.model_words import licence_of
from desktop_app.gui.sheets import Sheet
from desktop_app.gui.theme import Size
from desktop_app.records import ModelSpec


class AboutSheet(Sheet):
    """The lists are made when they are first looked at."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=680, height=700)
        self.set_title(self.tr("About"))
        self.column.addLayout(self.top)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, Size.SPACE, 0)
        self._column.setSpacing(Size.SPACE)
        self._models = Card()
        self._packages = Card()
        self._is_filled = False
        self._add_head()
        self._add_terms()
        self._column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(self.tr("About"))
        self._area.setWidget(inside)
        self.column.addWidget(self._area, 1)

    def present(self) -> None:
        super().present()
        self._area.setFocus()
        if not self._is_filled:
            self._is_filled = True
            for licence, packages in terms_of_dependencies().items():
                names = ", ".join(f"{package.name} {package.version}" for package in packages)
                self._packages.add(Row(licence, names))

    @Slot(object)
    def show_models(self, specs: Sequence[ModelSpec]) -> None:
        """The catalogue with its terms."""
        self._models.clear()
        for part in self._models_parts:
            part.setVisible(bool(specs))
        licences = dict.fromkeys(licence_of(spec) for spec in specs)
        for licence in licences:
            names = ", ".join(spec.title for spec in specs if licence_of(spec) == licence)
            self._models.add(Row(licence, names))

    def _add_head(self) -> None:
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(QSize(72, 72), self.devicePixelRatioF()))
        name = QLabel("Red Bicycle")
        name.setProperty("role", "title")
        version = faint(self.tr("Version {version}").format(version=__version__))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(name)
        words.addWidget(version)
        line = QHBoxLayout()
        line.setSpacing(Size.MARGIN)
        line.addWidget(picture)
        line.addLayout(words, 1)
        self._column.addLayout(line)
        sentence = QLabel(
            self.tr(
                "Finds your photos by what is in them. Everything happens on this computer: no photo, no search and "
                "no word about you leaves it."
            )
        )
        sentence.setWordWrap(True)
        self._column.addWidget(sentence)

    def _add_terms(self) -> None:
        own = Card(
            Row("MIT", self.tr("Red Bicycle itself.")),
            Row("MIT", self.tr("Its icons: Phosphor Icons.")),
        )
        for title, card in (
            (self.tr("Licence"), own),
            (self.tr("Models"), self._models),
            (self.tr("Made with these packages"), self._packages),
        ):
            name = heading(title)
            name.setContentsMargins(0, Size.SPACE, 0, 0)
            self._column.addWidget(name)
            self._column.addWidget(card)
            if card is self._models:
                self._models_parts = (name, card)
        self.show_models(())
