"""What the floors below the window say went wrong, in the user's language.

Errors are English sentences with names and figures in them, made where things go wrong, kept in the library and sent by
the worker. This table has those that people meet; braces stand for what differs. All others are shown as they are.
"""

import re
from functools import cache

from PySide6.QtCore import QCoreApplication, QLocale

_FIGURE = re.compile(r"\d[\d,]*(?:\.(\d+))?")


def in_words(sentence: str) -> str:
    """The sentence in the user's language; as it is where it is not known."""
    if sentence in SENTENCES or sentence in THINGS:
        return _say(sentence)
    for pattern, template in _patterns():
        found = pattern.fullmatch(sentence)
        if found is not None:
            return _say(template).format(**{name: _value(text) for name, text in found.groupdict().items()})
    return sentence


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("failures", text)


_say = tr  # of what was marked with `later`


def later(text: str) -> str:
    """Marks what is translated when it is said."""
    return text


def _value(text: str) -> str:
    figure = _FIGURE.fullmatch(text)
    if figure is None:
        return in_words(text)
    return QLocale().toString(float(text.replace(",", "")), "f", len(figure[1] or ""))


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Those with the most words of their own first."""
    found = [text for text in SENTENCES if "{" in text]
    found.sort(key=lambda text: len(re.sub(r"\{\w+\}", "", text)), reverse=True)
    return [(re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(text)), re.DOTALL), text) for text in found]


SENTENCES = (
    later("The file has {size} MB; the limit is {limit} MB."),
    later("This is not an ordinary file."),
    later("The file went away before it was read."),
    later("You have no permission to read this file."),
    later("The file cannot be read: {reason}."),
    later("The picture in this {kind} file is damaged."),
    later("Decoding this {kind} file would take far too long."),
    later("The header of this {kind} file is damaged."),
    later("This kind of {kind} file cannot be opened here."),
    later("The file ends too early: it was probably not copied completely."),
    later("The photo would need more memory than is allowed for one photo."),
    later("There is not enough memory for this photo at the moment."),
    later("This is {what}, which cannot be opened here."),
    later("This is {what}, not a photo."),
    later("This is not a photo of any kind known here."),
    later("The file is empty."),
    later("The file holds nothing but zeros: its content was lost when it was copied or recovered."),
    later("The file is named like a photo, but it does not begin like one: it is damaged or something else."),
    later("The photo says that it has no pixels: its header is damaged."),
    later("The photo claims a size that no photo has: its header is damaged."),
    later("The photo has {size} million pixels; the limit is {limit} million."),
    later("This RAW file has no preview, and its camera is not known here."),
    later("This photo is not in the library any more."),
    later("There is no file {path}."),
    later("The last change could not be saved in {path}; all that was saved before is kept."),
    later("{path} is a database of another program; choose another folder."),
    later("There is no library in {path} now: connect the drive it is on, and try again, or choose another one."),
    later("There is no library in {path} yet."),
    later("The folder {path} cannot be made for the library: {reason}."),
    later("The library has just been moved to {path}; this last change was not saved."),
    later("The disk that holds {path} is full; all that was saved before is kept, free some space and try again."),
    later(
        "The library in {path} may not be written; all that was saved before is kept, allow writing to that "
        "folder and try again."
    ),
    later(
        "The library in {path} cannot be reached; all that was saved before is kept, plug its drive in or "
        "put the folder back and try again."
    ),
    later(
        "The drive that holds {path} reports an error; all that was saved before is kept, look after that drive "
        "and try again."
    ),
    later("The library in {path} is being written by another program; nothing was changed, try again in a moment."),
    later("The library file {path} is damaged; your photos are untouched. Close the app and {rescue}."),
    later("copy {path} over it"),
    later("restore it from a backup, or move it away to begin a new library"),
    later("The library in {path} is not ready for this version yet."),
    later(
        "The library in {path} was written by a newer version of Red Bicycle; nothing was changed, install "
        "that version to open it."
    ),
    later(
        "The library could not be backed up in {path} ({reason}), so it was not brought up to date; nothing "
        "was changed."
    ),
    later("The library was moved to {path}, and there is none now: connect the drive it is on, and try again."),
    later("This library was moved to {path}: open it there."),
    later("It could not be remembered in {path}: {reason}."),
    later("The settings could not be saved in {path}: {reason}."),
    later("A thumbnail could not be saved in {path}: {reason}."),
    later("Another program is working on the library in {path}: wait until it has finished, or end it, and try again."),
    later("The library in {path} cannot be written: {reason}."),
    later("Something else was changed in the meantime, so nothing was undone: look and try again."),
    later("The library is in that folder already."),
    later("The library cannot be moved into itself or around itself: choose a folder elsewhere."),
    later("The library needs {needed} GB, but only {free} GB are free in {path}."),
    later("{path} is not empty: choose an empty folder, or a new one."),
    later("The library could not be copied to {path}: {reason}."),
    later("This folder is not watched (any more)."),
    later("{path} is in no watched folder."),
    later("{path} is where Red Bicycle keeps its own files: choose a folder with photos."),
    later("{path} is a file: give the folder that it is in."),
    later("There is no folder {path}."),
    later("You have no permission to read the folder {path}."),
    later("The folder {path} cannot be read: {reason}."),
    later("{path} is watched itself: remove it from the library instead."),
    later("There is no file {path} any more."),
    later("{path} could not be moved to the trash and is where it was."),
    later("{path} could not be moved to the trash and is where it was: {reason}."),
    later("{path} is no longer in the trash, so it cannot be put back."),
    later("{path} cannot be moved to the trash while its drive is away."),
    later("{path} stays in the trash while the drive it was on is away."),
    later("{model} is not on this machine yet. Download it first."),
    later("{model} is part of the app, but its files are gone. Install the app again."),
    later('The model "{model}" is in use: choose another one first.'),
    later("The weights in {path} are damaged. Get the model again."),
    later("This model is being fetched or removed by another process right now."),
    later("The download needs {needed} GB, but only {free} GB are free in {path}."),
    later("The model hub cannot be reached. Check the connection and try again; what has arrived is kept."),
    later("The hub has no model called {model}."),
    later("The model could not be saved: {reason}."),
    later("Another program is working on this library: wait until it has finished, or end it, and try again."),
    later("The background process could not be started: {reason}."),
    later("The background process ended at its start: {reason}"),
    later("The background process ended at its start, without a word."),
    later("The background process of this library does not answer."),
    later("The background process is of another version of the app; it will end by itself."),
    later("The background process did not answer in time; try again, or start the app anew."),
    later("The background process ended before it answered."),
    later("The background process is not running."),
)

THINGS = (
    later("a JPEG XL image"),
    later("a JPEG XR image"),
    later("an OpenEXR image"),
    later("a Radiance HDR image"),
    later("a GIMP project"),
    later("a BPG image"),
    later("a DjVu document"),
    later("a PostScript drawing"),
    later("a Windows metafile"),
    later("an astronomical FITS image"),
    later("a game texture"),
    later("an SVG drawing"),
    later("a PDF document"),
    later("a video"),
    later("a video or sound file"),
    later("a sound file"),
    later("an archive or office document"),
    later("an archive"),
    later("a compressed file"),
    later("an office document or thumbnail store"),
    later("a database"),
    later("a program"),
    later("a font"),
    later("a macOS companion file"),
    later("a web page"),
    later("a text file"),
    later("photo"),
    later("a settings file"),
)
"""What a file is instead of a photo, and other words in place of braces."""
