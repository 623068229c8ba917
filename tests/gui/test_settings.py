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
from desktop_app.errors import LibraryError, ModelDownloadError
from desktop_app.gui.cards import Page
from desktop_app.gui.controls import Choice
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.settings_sheet import SettingsSheet
from desktop_app.gui.theme import ThemeChoice
from desktop_app.jobs import Progress
from desktop_app.records import Figure, FolderState, ModelKind, ModelSpec
from desktop_app.reports import ThumbnailUse, WorkspaceStatus
from desktop_app.worker.protocol import (
    ChangeSettings,
    ClearThumbnails,
    DownloadModel,
    ForgetSearches,
    GetSettings,
    GetStatus,
    GetThumbnailUse,
    IndexFolder,
    LeaveOutFolder,
    ListModels,
    MakeThumbnails,
    RebuildThumbnails,
    RemoveFolder,
    RemoveModel,
    TakeInFolder,
    UseModel,
)
from tests.gui.answers import REPORT
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn

Open = Callable[[], MainWindow]
LEFT = Qt.MouseButton.LeftButton


def spec(model_id: str, **fields: object) -> ModelSpec:
    usual = ModelSpec(
        id=model_id,
        title=model_id.title(),
        architecture="ViT-B-32",
        licence="MIT",
        dim=512,
        image_size_px=224,
        context_length=77,
        image_parameters=1,
        text_parameters=1,
        source=f"hub:someone/{model_id}",
        download_bytes=1_000_000_000,
        figures=(Figure(name="COCO text → image R@1", value=45.0, source="its card"),),
    )
    return msgspec.structs.replace(usual, **fields)


class Bench:
    """What the worker knows, and what it was asked to change."""

    def __init__(self, worker: WorkerStandIn) -> None:
        self.worker = worker
        self.settings = Settings()
        self.models: tuple[ModelSpec, ...] = (
            spec("small", source="resources:small", installed=True, in_use=True, download_bytes=0, figures=()),
            spec("large"),
            spec("foreign", installed=True, requires=("no_such_package_at_all",)),
        )
        worker.always(GetSettings, lambda _: self.settings)
        worker.always(ChangeSettings, self._change)
        worker.always(ListModels, lambda _: self.models)
        worker.always(GetThumbnailUse, lambda _: ThumbnailUse(count=2, used_bytes=5000, wanted=3, limit_bytes=10_000))
        worker.always(
            GetStatus,
            lambda _: WorkspaceStatus(
                photos=3, embedded=3, folders=(), problems=0, model_id="small", device="cpu", device_note=""
            ),
        )

    def _change(self, wish: ChangeSettings) -> Settings:
        self.settings = wish.settings
        return wish.settings


@pytest.fixture
def bench(worker: WorkerStandIn) -> Bench:
    return Bench(worker)


@pytest.fixture
def sheet(open_window: Open, home: Home, bench: Bench, qtbot: QtBot) -> SettingsSheet:
    """Open, over a library with three photos in one folder."""
    home.add_photos(3)
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    sheet = window.sheets.settings
    assert sheet.isVisible()
    qtbot.waitUntil(lambda: "2 of 3 photos" in sheet.thumbnails.text)
    return sheet


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
    read: list[object] = []
    window.reader.overview_read.connect(read.append)
    window.library.refresh()
    qtbot.waitUntil(lambda: bool(read))
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


def test_a_model_is_downloaded_stopped_used_and_removed(
    sheet: SettingsSheet, worker: WorkerStandIn, bench: Bench, qtbot: QtBot
) -> None:
    page = sheet.models
    sheet.open_page(page)
    qtbot.waitUntil(lambda: "large" in page._rows)
    assert not page.row("small").get.isVisible()
    assert not page.row("small").drop.isVisible()
    assert not page.row("foreign").use.isEnabled()
    row = page.row("large")
    QTest.mouseClick(row.get, LEFT)
    call = worker.call(DownloadModel)
    call.report(Progress("download", done=500, total=1000, unit="bytes"))
    qtbot.waitUntil(lambda: "Downloading" in row._far.text())
    assert row.stop.isVisible()
    QTest.mouseClick(row.stop, LEFT)
    qtbot.waitUntil(lambda: call.is_cancelled and row.get.isVisible())
    QTest.mouseClick(row.get, LEFT)
    worker.call(DownloadModel).fail(ModelDownloadError("The model hub cannot be reached."))
    qtbot.waitUntil(lambda: sheet.error_bar.text == "The model hub cannot be reached.")
    bench.models = (bench.models[0], spec("large", installed=True))
    page.read()
    qtbot.waitUntil(lambda: page.row("large").use.isVisible())  # noqa: PLW0108 - each look makes another row
    QTest.mouseClick(page.row("large").use, LEFT)
    worker.call(UseModel).answer(REPORT)
    qtbot.waitUntil(lambda: page.row("large").drop.isVisible())  # noqa: PLW0108 - each look makes another row
    QTest.mouseClick(page.row("large").drop, LEFT)
    assert worker.asked(RemoveModel) == [RemoveModel("large")]


def test_a_second_model_is_one_that_is_here_or_none(
    sheet: SettingsSheet, worker: WorkerStandIn, bench: Bench, qtbot: QtBot
) -> None:
    page = sheet.models
    sheet.open_page(page)
    image = {"kind": ModelKind.IMAGE, "figures": ()}
    bench.models = (*bench.models, spec("sees", installed=True, **image), spec("elsewhere", **image))
    status = WorkspaceStatus(
        photos=3, embedded=3, folders=(), problems=0, model_id="small", second_model_id="sees", second_embedded=2
    )
    worker.always(GetStatus, lambda _: status)
    page.read()
    qtbot.waitUntil(lambda: page.second.count() == 3)
    assert [page.second.itemText(n) for n in range(3)] == ["The best one here", "Sees", "None"]
    qtbot.waitUntil(lambda: "In use: Sees, which has seen 2 photos so far." in page._second_row.note)
    assert page.row("sees").spec.in_use
    assert "In use" in [label.text() for label in page.row("sees").findChildren(QLabel)]
    assert not page.row("sees").drop.isVisible()
    assert not page.row("elsewhere").spec.in_use
    page.second.setFocus()
    QTest.keyClick(page.second, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: bench.settings.second_model_id == "sees")
    worker.always(GetStatus, lambda _: msgspec.structs.replace(status, second_model_id=""))
    page.second.choose("off")
    qtbot.waitUntil(lambda: bench.settings.second_model_id == "off")
    assert "In use" not in page._second_row.note
    assert not page.row("sees").spec.in_use
    asked = len(worker.asked(GetStatus))
    qtbot.waitUntil(lambda: page._status is not None and len(worker.asked(GetStatus)) >= asked)
    assert not page.row("sees").spec.in_use
    bench.settings = msgspec.structs.replace(bench.settings, second_model_id="sold")
    sheet.store.read()
    qtbot.waitUntil(lambda: page.second.currentText() == "sold, not on this computer")


def test_the_device_in_use_is_named_and_a_missing_graphics_card_is_said(
    sheet: SettingsSheet, worker: WorkerStandIn, bench: Bench, qtbot: QtBot
) -> None:
    note = sheet.models._device_row
    qtbot.waitUntil(lambda: "In use: Processor." in note.note)
    assert "No graphics card that can be used was found" in note.note
    sheet.models.device.choose("cuda")
    qtbot.waitUntil(lambda: bench.settings.device == "cuda")


@pytest.mark.usefixtures("german", "bench")
def test_why_the_graphics_card_is_not_used_is_said_in_german(
    open_window: Open, home: Home, worker: WorkerStandIn, qtbot: QtBot
) -> None:
    note = "The graphics card has not enough free memory for this model. The processor is used, more slowly."
    status = WorkspaceStatus(photos=1, embedded=1, folders=(), problems=0, model_id="small", device="cpu")
    worker.always(GetStatus, lambda _: msgspec.structs.replace(status, device_note=note))
    home.add_photos(1)
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Der Prozessor springt ein" in window.sheets.settings.models._device_row.note)


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
