"""Which model is to understand the photos: cards with what each costs and gives, as the catalogue says."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from desktop_app.gui.choice_card import Line, OptionCard
from desktop_app.gui.model_words import licence_of, summary_of
from desktop_app.gui.theme import Tokens
from desktop_app.gui.words import file_size
from desktop_app.records import Figure, ModelKind, ModelSpec

COCO_R1 = "COCO text → image R@1"
"""The figure that most models publish, and by which they can be compared."""
FLICKR_R10 = "Flickr8k, 956 photos, text → image R@10"
"""The starter's: another measure on easier ground, and said as what it is."""
_ANY_USE = ("MIT", "Apache-2.0", "BSD-3-Clause")
_ACROSS = 2
_SCROLL_PX = 16


class ModelChooser(QWidget):
    """The one that is here and the one that is recommended; all others on request."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens: Tokens | None = None
        self._models: tuple[ModelSpec, ...] = ()
        self._cards: list[OptionCard] = []
        self._shows_all = False
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_clicked)
        self._wait = QLabel(self.tr("Asking which models there are …"), self)
        self._wait.setProperty("faint", "true")
        self._wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        holder = QWidget()
        around = QVBoxLayout(holder)
        around.setContentsMargins(2, 2, 2, 2)
        around.addLayout(self._grid)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setObjectName("modelScroll")
        self._scroll.setWidget(holder)
        self.more = QToolButton(self)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.more.clicked.connect(self._on_more_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._wait)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)
        self._show()

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens = tokens
        for card in self._cards:
            card.set_tokens(tokens)

    def show_models(self, models: Sequence[ModelSpec]) -> None:
        """All there are; those that know no words cannot be chosen here. The recommended one is chosen."""
        self._models = tuple(model for model in models if model.kind is ModelKind.IMAGE_TEXT)
        self._show()

    @property
    def cards(self) -> tuple[OptionCard, ...]:
        """Those that are shown, in order."""
        return tuple(self._cards)

    @property
    def chosen(self) -> ModelSpec | None:
        """None while the models are not known."""
        card = self._group.checkedButton()
        return None if card is None else self._of(card.property("model"))

    def choose(self, model_id: str) -> None:
        """Marks a card."""
        for card in self._cards:
            if card.property("model") == model_id:
                card.setChecked(True)
        self.changed.emit()

    def _of(self, model_id: object) -> ModelSpec | None:
        return next((model for model in self._models if model.id == model_id), None)

    def _offered(self) -> list[ModelSpec]:
        here = [model for model in self._models if model.in_use]
        better = [model for model in self._models if model.recommended and not model.in_use]
        first = [*here[:1], *better[:1]]
        rest = [model for model in self._models if model not in first]
        return [*first, *rest] if self._shows_all else first

    def _show(self) -> None:
        was = self.chosen
        for card in self._cards:
            self._group.removeButton(card)
            card.hide()
            card.deleteLater()
        self._cards = [self._card(model) for model in self._offered()]
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // _ACROSS, place % _ACROSS)
        self._limit_height()
        has_some = bool(self._cards)
        self._wait.setVisible(not has_some)
        self._scroll.setVisible(has_some)
        self.more.setVisible(len(self._models) > len(self._cards) or self._shows_all)
        self.more.setText(self.tr("Fewer models") if self._shows_all else self.tr("More models"))
        if has_some:
            recommended = next((model for model in self._offered() if model.recommended), self._offered()[0])
            self.choose((was or recommended).id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._limit_height()

    def _limit_height(self) -> None:
        """Cards of one row are as tall as the tallest; the list is no taller than they are."""
        if not self._cards:
            return
        across = max(self.width() // _ACROSS - _SCROLL_PX, self._cards[0].minimumWidth())
        across = min(across, self._cards[0].maximumWidth())
        rows = [self._cards[at : at + _ACROSS] for at in range(0, len(self._cards), _ACROSS)]
        heights = [max(card.heightForWidth(across) for card in row) for row in rows]
        for row, height in zip(rows, heights, strict=True):
            for card in row:
                card.setFixedHeight(height)
        self._scroll.setMaximumHeight(sum(heights) + (len(rows) - 1) * self._grid.spacing() + 6)

    def _card(self, model: ModelSpec) -> OptionCard:
        badge = self.tr("recommended") if model.recommended else self.tr("here already") if model.installed else ""
        card = OptionCard(model.title, badge, lines_of(model), self)
        card.setProperty("model", model.id)
        card.setEnabled(not model.requires or model.installed)
        if self._tokens is not None:
            card.set_tokens(self._tokens)
        self._group.addButton(card)
        return card

    @Slot()
    def _on_clicked(self) -> None:
        self.changed.emit()

    @Slot()
    def _on_more_clicked(self) -> None:
        self._shows_all = not self._shows_all
        self._show()


def lines_of(model: ModelSpec) -> list[Line]:
    """What is said about a model: what it is for, what it costs, how good it is, what it may be used for."""
    size = tr("Comes with the app, nothing to download")
    if not model.source.startswith("resources:"):
        size = tr("{size} to download").format(size=file_size(model.download_bytes))
        if model.installed:
            size = tr("On this computer already")
    licence = tr("Licence: {licence}, for any use") if model.licence in _ANY_USE else tr("Licence: {licence}")
    quality = next((quality_of(figure) for figure in model.figures), tr("No published figure of how well it finds"))
    return [
        Line("sparkle", summary_of(model)),
        Line("download-simple", size),
        Line("gauge", quality),
        Line("scales", licence.format(licence=licence_of(model))),
    ]


def quality_of(figure: Figure) -> str:
    """A published figure in words, with its source."""
    if figure.name == COCO_R1:
        said = tr("Of 100 descriptions, {n} lead straight to their own photo among 5,000 ({source}, COCO)")
        return said.format(n=round(figure.value), source=figure.source)
    if figure.name == FLICKR_R10:
        said = tr("Of 100 descriptions, {n} have their own photo among the first ten of 956 (Flickr8k)")
        return said.format(n=round(figure.value))
    return tr("{name}: {value} ({source})").format(name=figure.name, value=figure.value, source=figure.source)


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("models", text)
