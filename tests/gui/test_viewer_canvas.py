"""One photo: where it lies, how it is moved, and that nothing flashes."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.gui.viewer_canvas import PictureCanvas

RED, BLUE = QColor("red"), QColor("blue")


def picture(width: int, height: int, colour: QColor) -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(colour)
    return made


@pytest.fixture
def canvas(qtbot: QtBot) -> PictureCanvas:
    made = PictureCanvas()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    made.show_photo(4000, 2000, colour=RED)
    return made


def middle(canvas: PictureCanvas) -> QColor:
    return canvas.grab().toImage().pixelColor(canvas.rect().center())


def wheel(canvas: PictureCanvas, at: QPointF, notches: int) -> None:
    event = QWheelEvent(
        at,
        QPointF(canvas.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's signature
    )
    QApplication.sendEvent(canvas, event)


def drag(canvas: PictureCanvas, start: QPointF, end: QPointF) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, at, button, held in (
        (QEvent.Type.MouseButtonPress, start, left, left),
        (QEvent.Type.MouseMove, end, none, left),
        (QEvent.Type.MouseButtonRelease, end, left, none),
    ):
        place = QPointF(canvas.mapToGlobal(at.toPoint()))
        event = QMouseEvent(kind, at, place, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)


def test_a_photo_is_fitted_and_every_pixel_is_one_key_away(canvas: PictureCanvas) -> None:
    assert canvas.zoom == pytest.approx(0.2)
    canvas.toggle_actual_size()
    assert canvas.zoom == 1.0
    canvas.toggle_actual_size()
    assert canvas.is_fitted


def test_every_pixel_of_a_photo_that_is_enlarged_to_fit_is_shown_too(canvas: PictureCanvas) -> None:
    canvas.show_photo(200, 150, colour=QColor("#336699"))
    assert canvas.zoom == 2.0
    canvas.toggle_actual_size(around=QPointF(10, 10))
    assert canvas.zoom == 1.0
    assert canvas.part_at(QPointF(canvas.width() / 2, canvas.height() / 2)) == QPointF(0.5, 0.5)
    assert canvas.cursor().shape() is Qt.CursorShape.ArrowCursor  # there is nothing to drag into view
    canvas.resize(canvas.width() + 50, canvas.height())
    assert canvas.zoom == 1.0
    canvas.toggle_actual_size()
    assert canvas.is_fitted
    wheel(canvas, QPointF(10, 10), -1)
    assert canvas.is_fitted


def test_the_wheel_keeps_the_point_under_the_pointer(canvas: PictureCanvas) -> None:
    point = QPointF(200, 250)
    before = canvas.part_at(point)
    wheel(canvas, point, 8)
    after = canvas.part_at(point)
    assert canvas.zoom == pytest.approx(0.2 * 1.2**8)
    assert after.x() == pytest.approx(before.x(), abs=1e-6)
    assert after.y() == pytest.approx(before.y(), abs=1e-6)


def test_a_pinch_zooms_around_the_fingers(canvas: PictureCanvas) -> None:
    point = QPointF(300, 300)
    before = canvas.part_at(point)
    device = QPointingDevice.primaryPointingDevice()
    for _ in range(4):
        pinch = Qt.NativeGestureType.ZoomNativeGesture
        QApplication.sendEvent(canvas, QNativeGestureEvent(pinch, device, 2, point, point, point, 0.5, QPointF()))
    assert canvas.zoom == pytest.approx(0.2 * 1.5**4)
    after = canvas.part_at(point)
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=1e-6)


def test_a_dragged_photo_stays_in_view(canvas: PictureCanvas) -> None:
    canvas.set_zoom(1.0)
    drag(canvas, QPointF(400, 300), QPointF(100, 300))
    assert canvas.visible_part.left() == pytest.approx(0.4 + 300 / 4000)
    drag(canvas, QPointF(400, 300), QPointF(-9000, -9000))
    for corner in (QPointF(0, 0), QPointF(800, 600)):
        part = canvas.part_at(corner)
        assert -1e-6 <= part.x() <= 1 + 1e-6
        assert -1e-6 <= part.y() <= 1 + 1e-6


def test_zooming_out_ends_fitted_and_zooming_in_ends_somewhere(canvas: PictureCanvas) -> None:
    canvas.zoom_by(50)
    assert canvas.zoom <= 8.0
    canvas.zoom_by(-100)
    assert canvas.is_fitted


def test_a_window_grown_beyond_the_photo_fits_it_again(canvas: PictureCanvas) -> None:
    canvas.set_zoom(0.25)
    canvas.resize(1600, 1200)
    assert canvas.is_fitted


def test_the_photo_before_stays_until_the_next_one_is_there(canvas: PictureCanvas, qtbot: QtBot) -> None:
    canvas.show_image(picture(800, 400, RED))
    canvas.show_photo(3000, 2000, colour=QColor("green"))
    assert middle(canvas) == RED
    canvas.show_image(picture(900, 600, BLUE))
    assert middle(canvas) == BLUE


def test_where_nothing_comes_its_mean_colour_stands_for_it(canvas: PictureCanvas, qtbot: QtBot) -> None:
    canvas.show_image(picture(800, 400, RED))
    canvas.show_photo(3000, 2000, colour=BLUE)
    qtbot.waitUntil(lambda: middle(canvas) == BLUE)


def test_a_preview_gives_way_to_the_photo_and_never_comes_back(canvas: PictureCanvas) -> None:
    canvas.show_preview(picture(80, 40, RED))
    assert middle(canvas) == RED
    canvas.show_image(picture(800, 400, BLUE))
    canvas.show_preview(picture(512, 256, RED))
    assert middle(canvas) == BLUE


def test_all_pixels_are_shown_only_where_they_are_needed(canvas: PictureCanvas) -> None:
    canvas.show_image(picture(800, 400, RED))
    assert not canvas.needs_all_pixels()
    canvas.set_zoom(1.0)
    assert canvas.needs_all_pixels()
    canvas.show_image(picture(4000, 2000, BLUE), is_all=True)
    assert middle(canvas) == BLUE
    canvas.set_zoom(None)
    assert middle(canvas) == RED


def test_a_turned_photo_is_fitted_the_other_way(canvas: PictureCanvas) -> None:
    shown = picture(400, 200, RED)
    for x in range(200):
        for y in range(200):
            shown.setPixelColor(x, y, BLUE)
    canvas.show_image(shown)
    canvas.turn(1)
    assert canvas.zoom == pytest.approx(600 / 4000)
    grabbed = canvas.grab().toImage()
    assert grabbed.pixelColor(400, 20) == BLUE
    assert grabbed.pixelColor(400, 580) == RED
    canvas.turn(-1)
    assert canvas.grab().toImage().pixelColor(20, 300) == BLUE


def test_a_photo_whose_file_has_another_shape_is_shown_in_its_own(canvas: PictureCanvas) -> None:
    canvas.show_image(picture(300, 600, RED))
    assert canvas.visible_part == QRectF(0, 0, 1, 1)
    assert canvas.grab().toImage().pixelColor(100, 300) != RED


def test_why_there_is_no_picture_is_not_said_over_a_picture(canvas: PictureCanvas) -> None:
    canvas.show_image(picture(800, 400, RED))
    canvas.show_message("The file went away.")
    assert canvas.message == ""


def test_of_a_photo_that_is_away_the_small_picture_stays_with_the_reason_on_it(canvas: PictureCanvas) -> None:
    canvas.show_photo(800, 400, colour=BLUE)
    canvas.show_preview(picture(80, 40, RED))
    before = canvas.grab().toImage()
    canvas.show_message("The drive of this photo is away.")
    assert canvas.message
    after = canvas.grab().toImage()
    middle = canvas.rect().center()
    assert after.pixelColor(middle) == before.pixelColor(middle) == RED
    assert after != before
    canvas.show_image(picture(800, 400, BLUE))
    assert canvas.message == ""


def test_the_buttons_at_the_side_of_the_mouse_go_back_and_forward(canvas: PictureCanvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.stepped) as stepped:
        QTest.mouseClick(canvas, Qt.MouseButton.ForwardButton)
    assert stepped.args == [1]
    with qtbot.waitSignal(canvas.stepped) as stepped:
        QTest.mouseClick(canvas, Qt.MouseButton.BackButton)
    assert stepped.args == [-1]
