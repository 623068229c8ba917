"""The search bar by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.gui.search_bar import SearchBar
from desktop_app.gui.theme import DARK
from desktop_app.records import PhotoId, SearchRequest
from tests.gui.photo_lists import photo


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[SearchBar]:
    made = SearchBar()
    made.set_tokens(DARK)
    made.show()
    yield made
    made.close()


@pytest.fixture
def asked(bar: SearchBar) -> list[SearchRequest | None]:
    requests: list[SearchRequest | None] = []
    bar.search_requested.connect(requests.append)
    return requests


def test_enter_searches_at_once_and_the_rest_timer_does_not_search_again(
    bar: SearchBar, asked: list[SearchRequest | None], qtbot: QtBot
) -> None:
    QTest.keyClicks(bar.field, "dog")
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert [each.text for each in asked if each] == ["dog"]
    with qtbot.assertNotEmitted(bar.search_requested, wait=250):
        pass


def test_emptying_the_field_ends_the_search(bar: SearchBar, asked: list[SearchRequest | None]) -> None:
    bar.set_text("dog")
    for _ in range(3):
        QTest.keyClick(bar.field, Qt.Key.Key_Backspace)
    assert asked[-1] is None


def test_escape_clears_first_and_leaves_then(bar: SearchBar, asked: list[SearchRequest | None], qtbot: QtBot) -> None:
    bar.set_text("dog")
    with qtbot.assertNotEmitted(bar.left):
        QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert asked[-1] is None
    with qtbot.waitSignal(bar.left):
        QTest.keyClick(bar.field, Qt.Key.Key_Escape)


def test_words_can_be_added_to_a_photo(bar: SearchBar, asked: list[SearchRequest | None]) -> None:
    bar.set_photo(photo(5), None)
    bar.set_text("at night")
    assert asked[-1] is not None
    assert (asked[-1].photo_id, asked[-1].text) == (PhotoId(5), "at night")


def test_a_picture_file_replaces_a_photo_of_the_library(
    bar: SearchBar, asked: list[SearchRequest | None], tmp_path: Path
) -> None:
    bar.set_photo(photo(5), None)
    path = tmp_path / ("x" * 200 + ".png")
    QImage(10, 10, QImage.Format.Format_RGB32).save(str(path))
    bar.set_image(path)
    assert asked[-1] is not None
    assert (asked[-1].photo_id, asked[-1].image) == (None, path)
    assert bar.sizeHint().width() < 700


def test_pasted_words_are_words_and_pasted_pictures_are_pictures(
    bar: SearchBar, asked: list[SearchRequest | None]
) -> None:
    QGuiApplication.clipboard().setText("lighthouse")
    QTest.keySequence(bar.field, QKeySequence(QKeySequence.StandardKey.Paste))
    assert bar.field.text() == "lighthouse"
    carried = QMimeData()
    carried.setImageData(QImage(8, 8, QImage.Format.Format_RGB32))
    QGuiApplication.clipboard().setMimeData(carried)
    QTest.keySequence(bar.field, QKeySequence(QKeySequence.StandardKey.Paste))
    assert asked[-1] is not None
    assert asked[-1].image is not None
    QGuiApplication.clipboard().clear()
