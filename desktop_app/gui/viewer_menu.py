"""All that can be done with the photo that is looked at, as a menu."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.gui.icons import icon
from desktop_app.gui.theme import Tokens
from desktop_app.gui.viewer_bars import Do
from desktop_app.gui.viewer_keys import Verb, tr, verbs
from desktop_app.records import Photo

_ORDER = (
    "favourite",
    "rating",
    "caption",
    "",
    "turn_left",
    "turn_right",
    "",
    "slideshow",
    "filmstrip",
    "information",
    "full_screen",
    "",
    "similar",
    "copy",
    "reveal",
    "",
    "trash",
)


def photo_menu(photo: Photo, do: Do, *, tokens: Tokens, checked: frozenset[str], parent: QWidget) -> QMenu:
    """The verbs in `checked` are on. The menu goes when it is closed."""
    menu = QMenu(parent)
    known = verbs()
    for name in _ORDER:
        if not name:
            menu.addSeparator()
        elif name == "rating":
            menu.addMenu(_rating_menu(photo, do, tokens, menu))
        else:
            menu.addAction(_action(known[name], do, tokens, menu, is_on=name in checked))
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _action(verb: Verb, do: Do, tokens: Tokens, menu: QMenu, *, is_on: bool) -> QAction:
    action = QAction(f"{verb.words}\t{verb.key}" if verb.key else verb.words, menu)
    if is_on:
        action.setIcon(icon("check-bold", tokens.colour("accent")))
        action.setCheckable(True)
        action.setChecked(True)
    else:
        action.setIcon(icon(verb.sign, tokens.colour("text")))
    action.triggered.connect(lambda: do(verb.name))
    return action


def _rating_menu(photo: Photo, do: Do, tokens: Tokens, parent: QMenu) -> QMenu:
    menu = QMenu(tr("Rating"), parent)
    menu.setIcon(icon("star", tokens.colour("text")))
    for stars in range(5, -1, -1):
        words = "★" * stars if stars else tr("None")
        action = QAction(f"{words}\t{stars}", menu)
        if photo.rating == stars:
            action.setIcon(icon("check-bold", tokens.colour("accent")))
        action.triggered.connect(lambda _=False, name=f"rate_{stars}": do(name))
        menu.addAction(action)
    return menu
