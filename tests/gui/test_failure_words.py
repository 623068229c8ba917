"""What goes wrong below the window is said in the window's language."""

import ast
import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import desktop_app
from desktop_app import errors
from desktop_app.errors import ModelMissingError, NotAPhotoError
from desktop_app.gui.failure_words import SENTENCES, THINGS, _patterns, in_words
from desktop_app.gui.language import speak
from desktop_app.gui.main_window import MainWindow
from desktop_app.imaging import formats
from desktop_app.imaging.decode import DecodeLimits, read_photo
from desktop_app.records import Problem
from desktop_app.worker.protocol import AddModel, ListProblems, RetryFiles, RunDoctor
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn

CODE = Path(desktop_app.__file__).parent
FAILURES = {each.__name__ for each in vars(errors).values() if isinstance(each, type)} - {"Cancelled"}
UNSEEN: dict[type, tuple[str, ...]] = {
    RunDoctor: ("library/check.py", "workspace/doctor.py", "workspace/thumbnail_check.py"),
    AddModel: ("encoders/adding.py",),
}
"""By what asks for them: modules whose sentences only the command line shows."""
UNSAID = {
    # an index file that is damaged is made anew; these go into the log
    "{} is shorter than it was.",
    "The header of the search index cannot be read: {}.",
    "The header of the search index is not what was written.",
    "The search index holds another number of photos than it should.",
    "The search index lacks photos that the library has.",
    "The search index was made by another version of the app.",
    "The vectors of the search index are not what was written.",
    "The vectors of the search index end too soon.",
    # models are added on the command line, which alone names devices, weights and limits freely
    "A model's name may have lower-case letters, digits, dots, hyphens and underscores.",
    "There is already a model called {}. Choose another name, or remove it first.",
    "open_clip knows no architecture called {}. One it knows is ViT-B-32.",
    "There is no device called {}. Choose auto, cpu, cuda, mps or xpu.",
    "The weight of the image must lie between 0 and 1.",
    "Ask for at least one photo.",
    "A rating is 0 to 5 stars, not {}.",
    # for whoever writes code
    "A search needs one vector of {} numbers that are not all zero.",
    "The index of {} takes vectors of {} numbers, not {}.",
    "There is no content {} in the library.",
    "{} takes pictures of {} × {} pixels, not {}.",
    # what one worker says to another, or writes of a client that it shows out
    "The library in {} has a worker.",
    "It asks for too much at once.",
}
"""Sentences that nobody meets in the window."""


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


class Shown(ast.NodeVisitor):
    """Sentences of a module that may come before a user's eyes, with `{}` for what differs: all that its known failures
    say, and whatever else reads like a sentence and is no word to whoever reads the code or its log."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        match node.func:
            case ast.Attribute(ast.Name("log" | "_log")) | ast.Name("ValueError" | "TypeError"):
                return
            case ast.Name(name) if name in FAILURES and node.args and (text := text_of(node.args[0])) is not None:
                self.found.add(text)
        self.generic_visit(node)

    def generic_visit(self, node: ast.AST) -> None:
        text = text_of(node)
        if text is None:
            super().generic_visit(node)
        elif re.fullmatch(r'["{A-Z].* .* .*\.', text):
            self.found.add(text)


def text_of(node: ast.AST) -> str | None:
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr(values):
            return "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in values)
    return None


def shown_by(*modules: Path) -> set[str]:
    shown = Shown()
    for module in modules:
        shown.visit(ast.parse(module.read_text("utf-8")))
    return shown.found


def is_known(said: str) -> bool:
    """Whether the table has this very sentence, or one with room for the words of its that differ."""
    whole = {re.sub(r"\{\w+\}", "{}", text) for text in (*SENTENCES, *THINGS)}
    fits = (pattern.fullmatch(said) for pattern, _ in _patterns())
    return said in whole or any(match and set(match.groups()) <= {*THINGS, "{}"} for match in fits)


def test_the_table_has_nothing_that_is_not_said() -> None:
    said = said_below(*(CODE / room for room in ("config.py", "imaging", "indexing", "library", "encoders")))
    said |= said_below(CODE / "search", CODE / "workspace", CODE / "worker")
    assert not {text for text in SENTENCES if re.sub(r"\{\w+\}", "{}", text) not in said}


def test_all_that_goes_wrong_below_the_window_is_known() -> None:
    below = [file for file in CODE.rglob("*.py") if file.relative_to(CODE).parts[0] not in ("gui", "cli")]
    unseen = {CODE / module for modules in UNSEEN.values() for module in modules}
    said = shown_by(*(file for file in below if file not in unseen))
    assert len(said) > 150
    unknown = sorted(text for text in said - UNSAID if not is_known(text))
    assert unknown == [], "put them into the table and translate them, or among those that nobody meets"
    assert said >= UNSAID, "these are no longer said"


@pytest.mark.parametrize("request_type", UNSEEN)
def test_what_is_not_translated_the_window_never_asks_for(request_type: type) -> None:
    assert all(request_type.__name__ not in file.read_text("utf-8") for file in (CODE / "gui").glob("*.py"))
    assert all((CODE / module).is_file() for module in UNSEEN[request_type])


def test_all_reasons_why_a_graphics_card_is_not_used_are_known() -> None:
    said = set()
    for node in ast.walk(ast.parse((CODE / "encoders" / "device.py").read_text("utf-8"))):
        match node:
            case ast.Return(ast.expr() as value):
                said.add(text_of(value))
            case ast.Dict(values=values):
                said |= {text_of(value) for value in values}
    reasons = {text for text in said if text and " " in text}
    assert len(reasons) == 9
    assert all(map(is_known, reasons))


@pytest.mark.skipif(os.name == "nt", reason="Windows says these in the user's language itself")
def test_what_the_system_says_of_disks_and_files_is_known() -> None:
    for name in ("ENOSPC", "EDQUOT", "EACCES", "EPERM", "EROFS", "EIO", "ENOENT", "ENOTDIR", "EISDIR", "EEXIST"):
        assert os.strerror(getattr(errno, name)) in THINGS


def test_all_that_a_file_can_be_instead_is_known() -> None:
    things = {what for _, what in (*formats._OTHER_IMAGES, *formats._NOT_IMAGES)}
    assert things <= set(THINGS)


@pytest.mark.usefixtures("own_language")
def test_english_stays_english(qapp: QApplication) -> None:
    speak(qapp, "en")
    for sentence in ("The file has 1,234 MB; the limit is 1.5 MB.", "This is a video, not a photo.", "Something else."):
        assert in_words(sentence) == sentence


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
def test_reasons_within_sentences_are_said_in_german_too() -> None:
    assert in_words("The sidecar of /a/b.jpg could not be written: Read-only file system.") == (
        "Die Begleitdatei von /a/b.jpg ließ sich nicht schreiben: nur zum Lesen eingehängt."
    )
    note = "The graphics card in this machine cannot be used: its memory is full"
    assert in_words(f"{note}. Photos are read on the processor, more slowly.") == (
        "Die Grafikkarte in diesem Computer lässt sich nicht benutzen: ihr Speicher ist voll. "
        "Der Prozessor liest die Fotos, nur langsamer."
    )
    assert in_words(
        "/a/b.jpg is in the Trash: put it back from there, and it returns to the library with all that "
        "you said about it."
    ).startswith("/a/b.jpg liegt in dem Papierkorb: Lege es von dort zurück")


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
