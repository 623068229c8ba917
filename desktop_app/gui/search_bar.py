"""Where you say what you remember: words, a photo, what must not be there, and where to look."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QFrame, QLabel, QMenu, QStyle, QToolButton, QWidget

from desktop_app.config import Settings
from desktop_app.gui import carried as carrying
from desktop_app.gui import search_parts
from desktop_app.gui.completer import Completer
from desktop_app.gui.completion_rows import Offer, offers_for
from desktop_app.gui.crew import Crew
from desktop_app.gui.icons import icon
from desktop_app.gui.picture_loader import PictureWanted, read_picture
from desktop_app.gui.search_chip import NAME_PX, NARROWEST_PX, SearchChip
from desktop_app.gui.search_field import SearchField
from desktop_app.gui.search_parts import Part, PartKind, Understood
from desktop_app.gui.theme import Size, Tokens
from desktop_app.library.completions import Vocabulary
from desktop_app.records import Photo, SearchRequest
from desktop_app.search.query_text import parse_query, without_words

DEBOUNCE_MS = 150
_PICTURE_PX = 96
_BUTTON_PX, _LEFT, _RIGHT = 28, 12, 6
_ROOM_FOR_WORDS = 130
_FINISHED_NEGATIVE = re.compile(r'(?:^|\s)[-−–](?:["“„][^"“„”]+["“”]|\w[^\s",;]*)[\s,;]+$')


class SearchBar(QFrame):
    """Tells what to search for: while typing after a short rest, with Enter at once; None when there is nothing."""

    search_requested = Signal(object)  # SearchRequest | None
    meant = Signal(str)
    """What somebody searched for on purpose, to be offered again."""
    forget_wanted = Signal(str)
    """A past search that is not to be offered again."""
    photo_dropped = Signal(int)
    """A photo of the library, by its id; whoever knows it answers with `set_photo`."""
    left = Signal()
    """Esc, or the arrow down: on to the photos."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchField")
        self.setFixedHeight(40)
        self.setMaximumWidth(760)
        self.setMinimumWidth(280)
        self.setAcceptDrops(True)
        self._tokens: Tokens | None = None
        self._chips: list[SearchChip] = []
        self._pasted = carrying.PastedPictures()
        self._last: SearchRequest | None = None
        self._vocabulary = Vocabulary()
        self._place: Part | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(DEBOUNCE_MS)
        self._rest.timeout.connect(self._on_rested)
        self._pictures: Crew[Path, QImage] = Crew("query-picture", _read_small, parent=self)
        self._pictures.finished.connect(self._on_pictures_read)
        self._sign = QLabel(self)
        self.field = self._make_field()
        self._more = self._make_button("", self._on_more_clicked)
        self._more.setObjectName("moreChips")
        self._clear = self._make_button(self.tr("Clear the search"), self.clear)
        self._pick = self._make_button(self.tr("Search with a photo"), self._on_pick_clicked)
        self._pick.setToolTip(self.tr("Search with a photo: choose one, drop one here, or paste one"))
        self._drop = QLabel(self.tr("Drop it here to find more like it"), self)
        self._drop.setObjectName("dropHint")
        self._drop.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._drop.hide()
        self.completer = Completer(self)
        self.completer.chosen.connect(self._on_offer_chosen)
        self.completer.forgotten.connect(self.forget_wanted)
        self._show_state()

    def set_tokens(self, tokens: Tokens) -> None:
        """Icons in the colours of the theme."""
        self._tokens = tokens
        faint = tokens.colour("faint")
        self._sign.setPixmap(icon("magnifying-glass-bold", faint).pixmap(QSize(16, 16), self.devicePixelRatioF()))
        self._clear.setIcon(icon("x-bold", faint))
        self._pick.setIcon(icon("image", faint, size_px=Size.ICON_LARGE))
        self._pick.setIconSize(QSize(Size.ICON_LARGE, Size.ICON_LARGE))
        self.completer.set_tokens(tokens)
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

    def request(self) -> SearchRequest | None:
        """What the bar says now; None when it is empty."""
        return search_parts.request_of(self.field.text(), self.parts)

    def understood(self) -> Understood:
        """What is said about the search; an empty line when there is none."""
        request = self.request()
        if request is None:
            return Understood("")
        return search_parts.understand(self.field.text(), self.parts, request)

    def set_text(self, text: str) -> None:
        """Types for the user, and searches at once."""
        self.field.setText(text)
        self._search_now()

    def set_image(self, path: Path) -> None:
        """Searches with a picture file."""
        self.add_part(search_parts.photo(path))

    def set_photo(self, photo: Photo, picture: QPixmap | None) -> None:
        """Searches for more like a photo of the library; words and negatives from before are dropped."""
        self.field.clear()
        kept = [part for part in self.parts if part.kind is not PartKind.WITHOUT]
        part = search_parts.photo(photo.path, photo.id)
        self._set_parts(search_parts.with_part(kept, part))
        chip = next(chip for chip in self._chips if chip.part == part)
        chip.set_picture(picture)
        self._search_now()

    def add_part(self, part: Part) -> None:
        """One more chip, and a search."""
        self._set_parts(search_parts.with_part(self.parts, part))
        self._search_now()

    def remove_part(self, part: Part) -> None:
        """One chip less, and a search."""
        self._set_parts(tuple(each for each in self.parts if each != part))
        self.field.setFocus()
        self._search_now()

    def take(self, carried: QMimeData) -> bool:
        """Searches with the picture that was dropped or pasted; False when there is none."""
        own = carrying.photo_id(carried)
        if own is not None:
            self.photo_dropped.emit(own)
            return True
        path = carrying.picture_path(carried) or self._pasted.keep(carried, self.tr("Pasted"))
        if path is not None:
            self.set_image(path)
        return path is not None

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """What can be completed from now on."""
        self._vocabulary = vocabulary
        if self.completer.isVisible():
            self._offer()

    def set_place(self, part: Part | None) -> None:
        """The folder that is looked at, which is offered as the place to search in."""
        self._place = part

    @Slot()
    def clear(self) -> None:
        """Nothing is searched for any more."""
        self.field.clear()
        self._set_parts(())
        self.completer.hide()
        self._search_now()
        self.field.setFocus()

    @Slot()
    def focus_field(self) -> None:
        """The keyboard is the search's; what was searched for before is offered while nothing is typed."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        if not self.field.text():
            self._offer()

    def close_threads(self) -> None:
        """At the end of the window."""
        self._rest.stop()
        self._pictures.close()

    # Events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            is_in = event.type() is QEvent.Type.FocusIn
            self._set_property("focused", is_on=is_in)
            if not is_in:
                self.completer.hide()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_parts()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.field.setFocus(Qt.FocusReason.MouseFocusReason)
        self.field.end(False)  # noqa: FBT003 - Qt's own signature
        self._on_field_pressed()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        carried = event.mimeData()
        if carrying.has_picture(carried) or (carried.hasText() and not carried.hasUrls()):
            self._show_drop(is_over=True)
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_drop(is_over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_drop(is_over=False)
        if not self.take(event.mimeData()) and event.mimeData().hasText():
            self.set_text(" ".join(event.mimeData().text().split()))
        event.acceptProposedAction()
        self.field.setFocus()

    # Parts

    def _make_field(self) -> SearchField:
        field = SearchField(self)
        field.setAccessibleName(self.tr("Search your photos"))
        field.setFrame(False)
        field.setAcceptDrops(False)  # the bar takes drops, wherever they fall
        field.setMaxLength(500)
        field.textEdited.connect(self._on_text_edited)
        field.textChanged.connect(self._place_parts)
        field.returnPressed.connect(self._on_return_pressed)
        field.escaped.connect(self._on_escaped)
        field.moved.connect(self._on_moved)
        field.pressed.connect(self._on_field_pressed)
        field.left_backwards.connect(lambda: self._step_from_field(-1))
        field.left_forwards.connect(lambda: self._step_from_field(1))
        field.deleted_backwards.connect(self._on_deleted_backwards)
        field.deleted_forwards.connect(self._on_deleted_forwards)
        field.mime_pasted.connect(self.take)
        field.installEventFilter(self)
        return field

    def _make_button(self, words: str, slot: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setIconSize(QSize(Size.ICON, Size.ICON))
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
        button.clicked.connect(slot)
        return button

    def _set_parts(self, parts: tuple[Part, ...]) -> None:
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

    def _make_chip(self, part: Part) -> SearchChip:
        chip = SearchChip(part, self._tokens, self)
        chip.removed.connect(self._on_chip_removed)
        chip.stepped.connect(self._on_chip_stepped)
        chip.typed.connect(self._on_chip_typed)
        chip.show()
        if part.path is not None and part.kind is PartKind.PHOTO and part.photo_id is None:
            self._pictures.want([part.path])
        return chip

    def _show_state(self) -> None:
        self._clear.setVisible(bool(self.field.text()) or bool(self._chips))
        hint = self.tr("What do you remember? Try “red bicycle”")
        self.field.setPlaceholderText(self.tr("Add words") if self._chips else hint)
        self._place_parts()

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

    def _show_drop(self, *, is_over: bool) -> None:
        self._set_property("dropping", is_on=is_over)
        self._drop.setGeometry(self.rect().adjusted(3, 3, -3, -3))
        self._drop.setVisible(is_over)
        self._drop.raise_()

    def _set_property(self, name: str, *, is_on: bool) -> None:
        self.setProperty(name, is_on)
        self.style().unpolish(self)
        self.style().polish(self)

    # Searching

    @Slot()
    def _search_now(self) -> None:
        self._rest.stop()
        self._show_state()
        request = self.request()
        self._last = request
        self.search_requested.emit(request)

    @Slot()
    def _on_rested(self) -> None:
        if self.request() != self._last:
            self._search_now()

    @Slot()
    def _on_text_edited(self) -> None:
        finished = _FINISHED_NEGATIVE.search(self.field.text())
        if finished is not None:
            self._take_negatives(finished.group(), self.field.text()[: finished.start()])
        self._show_state()
        self._offer()
        if self.request() is None:
            self._search_now()
        else:
            self._rest.start()

    @Slot()
    def _on_return_pressed(self) -> None:
        offer = self.completer.current()
        if offer is not None:
            self.completer.choose_current()
            return
        self.completer.hide()
        self._mean_it()

    def _mean_it(self) -> None:
        """Negatives in the words become chips; the search is remembered."""
        said = parse_query(self.field.text())
        if said.without:
            self._take_negatives(self.field.text(), said.text)
        self._search_now()
        negatives = [part.text for part in self.parts if part.kind is PartKind.WITHOUT]
        text = " ".join(filter(None, [said.text, without_words(negatives)]))
        if text:
            self.meant.emit(text)

    def _take_negatives(self, text: str, rest: str) -> None:
        parts = self.parts
        for words in parse_query(text).without:
            parts = search_parts.with_part(parts, search_parts.without(words))
        self.field.setText(rest.strip() + (" " if rest.strip() and text != self.field.text() else ""))
        self._set_parts(parts)

    # Completions

    def _offer(self) -> None:
        self.completer.offer(offers_for(self._vocabulary, self.field.text(), parts=self.parts, place=self._place))

    @Slot()
    def _on_deleted_forwards(self) -> None:
        self.completer.forget_current()

    @Slot(object)
    def _on_offer_chosen(self, offer: Offer) -> None:
        self.completer.hide()
        self.field.setFocus()
        self.field.setText(offer.rest)
        if offer.part is not None:
            self.add_part(offer.part)
        else:
            self._mean_it()

    @Slot(int)
    def _on_moved(self, step: int) -> None:
        if self.completer.isVisible():
            self.completer.move_current(step)
        elif step > 0:
            self.left.emit()
        else:
            self._offer()

    @Slot()
    def _on_field_pressed(self) -> None:
        if not self.field.text() and not self.completer.isVisible():
            self._offer()

    @Slot()
    def _on_escaped(self) -> None:
        if self.completer.isVisible():
            self.completer.hide()
        else:
            self.left.emit()

    # Chips

    def _step_from_field(self, step: int) -> None:
        before = [chip for chip in self._chips if chip.part.kind is PartKind.PHOTO]
        behind = [chip for chip in self._chips if chip.part.kind is not PartKind.PHOTO and not chip.isHidden()]
        target = before[-1:] if step < 0 else behind[:1]
        for chip in target:
            self.completer.hide()
            chip.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(int)
    def _on_chip_stepped(self, step: int) -> None:
        before = [chip for chip in self._chips if chip.part.kind is PartKind.PHOTO]
        behind = [chip for chip in self._chips if chip.part.kind is not PartKind.PHOTO and not chip.isHidden()]
        line: list[QWidget] = [*before, self.field, *behind]
        place = line.index(self.sender()) + step  # type: ignore[arg-type]
        target = line[min(max(place, 0), len(line) - 1)]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        if target is self.field:
            self.field.setCursorPosition(len(self.field.text()) if step < 0 else 0)

    @Slot(object)
    def _on_chip_typed(self, event: QKeyEvent) -> None:
        self.field.setFocus()
        QApplication.sendEvent(self.field, event)

    @Slot()
    def _on_chip_removed(self) -> None:
        chip = self.sender()
        if isinstance(chip, SearchChip) and chip in self._chips:
            self.remove_part(chip.part)

    @Slot()
    def _on_deleted_backwards(self) -> None:
        if self._chips:
            self.remove_part(self._chips[-1].part)

    @Slot()
    def _on_more_clicked(self) -> None:
        """Chips for which there is no room: choosing one takes it away."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for chip in self._chips:
            if chip.isHidden():
                action = menu.addAction(chip.part.spoken)
                if self._tokens is not None:
                    action.setIcon(icon("x-bold", self._tokens.colour("faint"), size_px=12))
                action.triggered.connect(chip.removed)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    @Slot(list)
    def _on_pictures_read(self, outcomes: list[tuple[Path, QImage | Exception]]) -> None:
        for path, outcome in outcomes:
            for chip in self._chips:
                if isinstance(outcome, QImage) and chip.part.path == path and chip.part.photo_id is None:
                    chip.set_picture(QPixmap.fromImage(outcome))

    @Slot()
    def _on_pick_clicked(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Search with a photo"))
        if chosen:
            self.set_image(Path(chosen))


def _read_small(path: Path) -> QImage:
    """For any thread. What cannot be read has no picture; the worker says why."""
    return read_picture(PictureWanted(path, _PICTURE_PX), Settings())
