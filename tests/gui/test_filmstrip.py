"""The row of small photos below the one that is looked at."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.gui.filmstrip import PITCH_PX, Filmstrip
from desktop_app.gui.library_reader import LibraryReader
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.thumbnail_loader import ThumbnailLoader
from tests.gui.home import Home


@pytest.fixture
def thumbnails(home: Home, qapp: QApplication) -> Iterator[ThumbnailLoader]:
    made = ThumbnailLoader(home.paths.thumbnails, cache_bytes=10_000_000)
    yield made
    made.close()


@pytest.fixture
def reader(home: Home, qapp: QApplication) -> Iterator[LibraryReader]:
    made = LibraryReader(home.paths)
    yield made
    made.close()


class ManyPhotos(PhotoListModel):
    """A list of any length, without records."""

    def __init__(self, reader: LibraryReader, count: int) -> None:
        super().__init__(reader)
        self.count = count
        self.asked: list[tuple[int, int]] = []

    def rowCount(self, parent: object = None) -> int:
        return self.count

    def photo(self, row: int) -> None:
        return None

    def request_rows(self, first: int, last: int) -> None:
        self.asked.append((first, last))


@pytest.fixture
def many(reader: LibraryReader) -> ManyPhotos:
    return ManyPhotos(reader, 1_000_000)


@pytest.fixture
def strip(many: ManyPhotos, thumbnails: ThumbnailLoader, qtbot: QtBot) -> Filmstrip:
    made = Filmstrip(many, thumbnails)
    qtbot.addWidget(made)
    made.resize(800, made.height())
    made.show()
    return made


def test_only_what_is_visible_is_laid_out_of_a_million(strip: Filmstrip, many: ManyPhotos) -> None:
    strip.show_row(700_000)
    strip.grab()
    rows = strip.visible_rows()
    assert 700_000 in rows
    assert len(rows) <= 800 // PITCH_PX + 2
    assert all(last - first < 60 for first, last in many.asked)


def test_the_current_one_is_in_the_middle_and_no_room_is_left_at_the_ends(strip: Filmstrip) -> None:
    strip.show_row(12_345)
    assert strip.tile_rect(12_345).center().x() == pytest.approx(400, abs=2)
    strip.show_row(0)
    assert 0 < strip.tile_rect(0).left() < 20
    strip.show_row(999_999)
    assert 780 < strip.tile_rect(999_999).right() < 800


def test_a_few_photos_stand_in_the_middle(strip: Filmstrip, many: ManyPhotos) -> None:
    many.count = 3
    strip.show_row(0)
    assert strip.tile_rect(1).center().x() == pytest.approx(400, abs=2)


def test_a_click_chooses(strip: Filmstrip, qtbot: QtBot) -> None:
    strip.show_row(50)
    with qtbot.waitSignal(strip.row_chosen) as chosen:
        QTest.mouseClick(
            strip,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            strip.tile_rect(53).center().toPoint(),
        )
    assert chosen.args == [53]


def test_beside_the_photos_there_is_nothing_to_choose(strip: Filmstrip, many: ManyPhotos, qtbot: QtBot) -> None:
    many.count = 3
    strip.show_row(0)
    with qtbot.assertNotEmitted(strip.row_chosen):
        QTest.mouseClick(strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(10, 30))


def test_the_wheel_looks_further_without_choosing(strip: Filmstrip, qtbot: QtBot) -> None:
    strip.show_row(50)
    before = strip.visible_rows()
    event = QWheelEvent(
        QPointF(400, 30),
        QPointF(strip.mapToGlobal(QPoint(400, 30))),
        QPoint(),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's signature
    )
    with qtbot.assertNotEmitted(strip.row_chosen):
        QApplication.sendEvent(strip, event)
    assert strip.visible_rows().start > before.start
    assert strip.row == 50


def test_it_shows_thumbnails_turned_as_the_user_wants_them(
    home: Home, reader: LibraryReader, thumbnails: ThumbnailLoader, qtbot: QtBot
) -> None:
    ids = home.add_photos(3)
    model = PhotoListModel(reader)
    model.show_hits(home.library.photos.get(ids), {})
    strip = Filmstrip(model, thumbnails)
    qtbot.addWidget(strip)
    strip.resize(400, strip.height())
    strip.show()
    strip.show_row(1)
    photo = model.photo(1)
    assert photo is not None
    qtbot.waitUntil(lambda: strip.grab() is not None and thumbnails.pixmap(photo.content_hash) is not None)
    picture = strip.grab().toImage()
    colour = picture.pixelColor(strip.tile_rect(1).center().toPoint())
    expected = np.array([photo.mean_colour >> 16, photo.mean_colour >> 8 & 255, photo.mean_colour & 255])
    assert np.abs(np.array([colour.red(), colour.green(), colour.blue()]) - expected).max() < 24
