"""How the search bar looks: a photo, words, chips behind them, buttons; where each stands and how it is reached."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QMenu, QStyle, QToolButton, QWidget

from desktop_app.config import Settings
from desktop_app.gui.crew import Crew
from desktop_app.gui.icons import icon
from desktop_app.gui.picture_loader import PictureWanted, read_picture
from desktop_app.gui.search_chip import NAME_PX, NARROWEST_PX, SearchChip
from desktop_app.gui.search_field import SearchField
from desktop_app.gui.search_parts import Part, PartKind
from desktop_app.gui.theme import Size, Tokens

_PICTURE_PX = 96
_BUTTON_PX, _LEFT, _RIGHT = 28, 12, 6
_ROOM_FOR_WORDS = 130


class SearchLine(QFrame):
    """A field with chips. It asks for changes and makes none itself."""

    removal_wanted = Signal(object)  # Part
    """A chip is to go."""
    clear_wanted = Signal()
    """All is to go."""
    picking_wanted = Signal()
    """A picture file is to be chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchField")
        self.setFixedHeight(40)
        self.setMaximumWidth(760)
        self.setMinimumWidth(280)
        self.tokens: Tokens | None = None
        self._says_english = False
        self._chips: list[SearchChip] = []
        self._pictures: Crew[Path, QImage] = Crew("query-picture", _read_small, parent=self)
        self._pictures.finished.connect(self._on_pictures_read)
        self._sign = QLabel(self)
        self.field = SearchField(self)
        self._more = self._make_button("", self._on_more_clicked)
        self._more.setObjectName("moreChips")
        self._clear = self._make_button(self.tr("Clear the search"), self.clear_wanted)
        self._pick = self._make_button(self.tr("Search with a photo"), self.picking_wanted)
        self._pick.setToolTip(self.tr("Search with a photo: choose one, drop one here, or paste one"))
        self._drop = QLabel(self.tr("Drop it here to find more like it"), self)
        self._drop.setObjectName("dropHint")
        self._drop.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._drop.hide()
        self._dress_field()
        self.show_state()

    def set_tokens(self, tokens: Tokens) -> None:
        """Icons in the colours of the theme."""
        self.tokens = tokens
        faint = tokens.colour("faint")
        self._sign.setPixmap(icon("magnifying-glass-bold", faint).pixmap(QSize(16, 16), self.devicePixelRatioF()))
        self._clear.setIcon(icon("x-bold", faint))
        self._pick.setIcon(icon("image", faint, size_px=Size.ICON_LARGE))
        self._pick.setIconSize(QSize(Size.ICON_LARGE, Size.ICON_LARGE))
        for chip in self._chips:
            chip.set_tokens(tokens)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What the chips say, in their order."""
        return tuple(chip.part for chip in self._chips)

    @property
    def chips(self) -> tuple[SearchChip, ...]:
        """In the order they are shown; the photo stands before the words."""
        return tuple(self._chips)

    def set_parts(self, parts: tuple[Part, ...]) -> None:
        """Chips that stay keep their pictures."""
        photos = [part for part in parts if part.kind is PartKind.PHOTO]
        ordered = (*photos, *(part for part in parts if part.kind is not PartKind.PHOTO))
        kept = {chip.part: chip for chip in self._chips}
        for part, chip in kept.items():
            if part not in ordered:
                chip.hide()
                chip.deleteLater()
        self._chips = [kept.get(part) or self._make_chip(part) for part in ordered]
        previous: QWidget = self.field
        stops: list[QWidget] = [*self._chips, self._more, self._clear, self._pick]
        for stop in stops:
            QWidget.setTabOrder(previous, stop)
            previous = stop
        self._place_parts()

    def show_state(self) -> None:
        """What there is to clear, and what the empty field says."""
        self._clear.setVisible(bool(self.field.text()) or bool(self._chips))
        hint = self.tr("What do you remember? Try “red bicycle”")
        if self._says_english:
            hint = self.tr("What do you remember? This model knows English only: “red bicycle”")
        self.field.setPlaceholderText(self.tr("Add words") if self._chips else hint)
        self._place_parts()

    def say_english(self, *, is_needed: bool) -> None:
        """Whether the empty field says that words are to be English, as the model knows no other."""
        self._says_english = is_needed
        self.show_state()

    def show_drop(self, *, is_over: bool) -> None:
        """Something is being dragged over it that it takes."""
        self.set_state("dropping", is_on=is_over)
        self._drop.setGeometry(self.rect().adjusted(3, 3, -3, -3))
        self._drop.setVisible(is_over)
        self._drop.raise_()

    def set_state(self, name: str, *, is_on: bool) -> None:
        """Something that the style sheet asks for."""
        self.setProperty(name, is_on)
        self.style().unpolish(self)
        self.style().polish(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_parts()

    def close_pictures(self) -> None:
        """Ends the thread."""
        self._pictures.close()

    def _dress_field(self) -> None:
        self.field.setAccessibleName(self.tr("Search your photos"))
        self.field.setFrame(False)
        self.field.setAcceptDrops(False)  # the bar takes drops, wherever they fall
        self.field.setMaxLength(500)
        self.field.textChanged.connect(self._place_parts)
        self.field.left_backwards.connect(self._on_field_left_backwards)
        self.field.left_forwards.connect(self._on_field_left_forwards)
        self.field.deleted_backwards.connect(self._on_deleted_backwards)

    def _make_button(self, words: str, then: Callable[[], None] | SignalInstance) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setIconSize(QSize(Size.ICON, Size.ICON))
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
        button.clicked.connect(then)
        return button

    def _make_chip(self, part: Part) -> SearchChip:
        chip = SearchChip(part, self.tokens, self)
        chip.removed.connect(self._on_chip_removed)
        chip.stepped.connect(self._on_chip_stepped)
        chip.typed.connect(self._on_chip_typed)
        chip.show()
        if part.path is not None and part.kind is PartKind.PHOTO and part.photo_id is None:
            self._pictures.want([part.path])
        return chip

    @Slot()
    def _place_parts(self) -> None:
        """The photo, the words, the other chips behind them; chips give way before words do."""
        if not hasattr(self, "_drop"):
            return
        right = self.width() - _RIGHT
        for button in (self._pick, self._clear):
            if not button.isHidden():
                right -= _BUTTON_PX
                self._put(button, right, _BUTTON_PX, _BUTTON_PX)
                right -= 2
        self._put(self._sign, _LEFT, 16, 16)
        left = _LEFT + 16 + Size.SPACE
        before = [chip for chip in self._chips if chip.part.kind is PartKind.PHOTO]
        behind = [chip for chip in self._chips if chip.part.kind is not PartKind.PHOTO]
        words = self._words_px()
        hidden = self._fit_chips(right - left, words)
        for chip in before:
            self._put(chip, left, chip.width(), chip.height())
            left += chip.width() + 6
        shown = [chip for chip in behind if chip not in hidden]
        taken = sum(chip.width() + 6 for chip in shown) + (self._more.width() + 6 if hidden else 0)
        room = right - left - taken
        field_px = min(words, room) if shown or hidden else room
        self._put(self.field, left, max(field_px, 8), self.height() - 4)
        left += field_px + 6
        for chip in shown:
            self._put(chip, left, chip.width(), chip.height())
            left += chip.width() + 6
        self._more.setVisible(bool(hidden))
        if hidden:
            self._more.setText(f"+{len(hidden)}")
            self._more.setAccessibleName(self.tr("More parts of the search"))
            self._more.setToolTip("\n".join(chip.part.spoken for chip in hidden))
            self._put(self._more, left, self._more.width(), _BUTTON_PX)
        for chip in self._chips:
            chip.setVisible(chip not in hidden)

    def _fit_chips(self, room: int, words: int) -> list[SearchChip]:
        """Narrows the chips until the words have their room; returns those for which there is none at all."""
        wanted = min(words, max(_ROOM_FOR_WORDS, room // 2))
        for name_px in (NAME_PX, 110, 80, 56, NARROWEST_PX):
            if sum(chip.fit(name_px) + 6 for chip in self._chips) <= room - wanted:
                return []
        hidden: list[SearchChip] = []
        left = room - wanted - self._more.width() - 6
        for chip in self._chips:
            left -= chip.width() + 6
            if left < 0 and chip.part.kind is not PartKind.PHOTO:
                hidden.append(chip)
        return hidden

    def _words_px(self) -> int:
        text = self.field.text() or self.field.placeholderText()
        return self.field.fontMetrics().horizontalAdvance(text) + 16

    def _put(self, widget: QWidget, left: int, width: int, height: int) -> None:
        box = QRect(left, (self.height() - height) // 2, width, height)
        widget.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), box))

    def _line(self) -> list[QWidget]:
        """What the arrow keys lead along."""
        before = [chip for chip in self._chips if chip.part.kind is PartKind.PHOTO]
        behind = [chip for chip in self._chips if chip.part.kind is not PartKind.PHOTO and not chip.isHidden()]
        return [*before, self.field, *behind]

    def _step(self, start: QWidget, step: int) -> None:
        line = self._line()
        target = line[min(max(line.index(start) + step, 0), len(line) - 1)]
        if target is start:
            return
        target.setFocus(Qt.FocusReason.TabFocusReason)
        if target is self.field:
            self.field.setCursorPosition(len(self.field.text()) if step < 0 else 0)

    @Slot()
    def _on_field_left_backwards(self) -> None:
        self._step(self.field, -1)

    @Slot()
    def _on_field_left_forwards(self) -> None:
        self._step(self.field, 1)

    @Slot(int)
    def _on_chip_stepped(self, step: int) -> None:
        chip = self.sender()
        if isinstance(chip, SearchChip):
            self._step(chip, step)

    @Slot(object)
    def _on_chip_typed(self, event: QKeyEvent) -> None:
        self.field.setFocus()
        QApplication.sendEvent(self.field, event)

    @Slot()
    def _on_chip_removed(self) -> None:
        chip = self.sender()
        if isinstance(chip, SearchChip) and chip in self._chips:
            self.removal_wanted.emit(chip.part)

    @Slot()
    def _on_deleted_backwards(self) -> None:
        if self._chips:
            self.removal_wanted.emit(self._chips[-1].part)

    @Slot()
    def _on_more_clicked(self) -> None:
        """Chips for which there is no room: choosing one takes it away."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for chip in self._chips:
            if chip.isHidden():
                action = menu.addAction(chip.part.spoken)
                if self.tokens is not None:
                    action.setIcon(icon("x-bold", self.tokens.colour("faint"), size_px=12))
                action.triggered.connect(chip.removed)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    @Slot(list)
    def _on_pictures_read(self, outcomes: list[tuple[Path, QImage | Exception]]) -> None:
        for path, outcome in outcomes:
            for chip in self._chips:
                if isinstance(outcome, QImage) and chip.part.path == path and chip.part.photo_id is None:
                    chip.set_picture(QPixmap.fromImage(outcome))


def _read_small(path: Path) -> QImage:
    """For any thread. What cannot be read has no picture; the worker says why."""
    return read_picture(PictureWanted(path, _PICTURE_PX), Settings())
