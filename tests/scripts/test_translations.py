"""Every word of the window is translated, and what ships is what was translated last."""

import ast
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from scripts import translations
from scripts.translations import LANGUAGES, Message, UnclearError, compile_to, messages, ts_file

SAYS = '''
from PySide6.QtCore import QCoreApplication
def tr(text):
    """In the user's language."""
    return QCoreApplication.translate("corner", text)
def title(is_open):
    return tr("Open" if is_open else "Closed")
class Lamp(QWidget):
    def __init__(self):
        self.setText(self.tr("Light " "and dark"))
        self.setToolTip(tr("A lamp"))
'''


def translated(language: str) -> dict[Message, ElementTree.Element]:
    found = {}
    for context in ElementTree.parse(ts_file(language)).getroot().iter("context"):
        for message in context.iter("message"):
            found[Message(context.findtext("name", ""), message.findtext("source", ""))] = message
    return found


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{[^}]*\}|%n|%\d", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_window_is_translated(language: str) -> None:
    said, known = set(messages(translations.SOURCES)), translated(language)
    assert said == set(known), "run `make translations`, and translate what is new"
    unfinished = [
        message
        for message, element in known.items()
        if (translation := element.find("translation")) is None or translation.get("type") or not translation.text
    ]
    assert not unfinished


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_endings_agree(language: str) -> None:
    for message, element in translated(language).items():
        said = element.findtext("translation", "")
        assert placeholders(said) == placeholders(message.text), message
        for end in ("…", ":", ".", "?", " "):
            assert said.endswith(end) == message.text.endswith(end) or end == ":", (message, said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_ships_is_compiled_from_it(language: str, tmp_path: Path) -> None:
    compiled = tmp_path / "fresh.qm"
    compile_to(ts_file(language), compiled)
    shipped = ts_file(language).with_suffix(".qm")
    assert compiled.read_bytes() == shipped.read_bytes(), "run `make translations`"


def test_words_are_found_in_the_context_that_asks_for_them(tmp_path: Path) -> None:
    (tmp_path / "corner.py").write_text(SAYS, "utf-8")
    (tmp_path / "other.py").write_text(
        "from corner import tr\nimport corner\nx = tr('One'), corner.tr('Two')\n", "utf-8"
    )
    assert set(messages(tmp_path)) == {
        Message("corner", "Open"),
        Message("corner", "Closed"),
        Message("Lamp", "Light and dark"),
        Message("corner", "A lamp"),
        Message("corner", "One"),
        Message("corner", "Two"),
    }


@pytest.mark.parametrize("unclear", ["lamp.tr('Light')", "class Lamp:\n    x = self.tr(words)"])
def test_words_that_cannot_be_told_are_refused(tmp_path: Path, unclear: str) -> None:
    ast.parse(unclear)
    (tmp_path / "lamp.py").write_text(unclear, "utf-8")
    with pytest.raises(UnclearError, match=r"lamp\.py"):
        messages(tmp_path)


def test_new_words_wait_and_old_translations_stay(tmp_path: Path) -> None:
    file = tmp_path / "x_de.ts"
    translations.update(file, [Message("Lamp", "Light")])
    file.write_text(
        file.read_text("utf-8").replace(
            '<translation type="unfinished"></translation>', "<translation>Licht</translation>"
        )
    )
    translations.update(file, [Message("Lamp", "Light"), Message("Lamp", "A new wire")])
    text = file.read_text("utf-8")
    assert "<translation>Licht</translation>" in text
    assert text.count("unfinished") == 1
