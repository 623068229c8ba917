"""The real window over a real library, driven as a user would."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QToolButton
from pytestqt.qtbot import QtBot

from desktop_app.config import LibraryPaths
from desktop_app.errors import ModelMissingError, WorkerUnavailableError
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.theme import DARK, LIGHT, ThemeChoice
from desktop_app.gui.window_settings import WindowSettings
from desktop_app.jobs import Progress
from desktop_app.records import IndexReport, PhotoId, Problem, SearchHit, SearchRequest, SearchResult
from desktop_app.worker.protocol import (
    AddFolders,
    AddSamples,
    JobProgress,
    LibraryChanged,
    ListProblems,
    Pause,
    RemoveFolder,
    Resume,
    Search,
    WorkerChanged,
)
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn

Open = Callable[[], MainWindow]
REPORT = IndexReport(found=0, indexed=0, unchanged=0, moved=0, removed=0, failed=(), seconds=0.0, photos_per_second=0.0)


def hits_of(home: Home, ids: list[PhotoId], *, unembedded: int = 0) -> SearchResult:
    photos = home.library.photos.get(ids)
    hits = tuple(
        SearchHit(photo_id=photo.id, path=photo.path, similarity=0.5 - n / 100) for n, photo in enumerate(photos)
    )
    return SearchResult(hits=hits, searched=len(hits), seconds=0.01, unembedded=unembedded)


def shown_ids(window: MainWindow) -> list[int]:
    return [int(each) for each in window.model.shown.ids]


def test_who_skipped_the_welcome_finds_its_choices_where_photos_will_be(
    open_window: Open, worker: WorkerStandIn, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    QTest.mouseClick(window.welcome.skip_button, Qt.MouseButton.LeftButton)
    assert window.browse.page is window.browse.welcome
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    QTest.mouseClick(window.browse.welcome.add, Qt.MouseButton.LeftButton)
    assert worker.asked(AddFolders) == [AddFolders((tmp_path,))]
    QTest.mouseClick(window.browse.welcome.samples, Qt.MouseButton.LeftButton)
    assert worker.asked(AddSamples) == [AddSamples()]


def test_photos_appear_when_the_library_says_that_it_changed(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    window = open_window()
    ids = home.add_photos(5)
    worker.tell(LibraryChanged(photos=True, folders=True))
    qtbot.waitUntil(lambda: shown_ids(window) == ids)
    assert window.browse.page is window.grid
    assert window.browse.text == "5 photos"
    qtbot.waitUntil(window.grid.is_settled)
    hashes = [photo.content_hash for photo in home.library.photos.get(ids)]
    assert all(window.thumbnails.pixmap(each) is not None for each in hashes)


def test_a_thumbnail_that_comes_later_is_shown_later(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    (photo_id,) = home.add_photos(1)
    (photo,) = home.library.photos.get([photo_id])
    thumbnail = home.thumbnails.path_of(photo.content_hash)
    kept = thumbnail.read_bytes()
    thumbnail.unlink()
    window = open_window()
    qtbot.waitUntil(lambda: window.thumbnails.is_absent(photo.content_hash))
    assert window.thumbnails.pixmap(photo.content_hash) is None
    thumbnail.write_bytes(kept)
    worker.tell(LibraryChanged(photos=True))
    qtbot.waitUntil(lambda: window.thumbnails.pixmap(photo.content_hash) is not None)


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


def test_double_click_opens_the_viewer_and_escape_returns(open_window: Open, home: Home, qtbot: QtBot) -> None:
    home.add_photos(3)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    middle = window.grid.tile_rect(1).center()
    QTest.mouseDClick(window.grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    assert window.is_viewing
    qtbot.waitUntil(lambda: window.viewer.canvas.has_image)
    QTest.keyClick(window.viewer, Qt.Key.Key_Right)
    assert window.viewer.row == 2
    QTest.keyClick(window.viewer, Qt.Key.Key_Escape)
    assert not window.is_viewing
    assert window.grid.currentIndex().row() == 2


def test_progress_is_shown_and_can_be_stopped(
    open_window: Open, worker: WorkerStandIn, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window()
    assert window.status.text == ""
    window.actions_on_folders.add([tmp_path])
    call = worker.call(AddFolders)
    call.report(Progress("index", done=1204, total=8310, rate=41.0, seconds_left=173.0))
    qtbot.waitUntil(lambda: "1,204" in window.status.text)
    assert window.status.text == "Understanding 1,204 of 8,310 photos · 41/s · 3 min"
    QTest.mouseClick(window.status.button, Qt.MouseButton.LeftButton)
    assert call.is_cancelled
    qtbot.waitUntil(lambda: window.status.text == "")


def test_the_workers_own_work_can_be_held_and_resumed(open_window: Open, worker: WorkerStandIn, qtbot: QtBot) -> None:
    window = open_window()
    worker.tell(JobProgress(Progress("index", done=1, total=3)))
    qtbot.waitUntil(lambda: window.status.text != "")
    QTest.mouseClick(window.status.button, Qt.MouseButton.LeftButton)
    assert worker.asked(Pause)
    assert window.status.text.startswith("Paused")
    QTest.mouseClick(window.status.button, Qt.MouseButton.LeftButton)
    assert worker.asked(Resume)
    worker.tell(JobProgress(None))
    qtbot.waitUntil(lambda: window.status.text == "")


def test_a_removed_folder_can_be_taken_back(open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot) -> None:
    home.add_photos(1)
    folder = home.library.folders.all()[0]
    window = open_window()
    window.actions_on_folders.remove(folder)
    assert worker.asked(RemoveFolder) == [RemoveFolder(folder.id)]
    QTest.mouseClick(window.toast.undo_button, Qt.MouseButton.LeftButton)
    assert worker.asked(AddFolders) == [AddFolders((folder.path,))]


def test_a_folder_can_be_looked_at_alone(open_window: Open, home: Home, tmp_path: Path, qtbot: QtBot) -> None:
    here = home.add_photo("here.png")
    there = home.add_photo("there.png", folder=tmp_path / "Elsewhere")
    window = open_window()
    qtbot.waitUntil(lambda: set(shown_ids(window)) == {here, there})
    window.side_bar.choose("Elsewhere")
    qtbot.waitUntil(lambda: shown_ids(window) == [there])
    assert window.browse.title == "Elsewhere"
    window.side_bar.choose_library()
    qtbot.waitUntil(lambda: set(shown_ids(window)) == {here, there})


def test_files_that_need_attention_are_listed_with_their_reason(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(1)
    path = home.add_problem("broken.jpg")
    window = open_window()
    worker.always(ListProblems, lambda asked: (Problem(path=path, reason="The photo ends early."),))
    qtbot.waitUntil(lambda: "1 file needs attention" in window.side_bar.problems_text)
    window.side_bar.problems_wanted.emit()
    qtbot.waitUntil(lambda: window.sheets.problems.reasons == ["The photo ends early."])
    QTest.keyClick(window.sheets.problems, Qt.Key.Key_Escape)
    assert window.sheets.problems.isHidden()


def test_a_lost_worker_is_started_again_and_the_search_asked_again(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(2)
    window = open_window()
    assert worker.connections == 1
    window.search("dog")
    worker.tell(WorkerChanged("lost", "The background process ended unexpectedly."))
    qtbot.waitUntil(lambda: worker.connections == 2)
    worker.always(Search, lambda asked: hits_of(home, ids))
    window.search("dogs")
    qtbot.waitUntil(lambda: window.browse.text == "2 photos")


def test_the_window_is_usable_before_the_worker_is(
    qtbot: QtBot, paths: LibraryPaths, worker: WorkerStandIn, home: Home
) -> None:
    ids = home.add_photos(2)
    worker.refusals = [WorkerUnavailableError("The background process could not be started.")]
    worker.always(Search, lambda asked: hits_of(home, ids[1:]))
    window = MainWindow(paths, worker.attach)
    window.show()
    window.start()
    window.search("early")
    assert not worker.calls
    qtbot.waitUntil(lambda: "could not be started" in window.browse.error_bar.text)
    qtbot.waitUntil(lambda: shown_ids(window) == ids[1:])
    assert window.browse.error_bar.text == ""
    window.close()
    assert worker.is_closed


def test_the_theme_changes_at_once_and_is_remembered(
    open_window: Open, paths: LibraryPaths, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(1)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    corner = QPoint(2, window.grid.viewport().height() - 2)
    assert window.grid.viewport().grab().toImage().pixelColor(corner).name() == DARK.ground.lower()
    window.sheets.settings.theme_chosen.emit(ThemeChoice.LIGHT)
    assert window.grid.viewport().grab().toImage().pixelColor(corner).name() == LIGHT.ground.lower()
    window.close()
    assert WindowSettings(paths).theme is ThemeChoice.LIGHT


def test_the_keyboard_reaches_everything(open_window: Open, home: Home, qtbot: QtBot) -> None:
    home.add_photos(3)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    assert window.focusWidget() is window.search_bar.field
    QTest.keyClick(window.search_bar.field, Qt.Key.Key_Down)
    assert window.focusWidget() is window.grid
    assert window.grid.currentIndex().row() == 0
    QTest.keyClick(window.grid, Qt.Key.Key_Right)
    QTest.keyClick(window.grid, Qt.Key.Key_Space)
    assert window.is_viewing
    QTest.keyClick(window.viewer, Qt.Key.Key_I)
    assert window.viewer.information.isVisible()
    QTest.keyClick(window.viewer, Qt.Key.Key_Space)
    assert not window.is_viewing
    QTest.keyClicks(window.grid, "?")
    assert window.sheets.shortcuts.isVisible()
    QTest.keyClick(window.sheets.shortcuts, Qt.Key.Key_Escape)
    assert window.focusWidget() is window.grid
    QTest.keyClicks(window.grid, "/")
    assert window.focusWidget() is window.search_bar.field


def test_selection_and_place_outlive_photos_that_come_in(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(80)
    window = open_window()
    qtbot.waitUntil(lambda: shown_ids(window) == ids)
    window.grid.verticalScrollBar().setValue(900)
    window.grid.select_only(40)
    place = window.grid.place()
    home.add_photo("brand-new.png", taken=None)
    worker.tell(LibraryChanged(photos=True))
    qtbot.waitUntil(lambda: len(shown_ids(window)) == 81)
    assert window.grid.selected_rows().tolist() == [41]
    assert window.grid.place() == place
    assert np.array_equal(window.model.shown.ids[1:], ids)


def test_the_worker_is_started_where_the_welcome_was_there_before_the_first_picture(
    paths: LibraryPaths, worker: WorkerStandIn, qtbot: QtBot
) -> None:
    window = MainWindow(paths, worker.attach)
    window.first_start.page_wanted.emit(True)  # noqa: FBT003
    window.show()
    window.start()
    qtbot.waitUntil(lambda: window.runner.is_ready)
    window.close()


def test_a_narrow_grid_keeps_its_tools_apart(open_window: Callable[[], MainWindow], home: Home) -> None:
    home.add_photos(3)
    window = open_window()
    line = window.browse.line
    window.resize(1280, 800)
    assert line.slider.isVisible()
    window.resize(880, 560)
    window.browse.toggle_information()
    QApplication.processEvents()
    assert not line.slider.isVisible()
    shown = [tool.geometry() for tool in line.findChildren(QToolButton) if tool.isVisible()]
    assert shown
    assert not [one for one in shown for other in shown if one is not other and one.intersects(other)]
    assert all(line.rect().contains(each) for each in shown)
