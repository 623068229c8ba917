"""The one table of keys: the window acts by it, and the sheet shows nothing else."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.gui.grid_keys import Step, step_of
from desktop_app.gui.guide_sheet import guide_path
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.shortcuts import Scope, Shortcut, is_sign, keys_of, shown_keys, table, verb_of
from desktop_app.gui.viewer_keys import verbs
from tests.gui.home import Home

Open = Callable[[], MainWindow]
_DRAWN = {"←": "Left", "→": "Right", "↑": "Up", "↓": "Down", "−": "-"}


def press(key: str) -> QKeyEvent:
    """The event of this key, as a keyboard sends it."""
    combination = QKeySequence(key)[0]  # type: ignore[index]
    text = key if is_sign(key) else ""
    return QKeyEvent(QEvent.Type.KeyPress, combination.key(), combination.keyboardModifiers(), text)


@pytest.mark.parametrize("shortcut", table(), ids=lambda each: f"{each.scope}-{each.verb}")
def test_each_key_means_what_the_table_says(shortcut: Shortcut, qapp: QApplication) -> None:
    for key in shortcut.keys:
        assert verb_of(press(key), shortcut.scope) == shortcut.verb


def test_no_key_means_two_things_in_one_place() -> None:
    for scope in Scope:
        keys = [key for each in table() if each.scope is scope for key in each.keys]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("shortcut", [each for each in table() if each.words], ids=lambda each: each.verb)
def test_the_first_cap_that_is_shown_is_a_key_of_the_verb_or_its_group(shortcut: Shortcut) -> None:
    caps = [_DRAWN.get(cap, cap) for cap in shown_keys(shortcut)]
    keys = {part for each in table() if each.scope is shortcut.scope for key in each.keys for part in key.split("+")}
    keys |= {key for each in table() if each.scope is shortcut.scope for key in each.keys}
    assert all(cap in keys or cap == "…" for cap in caps)
    own = {part for key in shortcut.keys for part in (key, *key.split("+"))}
    assert own & set(caps)


def test_the_hints_of_the_viewer_name_keys_of_the_table() -> None:
    for name, verb in verbs().items():
        if verb.key:
            scope = Scope.WINDOW if name == "full_screen" else Scope.VIEWER
            assert _DRAWN.get(verb.key, verb.key) in keys_of(name, scope)


def test_the_grid_moves_by_the_table() -> None:
    assert step_of(Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier) is Step.LEFT
    assert step_of(Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier) is Step.PART_UP
    assert step_of(Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier) is None


def test_the_sheet_lists_all_and_opens_with_a_question_mark(open_window: Open, home: Home) -> None:
    home.add_photos(1)
    window = open_window()
    window.grid.setFocus()
    QTest.keyClicks(window.grid, "?")
    sheet = window.sheets.shortcuts
    assert sheet.isVisible()
    said = {label.text() for label in sheet.findChildren(QLabel)}
    assert {each.words for each in table() if each.words} <= said
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isHidden()


def test_the_window_has_a_shortcut_for_each_of_its_keys(open_window: Open, home: Home) -> None:
    window = open_window()
    made = {each.key().toString(QKeySequence.SequenceFormat.PortableText) for each in window.findChildren(QShortcut)}
    wanted = {key for each in table() if each.scope is Scope.WINDOW for key in each.keys if not is_sign(key)}
    assert wanted <= made


def test_about_names_every_package_and_each_model_with_its_terms(open_window: Open, home: Home) -> None:
    window = open_window()
    window.top_bar.about_wanted.emit()
    said = " ".join(label.text() for label in window.sheets.about.findChildren(QLabel))
    for name in ("PySide6", "torch", "numpy", "pillow", "msgspec", "hnswlib"):
        assert name.lower() in said.lower()
    assert "MIT" in said
    assert "Phosphor" in said


def test_the_guide_opens_with_f1_and_its_words_are_there(open_window: Open, home: Home) -> None:
    window = open_window()
    window._verbs["guide"]()
    assert window.sheets.guide.isVisible()
    assert len(window.sheets.guide.text.toPlainText()) > 50
    QTest.keyClick(window.sheets.guide.text, Qt.Key.Key_Escape)
    assert window.sheets.guide.isHidden()


def test_the_guide_is_read_from_docs_in_a_checkout_and_from_the_resources_where_it_is_installed(tmp_path: Path) -> None:
    assert guide_path() == Path(__file__).parents[2] / "docs" / "guide.md"
    resources = tmp_path / "resources"
    assert guide_path(resources) == resources / "guide" / "guide.md"


_RANGES = ("0–5", "0 to 5", "Ctrl + wheel")
_MEANT = {
    "Caption": "caption",
    "Favourite": "favourite",
    "Information": "information",
    "Slideshow": "slideshow",
    "Select nothing": "back",
    "Close": "back",
    "End the slideshow": "back",
    "Back to the photos": "back",
    "Turn left": "turn_left",
    "Turn right": "turn_right",
    "Previous": "previous",
    "Next": "next",
    "Closer": "closer",
    "Farther away": "farther",
    "Every pixel": "every_pixel",
    "Full screen": "full_screen",
    "Move to trash": "trash",
    "Put back": "trash",
    "More like this": "similar",
    "Add a folder": "add_folder",
    "Pause": "space",
    "Go on": "space",
    "Show in folder": "reveal",
    "Try again": "open",
    "The whole photo": "fit",
    "Filmstrip": "filmstrip",
    "Write a caption": "caption",
    "Copy": "copy",
}
"""What the words of tool tips with keys stand for in the table."""


def named_keys(window: QWidget) -> dict[str, str]:
    """The tool tips that end in keys, and those keys."""
    tips = {each.toolTip() for each in window.findChildren(QWidget)}
    return {tip: found[1] for tip in tips if (found := re.search(r"\(([^()]+)\)$", tip))}


def test_tool_tips_name_keys_that_do_what_they_say(open_window: Open, home: Home, qtbot: QtBot) -> None:
    home.add_photos(2)
    window = open_window()
    qtbot.waitUntil(lambda: window.model.rowCount() == 2)
    for sheet in (window.sheets.settings, window.sheets.shortcuts, window.sheets.problems, window.sheets.about):
        sheet.present()
        sheet.dismiss()
    window.open_photo(0)
    window.viewer.do("information")
    window.viewer.do("slideshow")
    verbs_of: dict[str, set[str]] = {}
    for each in table():
        for key in each.keys:
            verbs_of.setdefault(key, set()).add(each.verb)
    named = named_keys(window)
    assert len(named) > 20
    for tip, key in named.items():
        words = tip.rpartition(" (")[0]
        if key in _RANGES:
            assert words in ("Rating", "Rate", "Size of the photos")
        else:
            assert _MEANT[words] in verbs_of[_DRAWN.get(key, key)], tip
