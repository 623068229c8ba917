"""The model of photos."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.config import LibraryPaths
from desktop_app.gui import photo_model
from desktop_app.gui.job_runner import JobRunner
from desktop_app.gui.library_reader import LibraryReader
from desktop_app.gui.photo_actions import PhotoActions
from desktop_app.gui.photo_model import PhotoListModel, Role
from desktop_app.records import FolderState, PhotoState
from tests.gui.home import Home
from tests.gui.photo_lists import list_of, list_with, photo
from tests.gui.worker_stand_in import WorkerStandIn


@pytest.fixture
def reader(paths: LibraryPaths, qtbot: QtBot) -> Iterator[LibraryReader]:
    made = LibraryReader(paths)
    yield made
    made.close()


def test_it_behaves_as_qt_expects_of_a_model(
    reader: LibraryReader, home: Home, qtmodeltester: ModelTester, qtbot: QtBot
) -> None:
    check: Callable[[QAbstractItemModel], None] = qtmodeltester.check
    ids = home.add_photos(30)
    model = PhotoListModel(reader)
    check(model)
    model.show_list(list_with(list(ids)))
    check(model)
    model.request_rows(0, 29)
    qtbot.waitUntil(lambda: model.photo(29) is not None)
    check(model)
    model.show_list(list_with([]))
    check(model)


def test_records_come_when_they_are_asked_for_and_never_before(reader: LibraryReader, home: Home, qtbot: QtBot) -> None:
    ids = home.add_photos(300)
    model = PhotoListModel(reader)
    model.show_list(list_with(list(ids)))
    assert model.rowCount() == 300
    assert model.data(model.index(0), Qt.ItemDataRole.DisplayRole) is None
    with qtbot.waitSignal(model.dataChanged):
        model.request_rows(10, 20)
    assert model.data(model.index(0), Role.PHOTO).path.name == "photo-000.png"
    assert model.data(model.index(15)) == "photo-015.png"
    assert model.photo(299) is None
    assert str(home.folder_path) in model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)


def test_shapes_that_differ_from_the_list_are_put_right(reader: LibraryReader, home: Home, qtbot: QtBot) -> None:
    ids = home.add_photos(3)
    model = PhotoListModel(reader)
    model.show_list(list_with(list(ids)))
    with qtbot.waitSignal(model.shapes_changed):
        model.request_rows(0, 2)
    assert model.shown.aspects.tolist() == pytest.approx([1.5, 2 / 3, 1.0])


def test_hits_bring_their_records_and_similarities(reader: LibraryReader) -> None:
    model = PhotoListModel(reader)
    model.show_hits([photo(7), photo(2)], {7: 0.4, 2: 0.3})
    assert [model.photo_id(row) for row in range(2)] == [7, 2]
    assert model.data(model.index(1), Role.SIMILARITY) == 0.3
    assert "0.400" in model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)


def test_rows_are_found_by_id(reader: LibraryReader) -> None:
    model = PhotoListModel(reader)
    model.show_list(list_with([9, 4, 7, 1]))
    assert model.rows_of(np.array([1, 9, 5], np.int64)).tolist() == [0, 3]


@pytest.mark.parametrize("step", [1, 1_000_000], ids=["close together", "far apart"])
def test_rows_of_very_many_are_found_too(reader: LibraryReader, step: int) -> None:
    model = PhotoListModel(reader)
    count = 2 * photo_model.MANY
    model.show_list(list_with([step * (count - row) for row in range(count)]))
    wanted = step * np.arange(5, count + 50)
    assert model.rows_of(wanted).tolist() == list(range(count - 4))
    assert model.rows_of(np.append(wanted, 7 * step + 1)).tolist() == list(range(count - 4))


def test_dragged_photos_are_the_files_that_are_there(reader: LibraryReader, home: Home) -> None:
    ids = home.add_photos(3)
    model = PhotoListModel(reader)
    model.show_list(list_with([ids[2], ids[0], 999]))
    carried = model.mimeData([model.index(row) for row in range(3)])
    assert [Path(url.toLocalFile()).name for url in carried.urls()] == ["photo-002.png", "photo-000.png"]
    home.library.folders.set_state(home.library.folders.all()[0].id, FolderState.OFFLINE)
    assert model.mimeData([model.index(0)]).urls() == []


def test_what_the_user_wishes_has_its_shape_at_once(
    reader: LibraryReader, home: Home, worker: WorkerStandIn, qtbot: QtBot
) -> None:
    ids = home.add_photos(1)
    runner = JobRunner(worker.attach)
    actions = PhotoActions(runner)
    model = PhotoListModel(reader)
    model.follow(actions)
    model.show_list(list_with(list(ids)))
    with qtbot.waitSignal(model.dataChanged):
        model.request_rows(0, 0)
    photo = model.photo(0)
    assert photo is not None
    with qtbot.waitSignal(model.shapes_changed):
        actions.rotate(ids, 1, shown=[photo])
    assert model.shown.aspects.tolist() == pytest.approx([2 / 3])
    runner.close()


def test_edited_photos_are_read_again_and_others_are_not(reader: LibraryReader, home: Home, qtbot: QtBot) -> None:
    ids = home.add_photos(2)
    model = PhotoListModel(reader)
    model.show_list(list_with(list(ids)))
    with qtbot.waitSignal(model.dataChanged):
        model.request_rows(0, 1)
    with home.library.history.action() as action:
        action.set_rating(ids, 4)
    model.read_again([ids[0]])
    with qtbot.waitSignal(model.dataChanged):
        model.request_rows(0, 1)
    assert [model.photo(row).rating for row in (0, 1)] == [4, 0]  # type: ignore[union-attr]


def test_a_screen_reader_hears_rating_favourite_and_what_is_the_matter(reader: LibraryReader) -> None:
    model = PhotoListModel(reader)
    liked = msgspec.structs.replace(photo(7), rating=3, favourite=True, state=PhotoState.OFFLINE, caption="A bay")
    model.show_hits([liked], {})
    model.set_failing({liked.path: "The photo ends early."})
    spoken = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("7.jpg, ")
    assert spoken.endswith(", A bay, 3 stars, favourite, its drive is away, The photo ends early.")


def test_a_million_photos_take_no_more_records_than_are_looked_at(reader: LibraryReader) -> None:
    model = PhotoListModel(reader)
    model.show_list(list_of(1_000_000, a_month=3000))
    assert model.rowCount() == 1_000_000
    assert model.data(model.index(999_999), Role.PHOTO_ID) == 1_000_000
    assert model.photo(500_000) is None
