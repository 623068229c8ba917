"""Searching in the real window, from the bar to the photos."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.errors import ModelMissingError
from desktop_app.gui.main_window import MainWindow
from desktop_app.records import SearchRequest, SearchResult
from desktop_app.worker.protocol import (
    AddFolders,
    JobProgress,
    Search,
)
from tests.gui.answers import hits_of, shown_ids
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn

Open = Callable[[], MainWindow]


def test_typing_searches_for_the_last_words_only(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(3)
    window = open_window()
    QTest.keyClicks(window.search_bar.field, "red bicycle")
    qtbot.waitUntil(lambda: len(worker.asked(Search)) > 0)
    texts = [asked.request.text for asked in worker.asked(Search)]
    assert texts[-1] == "red bicycle"
    assert len(texts) < len("red bicycle")


def test_an_answer_to_older_words_is_not_shown(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(4)
    window = open_window()
    window.search("first")
    first = worker.call(Search)
    window.search("second")
    second = worker.call(Search)
    assert first.is_cancelled
    first.answer(hits_of(home, ids[:1]))
    second.answer(hits_of(home, [ids[2], ids[0]]))
    qtbot.waitUntil(lambda: shown_ids(window) == [ids[2], ids[0]])
    assert window.browse.text == "2 photos"


def test_hits_come_in_the_order_of_similarity_and_escape_returns_to_the_same_place(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(90)
    window = open_window()
    qtbot.waitUntil(lambda: shown_ids(window) == ids)
    window.grid.verticalScrollBar().setValue(700)
    place = window.grid.place()
    worker.always(Search, lambda asked: hits_of(home, [ids[50], ids[3], ids[20]]))
    window.search_bar.field.setText("lighthouse")
    QTest.keyClick(window.search_bar.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown_ids(window) == [ids[50], ids[3], ids[20]])
    assert window.browse.title == "Closest to “lighthouse”"
    assert window.model.similarity(1) == pytest.approx(0.49)
    QTest.keyClick(window.search_bar.field, Qt.Key.Key_Escape)
    assert window.focusWidget() is window.grid
    assert shown_ids(window) == [ids[50], ids[3], ids[20]]
    QTest.keyClick(window.grid, Qt.Key.Key_Escape)
    assert shown_ids(window) == ids
    assert window.grid.place() == place
    assert window.search_bar.field.text() == ""


def test_nothing_found_says_so_and_photos_not_understood_yet_are_counted(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(2)
    window = open_window()
    worker.always(Search, lambda asked: SearchResult(hits=(), searched=2, seconds=0.0))
    window.search("unicorn")
    qtbot.waitUntil(lambda: window.browse.page is window.browse.nothing)
    assert window.browse.nothing.title == "Nothing found"
    worker.always(Search, lambda asked: SearchResult(hits=(), searched=0, seconds=0.0, unembedded=2))
    window.search("unicorns")
    qtbot.waitUntil(lambda: "2 photos not understood yet" in window.browse.text)
    assert window.browse.nothing.title == "Still understanding your photos"


def test_a_search_is_asked_again_when_more_photos_were_understood(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(2)
    window = open_window()
    worker.always(Search, lambda asked: hits_of(home, ids[:1], unembedded=1))
    window.search("dog")
    qtbot.waitUntil(lambda: shown_ids(window) == ids[:1])
    worker.always(Search, lambda asked: hits_of(home, ids))
    worker.tell(JobProgress(None))
    qtbot.waitUntil(lambda: shown_ids(window) == ids)


def test_a_search_that_fails_says_why_and_keeps_the_photos(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(2)
    window = open_window()
    window.search("dog")
    worker.call(Search).fail(ModelMissingError("The model is not on this machine."))
    qtbot.waitUntil(lambda: window.browse.text == "The model is not on this machine.")
    assert window.browse.title == "The search could not be answered"
    assert shown_ids(window) == ids


def test_more_like_this_searches_with_the_photo(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(2)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    window.grid.setFocus()
    window.grid.select_only(1)
    QTest.keyClick(window.grid, Qt.Key.Key_S)
    assert worker.asked(Search)[-1].request == SearchRequest(photo_id=ids[1], limit=300)
    assert window.browse.title == "More like photo-001.png"


def test_a_dropped_picture_is_searched_with_and_a_dropped_folder_is_added(
    open_window: Open, worker: WorkerStandIn, home: Home, tmp_path: Path
) -> None:
    home.add_photos(1)
    window = open_window()
    picture = next(home.folder_path.iterdir())
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(picture))])
    window.take_drop(carried)
    assert worker.asked(Search)[-1].request.image == picture
    folder = tmp_path / "More"
    folder.mkdir()
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(folder))])
    window.take_drop(carried)
    assert worker.asked(AddFolders)[-1] == AddFolders((folder,))


def test_a_copied_picture_is_searched_with(open_window: Open, worker: WorkerStandIn, home: Home) -> None:
    home.add_photos(1)
    window = open_window()
    carried = QMimeData()
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    carried.setImageData(image)
    assert window.search_bar.take(carried)
    path = worker.asked(Search)[-1].request.image
    assert path is not None
    assert QImage(str(path)).size() == image.size()
