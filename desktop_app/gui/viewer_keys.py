"""What can be done with the photo that is looked at, and by which key; the keys themselves are in `shortcuts`."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeyEvent

from desktop_app.gui import shortcuts
from desktop_app.gui.shortcuts import Scope


class Verb(NamedTuple):
    """Something to do with the photo: its name in the viewer, its sign, what it is called, its key."""

    name: str
    sign: str
    words: str
    key: str

    @property
    def tip(self) -> str:
        return f"{self.words} ({self.key})" if self.key else self.words


def verb_of(event: QKeyEvent) -> str | None:
    """What a key means."""
    return shortcuts.verb_of(event, Scope.VIEWER)


def verbs() -> dict[str, Verb]:
    """By name, in the user's language."""
    known = (
        Verb("back", "arrow-left", tr("Back to the photos"), "Esc"),
        Verb("previous", "caret-left-bold", tr("Previous"), "←"),
        Verb("next", "caret-right-bold", tr("Next"), "→"),
        Verb("turn_left", "arrow-counter-clockwise", tr("Turn left"), "["),
        Verb("turn_right", "arrow-clockwise", tr("Turn right"), "]"),
        Verb("favourite", "heart", tr("Favourite"), "F"),
        Verb("caption", "text-aa", tr("Write a caption"), "C"),
        Verb("similar", "sparkle", tr("More like this"), "S"),
        Verb("slideshow", "play", tr("Slideshow"), "P"),
        Verb("information", "info", tr("Information"), "I"),
        Verb("filmstrip", "film-strip", tr("Filmstrip"), "L"),
        Verb("full_screen", "corners-out", tr("Full screen"), "F11"),
        Verb("farther", "minus", tr("Farther away"), "−"),
        Verb("closer", "plus", tr("Closer"), "+"),
        Verb("fit", "frame-corners", tr("The whole photo"), "Ctrl+0"),
        Verb("every_pixel", "magnifying-glass-plus", tr("Every pixel"), "Ctrl+1"),
        Verb("copy", "copy", tr("Copy"), "Ctrl+C"),
        Verb("reveal", "folder-open", tr("Show in folder"), "Ctrl+R"),
        Verb("trash", "trash", tr("Move to trash"), "Del"),
        Verb("more", "dots-three-bold", tr("More"), ""),
    )
    return {verb.name: verb for verb in known}


def tr(text: str) -> str:
    return QCoreApplication.translate("viewer", text)
