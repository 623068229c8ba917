"""Where you say what you remember: words, a photo, what must not be there, and where to look."""

import re
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.gui import carried as carrying
from desktop_app.gui import search_parts
from desktop_app.gui.completer import Completer
from desktop_app.gui.completion_rows import Offer, offers_for
from desktop_app.gui.search_line import SearchLine
from desktop_app.gui.search_parts import Part, PartKind, Understood
from desktop_app.gui.theme import Tokens
from desktop_app.library.completions import Vocabulary
from desktop_app.records import Photo, SearchRequest
from desktop_app.search.query_text import parse_query, without_words

DEBOUNCE_MS = 150
_FINISHED_NEGATIVE = re.compile(r'(?:^|\s)[-−–](?:["“„][^"“„”]+["“”]|\w[^\s",;]*)[\s,;]+$')


class SearchBar(SearchLine):
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
        self.setAcceptDrops(True)
        self._pasted = carrying.PastedPictures()
        self._last: SearchRequest | None = None
        self._vocabulary = Vocabulary()
        self._place: Part | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(DEBOUNCE_MS)
        self._rest.timeout.connect(self._on_rested)
        self.completer = Completer(self)
        self.completer.chosen.connect(self._on_offer_chosen)
        self.completer.forgotten.connect(self.forget_wanted)
        self._connect_line()

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        super().set_tokens(tokens)
        self.completer.set_tokens(tokens)

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
        self.set_parts(search_parts.with_part(kept, part))
        chip = next(chip for chip in self.chips if chip.part == part)
        chip.set_picture(picture)
        self._search_now()

    def add_part(self, part: Part) -> None:
        """One more chip, and a search."""
        self.set_parts(search_parts.with_part(self.parts, part))
        self._search_now()

    @Slot(object)
    def remove_part(self, part: Part) -> None:
        """One chip less, and a search."""
        self.set_parts(tuple(each for each in self.parts if each != part))
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
        self.set_parts(())
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
        self.close_pictures()

    # Events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            is_in = event.type() is QEvent.Type.FocusIn
            self.set_state("focused", is_on=is_in)
            if not is_in:
                self.completer.hide()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.field.setFocus(Qt.FocusReason.MouseFocusReason)
        self.field.end(False)  # noqa: FBT003 - Qt's own signature
        self._on_field_pressed()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        carried = event.mimeData()
        if carrying.has_picture(carried) or (carried.hasText() and not carried.hasUrls()):
            self.show_drop(is_over=True)
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.show_drop(is_over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.show_drop(is_over=False)
        if not self.take(event.mimeData()) and event.mimeData().hasText():
            self.set_text(" ".join(event.mimeData().text().split()))
        event.acceptProposedAction()
        self.field.setFocus()

    def _connect_line(self) -> None:
        self.removal_wanted.connect(self.remove_part)
        self.clear_wanted.connect(self.clear)
        self.picking_wanted.connect(self.pick)
        field = self.field
        field.textEdited.connect(self._on_text_edited)
        field.returnPressed.connect(self._on_return_pressed)
        field.escaped.connect(self._on_escaped)
        field.moved.connect(self._on_moved)
        field.pressed.connect(self._on_field_pressed)
        field.deleted_forwards.connect(self._on_deleted_forwards)
        field.mime_pasted.connect(self.take)
        field.installEventFilter(self)

    # Searching

    @Slot()
    def _search_now(self) -> None:
        self._rest.stop()
        self.show_state()
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
        self.show_state()
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
        self.set_parts(parts)

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

    @Slot()
    def pick(self) -> None:
        """Asks for a picture file."""
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Search with a photo"))
        if chosen:
            self.set_image(Path(chosen))
