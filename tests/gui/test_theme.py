"""Colours."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QApplication, QLabel, QWidget

import desktop_app.gui
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.style_sheet import style_sheet
from desktop_app.gui.theme import DARK, LIGHT, ON_PHOTO, SHADE, Tokens, interface_font, palette

ROOM = Path(desktop_app.gui.__file__).parent


def luminance(name: str) -> float:
    """WCAG 2.2, relative luminance."""
    colour = QColor(name)
    parts = [colour.redF(), colour.greenF(), colour.blueF()]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


WORDS = [
    *(
        (words, ground)
        for words in ("text", "faint")
        for ground in ("ground", "surface", "raised", "hovered", "line", "viewer")
    ),
    ("accent_text", "accent_fill"),
    ("accent_text", "accent_hovered"),
    ("ground", "text"),  # of a toast
]
SIGNS = [
    (sign, ground) for sign in ("accent", "good", "warning", "wrong") for ground in ("ground", "surface", "raised")
]


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(("words", "ground"), WORDS)
def test_words_can_be_read_everywhere(tokens: Tokens, words: str, ground: str) -> None:
    """WCAG 2.2, 1.4.3."""
    assert contrast(getattr(tokens, words), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(("sign", "ground"), SIGNS)
def test_signs_and_focus_rings_stand_out(tokens: Tokens, sign: str, ground: str) -> None:
    """WCAG 2.2, 1.4.11."""
    assert contrast(getattr(tokens, sign), getattr(tokens, ground)) >= 3.0


@pytest.mark.parametrize("photo", ["#FFFFFF", "#808080", "#000000"])
def test_badges_can_be_read_on_any_photo(photo: str) -> None:
    backing, under = QColor(SHADE), QColor(photo)
    levels = (0.6 * one + 0.4 * other for one, other in zip(rgb(backing), rgb(under), strict=True))
    assert contrast(ON_PHOTO, QColor.fromRgbF(*levels).name()) >= 4.5


def rgb(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()


def test_no_other_file_holds_a_raw_colour() -> None:
    raw = re.compile(r"#[0-9A-Fa-f]{3,8}\b|QColor\(\d|GlobalColor\.(?!transparent)")
    files = [path for path in ROOM.rglob("*.py") if path.name != "theme.py"]
    assert len(files) > 50
    assert {path.name for path in files if raw.search(path.read_text("utf-8"))} == set()


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_the_style_sheet_is_complete_and_accepted(
    tokens: Tokens, qapp: QApplication, capfd: pytest.CaptureFixture[str]
) -> None:
    sheet = style_sheet(tokens)
    assert "$" not in sheet
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette(tokens))
    assert "parse" not in capfd.readouterr().err


def test_the_interface_font_has_the_size_it_was_asked_for(qapp: QApplication) -> None:
    assert interface_font(15).pixelSize() == 15


def test_figures_that_change_in_place_are_of_one_width(open_window: Callable[[], MainWindow]) -> None:
    window = open_window()
    changing = [
        window.findChild(QLabel, "contextText"),
        window.findChild(QLabel, "welcomeProgress"),
        window.status.findChild(QLabel),
        window.viewer.foot.zoom,
    ]
    for label in changing:
        assert isinstance(label, QWidget)
        metrics = QFontMetricsF(label.font())
        assert metrics.horizontalAdvance("1111") == pytest.approx(metrics.horizontalAdvance("0000")), label.objectName()
