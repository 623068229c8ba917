"""The viewer over real files, good and bad."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.config import Settings
from desktop_app.errors import PhotoError
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.picture_loader import PictureWanted, read_picture
from desktop_app.gui.viewer_canvas import PictureCanvas
from desktop_app.worker.protocol import LibraryChanged
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn

Open = Callable[[], MainWindow]


def test_a_file_that_broke_says_so_and_the_next_one_is_shown(open_window: Open, home: Home, qtbot: QtBot) -> None:
    first, _ = home.add_photos(2)
    home.library.photos.get([first])[0].path.write_bytes(b"\xff\xd8\xff but no photo any more")
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    window.open_photo(0)
    qtbot.waitUntil(lambda: window.viewer.canvas.message != "")
    assert not window.viewer.canvas.has_image
    QTest.keyClick(window.viewer, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.viewer.canvas.has_image)
    assert window.viewer.canvas.message == ""


def test_a_file_that_went_away_says_so(open_window: Open, home: Home, qtbot: QtBot) -> None:
    (first,) = home.add_photos(1)
    home.library.photos.get([first])[0].path.unlink()
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    window.open_photo(0)
    qtbot.waitUntil(lambda: window.viewer.canvas.message != "")


def test_the_keys_go_through_all_photos_and_stop_at_the_ends(open_window: Open, home: Home, qtbot: QtBot) -> None:
    home.add_photos(4)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    window.open_photo(0)
    QTest.keyClick(window.viewer, Qt.Key.Key_Left)
    assert window.viewer.row == 0
    QTest.keyClick(window.viewer, Qt.Key.Key_End)
    assert window.viewer.row == 3
    QTest.keyClick(window.viewer, Qt.Key.Key_Right)
    assert window.viewer.row == 3
    assert window.grid.selected_rows().tolist() == [3]
    QTest.keyClick(window.viewer, Qt.Key.Key_Home)
    assert window.viewer.row == 0


def test_photos_that_come_in_do_not_change_what_is_looked_at(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(3)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    window.open_photo(1)
    home.add_photo("new.png")
    worker.tell(LibraryChanged(photos=True))
    qtbot.waitUntil(lambda: window.viewer.row == 2)
    assert window.viewer.photo is not None
    assert window.viewer.photo.id == ids[1]
    home.library.photos.set_missing([ids[1]])
    worker.tell(LibraryChanged(photos=True))
    qtbot.waitUntil(lambda: window.viewer.photo is not None and window.viewer.photo.id == ids[2])


def test_the_viewer_closes_when_the_last_photo_goes(
    open_window: Open, worker: WorkerStandIn, home: Home, qtbot: QtBot
) -> None:
    ids = home.add_photos(1)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    window.open_photo(0)
    home.library.photos.set_missing(ids)
    worker.tell(LibraryChanged(photos=True))
    qtbot.waitUntil(lambda: not window.is_viewing)
    assert window.browse.page is window.browse.waiting


def test_neighbours_are_decoded_ahead(open_window: Open, home: Home, qtbot: QtBot) -> None:
    ids = home.add_photos(3)
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    window.open_photo(1)
    qtbot.waitUntil(lambda: window.viewer.canvas.has_image and not window.pictures.is_busy)
    edge = window.viewer.view_edge_px()
    paths = [photo.path for photo in home.library.photos.get(ids)]
    qtbot.waitUntil(lambda: all(window.pictures.picture(PictureWanted(path, edge)) for path in paths))


def test_information_says_what_is_known(open_window: Open, home: Home, qtbot: QtBot) -> None:
    home.add_photo("a name of many words " * 8 + ".png")
    window = open_window()
    qtbot.waitUntil(window.grid.is_settled)
    window.open_photo(0)
    QTest.keyClick(window.viewer, Qt.Key.Key_I)
    words = window.viewer.information.words()
    assert "120 × 80" in words
    assert str(home.folder_path).replace("/", "") in words.replace("\u200b", "").replace("/", "")
    page = window.viewer.information.widget()
    assert page is not None
    assert page.minimumSizeHint().width() <= window.viewer.information.width()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_are_shown_upright(tmp_path: Path, orientation: int) -> None:
    upright = Image.new("RGB", (60, 40), "#00ff00")
    upright.paste("#ff0000", (0, 0, 20, 20))
    turned = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = upright if turned is None else upright.transpose(turned)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "photo.jpg"
    stored.save(path, exif=exif, quality=95, subsampling=0)
    picture = read_picture(PictureWanted(path, 0), Settings())
    assert (picture.width(), picture.height()) == (60, 40)
    assert picture.pixelColor(8, 8).red() > 200
    assert picture.pixelColor(50, 30).green() > 200


def test_formats_that_qt_does_not_know_are_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "photo.avif"
    Image.new("RGB", (64, 48), "#2040c0").save(path)
    picture = read_picture(PictureWanted(path, 32), Settings())
    assert (picture.width(), picture.height()) == (32, 24)
    assert picture.pixelColor(10, 10).blue() > 150


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"text"])
def test_what_is_no_photo_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(content)
    with pytest.raises(PhotoError, match=r"\w+ \w+"):
        read_picture(PictureWanted(path, 0), Settings())


@pytest.fixture
def canvas(qtbot: QtBot) -> PictureCanvas:
    made = PictureCanvas()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show_photo(4000, 2000, None)
    return made


def test_a_photo_is_fitted_and_every_pixel_is_one_key_away(canvas: PictureCanvas) -> None:
    assert canvas.zoom == pytest.approx(0.2)
    canvas.toggle_actual_size()
    assert canvas.zoom == 1.0
    canvas.toggle_actual_size()
    assert canvas.is_fitted


def test_zooming_keeps_the_point_under_the_pointer(canvas: PictureCanvas) -> None:
    point = QPointF(200, 250)
    before = canvas.part_at(point)
    canvas.zoom_by(8, around=point)
    after = canvas.part_at(point)
    assert canvas.zoom > 0.5
    assert after.x() == pytest.approx(before.x(), abs=1e-6)
    assert after.y() == pytest.approx(before.y(), abs=1e-6)


def test_a_dragged_photo_stays_in_view(canvas: PictureCanvas) -> None:
    canvas.set_zoom(1.0)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, canvas.rect().center())
    QTest.mouseMove(canvas, canvas.rect().topLeft())
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton)
    for corner in (QPointF(0, 0), QPointF(800, 600)):
        part = canvas.part_at(corner)
        assert -1e-6 <= part.x() <= 1 + 1e-6
        assert -1e-6 <= part.y() <= 1 + 1e-6


def test_zooming_out_ends_fitted_and_zooming_in_ends_somewhere(canvas: PictureCanvas) -> None:
    canvas.zoom_by(50)
    assert canvas.zoom <= 8.0
    canvas.zoom_by(-100)
    assert canvas.is_fitted
