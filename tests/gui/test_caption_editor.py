"""Writing a caption: what saves it, what leaves it as it was."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.gui.caption_editor import CaptionEditor, CaptionField, CaptionLine

LONG = "A red bicycle leans against the wall of the mill. " * 30


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(600, 500)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def editor(page: QWidget) -> CaptionEditor:
    made = CaptionEditor(page)
    made.place(left=20, bottom=480, width=400)
    return made


def test_control_enter_saves_and_closes(editor: CaptionEditor, qtbot: QtBot) -> None:
    editor.begin("dusk")
    QTest.keyClicks(editor.field, " and dawn ")
    with qtbot.waitSignals([editor.saved, editor.left]):
        QTest.keyClick(editor.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert editor.field.text() == "dusk and dawn"
    assert editor.isHidden()


def test_enter_alone_begins_a_line(editor: CaptionEditor) -> None:
    editor.begin("")
    QTest.keyClicks(editor.field, "one")
    QTest.keyClick(editor.field, Qt.Key.Key_Return)
    QTest.keyClicks(editor.field, "two")
    assert editor.field.text() == "one\ntwo"


def test_escape_leaves_the_caption_as_it_was(editor: CaptionEditor, qtbot: QtBot) -> None:
    editor.begin("dusk")
    QTest.keyClicks(editor.field, "something else")
    with qtbot.assertNotEmitted(editor.saved):
        QTest.keyClick(editor.field, Qt.Key.Key_Escape)
    assert editor.isHidden()
    assert editor.field.text() == "dusk"


def test_going_elsewhere_saves(page: QWidget, qtbot: QtBot) -> None:
    field, other = CaptionField(page), QWidget(page)
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    column = QVBoxLayout(page)
    column.addWidget(field)
    column.addWidget(other)
    page.activateWindow()
    field.begin("")
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "dawn")
    with qtbot.waitSignal(field.saved) as saved:
        other.setFocus()
    assert saved.args == ["dawn"]


def test_a_caption_that_did_not_change_is_not_saved(editor: CaptionEditor, qtbot: QtBot) -> None:
    editor.begin("dusk")
    with qtbot.assertNotEmitted(editor.saved):
        QTest.keyClick(editor.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_it_grows_upwards_with_its_text_but_not_for_ever(editor: CaptionEditor) -> None:
    editor.begin("one line")
    small = editor.geometry()
    editor.field.setPlainText(LONG)
    large = editor.geometry()
    assert small.height() < large.height() < 200
    assert abs(small.bottom() - large.bottom()) <= 1


def test_the_line_shortens_what_does_not_fit_and_says_all_of_it(qtbot: QtBot) -> None:
    line = CaptionLine()
    qtbot.addWidget(line)
    line.resize(240, 32)
    line.show()
    line.set_caption(LONG)
    assert line.text().endswith("…")
    assert LONG.strip() in line.accessibleName()
    line.set_caption("Rock & roll")
    assert line.text() == "Rock && roll"
    line.set_caption("")
    assert line.text() == "Add a caption"
