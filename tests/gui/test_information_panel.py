"""What the panel says of a photo."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.config import Settings
from desktop_app.gui import exposure_words
from desktop_app.gui.exposure_reader import ExposureReader
from desktop_app.gui.information_panel import InformationPanel
from desktop_app.imaging.exposure import Exposure
from desktop_app.records import PhotoState
from tests.gui.test_photo_actions import PHOTO


@pytest.fixture
def panel(qtbot: QtBot) -> InformationPanel:
    made = InformationPanel(can_edit=True)
    qtbot.addWidget(made)
    made.resize(320, 700)
    made.show()
    return made


@pytest.fixture
def exposures(qapp: QApplication) -> Iterator[ExposureReader]:
    made = ExposureReader(Settings())
    yield made
    made.close()


def test_what_is_not_known_is_not_mentioned(panel: InformationPanel) -> None:
    panel.show_photo(PHOTO, similarity=None)
    words = panel.words()
    assert "300 × 200" in words
    assert "°" not in words
    assert "cosine" not in words
    assert "drive" not in words


def test_what_is_known_is_said(panel: InformationPanel) -> None:
    known = msgspec.structs.replace(
        PHOTO,
        camera="NIKON D850",
        lens="50mm f/1.8",
        latitude=-33.85,
        longitude=151.2,
        keywords=("harbour", "dusk"),
        state=PhotoState.OFFLINE,
    )
    panel.show_photo(known, similarity=0.3127)
    words = panel.words()
    for part in ("NIKON D850\n50mm f/1.8", "33.85000° S, 151.20000° E", "harbour, dusk", "0.313", "not connected"):
        assert part in words


def test_a_name_of_200_letters_does_not_widen_it(panel: InformationPanel) -> None:
    panel.show_photo(msgspec.structs.replace(PHOTO, path=Path("/" + "a" * 200 + ".jpg")), similarity=None)
    page = panel.widget()
    assert page is not None
    assert page.minimumSizeHint().width() <= panel.width()


def test_the_exposure_is_read_from_the_file(
    panel: InformationPanel, exposures: ExposureReader, tmp_path: Path, qtbot: QtBot
) -> None:
    exif = Image.Exif()
    taken = exif.get_ifd(ExifTags.IFD.Exif)
    taken[ExifTags.Base.ExposureTime] = IFDRational(1, 250)
    taken[ExifTags.Base.FNumber] = IFDRational(28, 10)
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (30, 20)).save(path, exif=exif)
    panel.read_with(exposures)
    panel.show_photo(msgspec.structs.replace(PHOTO, path=path), similarity=None)
    qtbot.waitUntil(lambda: "ƒ/2.8 · 1/250 s" in panel.words())


def test_a_file_that_cannot_be_read_says_nothing_of_its_exposure(
    panel: InformationPanel, exposures: ExposureReader, tmp_path: Path, qtbot: QtBot
) -> None:
    panel.read_with(exposures)
    with qtbot.waitSignal(exposures.exposure_read):
        panel.show_photo(msgspec.structs.replace(PHOTO, path=tmp_path / "gone.jpg"), similarity=None)
    assert "ƒ" not in panel.words()


def test_rating_heart_and_caption_are_told_with_the_photo(panel: InformationPanel, qtbot: QtBot) -> None:
    panel.show_photo(PHOTO, similarity=None)
    with qtbot.waitSignal(panel.rating_chosen) as rated:
        QTest.keyClick(panel.rating, Qt.Key.Key_Right)
    assert rated.args == [PHOTO.id, 1]
    with qtbot.waitSignal(panel.favourite_chosen) as favoured:
        QTest.mouseClick(panel.favourite, Qt.MouseButton.LeftButton)
    assert favoured.args == [PHOTO.id, True]
    QTest.keyClicks(panel.caption, "dawn")
    with qtbot.waitSignal(panel.caption_changed) as captioned:
        QTest.keyClick(panel.caption, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert captioned.args == [PHOTO.id, "dawn"]


def test_show_in_folder_tells_the_photo(panel: InformationPanel, qtbot: QtBot) -> None:
    panel.show_photo(PHOTO, similarity=None)
    with qtbot.waitSignal(panel.reveal_wanted) as wanted:
        QTest.mouseClick(panel.reveal, Qt.MouseButton.LeftButton)
    assert wanted.args == [PHOTO]


def test_without_a_photo_it_says_how_to_get_one(panel: InformationPanel) -> None:
    panel.show_photo(PHOTO, similarity=None)
    panel.show_nothing()
    assert panel.words() == "Choose a photo to see what is known about it."
    assert not panel.reveal.isVisible()


@pytest.mark.parametrize(
    ("exposure", "line", "finer"),
    [
        (
            Exposure(exposure_s=1 / 250, f_number=2.8, iso=3200, focal_mm=35),
            "ƒ/2.8 · 1/250 s · 35 mm · ISO 3,200",
            "",
        ),
        (Exposure(exposure_s=0.5, f_number=8.0), "ƒ/8 · 0.5 s", ""),
        (Exposure(exposure_s=30.0), "30 s", ""),
        (Exposure(focal_mm=4.25, focal_35mm=26), "4.3 mm", "26 mm on full frame"),
        (Exposure(bias_ev=-2 / 3, flash_fired=True), "", "−0.7 EV · flash fired"),
        (Exposure(), "", ""),
    ],
)
def test_exposures_are_written_as_photographers_do(exposure: Exposure, line: str, finer: str) -> None:
    assert exposure_words.settings_line(exposure) == line
    assert exposure_words.finer_line(exposure) == finer
