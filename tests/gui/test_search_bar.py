"""The search bar by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage, QKeySequence, QPixmap
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.gui import search_parts
from desktop_app.gui.carried import PHOTO_MIME
from desktop_app.gui.search_bar import SearchBar
from desktop_app.gui.search_parts import PartKind
from desktop_app.gui.theme import DARK
from desktop_app.library.completions import Vocabulary
from desktop_app.records import PhotoId, SearchRequest
from tests.gui.photo_lists import photo

_Key = Qt.Key
VOCABULARY = Vocabulary.of(
    folders=[Path("/photos/Rome 2024"), Path("/photos/Beach")],
    cameras=["Canon EOS R5"],
    searches=["red bicycle", "rome at night"],
    years=[2024, 2023],
)


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[SearchBar]:
    made = SearchBar()
    made.set_tokens(DARK)
    made.resize(760, 40)
    made.show()
    yield made
    made.close_threads()
    made.close()


@pytest.fixture
def asked(bar: SearchBar) -> list[SearchRequest | None]:
    requests: list[SearchRequest | None] = []
    bar.search_requested.connect(requests.append)
    return requests


def last(asked: list[SearchRequest | None]) -> SearchRequest:
    assert asked
    assert asked[-1] is not None
    return asked[-1]


def kinds(bar: SearchBar) -> list[PartKind]:
    return [part.kind for part in bar.parts]


def test_enter_searches_at_once_and_the_rest_timer_does_not_search_again(
    bar: SearchBar, asked: list[SearchRequest | None], qtbot: QtBot
) -> None:
    QTest.keyClicks(bar.field, "dog")
    QTest.keyClick(bar.field, _Key.Key_Return)
    assert [each.text for each in asked if each] == ["dog"]
    with qtbot.assertNotEmitted(bar.search_requested, wait=250):
        pass


def test_emptying_the_field_ends_the_search(bar: SearchBar, asked: list[SearchRequest | None]) -> None:
    bar.set_text("dog")
    for _ in range(3):
        QTest.keyClick(bar.field, _Key.Key_Backspace)
    assert asked[-1] is None


def test_escape_closes_the_suggestions_first_and_leaves_then(bar: SearchBar, qtbot: QtBot) -> None:
    bar.set_vocabulary(VOCABULARY)
    QTest.keyClicks(bar.field, "ro")
    assert bar.completer.offers
    with qtbot.assertNotEmitted(bar.left):
        QTest.keyClick(bar.field, _Key.Key_Escape)
    assert not bar.completer.offers
    with qtbot.waitSignal(bar.left):
        QTest.keyClick(bar.field, _Key.Key_Escape)
    assert bar.field.text() == "ro"


def test_words_can_be_added_to_a_photo(bar: SearchBar, asked: list[SearchRequest | None]) -> None:
    bar.set_photo(photo(5), None)
    bar.set_text("at night")
    assert (last(asked).photo_id, last(asked).text) == (PhotoId(5), "at night")


def test_a_picture_file_replaces_a_photo_of_the_library_and_shows_itself(
    bar: SearchBar, asked: list[SearchRequest | None], tmp_path: Path, qtbot: QtBot
) -> None:
    bar.set_photo(photo(5), QPixmap(8, 8))
    path = tmp_path / ("x" * 200 + ".png")
    QImage(10, 10, QImage.Format.Format_RGB32).save(str(path))
    bar.set_image(path)
    assert (last(asked).photo_id, last(asked).image) == (None, path)
    (chip,) = bar.chips
    qtbot.waitUntil(lambda: chip.has_picture)
    assert chip.width() < 220
    assert chip.accessibleName() == f"Like {path.name}"


def test_pasted_words_are_words_and_pasted_pictures_are_pictures(
    bar: SearchBar, asked: list[SearchRequest | None], qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText("lighthouse")
    QTest.keySequence(bar.field, QKeySequence(QKeySequence.StandardKey.Paste))
    assert bar.field.text() == "lighthouse"
    carried = QMimeData()
    carried.setImageData(QImage(8, 8, QImage.Format.Format_RGB32))
    QGuiApplication.clipboard().setMimeData(carried)
    QTest.keySequence(bar.field, QKeySequence(QKeySequence.StandardKey.Paste))
    assert last(asked).image is not None
    assert last(asked).text == "lighthouse"
    QGuiApplication.clipboard().clear()


def drop(bar: SearchBar, carried: QMimeData) -> None:
    event = QDropEvent(
        QPointF(20, 20),
        Qt.DropAction.CopyAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    bar.dropEvent(event)


def test_a_photo_of_ours_that_is_dropped_is_named_and_a_file_is_searched_with(
    bar: SearchBar, asked: list[SearchRequest | None], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "a.png"
    QImage(8, 8, QImage.Format.Format_RGB32).save(str(path))
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    drop(bar, carried)
    assert last(asked).image == path
    carried.setData(PHOTO_MIME, b"42")
    with qtbot.waitSignal(bar.photo_dropped) as dropped:
        drop(bar, carried)
    assert dropped.args == [42]


def test_dropped_words_are_typed(bar: SearchBar, asked: list[SearchRequest | None]) -> None:
    carried = QMimeData()
    carried.setText("a lighthouse\n at dusk")
    drop(bar, carried)
    assert last(asked).text == "a lighthouse at dusk"


def test_negatives_are_left_out_while_typing_and_become_chips_with_space_or_enter(
    bar: SearchBar, asked: list[SearchRequest | None], qtbot: QtBot
) -> None:
    QTest.keyClicks(bar.field, "dog -snow")
    qtbot.waitUntil(lambda: bool(asked) and last(asked).without == ("snow",))
    assert not kinds(bar)
    QTest.keyClicks(bar.field, " ")
    assert [part.text for part in bar.parts] == ["snow"]
    QTest.keyClicks(bar.field, "without people and cars")
    QTest.keyClick(bar.field, _Key.Key_Return)
    assert [part.text for part in bar.parts] == ["snow", "people", "cars"]
    assert bar.field.text() == "dog"
    assert (last(asked).text, last(asked).without) == ("dog", ("snow", "people", "cars"))
    assert [chip.accessibleName() for chip in bar.chips] == ["Without snow", "Without people", "Without cars"]


def test_what_was_meant_is_told_as_it_can_be_typed_again(bar: SearchBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.meant) as meant:
        bar.field.setText("dog without parked cars")
        QTest.keyClick(bar.field, _Key.Key_Return)
    assert meant.args == ['dog -"parked cars"']


def test_backspace_at_the_start_takes_the_last_chip(bar: SearchBar, asked: list[SearchRequest | None]) -> None:
    bar.set_photo(photo(5), None)
    bar.add_part(search_parts.without("snow"))
    bar.add_part(search_parts.year(2024))
    assert kinds(bar) == [PartKind.PHOTO, PartKind.WITHOUT, PartKind.YEAR]
    bar.field.setText("dog")
    bar.field.setCursorPosition(0)
    QTest.keyClick(bar.field, _Key.Key_Backspace)
    assert kinds(bar) == [PartKind.PHOTO, PartKind.WITHOUT]
    QTest.keyClick(bar.field, _Key.Key_Backspace)
    QTest.keyClick(bar.field, _Key.Key_Backspace)
    assert kinds(bar) == []
    assert last(asked) == SearchRequest(text="dog", limit=300)


def test_chips_are_reached_by_arrows_and_removed_by_key_and_by_mouse(bar: SearchBar) -> None:
    bar.set_photo(photo(5), None)
    bar.add_part(search_parts.without("snow"))
    bar.add_part(search_parts.camera("Canon EOS R5"))
    bar.activateWindow()
    bar.field.setFocus()
    QTest.keyClick(bar.field, _Key.Key_Right)
    before, first, second = bar.chips
    assert first.hasFocus()
    QTest.keyClick(first, _Key.Key_Right)
    assert second.hasFocus()
    QTest.keyClick(second, _Key.Key_Delete)
    assert kinds(bar) == [PartKind.PHOTO, PartKind.WITHOUT]
    assert bar.field.hasFocus()
    QTest.keyClick(bar.field, _Key.Key_Left)
    assert before.hasFocus()
    QTest.keyClicks(before, "b")
    assert bar.field.hasFocus()
    assert bar.field.text() == "b"
    QTest.mouseClick(first, Qt.MouseButton.LeftButton, pos=QPoint(8, 13))
    assert kinds(bar) == [PartKind.PHOTO, PartKind.WITHOUT], "only the cross removes"
    QTest.mouseClick(first, Qt.MouseButton.LeftButton, pos=QPoint(first.width() - 12, 13))
    assert kinds(bar) == [PartKind.PHOTO]


def test_parts_narrow_the_search(bar: SearchBar, asked: list[SearchRequest | None]) -> None:
    for part in (
        search_parts.folder(Path("/photos/Rome 2024")),
        search_parts.camera("Canon EOS R5"),
        search_parts.year(2023),
        search_parts.year(2024),
        search_parts.rating(4),
        search_parts.favourite(),
    ):
        bar.add_part(part)
    within = last(asked).within
    assert (within.under, within.camera) == (Path("/photos/Rome 2024"), "Canon EOS R5")
    assert (within.taken_from and within.taken_from.year, within.taken_until and within.taken_until.year) == (
        2024,
        2025,
    )
    assert (within.min_rating, within.favourite) == (4, True)
    line = bar.understood().line
    assert line == "In Rome 2024, taken with Canon EOS R5, taken in 2024, rated ★★★★ or more, favourites"


def test_chips_for_which_there_is_no_room_are_counted_and_the_words_keep_theirs(bar: SearchBar) -> None:
    bar.resize(420, 40)
    bar.field.setText("a red bicycle")
    for words in ("snow", "people in the distance", "parked cars", "a red traffic light", "trees"):
        bar.add_part(search_parts.without(words))
    assert sum(chip.isHidden() for chip in bar.chips) > 0
    shown = [chip.geometry() for chip in bar.chips if not chip.isHidden()]
    for box in shown:
        assert bar.rect().contains(box)
        assert not box.intersects(bar.field.geometry())
    assert bar.field.width() > 80
    bar.resize(1200, 40)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("red bicycle", "Closest to “red bicycle”"),
        ("red bicycle no people", "Closest to “red bicycle”, without people"),
        ("-people", "Photos without people"),
    ],
)
def test_what_was_understood_is_said(bar: SearchBar, typed: str, line: str) -> None:
    bar.set_text(typed)
    assert bar.understood().line == line


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("three dogs", "Numbers"),
        ("a cat left of a dog", "Left and right"),
        ("nobody on the beach", "not understood"),
        ('a sign "stop"', "Writing"),
        ("dog -snow", "left out"),
    ],
)
def test_what_a_model_cannot_do_is_admitted(bar: SearchBar, typed: str, word: str) -> None:
    bar.set_text(typed)
    hint = bar.understood().hint
    assert hint is not None
    assert word in hint[1]
    bar.set_text("red bicycle")
    assert bar.understood().hint is None


# Suggestions


def offered(bar: SearchBar) -> list[tuple[str, str]]:
    return [(offer.group.value, offer.text) for offer in bar.completer.offers]


def test_suggestions_come_in_groups_for_the_words_at_the_end(bar: SearchBar) -> None:
    bar.set_vocabulary(VOCABULARY)
    QTest.keyClicks(bar.field, "rome")
    assert offered(bar) == [("searches", "rome at night"), ("folders", "Rome 2024")]
    bar.field.clear()
    QTest.keyClicks(bar.field, "church in rom")
    assert offered(bar) == [("folders", "Rome 2024")]
    bar.field.clear()
    QTest.keyClicks(bar.field, "dog 2023")
    assert offered(bar) == [("only", "2023")]
    bar.field.clear()
    QTest.keyClicks(bar.field, "eos")
    assert offered(bar) == [("cameras", "Canon EOS R5")]
    bar.field.clear()
    QTest.keyClicks(bar.field, "dog 4 stars")
    assert offered(bar) == [("only", "★★★★ or more")]
    bar.field.clear()
    QTest.keyClicks(bar.field, "fav")
    assert offered(bar) == [("only", "Favourites")]


def test_a_folder_is_taken_by_keyboard_and_its_words_leave_the_field(
    bar: SearchBar, asked: list[SearchRequest | None]
) -> None:
    bar.set_vocabulary(VOCABULARY)
    QTest.keyClicks(bar.field, "church in rom")
    QTest.keyClick(bar.field, _Key.Key_Down)
    assert bar.field.accessibleDescription() == "In the folder Rome 2024"
    QTest.keyClick(bar.field, _Key.Key_Return)
    assert bar.field.text() == "church"
    assert (last(asked).text, last(asked).within.under) == ("church", Path("/photos/Rome 2024"))
    QTest.keyClicks(bar.field, " rom")
    assert offered(bar) == [], "it is there already"


def test_enter_without_a_mark_searches_for_the_words(bar: SearchBar, asked: list[SearchRequest | None]) -> None:
    bar.set_vocabulary(VOCABULARY)
    QTest.keyClicks(bar.field, "rome")
    QTest.keyClick(bar.field, _Key.Key_Return)
    assert last(asked).text == "rome"
    assert bar.completer.isHidden()


def test_a_past_search_is_taken_by_mouse_with_its_negatives(
    bar: SearchBar, asked: list[SearchRequest | None], qtbot: QtBot
) -> None:
    bar.set_vocabulary(Vocabulary.of(folders=[], cameras=[], searches=['dog -"parked cars"']))
    bar.focus_field()
    view = bar.completer.list
    box = view.visualRect(view.model().index(1, 0))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert (last(asked).text, last(asked).without) == ("dog", ("parked cars",))
    assert bar.field.text() == "dog"


def test_past_searches_are_offered_to_an_empty_field_and_forgotten_by_key_or_cross(
    bar: SearchBar, qtbot: QtBot
) -> None:
    bar.set_vocabulary(VOCABULARY)
    bar.focus_field()
    assert offered(bar) == [("searches", "red bicycle"), ("searches", "rome at night")]
    QTest.keyClick(bar.field, _Key.Key_Up)
    with qtbot.waitSignal(bar.forget_wanted) as forgotten:
        QTest.keyClick(bar.field, _Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert forgotten.args == ["rome at night"]
    assert offered(bar) == [("searches", "red bicycle")]
    view = bar.completer.list
    box = view.visualRect(view.model().index(1, 0))
    with qtbot.waitSignal(bar.forget_wanted) as forgotten:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(box.right() - 17, box.center().y()))
    assert forgotten.args == ["red bicycle"]
    assert bar.completer.isHidden()


def test_the_folder_that_is_looked_at_is_offered_as_the_place(bar: SearchBar) -> None:
    bar.set_place(search_parts.folder(Path("/photos/Beach")))
    bar.focus_field()
    assert offered(bar) == [("folders", "Beach")]
