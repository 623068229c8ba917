"""What can be done with the photos that are selected, by key, by menu, and by the signs on the tiles."""

from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.gui import shortcuts
from desktop_app.gui.icons import icon
from desktop_app.gui.photo_actions import PhotoActions
from desktop_app.gui.photo_grid import PhotoGrid
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.shortcuts import Scope
from desktop_app.gui.theme import Tokens
from desktop_app.gui.tile_signs import MOST_STARS, Sign, SignKind
from desktop_app.records import Photo, PhotoId, PhotoState

_KNOWN = (
    *("favourite", "similar", "turn_left", "turn_right", "reveal", "trash"),
    *(f"rate_{stars}" for stars in range(MOST_STARS + 1)),
)
_ON_ONE = ("open", "similar", "reveal")


class _Item(NamedTuple):
    verb: str
    sign: str
    words: str
    key: str


class GridVerbs(QObject):
    """Knows the keys and the menu. What changes photos goes to the actions, what leads elsewhere out as a signal."""

    similar_wanted = Signal(object)  # Photo
    reveal_wanted = Signal(object)  # Photo

    def __init__(self, model: PhotoListModel, grid: PhotoGrid, actions: PhotoActions, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._model, self._grid, self._actions = model, grid, actions
        grid.show_as(actions.as_wished)
        grid.sign_clicked.connect(self._on_sign_clicked)

    def of_key(self, event: QKeyEvent) -> str | None:
        """The verb that a key stands for."""
        found = shortcuts.verb_of(event, Scope.GRID)
        return found if found in _KNOWN else None

    def do(self, verb: str) -> None:
        """With all that is selected; what goes with one photo only, with the current one."""
        photo, ids = self.current(), self.selected_ids()
        if verb in _ON_ONE:
            self._lead(verb, photo)
        elif not ids:
            return
        elif verb.startswith("rate_"):
            self._actions.rate(ids, int(verb[-1]))
        elif verb == "favourite":
            self._actions.set_favourite(ids, favourite=photo is None or not photo.favourite)
        elif verb in ("turn_left", "turn_right"):
            self._actions.rotate(ids, 1 if verb == "turn_right" else -1, shown=self._shown_of(ids))
        elif photo is not None and photo.state is PhotoState.TRASHED:
            self._actions.restore(ids)
        elif verb == "trash":
            self._actions.trash(ids)

    def selected_ids(self) -> list[PhotoId]:
        """Of all selected photos, in the order they are shown."""
        ids: list[PhotoId] = self._model.shown.ids[self._grid.selected_rows()].tolist()
        return ids

    def current(self) -> Photo | None:
        """The current photo; where none of the selected ones is current, the first of them."""
        index, selection = self._grid.currentIndex(), self._grid.selectionModel()
        if index.isValid() and (not selection.hasSelection() or selection.isSelected(index)):
            return self._grid.photo(index.row())
        rows = self._grid.selected_rows()
        return self._grid.photo(int(rows[0])) if len(rows) else None

    def menu(self, tokens: Tokens) -> QMenu:
        """For the selected photos."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        photo, faint = self.current(), tokens.colour("faint")
        is_trashed = photo is not None and photo.state is PhotoState.TRASHED
        for group in self._groups(is_trashed=is_trashed, is_favourite=photo is not None and photo.favourite):
            for item in group:
                self._add(menu, item, tokens)
            if group[0].verb == "favourite":
                rating = menu.addMenu(icon("star", faint), self.tr("Rate"))
                for stars in range(MOST_STARS, -1, -1):
                    words = "★" * stars if stars else self.tr("No rating")
                    self._add(rating, _Item(f"rate_{stars}", "", words, str(stars)), tokens)
            menu.addSeparator()
        self._add_steps(menu)
        return menu

    def _add_steps(self, menu: QMenu) -> None:
        """Undo and redo, which say what they would do."""
        for words, key, step in (
            (self._actions.undo_words, "Ctrl+Z", self._actions.undo),
            (self._actions.redo_words, "Ctrl+Shift+Z", self._actions.redo),
        ):
            if words:
                menu.addAction(f"{words}\t{key}").triggered.connect(step)

    def ground_menu(self) -> QMenu | None:
        """Where no photo is; None when there is nothing to do there."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._model.rowCount():
            menu.addAction(self.tr("Select all") + "\tCtrl+A").triggered.connect(self._grid.selectAll)
        self._add_steps(menu)
        if menu.isEmpty():
            menu.deleteLater()
            return None
        return menu

    def _groups(self, *, is_trashed: bool, is_favourite: bool) -> list[list[_Item]]:
        leading = [
            _Item("open", "arrows-out-simple", self.tr("Open"), "Enter"),
            _Item("similar", "sparkle", self.tr("More like this"), "S"),
            _Item("reveal", "folder-open", self.tr("Show in folder"), "Ctrl+R"),
        ]
        if is_trashed:
            return [leading[:1], [_Item("restore", "arrow-u-up-left", self.tr("Put back"), "Del")]]
        heart = self.tr("No favourite any more") if is_favourite else self.tr("Favourite")
        return [
            leading,
            [_Item("favourite", "heart-fill" if is_favourite else "heart", heart, "F")],
            [
                _Item("turn_left", "arrow-counter-clockwise", self.tr("Turn left"), "["),
                _Item("turn_right", "arrow-clockwise", self.tr("Turn right"), "]"),
            ],
            [_Item("trash", "trash", self.tr("Move to trash"), "Del")],
        ]

    def _add(self, menu: QMenu, item: _Item, tokens: Tokens) -> None:
        action = menu.addAction(f"{item.words}\t{item.key}")
        if item.sign:
            action.setIcon(icon(item.sign, tokens.colour("faint")))
        action.setData(item.verb)
        action.triggered.connect(self._on_triggered)

    def _lead(self, verb: str, photo: Photo | None) -> None:
        if verb == "open" and self._grid.currentIndex().isValid():
            self._grid.photo_opened.emit(self._grid.currentIndex().row())
        elif verb == "similar" and photo is not None:
            self.similar_wanted.emit(photo)
        elif verb == "reveal" and photo is not None:
            self.reveal_wanted.emit(photo)

    def _shown_of(self, ids: list[PhotoId]) -> list[Photo]:
        chosen = set(ids)
        photos = [self._grid.photo(row) for row in self._grid.visible_rows()]
        return [photo for photo in photos if photo is not None and photo.id in chosen]

    @Slot()
    def _on_triggered(self) -> None:
        self.do(str(self.sender().data()))  # type: ignore[attr-defined]

    @Slot(int, object)
    def _on_sign_clicked(self, row: int, sign: Sign) -> None:
        """A heart or a star on a tile means that photo; on a selected one all that are selected."""
        photo = self._grid.photo(row)
        if photo is None:
            return
        is_selected = self._grid.selectionModel().isSelected(self._model.index(row))
        ids = self.selected_ids() if is_selected else [photo.id]
        if sign.kind is SignKind.FAVOURITE:
            self._actions.set_favourite(ids, favourite=not photo.favourite)
        else:
            self._actions.rate(ids, 0 if sign.stars == photo.rating else sign.stars)
