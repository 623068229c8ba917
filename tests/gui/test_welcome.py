"""The first start, in the real window."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.config import LibraryPaths
from desktop_app.encoders.entries import read_catalogue
from desktop_app.errors import FolderError, ModelDownloadError
from desktop_app.gui import first_start
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.picture_count import PictureCount
from desktop_app.gui.window_settings import WindowSettings
from desktop_app.jobs import Progress
from desktop_app.records import ModelKey, ModelSpec
from desktop_app.worker.protocol import AddFolders, AddSamples, DownloadModel, ListModels, UseModel
from tests.gui.answers import REPORT
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn

Open = Callable[[], MainWindow]
_Key, _LEFT = Qt.Key, Qt.MouseButton.LeftButton


def catalogue(*, in_use: str = "starter", installed: tuple[str, ...] = ("starter",)) -> tuple[ModelSpec, ...]:
    """The models that the app really offers, as if these were on this machine."""
    specs = [entry.spec() for entry in read_catalogue()]
    return tuple(
        msgspec.structs.replace(
            spec,
            installed=spec.id in installed,
            in_use=spec.id == in_use,
            key=ModelKey(f"{spec.id}@0") if spec.id in installed else None,
        )
        for spec in specs
    )


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What this computer's pictures folder is: three photos, and what is none."""
    folder = tmp_path / "Pictures"
    (folder / "2024").mkdir(parents=True)
    for name in ("a.jpg", "b.HEIC", "2024/c.png", "2024/notes.txt", "2024/._c.png", "video.mp4"):
        (folder / name).touch()
    monkeypatch.setattr(first_start, "pictures_folder", lambda: folder)
    return folder


@pytest.fixture
def models(worker: WorkerStandIn) -> None:
    worker.always(ListModels, lambda _: catalogue())


def test_the_pictures_folder_is_found_counted_and_added_with_one_click(
    open_window: Open, worker: WorkerStandIn, pictures: Path, models: None, qtbot: QtBot
) -> None:
    window = open_window()
    welcome = window.welcome
    assert welcome.isVisible()
    assert welcome.focusWidget() is welcome.pictures
    qtbot.waitUntil(lambda: welcome.pictures.detail == "Pictures · 3 photos")
    assert welcome.pictures.accessibleDescription() == "Pictures · 3 photos"
    QTest.mouseClick(welcome.pictures, _LEFT)
    assert worker.asked(AddFolders) == [AddFolders((pictures,))]
    assert welcome.is_choosing_model
    worker.call(AddFolders).report(Progress("index", done=2, total=3))
    qtbot.waitUntil(lambda: welcome.progress_text == "Understanding 2 of 3 photos")
    worker.call(AddFolders).answer(msgspec.structs.replace(REPORT, found=3, indexed=3))
    qtbot.waitUntil(lambda: welcome.progress_text == "3 photos can be searched now")


def test_without_a_pictures_folder_the_samples_are_the_first_choice(
    open_window: Open, worker: WorkerStandIn, monkeypatch: pytest.MonkeyPatch, models: None
) -> None:
    monkeypatch.setattr(first_start, "pictures_folder", lambda: None)
    window = open_window()
    assert not window.welcome.pictures.isEnabled()
    assert window.welcome.focusWidget() is window.welcome.samples
    QTest.keyClick(window.welcome.samples, _Key.Key_Return)
    assert worker.asked(AddSamples) == [AddSamples()]
    assert window.welcome.is_choosing_model


def test_another_folder_is_chosen_by_keyboard_or_dropped(
    open_window: Open,
    worker: WorkerStandIn,
    pictures: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    models: None,
) -> None:
    window = open_window()
    welcome = window.welcome
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    for _ in range(2):
        QTest.keyClick(welcome.focusWidget(), _Key.Key_Right)
    assert welcome.focusWidget() is welcome.other
    QTest.keyClick(welcome.other, _Key.Key_Return)
    assert not welcome.is_choosing_model, "nothing was chosen"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    QTest.keyClick(welcome.other, _Key.Key_Return)
    assert worker.asked(AddFolders) == [AddFolders((tmp_path,))]
    assert welcome.is_choosing_model
    welcome.begin()
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(pictures))])
    place, no_key = QPointF(30, 30), Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(place.toPoint(), Qt.DropAction.CopyAction, carried, _LEFT, no_key)
    welcome.dragEnterEvent(entering)
    assert entering.isAccepted()
    assert welcome.other.is_target
    welcome.dropEvent(QDropEvent(place, Qt.DropAction.CopyAction, carried, _LEFT, no_key))
    assert worker.asked(AddFolders)[-1] == AddFolders((pictures,))
    assert not welcome.other.is_target


def test_a_folder_that_cannot_be_added_is_told_there_and_the_choice_is_open_again(
    open_window: Open, worker: WorkerStandIn, pictures: Path, models: None, qtbot: QtBot
) -> None:
    window = open_window()
    QTest.mouseClick(window.welcome.pictures, _LEFT)
    worker.call(AddFolders).fail(FolderError("Pictures cannot be read."))
    qtbot.waitUntil(lambda: window.welcome.error_bar.text == "Pictures cannot be read.")
    assert not window.welcome.is_choosing_model


def test_models_are_shown_with_size_quality_and_licence_and_the_recommended_one_is_fetched(
    open_window: Open, worker: WorkerStandIn, pictures: Path, models: None, qtbot: QtBot
) -> None:
    window = open_window()
    QTest.mouseClick(window.welcome.pictures, _LEFT)
    chooser = window.welcome.chooser
    qtbot.waitUntil(lambda: len(chooser.cards) == 2)
    small, better = chooser.cards
    assert "Comes with the app, nothing to download" in small.lines
    assert "Licence: Research and non-commercial use (see its README)" in small.lines
    assert "Of 100 descriptions, 59 have their own photo among the first ten of 956 (Flickr8k)" in small.lines
    assert any("1.7 GB to download" in line or "1.8 GB to download" in line for line in better.lines)
    assert any("51 lead straight to their own photo" in line for line in better.lines)
    assert "Licence: Apache-2.0, for any use" in better.lines
    assert better.isChecked()
    assert window.welcome.start_button.text() == "Start now, get the better one in the background"
    QTest.mouseClick(window.welcome.start_button, _LEFT)
    assert worker.asked(DownloadModel) == [DownloadModel("pe-core-b-16")]
    assert not window.welcome.isVisible()
    worker.call(DownloadModel).report(Progress("download", done=10, total=100, unit="bytes"))
    qtbot.waitUntil(lambda: window.status.text.startswith("Downloading"))
    worker.call(DownloadModel).answer(better)
    qtbot.waitUntil(lambda: worker.asked(UseModel) == [UseModel("pe-core-b-16")])
    worker.call(UseModel).answer(REPORT)
    qtbot.waitUntil(lambda: window.toast.text == "Perception Encoder B/16 understands your photos now.")
    assert window.fetch.model is None


def test_the_small_one_alone_fetches_nothing(
    open_window: Open, worker: WorkerStandIn, pictures: Path, models: None, qtbot: QtBot
) -> None:
    window = open_window()
    QTest.mouseClick(window.welcome.pictures, _LEFT)
    qtbot.waitUntil(lambda: len(window.welcome.chooser.cards) == 2)
    QTest.mouseClick(window.welcome.chooser.cards[0], _LEFT)
    assert window.welcome.start_button.text() == "Start with the small one"
    QTest.mouseClick(window.welcome.start_button, _LEFT)
    assert worker.asked(DownloadModel) == []
    assert not window.welcome.isVisible()


def test_all_models_can_be_seen_and_those_that_lack_something_cannot_be_chosen(
    open_window: Open, worker: WorkerStandIn, pictures: Path, models: None, qtbot: QtBot
) -> None:
    window = open_window()
    window.welcome.choose_model()
    chooser = window.welcome.chooser
    qtbot.waitUntil(lambda: len(chooser.cards) == 2)
    QTest.mouseClick(chooser.more, _LEFT)
    by_id = {card.property("model"): card for card in chooser.cards}
    assert "dinov2-s-14" not in by_id, "it knows no words"
    assert not by_id["vit-b-16-siglip2"].isEnabled()
    QTest.mouseClick(by_id["vit-l-14-datacomp"], _LEFT)
    assert chooser.chosen is not None
    assert chooser.chosen.id == "vit-l-14-datacomp"
    QTest.mouseClick(chooser.more, _LEFT)
    assert len(chooser.cards) == 2


def start_fetching(window: MainWindow) -> None:
    window.fetch.fetch(next(model for model in catalogue() if model.recommended))


def test_a_download_is_stopped_in_the_status_strip_and_goes_on_on_request(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    home.add_photos(1)
    window = open_window()
    start_fetching(window)
    QTest.mouseClick(window.status.button, _LEFT)
    qtbot.waitUntil(lambda: "What has arrived is kept" in window.toast.text)
    assert window.fetch.model is None
    QTest.mouseClick(window.toast.undo_button, _LEFT)
    assert len(worker.asked(DownloadModel)) == 2


def test_a_download_that_fails_says_why_and_is_tried_again_at_the_next_start(
    open_window: Open, worker: WorkerStandIn, home: Home, paths: LibraryPaths, models: None, qtbot: QtBot
) -> None:
    home.add_photos(1)
    window = open_window()
    start_fetching(window)
    worker.call(DownloadModel).fail(ModelDownloadError("The model hub cannot be reached."))
    qtbot.waitUntil(lambda: "The model hub cannot be reached." in window.browse.error_bar.text)
    assert "tried again" in window.browse.error_bar.text
    window.close()
    assert WindowSettings(paths).fetching == "pe-core-b-16"
    worker.calls.clear()
    worker.is_closed = False
    window = open_window()
    qtbot.waitUntil(lambda: worker.asked(DownloadModel) == [DownloadModel("pe-core-b-16")])
    assert not window.welcome.isVisible()


def test_a_model_that_took_over_meanwhile_is_not_fetched_again(
    open_window: Open, worker: WorkerStandIn, home: Home, paths: LibraryPaths, qtbot: QtBot
) -> None:
    home.add_photos(1)
    WindowSettings(paths).remember_fetching("pe-core-b-16")
    worker.always(ListModels, lambda _: catalogue(in_use="pe-core-b-16", installed=("starter", "pe-core-b-16")))
    window = open_window()
    qtbot.waitUntil(lambda: window.fetch.model is None and bool(worker.asked(ListModels)))
    qtbot.waitUntil(lambda: WindowSettings(paths).fetching == "")
    assert worker.asked(DownloadModel) == []


def test_who_has_photos_never_sees_it_but_may_ask_for_it(
    open_window: Open, home: Home, pictures: Path, qtbot: QtBot
) -> None:
    home.add_photos(2)
    window = open_window()
    qtbot.waitUntil(lambda: window.library.overview is not None)
    assert not window.welcome.isVisible()
    (action,) = [each for each in window.top_bar.help_menu.actions() if each.text() == "Welcome"]
    action.trigger()
    assert window.welcome.isVisible()
    QTest.keyClick(window.welcome, _Key.Key_Escape)
    assert not window.welcome.isVisible()


def test_skipping_it_is_remembered(open_window: Open, pictures: Path, paths: LibraryPaths, qtbot: QtBot) -> None:
    window = open_window()
    window.welcome.choose_model()
    QTest.keyClick(window.welcome, _Key.Key_Escape)
    assert not window.welcome.is_choosing_model
    assert window.welcome.isVisible()
    QTest.mouseClick(window.welcome.skip_button, _LEFT)
    assert window.browse.page is window.browse.welcome
    window.close()
    again = open_window()
    assert not again.welcome.isVisible()


def test_a_screen_reader_hears_of_every_stop_and_tab_reaches_each(
    open_window: Open, worker: WorkerStandIn, pictures: Path, models: None, qtbot: QtBot
) -> None:
    window = open_window()
    welcome = window.welcome

    def stops() -> list[QWidget]:
        found = [each for each in welcome.findChildren(QWidget) if each.isVisible() and each.isEnabled()]
        return [each for each in found if each.focusPolicy() & Qt.FocusPolicy.TabFocus]

    def reached() -> set[QWidget]:
        seen: set[QWidget] = set()
        for _ in range(2 * len(stops())):
            QTest.keyClick(window.focusWidget(), _Key.Key_Tab)
            seen.add(window.focusWidget())
        return seen

    QAccessible.setActive(True)
    assert len(stops()) == 4
    assert reached() >= set(stops())
    welcome.choose_model()
    qtbot.waitUntil(lambda: len(welcome.chooser.cards) == 2)
    names = {QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name) for each in stops()}
    assert {"Starter, here already", "Perception Encoder B/16, recommended", "More models", "Back"} <= names
    assert all(names)
    assert welcome.start_button in reached()
    QAccessible.setActive(False)


def test_counting_stops_where_it_takes_too_long_and_with_the_window(tmp_path: Path, qtbot: QtBot) -> None:
    for n in range(30):
        (tmp_path / str(n)).mkdir()
        (tmp_path / str(n) / "a.jpg").touch()
    count = PictureCount(longest_s=-1.0)
    with qtbot.waitSignal(count.counted) as counted:
        count.count(tmp_path)
    folder, found, is_all = counted.args
    assert (folder, is_all) == (tmp_path, False)
    assert found < 30
    count.close()
