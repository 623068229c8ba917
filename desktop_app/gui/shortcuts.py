"""Every key of the window, once: the window acts by this table, and the sheet that lists the keys is made from it."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache, partial
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_Mod = Qt.KeyboardModifier
_ALT_GRAPH = _Mod.ControlModifier | _Mod.AltModifier
"""As Windows tells it."""
_HELD = ("Ctrl", "Shift", "Alt")
_IGNORED = _Mod.KeypadModifier | _Mod.GroupSwitchModifier


class Scope(StrEnum):
    """Where a key means something."""

    WINDOW = "window"
    GRID = "grid"
    VIEWER = "viewer"


class Shortcut(NamedTuple):
    """`keys` are Qt's portable names; a single sign that is no letter is meant as it is typed, on whatever key of
    whatever keyboard it lies. `shown` is what the sheet says; without `words` it says nothing."""

    scope: Scope
    verb: str
    keys: tuple[str, ...]
    words: str = ""
    shown: str = ""


def _row(scope: Scope, verb: str, keys: str, words: str = "", shown: str = "") -> Shortcut:
    return Shortcut(scope, verb, tuple(keys.split()), words, shown)


_window = partial(_row, Scope.WINDOW)
_grid = partial(_row, Scope.GRID)
_viewer = partial(_row, Scope.VIEWER)


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("shortcuts", text)


def table() -> tuple[Shortcut, ...]:
    """All of them, with their words in the user's language."""
    return (
        _window("search", "/ Ctrl+F", tr("Search"), "/"),
        _window("paste", "Ctrl+V", tr("Search with a copied picture")),
        _window("add_folder", "Ctrl+O", tr("Add a folder")),
        _window("undo", "Ctrl+Z", tr("Undo")),
        _window("redo", "Ctrl+Shift+Z Ctrl+Y", tr("Redo"), "Ctrl Shift Z"),
        _window("settings", "Ctrl+,", tr("Settings")),
        _window("full_screen", "F11", tr("Full screen")),
        _window("guide", "F1", tr("User guide")),
        _window("shortcuts", "?", tr("This sheet")),
        _window("quit", "Ctrl+Q", tr("Leave")),
        *_grid_table(),
        *_viewer_table(),
    )


def _grid_table() -> tuple[Shortcut, ...]:
    return (
        _grid("left", "Left", tr("Move between photos"), "↑ ↓ ← →"),
        *(_grid(name, key) for name, key in (("right", "Right"), ("up", "Up"), ("down", "Down"))),
        _grid("home", "Home", tr("First, last photo"), "Home End"),
        _grid("end", "End"),
        _grid("page_up", "PgUp", tr("A page up, down"), "PgUp PgDown"),
        _grid("page_down", "PgDown"),
        _grid("part_up", "Ctrl+PgUp", tr("The month before, after"), "Ctrl PgUp PgDown"),
        _grid("part_down", "Ctrl+PgDown"),
        _grid("open", "Return Enter", tr("Open the photo"), "Enter"),
        _grid("preview", "Space", tr("Preview, and back")),
        _grid("back", "Esc", tr("One step back")),
        _grid("select_all", "Ctrl+A", tr("Select all")),
        _grid("toggle", "Ctrl+Space", tr("Select this one too, or no longer")),
        _grid("larger", "+ =", tr("Larger, smaller tiles"), "+ −"),
        _grid("smaller", "-"),
        *_photo_table(Scope.GRID),
        _grid("trash", "Del", tr("Move to trash, or put back"), "Del"),
        _grid("menu", "Shift+F10 Menu", tr("Menu"), "Shift F10"),
    )


def _viewer_table() -> tuple[Shortcut, ...]:
    return (
        _viewer("previous", "Left Up PgUp", tr("Previous, next photo"), "← →"),
        _viewer("next", "Right Down PgDown"),
        _viewer("first", "Home", tr("First, last photo"), "Home End"),
        _viewer("last", "End"),
        _viewer("actual", "Z Return Enter", tr("Every pixel, or the whole photo"), "Z"),
        _viewer("every_pixel", "Ctrl+1"),
        _viewer("fit", "Ctrl+0", tr("The whole photo"), "Ctrl 0"),
        _viewer("closer", "+ =", tr("Closer, farther away"), "+ −"),
        _viewer("farther", "-"),
        _viewer("pan_left", "Shift+Left", tr("Move a photo that is zoomed"), "Shift ← ↑"),
        *(_viewer(f"pan_{way}", f"Shift+{way.title()}") for way in ("right", "up", "down")),
        *_photo_table(Scope.VIEWER),
        _viewer("caption", "C", tr("Write a caption")),
        _viewer("slideshow", "P F5", tr("Slideshow; Space pauses it"), "P"),
        _viewer("filmstrip", "L", tr("Filmstrip")),
        _viewer("trash", "Del", tr("Move to trash")),
        _viewer("copy", "Ctrl+C", tr("Copy")),
        _viewer("space", "Space", tr("Back to the photos"), "Space"),
        _viewer("back", "Esc Backspace", tr("One step back"), "Esc"),
    )


def _photo_table(scope: Scope) -> tuple[Shortcut, ...]:
    """What is done to a photo by the same keys wherever it is looked at."""
    return (
        _row(scope, "rate_0", "0", tr("Rate"), "0 … 5"),
        *(_row(scope, f"rate_{stars}", str(stars)) for stars in range(1, 6)),
        _row(scope, "favourite", "F", tr("Favourite")),
        _row(scope, "turn_left", "[ Shift+R", tr("Turn left, right"), "[ ]"),
        _row(scope, "turn_right", "] R"),
        _row(scope, "information", "I", tr("Information")),
        _row(scope, "similar", "S", tr("More like this")),
        _row(scope, "reveal", "Ctrl+R", tr("Show in folder")),
    )


def window_keys() -> list[tuple[str, str]]:
    """Verbs and keys that hold wherever the keyboard is; signs do not, since they may be typed."""
    return [(verb, key) for verb, key in _pairs(Scope.WINDOW) if not is_sign(key)]


def keys_of(verb: str, scope: Scope) -> tuple[str, ...]:
    """Its keys, as Qt names them."""
    return next(each.keys for each in table() if (each.scope, each.verb) == (scope, verb))


def shown_keys(shortcut: Shortcut) -> tuple[str, ...]:
    """The caps that the sheet shows, by Qt's portable names."""
    return tuple((shortcut.shown or shortcut.keys[0].replace("+", " ")).split())


def cap_name(key: str) -> str:
    """What is printed on the cap of a key, in the user's language."""
    shorter = {"PgUp": tr("PgUp"), "PgDown": tr("PgDown")}  # Qt's own German for them is longer than any cap
    if key in shorter:
        return shorter[key]
    if key in _HELD:
        return _native(f"{key}+A").removesuffix("A").removesuffix("+")
    return _native(key) if len(key) > 1 and key.isalnum() else key


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def verb_of(event: QKeyEvent, scope: Scope) -> str | None:
    """What a key means there."""
    modifiers = event.modifiers() & ~_IGNORED
    by_key, by_sign = _lookup(scope)
    found = by_key.get((event.key(), modifiers.value))
    is_alt_graph = modifiers & _ALT_GRAPH == _ALT_GRAPH
    if found is None and (is_alt_graph or not modifiers & (_Mod.ControlModifier | _Mod.MetaModifier)):
        found = by_sign.get(event.text())
    return found


def plain_keys(scope: Scope) -> Iterator[tuple[str, Qt.Key]]:
    """Verbs and their keys, as far as these need no other key held."""
    for verb, key in _pairs(scope):
        combination = _combination(key)
        if not is_sign(key) and combination.keyboardModifiers() == _Mod.NoModifier:
            yield verb, combination.key()


def is_sign(key: str) -> bool:
    """Whether it is meant as it is typed: signs lie on other keys, with other modifiers, on other keyboards."""
    return len(key) == 1 and not key.isalpha()


@cache
def _lookup(scope: Scope) -> tuple[dict[tuple[int, int], str], dict[str, str]]:
    by_key: dict[tuple[int, int], str] = {}
    by_sign: dict[str, str] = {}
    for verb, key in _pairs(scope):
        if is_sign(key):
            by_sign[key] = verb
        else:
            combination = _combination(key)
            by_key[combination.key().value, combination.keyboardModifiers().value] = verb
    return by_key, by_sign


def _combination(key: str) -> QKeyCombination:
    found: QKeyCombination = QKeySequence(key)[0]  # type: ignore[index]
    return found


def _pairs(scope: Scope) -> Iterator[tuple[str, str]]:
    for shortcut in table():
        if shortcut.scope is scope:
            for key in shortcut.keys:
                yield shortcut.verb, key
