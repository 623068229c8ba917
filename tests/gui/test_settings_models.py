"""The settings' page of models in the real window, against a stand-in of the worker."""

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.errors import ModelDownloadError
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.settings_sheet import SettingsSheet
from desktop_app.jobs import Progress
from desktop_app.records import ModelKind
from desktop_app.reports import WorkspaceStatus
from desktop_app.worker.protocol import (
    DownloadModel,
    GetStatus,
    RemoveModel,
    UseModel,
)
from tests.gui.answers import REPORT
from tests.gui.home import Home
from tests.gui.settings_bench import Bench, spec
from tests.gui.worker_stand_in import WorkerStandIn

Open = Callable[[], MainWindow]
LEFT = Qt.MouseButton.LeftButton


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
