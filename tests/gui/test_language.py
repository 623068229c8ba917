"""The window in another language: words, figures, dates, and a change of mind."""

from collections.abc import Callable
from datetime import datetime

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop_app.config import STARTER, LibraryPaths, Settings
from desktop_app.encoders.entries import read_catalogue
from desktop_app.gui import words
from desktop_app.gui.app import Stage
from desktop_app.gui.language import LANGUAGES, TRANSLATIONS, locale_of
from desktop_app.gui.main_window import MainWindow
from desktop_app.gui.model_chooser import lines_of
from desktop_app.gui.model_words import SAID, licence_of, summary_of
from desktop_app.gui.search_parts import understood
from desktop_app.gui.window_settings import WindowSettings
from desktop_app.jobs import Progress
from desktop_app.records import SearchRequest
from desktop_app.worker.protocol import GetSettings
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn


@pytest.mark.parametrize(
    ("choice", "system", "expected"),
    [
        ("", "de_CH", "de_CH"),
        ("", "fr_FR", "en_FR"),
        ("", "C", "en_US"),
        ("en", "de_DE", "en_DE"),
        ("de", "en_US", "de_DE"),
        ("no such language", "de_AT", "de_AT"),
    ],
)
def test_words_and_figures_are_in_one_language(choice: str, system: str, expected: str) -> None:
    assert locale_of(choice, QLocale(system)).name() == expected


def test_every_language_ships() -> None:
    assert {file.stem.rpartition("_")[2] for file in TRANSLATIONS.glob("*.qm")} | {"en"} == set(LANGUAGES)


@pytest.mark.usefixtures("german")
def test_german_words_figures_and_dates(home: Home) -> None:
    photo = home.library.photos.get([home.add_photo("a.png", taken=datetime(2026, 3, 4, 14, 5))])[0]  # noqa: DTZ001
    assert words.photos(8310) == "8.310 Fotos"
    assert words.long_time(photo) == "Mi. 4. März 2026, 14:05"
    progress = Progress(done=1204, total=8310, activity="index", unit="photos", rate=41.0, seconds_left=180)
    assert words.progress(progress) == "Erfasst 1.204 von 8.310 Fotos · 41/s · 3 min"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
    assert understood(SearchRequest(text="hund"), ()) == "Am ähnlichsten zu „hund“"


@pytest.mark.usefixtures("german")
def test_the_whole_window_speaks_german(open_window: Callable[[], MainWindow], home: Home) -> None:
    home.add_photos(3)
    window = open_window()
    assert "Woran" in window.search_bar.field.placeholderText()
    assert window.grid.accessibleName() == "Fotos"


@pytest.mark.usefixtures("german")
def test_who_speaks_german_is_told_before_the_first_search_that_the_starter_knows_english(
    open_window: Callable[[], MainWindow], home: Home, worker: WorkerStandIn, qtbot: QtBot
) -> None:
    home.add_photos(1)
    worker.always(GetSettings, lambda _: Settings(model_id="pe-core-b-16"))
    window = open_window()
    assert "Englisch" in window.search_bar.field.placeholderText()
    window.fetch.ended.emit()  # a better one has taken over
    qtbot.waitUntil(lambda: "Englisch" not in window.search_bar.field.placeholderText())
    assert "Woran" in window.search_bar.field.placeholderText()


def test_who_speaks_english_is_told_nothing_of_it(open_window: Callable[[], MainWindow], home: Home) -> None:
    home.add_photos(1)
    assert "English" not in open_window().search_bar.field.placeholderText()


@pytest.mark.usefixtures("german")
def test_all_that_the_catalogue_says_is_said_in_german() -> None:
    models = tuple(entry.spec() for entry in read_catalogue())
    assert set(SAID) >= {model.summary for model in models}
    for model in models:
        assert summary_of(model) != model.summary
        assert licence_of(model) != model.licence or model.licence in ("MIT", "Apache-2.0")
    starter = next(model for model in models if model.id == STARTER)
    assert "englische" in lines_of(starter)[0].text
    assert summary_of(msgspec.structs.replace(starter, summary="Mine.")) == "Mine."
    added = msgspec.structs.replace(starter, source="local:vit.pt", summary="Added from vit.pt.", licence="your own")
    assert (summary_of(added), licence_of(added)) == ("Hinzugefügt aus vit.pt.", "deine eigene")


@pytest.mark.usefixtures("german")
def test_keys_are_called_by_what_is_printed_on_a_german_keyboard(open_window: Callable[[], MainWindow]) -> None:
    window = open_window()
    caps = {label.text() for label in window.sheets.shortcuts.findChildren(QLabel) if label.property("role") == "key"}
    assert {"Strg", "Umschalt", "Entf", "Pos1", "Ende", "Bild ↑", "Leertaste", "Esc", "F10", "/"} <= caps
    assert not {"Ctrl", "Shift", "Del", "Home", "End", "PgUp", "PgDown", "Space"} & caps


@pytest.mark.usefixtures("own_language")
def test_another_language_opens_another_window(
    qapp: QApplication, paths: LibraryPaths, home: Home, worker: WorkerStandIn, qtbot: QtBot
) -> None:
    home.add_photos(3)
    stage = Stage(qapp, paths, lambda _: worker.attach)
    first = stage.open_window()
    qtbot.waitUntil(first.has_read)
    first.language_chosen.emit("de")
    qtbot.waitUntil(lambda: stage.window is not first)
    second = stage.window
    assert second is not None
    assert "Woran" in second.search_bar.field.placeholderText()
    assert [each for each in qapp.topLevelWidgets() if isinstance(each, MainWindow) and each.isVisible()] == [second]
    assert WindowSettings(paths).language == "de"
    assert qapp.quitOnLastWindowClosed()
    qtbot.waitUntil(second.has_read)
    second.close()
    qtbot.waitUntil(lambda: not isValid(first))  # it was not only hidden
