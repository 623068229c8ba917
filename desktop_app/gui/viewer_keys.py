"""Which key means what while one photo is looked at: one list for the viewer, its menus and the sheet of keys."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent

_Key, _Mod = Qt.Key, Qt.KeyboardModifier
_PLAIN, _SHIFT, _CTRL = _Mod.NoModifier, _Mod.ShiftModifier, _Mod.ControlModifier
_ALT_GRAPH = _CTRL | _Mod.AltModifier
"""As Windows tells it."""
_IGNORED = _Mod.KeypadModifier | _Mod.GroupSwitchModifier

_BY_KEY = {
    (_Key.Key_Escape, _PLAIN): "back",
    (_Key.Key_Backspace, _PLAIN): "back",
    (_Key.Key_Space, _PLAIN): "space",
    (_Key.Key_Right, _PLAIN): "next",
    (_Key.Key_Down, _PLAIN): "next",
    (_Key.Key_PageDown, _PLAIN): "next",
    (_Key.Key_Left, _PLAIN): "previous",
    (_Key.Key_Up, _PLAIN): "previous",
    (_Key.Key_PageUp, _PLAIN): "previous",
    (_Key.Key_Home, _PLAIN): "first",
    (_Key.Key_End, _PLAIN): "last",
    (_Key.Key_Right, _SHIFT): "pan_right",
    (_Key.Key_Left, _SHIFT): "pan_left",
    (_Key.Key_Up, _SHIFT): "pan_up",
    (_Key.Key_Down, _SHIFT): "pan_down",
    (_Key.Key_Z, _PLAIN): "actual",
    (_Key.Key_Return, _PLAIN): "actual",
    (_Key.Key_Enter, _PLAIN): "actual",
    (_Key.Key_1, _CTRL): "every_pixel",
    (_Key.Key_0, _CTRL): "fit",
    (_Key.Key_R, _PLAIN): "turn_right",
    (_Key.Key_R, _SHIFT): "turn_left",
    (_Key.Key_F, _PLAIN): "favourite",
    (_Key.Key_C, _PLAIN): "caption",
    (_Key.Key_I, _PLAIN): "information",
    (_Key.Key_S, _PLAIN): "similar",
    (_Key.Key_P, _PLAIN): "slideshow",
    (_Key.Key_F5, _PLAIN): "slideshow",
    (_Key.Key_L, _PLAIN): "filmstrip",
    (_Key.Key_Delete, _PLAIN): "trash",
    (_Key.Key_C, _CTRL): "copy",
    (_Key.Key_R, _CTRL): "reveal",
}
_BY_TEXT = {
    "[": "turn_left",
    "]": "turn_right",
    "+": "closer",
    "=": "closer",
    "-": "farther",
    **{str(stars): f"rate_{stars}" for stars in range(6)},
}
"""Signs that lie on other keys, with other modifiers, on other keyboards."""


class Verb(NamedTuple):
    """Something to do with the photo: its name in the viewer, its sign, what it is called, its key."""

    name: str
    sign: str
    words: str
    key: str

    @property
    def tip(self) -> str:
        return f"{self.words} ({self.key})" if self.key else self.words


def verb_of(event: QKeyEvent) -> str | None:
    """What a key means."""
    modifiers = event.modifiers() & ~_IGNORED
    found = _BY_KEY.get((Qt.Key(event.key()), modifiers))
    is_alt_graph = modifiers & _ALT_GRAPH == _ALT_GRAPH
    if found is None and (is_alt_graph or not modifiers & (_CTRL | _Mod.MetaModifier)):
        found = _BY_TEXT.get(event.text())
    return found


def verbs() -> dict[str, Verb]:
    """By name, in the user's language."""
    known = (
        Verb("back", "arrow-left", tr("Back to the photos"), "Esc"),
        Verb("previous", "caret-left-bold", tr("Previous"), "←"),
        Verb("next", "caret-right-bold", tr("Next"), "→"),
        Verb("turn_left", "arrow-counter-clockwise", tr("Turn left"), "["),
        Verb("turn_right", "arrow-clockwise", tr("Turn right"), "]"),
        Verb("favourite", "heart", tr("Favourite"), "F"),
        Verb("caption", "text-aa", tr("Write a caption"), "C"),
        Verb("similar", "sparkle", tr("More like this"), "S"),
        Verb("slideshow", "play", tr("Slideshow"), "P"),
        Verb("information", "info", tr("Information"), "I"),
        Verb("filmstrip", "film-strip", tr("Filmstrip"), "L"),
        Verb("full_screen", "corners-out", tr("Full screen"), "F11"),
        Verb("farther", "minus", tr("Farther away"), "−"),
        Verb("closer", "plus", tr("Closer"), "+"),
        Verb("fit", "frame-corners", tr("The whole photo"), "Ctrl+0"),
        Verb("every_pixel", "magnifying-glass-plus", tr("Every pixel"), "Z"),
        Verb("copy", "copy", tr("Copy"), "Ctrl+C"),
        Verb("reveal", "folder-open", tr("Show in folder"), "Ctrl+R"),
        Verb("trash", "trash", tr("Move to trash"), "Del"),
        Verb("more", "dots-three-bold", tr("More"), ""),
    )
    return {verb.name: verb for verb in known}


def keys_shown() -> list[tuple[str, str]]:
    """Keys and what they do, for the sheet that lists them."""
    return [
        ("← →", tr("Previous, next photo")),
        ("Z", tr("Every pixel, or the whole photo")),
        ("+ −", tr("Closer, farther away")),
        ("Shift ← ↑", tr("Move a photo that is zoomed")),
        ("[ ]", tr("Turn left, right")),
        ("0 … 5", tr("Rate")),
        ("F", tr("Favourite")),
        ("C", tr("Write a caption")),
        ("P", tr("Slideshow; Space pauses it")),
        ("L", tr("Filmstrip")),
        ("Del", tr("Move to trash")),
        ("Ctrl R", tr("Show in folder")),
        ("Ctrl C", tr("Copy")),
    ]


def tr(text: str) -> str:
    return QCoreApplication.translate("viewer", text)
