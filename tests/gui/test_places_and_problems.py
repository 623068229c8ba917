"""The left side's menus and keys, the strip that holds and stops, and files that need attention."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.config import LibraryPaths
from desktop_app.errors import Cancelled
from desktop_app.gui import reveal, side_bar
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.photo_actions import MANY_PHOTOS
from desktop_app.gui.problems_list import RETRY, REVEAL
from desktop_app.gui.problems_model import ProblemsModel
from desktop_app.gui.side_bar_model import SideBarModel
from desktop_app.gui.side_bar_rows import SideBarRow, SideBarSection
from desktop_app.jobs import Progress
from desktop_app.records import ChangeKind, HistoryEntry, HistoryState, PhotoFilter, PhotoId, Problem
from desktop_app.reports import WorkspaceStatus
from desktop_app.worker.protocol import (
    AddFolders,
    GetHistory,
    GetStatus,
    IndexFolder,
    LeaveOutFolder,
    ListProblems,
    MakeThumbnails,
    Pause,
    RemoveFolder,
    Resume,
    RetryFiles,
    SetRating,
    TakeInFolder,
)
from tests.disks import read_only
from tests.gui.answers import REPORT
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn

Open = Callable[[], MainWindow]


def row_of(window: MainWindow, title: str) -> QModelIndex:
    rows = window.side_bar.tree.rows
    return next(index for index in rows.all_rows() if index.data() == title)


def trigger(menu: QMenu | None, words: str) -> None:
    assert menu is not None
    next(action for action in menu.actions() if action.text().split("\t")[0] == words).trigger()
    menu.close()


def test_a_folder_inside_a_watched_one_is_looked_through_left_out_and_taken_back(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    private = home.folder_path / "private"
    private.mkdir(parents=True)
    home.watch()
    home.add_photo("here.png")
    with home.library.transaction():
        home.add_photo("there.png", folder=private)
    window = open_window()
    qtbot.waitUntil(lambda: "private" in window.side_bar.titles())
    side = window.side_bar
    trigger(side.menu_at(row_of(window, "private")), "Look through it now")
    assert worker.asked(IndexFolder) == [IndexFolder(private)]
    worker.call(IndexFolder).answer(REPORT)
    worker.always(LeaveOutFolder, lambda _: 1)
    worker.always(TakeInFolder, lambda _: REPORT)
    trigger(side.menu_at(row_of(window, "private")), "Leave out of the library")
    qtbot.waitUntil(lambda: window.toast.text == "“private” is left out; 1 photo left the views.")
    QTest.mouseClick(window.toast.undo_button, Qt.MouseButton.LeftButton)
    assert worker.asked(TakeInFolder) == [TakeInFolder(private)]


def test_a_tree_of_folders_that_was_read_again_unchanged_is_left_alone(
    open_window: Open, home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        home.add_photo("a.png", folder=home.folder_path / name)
    window = open_window()
    qtbot.waitUntil(lambda: "two" in window.side_bar.titles())
    made: list[object] = []
    monkeypatch.setattr(side_bar, "sections_of", lambda *given, **named: made.append(given))
    read: list[object] = []
    window.reader.overview_read.connect(read.append)
    window.library.refresh()
    qtbot.waitUntil(lambda: bool(read))
    assert not made


def test_an_empty_trash_speaks_of_the_trash_alone(open_window: Open, home: Home, qtbot: QtBot) -> None:
    home.add_photos(1)
    window = open_window()
    qtbot.waitUntil(lambda: window.browse.text == "1 photo")
    window.side_bar.choose("Trash")
    qtbot.waitUntil(lambda: window.browse.title == "Trash")
    assert window.browse.text == ""
    assert window.browse.page is window.browse.waiting


def test_all_small_pictures_are_made_when_the_librarys_menu_says_so(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(1)
    window = open_window()
    trigger(window.side_bar.menu_at(row_of(window, "Library")), "Make all small pictures now")
    assert worker.asked(MakeThumbnails) == [MakeThumbnails()]


def test_keys_of_the_left_side(open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot) -> None:
    home.add_photos(1)
    window = open_window()
    qtbot.waitUntil(lambda: "Pictures" in window.side_bar.titles())
    tree = window.side_bar.tree
    tree.setCurrentIndex(row_of(window, "Pictures"))
    QTest.keyClick(tree, Qt.Key.Key_F5)
    assert worker.asked(IndexFolder) == [IndexFolder(home.folder_path)]
    QTest.keyClick(tree, Qt.Key.Key_Menu)
    menus = [menu for menu in window.side_bar.findChildren(QMenu) if menu.isVisible()]
    assert len(menus) == 1
    menus[0].close()
    QTest.keyClick(tree, Qt.Key.Key_Delete)
    assert len(worker.asked(RemoveFolder)) == 1
    tree.setCurrentIndex(row_of(window, "Library"))
    QTest.keyClick(tree, Qt.Key.Key_Delete)
    assert len(worker.asked(RemoveFolder)) == 1


def test_sections_without_rows_are_not_drawn(qtmodeltester: ModelTester) -> None:
    model = SideBarModel()
    row = SideBarRow("library", "Library", "image", PhotoFilter())
    below = SideBarRow("tag:dog", "dog", "tag", PhotoFilter())
    model.show_sections(
        (
            SideBarSection("library", "", (row,)),
            SideBarSection("tags", "Tags", ()),
            SideBarSection("folders", "Folders", (), can_add=True),
        )
    )
    assert [model.index(n, 0).data() for n in range(model.rowCount())] == ["Library", "Folders"]
    model.show_sections((SideBarSection("library", "", (row,)), SideBarSection("tags", "Tags", (below,))))
    assert [model.index(n, 0).data() for n in range(model.rowCount())] == ["Library", "Tags", "dog"]
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_reading_a_folder_is_held_goes_on_and_is_stopped(
    open_window: Open, worker: WorkerStandIn, home: Home, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window()
    window.actions_on_folders.add([tmp_path])
    call = worker.call(AddFolders)
    call.report(Progress("index", done=3, total=9))
    qtbot.waitUntil(lambda: "3 of 9" in window.status.text)
    QTest.mouseClick(window.status.hold_button, Qt.MouseButton.LeftButton)
    assert worker.asked(Pause)
    assert window.status.text.startswith("Paused")
    QTest.mouseClick(window.status.hold_button, Qt.MouseButton.LeftButton)
    assert worker.asked(Resume)
    QTest.mouseClick(window.status.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: call.is_cancelled and window.status.text == "")


def test_adding_a_folder_that_was_stopped_can_be_taken_back(
    open_window: Open, worker: WorkerStandIn, home: Home, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window()
    folder, other = home.watch(tmp_path / "New"), home.watch(tmp_path / "Other")
    window.actions_on_folders.add([folder.path])
    QTest.mouseClick(window.status.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.toast.text.startswith("Stopped. “New” is watched all the same"))
    status = WorkspaceStatus(photos=0, embedded=0, folders=(other, folder), problems=0, model_id="small")
    worker.always(GetStatus, lambda _: status)
    QTest.mouseClick(window.toast.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: worker.asked(RemoveFolder) == [RemoveFolder(folder.id)])


def test_the_strip_keeps_its_buttons_under_the_pointer_and_says_at_once_that_it_stops(
    open_window: Open, worker: WorkerStandIn, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    window.actions_on_folders.add([tmp_path])
    call = worker.call(AddFolders)
    call.report(Progress("index", done=3, total=9))
    qtbot.waitUntil(lambda: "3 of 9" in window.status.text)
    places = []
    for _ in range(2):
        QApplication.processEvents()
        places.append((window.status.hold_button.pos(), window.status.button.pos()))
        QTest.mouseClick(window.status.hold_button, Qt.MouseButton.LeftButton)
    assert places[0] == places[1]
    monkeypatch.setattr(call, "cancel", lambda: None)  # a worker in the middle of something
    QTest.mouseClick(window.status.button, Qt.MouseButton.LeftButton)
    assert window.status.text == "Stopping …"
    assert not window.status.button.isVisible()
    call.fail(Cancelled())
    qtbot.waitUntil(lambda: window.status.text == "")


def test_a_folder_is_seen_at_the_left_as_soon_as_it_is_being_read(
    open_window: Open, worker: WorkerStandIn, home: Home, tmp_path: Path, qtbot: QtBot
) -> None:
    home.add_photos(1)
    window = open_window()
    qtbot.waitUntil(lambda: "Pictures" in window.side_bar.titles())
    new = tmp_path / "New"
    window.actions_on_folders.add([new])
    home.watch(new)
    worker.call(AddFolders).report(Progress("index", done=0, total=9))
    qtbot.waitUntil(lambda: "New" in window.side_bar.titles())


def test_where_no_program_shows_folders_the_place_is_told(
    open_window: Open, home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.add_photos(1)
    window = open_window()
    qtbot.waitUntil(lambda: window.model.rowCount() == 1)
    monkeypatch.setattr(reveal, "_show_by_dbus", lambda _: False)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)
    photo = home.library.photos.get([PhotoId(window.model.photo_id(0))])[0]
    for wanted, what, path in (
        (window.browse.reveal_wanted, photo, photo.path),
        (window.sheets.problems.reveal_wanted, photo.path, photo.path),
        (window.side_bar.reveal_wanted, home.folder_path, home.folder_path),
    ):
        window.toast.hide()
        wanted.emit(what)
        assert "No program that shows folders was found" in window.toast.text
        assert window.toast.text.endswith(path.name)


def test_that_files_are_still_broken_is_said_after_trying_again(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(1)
    window = open_window()
    known = list(PROBLEMS[:3])
    worker.always(ListProblems, lambda _: tuple(known))
    window.side_bar.problems_wanted.emit()
    sheet = window.sheets.problems
    qtbot.waitUntil(lambda: sheet.text == "3 files")
    sheet.again.setFocus()
    QTest.mouseClick(sheet.again, Qt.MouseButton.LeftButton)
    assert sheet.list.hasFocus()  # the button cannot have it while it is disabled
    worker.call(RetryFiles).answer(REPORT)
    qtbot.waitUntil(lambda: sheet.text.endswith("3 are still so"))
    known.pop()
    QTest.mouseClick(sheet.again, Qt.MouseButton.LeftButton)
    assert sheet.text == "3 files"
    worker.call(RetryFiles).answer(REPORT)
    qtbot.waitUntil(lambda: sheet.text.startswith("2 files") and sheet.text.endswith("2 are still so"))
    known.clear()
    QTest.mouseClick(sheet.again, Qt.MouseButton.LeftButton)
    worker.call(RetryFiles).answer(REPORT)
    qtbot.waitUntil(lambda: sheet.text == "Nothing needs attention any more.")


def test_a_library_that_may_only_be_read_says_so_from_the_start(
    open_window: Open, worker: WorkerStandIn, home: Home, paths: LibraryPaths, tmp_path: Path, qtbot: QtBot
) -> None:
    home.add_photos(1)
    home.close()
    with read_only(paths.root):
        window = open_window()
        assert window.status.text.startswith("This library may only be read")
        window.actions_on_folders.add([tmp_path])
        call = worker.call(AddFolders)
        call.report(Progress("index", done=3, total=9))
        qtbot.waitUntil(lambda: "3 of 9" in window.status.text)
        call.answer(REPORT)
        qtbot.waitUntil(lambda: window.status.text.startswith("This library may only be read"))
        window.close()


PROBLEMS = (
    *(Problem(path=Path(f"/photos/broken_{n}.jpg"), reason="The photo ends early.", kind="Damaged") for n in range(9)),
    Problem(path=Path("/photos/notes.txt"), reason="This is a text file, not a photo.", kind="NotAPhoto"),
)


def test_files_are_tried_again_one_by_one_all_of_a_reason_or_all(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(1)
    window = open_window()
    worker.always(ListProblems, lambda _: PROBLEMS)
    window.side_bar.problems_wanted.emit()
    sheet = window.sheets.problems
    qtbot.waitUntil(lambda: len(sheet.reasons) == 10)
    box = sheet.list.button_box(sheet.model.index(1), RETRY)
    QTest.mouseClick(sheet.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert worker.asked(RetryFiles)[-1] == RetryFiles((PROBLEMS[1].path,))
    asked = len(worker.asked(ListProblems))
    worker.call(RetryFiles).answer(REPORT)
    qtbot.waitUntil(lambda: len(worker.asked(ListProblems)) > asked)
    qtbot.waitUntil(sheet.again.isEnabled)
    sheet.filter.choose("This is a text file, not a photo.")
    assert sheet.reasons == ["This is a text file, not a photo."]
    QTest.mouseClick(sheet.again, Qt.MouseButton.LeftButton)
    assert worker.asked(RetryFiles)[-1] == RetryFiles((PROBLEMS[9].path,))
    worker.call(RetryFiles).answer(REPORT)
    qtbot.waitUntil(sheet.again.isEnabled)
    sheet.filter.choose("")
    QTest.mouseClick(sheet.again, Qt.MouseButton.LeftButton)
    assert worker.asked(RetryFiles)[-1] == RetryFiles(None)
    sheet.list.setFocus()
    sheet.list.setCurrentIndex(sheet.model.index(3))
    QTest.keyClick(sheet.list, Qt.Key.Key_Return)
    assert worker.asked(RetryFiles)[-1] == RetryFiles((PROBLEMS[3].path,))
    shown: list[object] = []
    sheet.reveal_wanted.disconnect()
    sheet.reveal_wanted.connect(shown.append)
    QTest.keyClick(sheet.list, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    place = sheet.list.button_box(sheet.model.index(0), REVEAL).center()
    QTest.mouseClick(sheet.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shown == [PROBLEMS[3].path, PROBLEMS[0].path]
    QTest.keyClick(sheet.list, Qt.Key.Key_Escape)
    assert sheet.isHidden()


def test_the_model_of_problems_is_sound(qtmodeltester: ModelTester) -> None:
    model = ProblemsModel()
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.show_problems(PROBLEMS)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.show_reason(PROBLEMS[9].reason)
    assert model.rowCount() == 1
    model.show_problems(PROBLEMS[:3])  # the reason is gone: all are shown
    assert model.rowCount() == 3
    model.set_busy([PROBLEMS[0].path])


def test_menus_say_what_undo_and_redo_would_do(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    entry = HistoryEntry(id=1, kinds=(ChangeKind.RATING,), photos=3, made_at_ns=0, title="")
    worker.always(GetHistory, lambda _: HistoryState(undo=entry))
    home.add_photos(2)
    window = open_window()
    qtbot.waitUntil(lambda: window.actions_on_photos.undo_words == "Undo: rating · 3 photos")
    assert window.actions_on_photos.redo_words == ""
    qtbot.waitUntil(lambda: window.model.rowCount() == 2)
    menu = window.browse.verbs.ground_menu()
    assert menu is not None
    assert [action.text().split("\t")[0] for action in menu.actions()] == ["Select all", "Undo: rating · 3 photos"]
    menu.close()
    window.browse._on_menu_requested(QPoint(0, 0))
    shown = [menu for menu in window.browse.findChildren(QMenu) if menu.isVisible()]
    assert len(shown) == 1
    shown[0].close()


def test_a_change_of_very_many_photos_shows_how_far_it_is_and_can_be_stopped(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(1)
    window = open_window()
    window.actions_on_photos.rate([PhotoId(n) for n in range(1, MANY_PHOTOS + 2)], 3)
    call = worker.call(SetRating)
    call.report(Progress("edit", done=5000, total=MANY_PHOTOS + 1))
    qtbot.waitUntil(lambda: window.status.text.startswith("Changing 5,000 of 20,001 photos"))
    QTest.mouseClick(window.status.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.toast.text == "Stopped. What was done until then can be undone.")
    assert call.is_cancelled
