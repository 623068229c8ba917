"""The settings in the real window: each page, by mouse and by keys, against a stand-in of the worker."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.config import Settings
from desktop_app.errors import LibraryError
from desktop_app.gui.cards import Page
from desktop_app.gui.controls import Choice
from desktop_app.gui.library_reader import Overview
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.settings_sheet import SettingsSheet
from desktop_app.gui.theme import ThemeChoice
from desktop_app.records import FolderState
from desktop_app.worker.protocol import (
    ChangeSettings,
    ClearThumbnails,
    ForgetSearches,
    GetThumbnailUse,
    IndexFolder,
    LeaveOutFolder,
    MakeThumbnails,
    RebuildThumbnails,
    RemoveFolder,
    TakeInFolder,
)
from tests.gui.home import Home
from tests.gui.settings_bench import Bench
from tests.gui.worker_stand_in import WorkerStandIn

Open = Callable[[], MainWindow]
LEFT = Qt.MouseButton.LeftButton


def window_of(sheet: SettingsSheet) -> MainWindow:
    window = sheet.window()
    assert isinstance(window, MainWindow)
    return window


def test_sections_are_gone_through_by_mouse_and_by_keys(sheet: SettingsSheet) -> None:
    seen = []
    for _ in range(7):
        assert isinstance(sheet.page, Page)
        seen.append(sheet.page.title)
        assert window_of(sheet).focusWidget() is sheet._sections.checkedButton()  # one is marked, not two
        QTest.keyClick(sheet, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert len(set(seen)) == 7
    assert isinstance(sheet.page, Page)
    assert sheet.page.title == seen[0]
    stops = set()
    for _ in range(12):
        sheet.focusNextPrevChild(next_one=True)
        stops.add(window_of(sheet).focusWidget())
    assert all(sheet.isAncestorOf(stop) for stop in stops)
    assert len(stops) >= 5
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isHidden()


def test_turning_pages_by_keys_changes_no_setting(sheet: SettingsSheet, bench: Bench, worker: WorkerStandIn) -> None:
    sheet.open_page(sheet.thumbnails)
    choice = sheet.thumbnails.findChildren(Choice)[0]
    choice.setFocus()
    before = choice.value
    QTest.keyClick(choice, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert choice.value == before
    assert not worker.asked(ChangeSettings)
    assert sheet.page is sheet.work
    assert window_of(sheet).focusWidget() is sheet._sections.checkedButton()


def test_rows_are_made_of_the_library_only_when_somebody_looks(
    sheet: SettingsSheet, home: Home, tmp_path: Path, qtbot: QtBot
) -> None:
    window = window_of(sheet)
    sheet.dismiss()
    rows = sheet.folders.folders
    before = rows.findChildren(QWidget)
    home.watch(tmp_path / "Another")
    read: list[Overview] = []
    window.reader.overview_read.connect(read.append)
    window.library.refresh()
    qtbot.waitUntil(lambda: any(folder.path.name == "Another" for each in read for folder in each.folders))
    assert rows.findChildren(QWidget) == before
    sheet.present()
    assert "Another" in [label.text() for label in rows.findChildren(QLabel)]


def test_everything_that_takes_the_keyboard_says_what_it_is(sheet: SettingsSheet) -> None:
    for page in (sheet.library, sheet.folders, sheet.models, sheet.work, sheet.thumbnails, sheet.look, sheet.privacy):
        sheet.open_page(page)
        for _ in range(14):
            sheet.focusNextPrevChild(next_one=True)
            stop = window_of(sheet).focusWidget()
            assert stop is not None
            named = stop.accessibleName() or getattr(stop, "text", str)() or stop.toolTip()
            assert named, f"{stop} on {page.title} has no name"


def test_a_folder_is_looked_through_shown_left_out_and_removed(
    sheet: SettingsSheet, worker: WorkerStandIn, home: Home, bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = sheet.folders
    sheet.open_page(page)
    names = ["Look through “Pictures” now", "Remove “Pictures” from the library"]
    buttons = {name: next(each for each in page.findChildren(QWidget) if _named(each, name)) for name in names}
    QTest.mouseClick(buttons[names[0]], LEFT)
    assert worker.asked(IndexFolder) == [IndexFolder(home.folder_path)]
    private = home.folder_path / "private"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(private))
    worker.always(LeaveOutFolder, lambda _: _left_out(bench, private))
    page._on_leave_out_clicked()
    assert worker.asked(LeaveOutFolder) == [LeaveOutFolder(private)]
    qtbot.waitUntil(lambda: sheet.store.settings.excluded_folders == (private,))
    again = next(each for each in page.findChildren(QWidget) if _named(each, "Take in “private” again"))
    QTest.mouseClick(again, LEFT)
    assert worker.asked(TakeInFolder) == [TakeInFolder(private)]
    QTest.mouseClick(next(each for each in page.findChildren(QWidget) if _named(each, names[1])), LEFT)
    assert len(worker.asked(RemoveFolder)) == 1


def _named(widget: QWidget, name: str) -> bool:
    return widget.accessibleName() == name


def _left_out(bench: Bench, folder: Path) -> int:
    bench.settings = msgspec.structs.replace(bench.settings, excluded_folders=(folder,))
    return 1


def test_a_folder_whose_drive_is_away_says_so(sheet: SettingsSheet, home: Home, qtbot: QtBot) -> None:
    (folder,) = home.library.folders.all()
    home.library.folders.set_state(folder.id, FolderState.OFFLINE)
    window_of(sheet).library.refresh()
    qtbot.waitUntil(lambda: any(_text(each) == "Away" for each in sheet.folders.findChildren(QWidget)))


def _text(widget: object) -> str:
    return str(getattr(widget, "text", str)())


def test_names_are_left_out_and_taken_in_again_and_nonsense_is_told_at_once(
    sheet: SettingsSheet, worker: WorkerStandIn, bench: Bench, qtbot: QtBot
) -> None:
    names = sheet.folders.names
    sheet.open_page(sheet.folders)
    before = list(Settings().excluded_names)
    QTest.keyClicks(names.field, "*.gif")
    QTest.keyClick(names.field, Qt.Key.Key_Return)
    assert names.names == [*before, "*.gif"]
    qtbot.waitUntil(lambda: bench.settings.excluded_names == (*before, "*.gif"))
    for wrong, why in (("a/b", "not a path"), ("**", "everything"), ("", "Type a name")):
        names.field.setText(wrong)
        QTest.keyClick(names.field, Qt.Key.Key_Return)
        assert why in names._complaint.text()
        assert names.names == [*before, "*.gif"]
    QTest.mouseClick(names.chips()[0].cross, LEFT)
    qtbot.waitUntil(lambda: bench.settings.excluded_names == (*before[1:], "*.gif"))


def test_what_the_worker_refuses_goes_back_and_says_why(
    sheet: SettingsSheet, worker: WorkerStandIn, qtbot: QtBot
) -> None:
    worker.always(ChangeSettings, lambda _: LibraryError("The disk is full."))
    sheet.thumbnails.edge.choose(1024)
    assert sheet.store.settings.thumbnail_size_px == 1024
    qtbot.waitUntil(lambda: sheet.store.settings == Settings())
    assert sheet.error_bar.text == "The disk is full."
    assert sheet.thumbnails.edge.value == 512


def test_thumbnails_size_quality_and_room_and_making_them_anew(
    sheet: SettingsSheet, worker: WorkerStandIn, bench: Bench, qtbot: QtBot
) -> None:
    page = sheet.thumbnails
    sheet.open_page(page)
    assert "2 of 3 photos have one." in page.text
    page.edge.choose(256)
    QTest.mouseClick(page.quality.button(92), LEFT)
    page.limit.choose(8 * 1024**3)
    qtbot.waitUntil(lambda: bench.settings.thumbnail_cache_bytes == 8 * 1024**3)
    assert (bench.settings.thumbnail_size_px, bench.settings.thumbnail_quality) == (256, 92)
    window = window_of(sheet)
    qtbot.waitUntil(window.grid.is_settled)
    worker.always(RebuildThumbnails, lambda _: 3)
    asked = len(worker.asked(GetThumbnailUse))
    QTest.mouseClick(page.rebuild_button, LEFT)
    qtbot.waitUntil(lambda: len(worker.asked(GetThumbnailUse)) > asked)
    QTest.mouseClick(page.make_button, LEFT)
    QTest.mouseClick(page.clear_button, LEFT)
    assert len(worker.asked(MakeThumbnails)) == len(worker.asked(ClearThumbnails)) == 1
    qtbot.waitUntil(window.grid.is_settled)


def test_idle_times_are_set_and_unusual_ones_are_shown(sheet: SettingsSheet, bench: Bench, qtbot: QtBot) -> None:
    sheet.work.keep.choose(3600.0)
    qtbot.waitUntil(lambda: bench.settings.model_idle_s == 3600.0)
    bench.settings = msgspec.structs.replace(bench.settings, worker_idle_s=300.0)
    sheet.store.read()
    qtbot.waitUntil(lambda: sheet.work.stay.currentText() == "5 min")


def test_the_theme_changes_at_once(sheet: SettingsSheet) -> None:
    window = window_of(sheet)
    sheet.open_page(sheet.look)
    QTest.mouseClick(sheet.look.theme_card(ThemeChoice.LIGHT), LEFT)
    assert window._theme is ThemeChoice.LIGHT
    assert sheet.look.theme_card(ThemeChoice.LIGHT).isChecked()
    QTest.keyClick(sheet.look.theme_card(ThemeChoice.DARK), Qt.Key.Key_Space)
    assert sheet.look.theme_card(ThemeChoice.DARK).isChecked()
    assert window.palette().window().color().lightness() < 100


def test_another_library_must_be_one_or_an_empty_folder(sheet: SettingsSheet, home: Home, tmp_path: Path) -> None:
    wanted: list[object] = []
    sheet.library_wanted.connect(wanted.append)
    sheet.library.try_to_open(home.paths.root)
    assert "open already" in sheet.library.complaint
    sheet.library.try_to_open(home.folder_path)
    assert "no library" in sheet.library.complaint
    sheet.library.try_to_open(tmp_path / "nowhere")
    assert "cannot be read" in sheet.library.complaint
    assert not wanted
    empty = tmp_path / "empty"
    empty.mkdir()
    sheet.library.try_to_open(empty)
    assert wanted == [empty]
    assert sheet.library.complaint == ""


def test_past_searches_are_forgotten_from_the_privacy_page(
    sheet: SettingsSheet, worker: WorkerStandIn, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.always(ForgetSearches, lambda _: 4)
    sheet.open_page(sheet.privacy)
    QTest.mouseClick(sheet.privacy.forget, LEFT)
    qtbot.waitUntil(lambda: "forgotten" in sheet.privacy._searches.note)
    assert worker.asked(ForgetSearches) == [ForgetSearches()]


def test_sidecars_are_written_once_that_is_switched_on(sheet: SettingsSheet, bench: Bench, qtbot: QtBot) -> None:
    assert not sheet.folders.sidecars.isChecked()
    sheet.folders.sidecars.click()
    qtbot.waitUntil(lambda: bench.settings.write_sidecars)
    assert sheet.folders.sidecars.isChecked()
    sheet.folders.sidecars.click()
    qtbot.waitUntil(lambda: not bench.settings.write_sidecars)
