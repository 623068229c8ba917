"""Text in the encodings that people's programs save it in."""

import codecs
from pathlib import Path

from training.config import TrainingError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(path: Path) -> tuple[str, list[str]]:
    """The text, and notes on how it was read: as UTF-8, by its byte order mark, or else as Windows-1252.

    Raises:
        TrainingError: the file cannot be read, or is no text in any of these.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TrainingError(f"{path.name} of {path.parent.name} cannot be read: {error.strerror}") from error
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _checked(path, content.removeprefix(codecs.BOM_UTF8), encoding), []
    if b"\0" in content:
        raise TrainingError(f"{path.name} is no text, for it holds NUL bytes: save it as UTF-8")
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        text = _checked(path, content, "cp1252")
        return text, [
            f"{path.name} is not in UTF-8 and was read as Windows-1252: if captions look odd, save it as UTF-8"
        ]


def _checked(path: Path, content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise TrainingError(
            f"the text of {path.name} is in no encoding that is known here: save it as UTF-8"
        ) from error
    if "\0" in text:
        raise TrainingError(f"{path.name} is no text, for it holds NUL bytes: save it as UTF-8")
    return text
