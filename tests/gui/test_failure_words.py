"""What goes wrong below the window is said in the window's language."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import desktop_app
from desktop_app.errors import ModelMissingError, NotAPhotoError, PhotoError
from desktop_app.gui.failure_words import SENTENCES, THINGS, in_words
from desktop_app.gui.language import speak
from desktop_app.gui.main_window import MainWindow
from desktop_app.imaging import failures, formats
from desktop_app.imaging.decode import DecodeLimits, read_photo
from desktop_app.records import Problem
from desktop_app.worker.protocol import ListProblems, RetryFiles
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn

CODE = Path(desktop_app.__file__).parent
PHOTO_ERRORS = {each.__name__ for each in PhotoError.__subclasses__()}


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """The system's language comes back afterwards."""
    speak(qapp, "de")
    yield
    speak(qapp)


def said_below(*places: Path) -> set[str]:
    """All sentences in these files, with `{}` for what differs."""
    found = set()
    for place in places:
        for file in place.rglob("*.py") if place.is_dir() else (place,):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                match node:
                    case ast.Constant(str(text)):
                        found.add(text)
                    case ast.JoinedStr(values):
                        parts = (each.value if isinstance(each, ast.Constant) else "{}" for each in values)
                        found.add("".join(map(str, parts)))
    return found


def errors_of(place: Path) -> set[str]:
    """Sentences of the `PhotoError`s that are made there."""
    found = set()
    for file in place.rglob("*.py") if place.is_dir() else (place,):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(ast.Name(name), [ast.Constant(str(text)), *_]) if name in PHOTO_ERRORS:
                    found.add(text)
                case ast.Call(ast.Name(name), [ast.JoinedStr(values), *_]) if name in PHOTO_ERRORS:
                    parts = (each.value if isinstance(each, ast.Constant) else "12" for each in values)
                    found.add("".join(map(str, parts)))
    return found


def test_the_table_has_nothing_that_is_not_said() -> None:
    said = said_below(*(CODE / room for room in ("config.py", "imaging", "indexing", "library", "encoders")))
    said |= said_below(CODE / "workspace", CODE / "worker")
    assert not {text for text in SENTENCES if re.sub(r"\{\w+\}", "{}", text) not in said}


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("room", ["imaging", "indexing/reading.py"])
def test_all_that_can_be_wrong_with_a_photo_is_known(room: str) -> None:
    reasons = errors_of(CODE / room) | {failures.ENDS_EARLY, failures.TOO_LARGE}
    assert len(reasons) > 2
    assert not {reason for reason in reasons if in_words(reason) == reason}


def test_all_that_a_file_can_be_instead_is_known() -> None:
    things = {what for _, what in (*formats._OTHER_IMAGES, *formats._NOT_IMAGES)}
    assert things <= set(THINGS)


def test_english_stays_english(qapp: QApplication) -> None:
    speak(qapp, "en")
    for sentence in ("The file has 1,234 MB; the limit is 1.5 MB.", "This is a video, not a photo.", "Something else."):
        assert in_words(sentence) == sentence
    speak(qapp)


@pytest.mark.usefixtures("german")
def test_names_and_figures_keep_their_places() -> None:
    assert in_words("The file has 1,234 MB; the limit is 1,024 MB.") == (
        "Die Datei hat 1.234 MB; die Grenze ist 1.024 MB."
    )
    assert in_words("This is a PDF document, not a photo.") == "Das ist ein PDF-Dokument, kein Foto."
    assert in_words("The library needs 2.0 GB, but only 1.5 GB are free in /a: b.") == (
        "Die Bibliothek braucht 2,0 GB, aber nur 1,5 GB sind in /a: b frei."
    )
    assert in_words("Something new.") == "Something new."


@pytest.mark.usefixtures("german")
def test_a_german_list_of_files_that_need_attention(
    open_window: Callable[[], MainWindow], worker: WorkerStandIn, home: Home, qtbot: QtBot, tmp_path: Path
) -> None:
    home.add_photos(1)
    text = tmp_path / "notes.jpg"
    text.write_text("red bicycle")
    with pytest.raises(NotAPhotoError) as caught:
        read_photo(text, limits=DecodeLimits(max_pixels=10**6, max_file_bytes=10**6))
    worker.always(ListProblems, lambda _: (Problem(path=text, reason=str(caught.value)),))
    window = open_window()
    window.side_bar.problems_wanted.emit()
    qtbot.waitUntil(lambda: window.sheets.problems.reasons == ["Das ist eine Textdatei, kein Foto."])
    window.sheets.problems.retry_wanted.emit((text,))
    worker.call(RetryFiles).fail(ModelMissingError("Starter is not on this machine yet. Download it first."))
    qtbot.waitUntil(lambda: "noch nicht auf diesem Computer" in window.browse.error_bar.text)
