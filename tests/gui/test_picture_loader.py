"""Pictures for the viewer, from files good and bad."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from desktop_app.config import Settings
from desktop_app.errors import PhotoError
from desktop_app.gui.picture_loader import PictureLoader, PictureWanted, read_picture


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


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30"/></svg>'


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"text", DRAWING])
def test_what_is_no_photo_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(content)
    with pytest.raises(PhotoError, match=r"\w+ \w+"):
        read_picture(PictureWanted(path, 0), Settings())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF"])
def test_the_content_says_what_a_file_is_and_not_its_name(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "photo.png"
    Image.new("RGB", (64, 48), "#2040c0").save(path, kind)
    picture = read_picture(PictureWanted(path, 0), Settings())
    assert (picture.width(), picture.height()) == (64, 48)
    assert picture.pixelColor(10, 10).blue() > 150


def test_a_turned_picture_is_turned_clockwise(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    upright = Image.new("RGB", (60, 40), "#00ff00")
    upright.paste("#ff0000", (0, 0, 20, 20))
    upright.save(path)
    picture = read_picture(PictureWanted(path, 0, quarter_turns=1), Settings())
    assert (picture.width(), picture.height()) == (40, 60)
    assert picture.pixelColor(38, 2).red() > 200
    assert picture.pixelColor(2, 2).green() > 200


@pytest.fixture
def loader(qtbot: QtBot) -> Iterator[PictureLoader]:
    made = PictureLoader(Settings(), kept_bytes=3 * 100 * 80 * 4)
    yield made
    made.close()


def wanted_files(folder: Path, count: int) -> list[PictureWanted]:
    paths = [folder / f"{n}.png" for n in range(count)]
    for n, path in enumerate(paths):
        Image.new("RGB", (100, 80), (n, n, n)).save(path)
    return [PictureWanted(path, 0) for path in paths]


def test_memory_is_bounded_and_the_last_wanted_stay(loader: PictureLoader, tmp_path: Path, qtbot: QtBot) -> None:
    wanted = wanted_files(tmp_path, 5)
    for each in wanted:
        with qtbot.waitSignal(loader.loaded):
            loader.want([each])
    assert loader.used_bytes <= 3 * 100 * 80 * 4
    assert [loader.picture(each) is not None for each in wanted] == [False, False, True, True, True]


def test_a_picture_that_is_there_is_turned_without_reading_it_again(
    loader: PictureLoader, tmp_path: Path, qtbot: QtBot
) -> None:
    (wanted,) = wanted_files(tmp_path, 1)
    with qtbot.waitSignal(loader.loaded):
        loader.want([wanted])
    turned = loader.picture(wanted._replace(quarter_turns=3))
    assert turned is not None
    assert (turned.width(), turned.height()) == (80, 100)
    loader.want([wanted._replace(quarter_turns=3)])
    assert not loader.is_busy
