"""Searching in the real window, as a user does."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.gui import search_parts
from desktop_app.gui.main_window import MainWindow
from desktop_app.records import Photo, PhotoId, SearchHit, SearchResult
from desktop_app.worker.protocol import ForgetSearches, LibraryChanged, RememberSearch, Search
from tests.gui.answers import shown_ids
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn

Open = Callable[[], MainWindow]
_Key = Qt.Key


def result_of(photos: list[Photo]) -> SearchResult:
    hits = tuple(
        SearchHit(photo_id=each.id, place=os.fsencode(each.path), similarity=0.5 - n / 100)
        for n, each in enumerate(photos)
    )
    return SearchResult(hits=hits, searched=len(hits), seconds=0.01)


def answer_with(worker: WorkerStandIn, home: Home, ids: list[PhotoId]) -> None:
    worker.always(Search, lambda asked: result_of(home.library.photos.get(ids)))


@pytest.mark.parametrize("keys", ["/", "Ctrl+F"])
def test_the_search_is_reached_from_the_viewer_and_leads_back_to_the_results(
    open_window: Open, worker: WorkerStandIn, home: Home, keys: str, qtbot: QtBot
) -> None:
    ids = home.add_photos(3)
    answer_with(worker, home, ids[:2])
    window = open_window()
    window.search("dog")
    qtbot.waitUntil(lambda: shown_ids(window) == ids[:2])
    window.open_photo(1)
    assert window.is_viewing
    QTest.keySequence(window.viewer, QKeySequence(keys))
    assert not window.is_viewing
    assert window.focusWidget() is window.search_bar.field
    assert window.search_bar.field.selectedText() == "dog"
    assert shown_ids(window) == ids[:2]


def test_the_search_is_reached_from_a_sheet(open_window: Open, home: Home) -> None:
    home.add_photos(1)
    window = open_window()
    window.sheets.shortcuts.present()
    QTest.keySequence(window.sheets.shortcuts, QKeySequence("Ctrl+F"))
    assert window.sheets.shortcuts.isHidden()
    assert window.focusWidget() is window.search_bar.field


def test_escape_goes_back_step_by_step(open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot) -> None:
    ids = home.add_photos(4)
    home.library.searches.remember("dog on the beach")
    answer_with(worker, home, ids[2:])
    window = open_window()
    bar = window.search_bar
    qtbot.waitUntil(lambda: window.library.overview is not None)
    QTest.keyClicks(bar.field, "dog")
    qtbot.waitUntil(lambda: shown_ids(window) == ids[2:])
    assert [offer.text for offer in bar.completer.offers] == ["dog on the beach"]
    QTest.keyClick(bar.field, _Key.Key_Escape)
    assert (bar.completer.isHidden(), window.focusWidget()) == (True, bar.field)
    QTest.keyClick(bar.field, _Key.Key_Escape)
    assert window.focusWidget() is window.grid
    assert (shown_ids(window), bar.field.text()) == (ids[2:], "dog")
    QTest.keyClick(window.grid, _Key.Key_Escape)
    assert (shown_ids(window), bar.field.text()) == (ids, "")
    assert window.focusWidget() is window.grid


def test_escape_from_a_search_that_found_nothing_leads_to_the_library(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(2)
    answer_with(worker, home, [])
    window = open_window()
    QTest.keyClicks(window.search_bar.field, "unicorn")
    qtbot.waitUntil(lambda: window.browse.page is window.browse.nothing)
    QTest.keyClick(window.search_bar.field, _Key.Key_Escape)
    assert shown_ids(window) == ids
    assert window.browse.page is window.grid


def test_older_results_stay_until_the_new_ones_come(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(4)
    window = open_window()
    window.search("dog")
    worker.call(Search).answer(result_of(home.library.photos.get(ids[:1])))
    qtbot.waitUntil(lambda: shown_ids(window) == ids[:1])
    window.search("dogs")
    assert window.browse.text == "Searching …"
    assert shown_ids(window) == ids[:1]
    worker.call(Search).answer(result_of(home.library.photos.get(ids[1:])))
    qtbot.waitUntil(lambda: shown_ids(window) == ids[1:])


def test_what_was_meant_is_remembered_and_can_be_forgotten(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(1)
    window = open_window()
    bar = window.search_bar
    QTest.keyClicks(bar.field, "red bicycle")
    assert worker.asked(RememberSearch) == []
    QTest.keyClick(bar.field, _Key.Key_Return)
    assert worker.asked(RememberSearch) == [RememberSearch("red bicycle")]
    home.library.searches.remember("red bicycle")
    worker.tell(LibraryChanged(searches=True))
    bar.clear()
    bar.completer.hide()
    qtbot.waitUntil(lambda: bar.focus_field() is None and bool(bar.completer.offers))
    QTest.keyClick(bar.field, _Key.Key_Down)
    QTest.keyClick(bar.field, _Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert worker.asked(ForgetSearches) == [ForgetSearches("red bicycle")]


def test_a_search_is_limited_to_a_folder_by_its_completion(
    open_window: Open, worker: WorkerStandIn, home: Home, tmp_path: Path, qtbot: QtBot
) -> None:
    home.add_photo("here.png")
    there = home.add_photo("there.png", folder=tmp_path / "Holidays")
    answer_with(worker, home, [there])
    window = open_window()
    bar = window.search_bar
    qtbot.waitUntil(lambda: window.library.overview is not None)
    QTest.keyClicks(bar.field, "dog in holi")
    QTest.keyClick(bar.field, _Key.Key_Down)
    QTest.keyClick(bar.field, _Key.Key_Return)
    qtbot.waitUntil(lambda: shown_ids(window) == [there])
    request = worker.asked(Search)[-1].request
    assert (request.text, request.within.under) == ("dog", tmp_path / "Holidays")
    assert window.browse.title == "Closest to “dog”, in Holidays"


def test_a_folder_alone_shows_all_its_photos_by_time_and_escape_returns_to_the_same_place(
    open_window: Open, worker: WorkerStandIn, home: Home, tmp_path: Path, qtbot: QtBot
) -> None:
    ids = home.add_photos(90)
    there = home.add_photo("there.png", folder=tmp_path / "Holidays", taken=datetime(2001, 1, 1))  # noqa: DTZ001
    window = open_window()
    qtbot.waitUntil(lambda: shown_ids(window) == [*ids, there])
    window.grid.verticalScrollBar().setValue(700)
    place = window.grid.place()
    window.search_bar.add_part(search_parts.folder(tmp_path / "Holidays"))
    qtbot.waitUntil(lambda: shown_ids(window) == [there])
    assert worker.asked(Search) == []
    assert (window.browse.title, window.browse.text) == ("In Holidays", "1 photo")
    window.grid.setFocus()
    QTest.keyClick(window.grid, _Key.Key_Escape)
    qtbot.waitUntil(lambda: shown_ids(window) == [*ids, there])
    assert window.grid.place() == place
    assert window.search_bar.parts == ()


def test_words_added_to_a_folder_and_taken_away_again_lead_back_to_its_list(
    open_window: Open, worker: WorkerStandIn, home: Home, tmp_path: Path, qtbot: QtBot
) -> None:
    here = home.add_photo("here.png")
    there = [home.add_photo(f"{n}.png", folder=tmp_path / "Holidays") for n in range(3)]
    answer_with(worker, home, there[:1])
    window = open_window()
    window.search_bar.add_part(search_parts.folder(tmp_path / "Holidays"))
    qtbot.waitUntil(lambda: set(shown_ids(window)) == set(there))
    QTest.keyClicks(window.search_bar.field, "a")
    qtbot.waitUntil(lambda: shown_ids(window) == there[:1])
    QTest.keyClick(window.search_bar.field, _Key.Key_Backspace)
    qtbot.waitUntil(lambda: set(shown_ids(window)) == set(there))
    window.side_bar.choose_library()
    window.search_bar.clear()
    qtbot.waitUntil(lambda: set(shown_ids(window)) == {here, *there})


def test_what_was_found_can_be_shown_by_time_and_fewer_of_it(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(60)
    found = [ids[n] for n in np.random.default_rng(1).permutation(60)]
    answer_with(worker, home, found)
    window = open_window()
    window.search("dog")
    qtbot.waitUntil(lambda: shown_ids(window) == found)
    closest, newest, _, few, *_ = window.browse.line.orders.actions()
    newest.trigger()
    nearest = sorted(found[:50], key=ids.index)
    assert shown_ids(window) == nearest, "by time, the fifty closest"
    assert window.browse.text == "The 50 closest photos"
    assert len(window.model.shown.sections) > 0
    few.trigger()
    assert shown_ids(window) == sorted(found[:25], key=ids.index)
    closest.trigger()
    assert shown_ids(window) == found[:25]
    few.trigger()
    assert shown_ids(window) == found


def test_hints_are_shown_and_stay_away_once_closed(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(2)
    answer_with(worker, home, ids)
    window = open_window()
    window.search("three dogs")
    assert "Numbers" in window.browse.hint.text
    QTest.mouseClick(window.browse.hint.close_button, Qt.MouseButton.LeftButton)
    window.search("two cats")
    assert window.browse.hint.text == ""
    window.search("two cats -dog")
    assert "left out" not in window.browse.hint.text
    window.search("cats -dog")
    assert "left out" in window.browse.hint.text
    window.search_bar.clear()
    assert window.browse.hint.text == ""


def test_a_tile_dropped_on_the_bar_searches_for_more_like_it(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(3)
    answer_with(worker, home, ids)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    carried = window.model.mimeData([window.model.index(1)])
    bar = window.search_bar
    action, button, no_key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(bar.rect().center(), action, carried, button, no_key)
    bar.dragEnterEvent(entering)
    assert entering.isAccepted()
    bar.dropEvent(QDropEvent(QPointF(bar.rect().center()), action, carried, button, no_key))
    assert worker.asked(Search)[-1].request.photo_id == ids[1]
    (chip,) = bar.chips
    assert chip.has_picture
    assert window.browse.title == "More like photo-001.png"


def test_a_copied_picture_is_pasted_from_anywhere_but_copied_words_only_into_fields(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(1)
    window = open_window()
    window.grid.setFocus()
    QGuiApplication.clipboard().setText("words")
    QTest.keySequence(window, QKeySequence("Ctrl+V"))
    assert worker.asked(Search) == []
    carried = QMimeData()
    carried.setImageData(QImage(9, 7, QImage.Format.Format_RGB32))
    QGuiApplication.clipboard().setMimeData(carried)
    QTest.keySequence(window, QKeySequence("Ctrl+V"))
    image = worker.asked(Search)[-1].request.image
    assert image is not None
    assert QImage(str(image)).width() == 9
    QGuiApplication.clipboard().clear()


def test_more_like_this_from_the_viewer_shows_the_results(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(3)
    answer_with(worker, home, [ids[2], ids[0]])
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    window.open_photo(2)
    qtbot.waitUntil(window.viewer.is_settled)
    QTest.keyClick(window.viewer, _Key.Key_S)
    qtbot.waitUntil(lambda: shown_ids(window) == [ids[2], ids[0]])
    assert not window.is_viewing


def test_photos_that_come_in_are_found_and_leave_place_and_selection_as_they_are(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(90)
    answer_with(worker, home, ids[:80])
    window = open_window()
    window.search("dog")
    qtbot.waitUntil(lambda: shown_ids(window) == ids[:80])
    window.grid.verticalScrollBar().setValue(600)
    window.grid.select_only(40)
    place = window.grid.place()
    answer_with(worker, home, ids)
    worker.tell(LibraryChanged(photos=True))
    qtbot.waitUntil(lambda: shown_ids(window) == ids)
    assert window.grid.place() == place
    assert window.grid.selected_rows().tolist() == [40]


def test_a_search_that_found_nothing_while_photos_are_read_says_so(
    open_window: Open, worker: WorkerStandIn, home: Home, tmp_path: Path, qtbot: QtBot
) -> None:
    ids = home.add_photos(2)
    answer_with(worker, home, [])
    window = open_window()
    window.actions_on_folders.add([tmp_path])
    window.search("dog")
    qtbot.waitUntil(lambda: window.browse.page is window.browse.nothing)
    assert window.browse.nothing.title == "Nothing found yet"
    answer_with(worker, home, ids)
    worker.tell(LibraryChanged(photos=True))
    qtbot.waitUntil(lambda: shown_ids(window) == ids)
