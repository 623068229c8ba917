"""Which key means what in the viewer."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from desktop_app.gui.viewer_keys import verb_of, verbs

Key, Mod = Qt.Key, Qt.KeyboardModifier


def verb(key: Qt.Key, text: str = "", modifiers: Qt.KeyboardModifier = Mod.NoModifier) -> str | None:
    return verb_of(QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text))


@pytest.mark.parametrize(
    ("key", "text", "modifiers", "expected"),
    [
        (Key.Key_4, "4", Mod.NoModifier, "rate_4"),
        (Key.Key_4, "4", Mod.KeypadModifier, "rate_4"),
        (Key.Key_Apostrophe, "4", Mod.ShiftModifier, "rate_4"),  # where digits need Shift
        (Key.Key_BracketLeft, "[", Mod.NoModifier, "turn_left"),
        (Key.Key_BracketRight, "]", Mod.ControlModifier | Mod.AltModifier, "turn_right"),  # AltGr on Windows
        (Key.Key_BracketRight, "]", Mod.GroupSwitchModifier, "turn_right"),  # AltGr elsewhere
        (Key.Key_R, "R", Mod.ShiftModifier, "turn_left"),
        (Key.Key_1, "1", Mod.ControlModifier, "every_pixel"),
        (Key.Key_0, "0", Mod.ControlModifier, "fit"),
        (Key.Key_Right, "", Mod.NoModifier, "next"),
        (Key.Key_Right, "", Mod.ShiftModifier, "pan_right"),
        (Key.Key_Plus, "+", Mod.ShiftModifier, "closer"),
        (Key.Key_Minus, "-", Mod.KeypadModifier, "farther"),
        (Key.Key_C, "c", Mod.NoModifier, "caption"),
        (Key.Key_C, "\x03", Mod.ControlModifier, "copy"),
        (Key.Key_3, "3", Mod.ControlModifier, None),
        (Key.Key_Z, "\x1a", Mod.ControlModifier, None),  # the window's own undo
        (Key.Key_Question, "?", Mod.ShiftModifier, None),
        (Key.Key_T, "t", Mod.NoModifier, None),
    ],
)
def test_keys_mean_what_people_expect(
    key: Qt.Key, text: str, modifiers: Qt.KeyboardModifier, expected: str | None
) -> None:
    assert verb(key, text, modifiers) == expected


def test_each_verb_has_a_sign_a_name_and_a_key_in_its_hint() -> None:
    for each in verbs().values():
        assert each.sign
        assert each.tip.startswith(each.words)
    assert verbs()["favourite"].tip == "Favourite (F)"
