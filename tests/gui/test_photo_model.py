"""The model of photos."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.config import LibraryPaths
from desktop_app.gui import timeline
from desktop_app.gui.library_reader import LibraryReader
from desktop_app.gui.photo_model import PhotoListModel, Role
from tests.gui.home import Home
from tests.gui.test_timeline import photo


@pytest.fixture
def reader(paths: LibraryPaths, qtbot: QtBot) -> Iterator[LibraryReader]:
    made = LibraryReader(paths)
    yield made
    made.close()


def test_it_behaves_as_qt_expects_of_a_model(
    reader: LibraryReader, home: Home, qtmodeltester: ModelTester, qtbot: QtBot
) -> None:
    check: Callable[[QAbstractItemModel], None] = qtmodeltester.check
    ids = np.array(home.add_photos(30), np.int64)
    model = PhotoListModel(reader)
    check(model)
    model.show_timeline(timeline.unknown(ids))
    check(model)
    model.request_rows(0, 29)
    qtbot.waitUntil(lambda: model.photo(29) is not None)
    check(model)
    model.show_timeline(timeline.unknown(ids[:0]))
    check(model)


def test_records_come_when_they_are_asked_for_and_never_before(reader: LibraryReader, home: Home, qtbot: QtBot) -> None:
    ids = np.array(home.add_photos(300), np.int64)
    model = PhotoListModel(reader)
    model.show_timeline(timeline.unknown(ids))
    assert model.rowCount() == 300
    assert model.data(model.index(0), Qt.ItemDataRole.DisplayRole) is None
    with qtbot.waitSignal(model.dataChanged):
        model.request_rows(10, 20)
    assert model.data(model.index(0), Role.PHOTO).path.name == "photo-000.png"
    assert model.data(model.index(15)) == "photo-015.png"
    assert model.photo(299) is None
    assert str(home.folder_path) in model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)


def test_shapes_that_differ_from_the_list_are_put_right(reader: LibraryReader, home: Home, qtbot: QtBot) -> None:
    ids = np.array(home.add_photos(3), np.int64)
    model = PhotoListModel(reader)
    wrong = timeline.unknown(ids)
    wrong.aspects[:] = 9.0
    model.show_timeline(wrong)
    with qtbot.waitSignal(model.shapes_changed):
        model.request_rows(0, 2)
    assert model.timeline.aspects.tolist() == pytest.approx([1.5, 2 / 3, 1.0])


def test_hits_bring_their_records_and_similarities(reader: LibraryReader) -> None:
    model = PhotoListModel(reader)
    model.show_hits([photo(7), photo(2)], {7: 0.4, 2: 0.3})
    assert [model.photo_id(row) for row in range(2)] == [7, 2]
    assert model.data(model.index(1), Role.SIMILARITY) == 0.3
    assert "0.400" in model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)


def test_rows_are_found_by_id(reader: LibraryReader) -> None:
    model = PhotoListModel(reader)
    model.show_timeline(timeline.unknown(np.array([9, 4, 7, 1], np.int64)))
    assert model.rows_of(np.array([1, 9, 5], np.int64)).tolist() == [0, 3]


def test_dragged_photos_are_their_files(reader: LibraryReader) -> None:
    model = PhotoListModel(reader)
    model.show_hits([photo(7), photo(2)], {})
    carried = model.mimeData([model.index(0), model.index(1)])
    assert [Path(url.toLocalFile()).name for url in carried.urls()] == ["7.jpg", "2.jpg"]


def test_a_million_photos_take_no_more_records_than_are_looked_at(reader: LibraryReader) -> None:
    model = PhotoListModel(reader)
    model.show_timeline(timeline.unknown(np.arange(1_000_000, dtype=np.int64)))
    assert model.rowCount() == 1_000_000
    assert model.data(model.index(999_999), Role.PHOTO_ID) == 999_999
    assert model.photo(500_000) is None
