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
    later("The library in {path} is closed."),
    later("The library in {path} is open for reading only."),
    later("SQLite {version} is too old; Red Bicycle needs 3.37 or newer."),
    later(
        "The library {path} could not be brought up to date: its table {table} refers to something that is "
        "gone. Nothing was changed."
    ),
    later("There is no photo {number} in the library."),
    later("The samples could not be written in {path}: {reason}."),
    later("{path} cannot be a folder: {reason}."),
    later("{path} is a file: choose a folder."),
    later("{path} cannot be read: {reason}."),
    later("{path} is not what was written: look after that drive, and try again."),
    later("The copy of the library does not hold what the library holds; nothing was moved."),
    later("There is no old copy of this library any more."),
    later("{path} has just been changed and was left where it is: look at it first."),
    later("{path} was not put back, because another file is there now; it is in the trash: {place}."),
    later("{path} could not be put back ({reason}); it is in the trash: {place}."),
    later(
        "{path} is in {trash}: put it back from there, and it returns to the library with all that you said about it."
    ),
    later("The sidecar of {path} could not be written: {reason}."),
    later("The sidecar {path} was left as it is: it is larger than any that is known."),
    later("The sidecar {path} was left as it is: it says things in a way that is not known."),
    later("The sidecar {path} was left as it is: it is damaged, or no XMP."),
    later('There is no device "{device}": choose one of {devices}.'),
    later("Thumbnails are {least} to {most} pixels, not {size}."),
    later("The quality of thumbnails is {least} to {most}, not {quality}."),
    later("Thumbnails need room: give them {size} MB at least."),
    later("The limits for photos must be greater than nothing."),
    later("An idle time is between no time at all and a week."),
    later('"{name}" cannot be left out: give a name, such as Trash or *.png, not a path.'),
    later('"{name}" would leave out everything: give a part of a name too.'),
    later("{path} cannot be left out: give the whole path of a folder."),
    later("Type what you are looking for, or choose a photo."),
    later("A search can start from one photo: choose an image file or a photo of the library."),
    later("The parts of this search cancel each other. Leave one of them out."),
    later("Photos in the trash are not searched. Put them back first."),
    later("The search index cannot be read: {reason}."),
    later("The model {model} gave vectors of {dim} numbers; those stored have {known}."),
    later("The model gave vectors of different dimensions."),
    later("The model gave a vector that is zero or not finite."),
    later('A stored embedding is damaged; "redbicycle doctor --repair" has it made anew.'),
    later("There is no model called {model}. Did you mean {models}?"),
    later("{model} is part of the app and cannot be removed."),
    later(
        'The model "{model}" is not on this machine yet: download it in the settings, or with '
        '"redbicycle models download {name}".'
    ),
    later('The model "{model}" is not on this machine.'),
    later("The model could not be removed: {reason}."),
    later("The model could not be moved to {path}: {reason}."),
    later("The models folder {path} cannot be written: {reason}."),
    later("The model catalogue cannot be read ({reason}). Install the app again."),
    later("{model} understands photos but no words: choose another model for searches."),
    later("{model} is a model for searches: choose one that understands photos alone."),
    later("{model} cannot show where it looks: choose another model for that."),
    later("There is not enough memory to use {model}. Close other programs or choose a smaller one."),
    later("{model} should give {expected} numbers a photo but gives {found}."),
    later("The weights in {path} cannot be read: {reason}."),
    later("The weights in {path} cannot be read: {reason}"),
    later("The weights in {path} are not those that were installed. Remove the model."),
    later("The weights in {path} are gone. Remove the model and get it again."),
    later("The weights in {path} are not those of its {file}."),
    later("The model in {path} cannot be read: {reason}."),
    later("The model in {path} cannot be loaded: {reason}"),
    later("The model in {path} cannot be built: {reason}"),
    later("The model in {path} is of an architecture that timm does not know."),
    later("The model in {path} takes no pictures of {size} pixels."),
    later("The model in {path} does not give one vector a picture."),
    later("The model's {file} cannot be read: {reason}."),
    later("The model's {file} does not describe an open_clip model."),
    later("The model's {file} does not describe an image model: {reason}."),
    later("The model's {file} gives no sensible embed_dim."),
    later("The model's {file} names a part that is not allowed: {name}."),
    later("The model's {file} names an image part outside timm."),
    later("The model's {file} has an argument that is not allowed: {name}."),
    later("The model's {file} has tokenizer options that are not allowed."),
    later(
        "This model's tokenizer needs the Python package transformers, which is not installed. Install it "
        "(pip install transformers) or choose another model."
    ),
    later("This model's text part comes from another library (transformers) and cannot be used here."),
    later("{model} on the hub does not hold a model of {library}."),
    later("The hub does not say what is in {model}."),
    later("The hub gives no checksum for the weights of {model}."),
    later("The hub gives no checksum for {file} of {model}."),
    later("The hub offers other weights of {model} than those this app was made for."),
    later("{file} of {model} arrived damaged: its checksum is not the hub's. Try again."),
    later("The hub sent more than it promised. Try again."),
    later("The hub gives {model} only to people who accepted its licence there; sign in to it first."),
    later("The hub no longer has this version of {model}."),
    later("The hub refused the download of {model} with error {code}. Try again later."),
    later("The hub's answer about {model} cannot be understood: {reason}."),
    later("{reason}. Photos are read on the processor instead."),
    later("{reason}. Photos are read on the processor, more slowly."),
    later("The chosen device ({device}) is not in this machine"),
    later("{card} in this machine cannot be used: {reason}"),
    later("An NVIDIA card is in this machine, but the installed torch is built for processors only"),
    later("An NVIDIA card is in this machine, but its driver does not answer; restart or update the driver"),
    later("The graphics of this Mac are not used, because this macOS or the installed torch is too old for them"),
    later("The graphics card has not enough free memory for this model. The processor is used, more slowly."),
    later("Something went wrong in the background process; worker.log in the library's folder says more."),
    later("No background process is running for this library."),
    later("The background process is older than this program and still in use: close the other windows of the app."),
    later("The app was updated: close this window and open it again."),
    later("The background process greeted twice."),
    later("A message was too long or not framed as agreed."),
    later("The message was not understood: {reason}."),
    later("The worker cannot listen at {path}: {reason}."),
    later("The folder {path} belongs to another user or is open to others: remove it."),
    later("The folder {path} for the background process: {reason}."),
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
    later("the disk is full"),
    later("the sidecar is write-protected"),
    later("the system has no trash for it"),
    later("the Trash"),
    later("the Recycle Bin"),
    later("The graphics card"),
    later("The graphics of this Mac"),
    later("The Intel graphics card"),
    later("its memory is full"),
    later("the installed torch no longer supports a card of this age"),
    later("it calculates wrongly"),
    later("No space left on device"),
    later("Disk quota exceeded"),
    later("Permission denied"),
    later("Operation not permitted"),
    later("Read-only file system"),
    later("Input/output error"),
    later("No such file or directory"),
    later("Not a directory"),
    later("Is a directory"),
    later("File exists"),
    later("File name too long"),
    later("No such device"),
    later("Device or resource busy"),
    later("Too many open files"),
    later("Stale file handle"),
    later("Host is down"),
    later("Transport endpoint is not connected"),
    later("Connection timed out"),
)
"""What a file is instead of a photo, and other words in place of braces."""
