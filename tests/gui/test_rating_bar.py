"""Stars and heart, by mouse and keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.gui.rating_bar import FavouriteButton, RatingBar


@pytest.fixture
def bar(qtbot: QtBot) -> RatingBar:
    made = RatingBar()
    qtbot.addWidget(made)
    made.show()
    return made


def click_star(bar: RatingBar, star: int) -> None:
    centre = bar.star_rect(star).center().toPoint()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, centre)


def test_a_click_on_a_star_rates_and_on_the_same_one_again_takes_it_away(bar: RatingBar, qtbot: QtBot) -> None:
    told: list[int] = []
    bar.rating_chosen.connect(told.append)
    click_star(bar, 4)
    click_star(bar, 2)
    click_star(bar, 2)
    assert told == [4, 2, 0]


def test_the_arrows_add_and_take_stars_and_stop_at_the_ends(bar: RatingBar) -> None:
    told: list[int] = []
    bar.rating_chosen.connect(told.append)
    bar.set_rating(4)
    for _ in range(3):
        QTest.keyClick(bar, Qt.Key.Key_Right)
    QTest.keyClick(bar, Qt.Key.Key_Left)
    assert told == [5, 4]


def test_what_is_set_by_the_program_is_not_told(bar: RatingBar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bar.rating_chosen):
        bar.set_rating(3)
    assert bar.rating == 3


def test_a_screen_reader_hears_the_stars(bar: RatingBar) -> None:
    bar.set_rating(3)
    assert (bar.accessibleName(), bar.accessibleDescription()) == ("Rating", "3 stars")
    bar.set_rating(0)
    assert bar.accessibleDescription() == "Not rated"


def test_the_heart_tells_what_was_chosen(qtbot: QtBot) -> None:
    heart = FavouriteButton()
    qtbot.addWidget(heart)
    told: list[bool] = []
    heart.favourite_chosen.connect(told.append)
    QTest.mouseClick(heart, Qt.MouseButton.LeftButton)
    heart.set_favourite(False)
    QTest.keyClick(heart, Qt.Key.Key_Space)
    assert told == [True, True]
