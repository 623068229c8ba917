"""One sentence for people out of the many ways in which decoders fail."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, UnidentifiedImageError

from desktop_app.errors import DamagedPhotoError, PhotoError, PhotoTooLargeError, UnsupportedFormatError

_ENDS_EARLY = re.compile(
    r"truncat|end[ -]of[ -]file|\beof\b|not enough|too short|incomplete|not large enough|no more data|premature",
    re.IGNORECASE,
)
_UNSUPPORTED = re.compile(
    r"unsupported|not supported|unimplemented|not implemented|not available|not installed|not been built in"
    r"|not identified by|unknown .*(format|mode|compression)|cannot handle",
    re.IGNORECASE,
)
_TOO_LARGE = re.compile(r"too (large|big)|exceed|security limit|memory allocation|out of memory", re.IGNORECASE)

ENDS_EARLY = "The file ends too early: it was probably not copied completely."
TOO_LARGE = "The photo would need more memory than is allowed for one photo."


class TooSlowError(Exception):
    """A decoder asks for more reading and time than any real photo needs."""


@contextmanager
def as_photo_errors(title: str) -> Iterator[None]:
    """Turns whatever a decoder of `title` files raises into one `PhotoError`; the cause stays attached."""
    try:
        yield
    except PhotoError:
        raise
    except Exception as error:  # decoders raise a zoo: SyntaxError, struct.error, LibRaw's, libheif's
        raise _photo_error(error, title) from error


def _photo_error(error: Exception, title: str) -> PhotoError:
    text = str(error)
    if isinstance(error, TooSlowError):
        return PhotoTooLargeError(f"Decoding this {title} file would take far too long.")
    if isinstance(error, MemoryError | Image.DecompressionBombError | OverflowError) or _TOO_LARGE.search(text):
        return PhotoTooLargeError(TOO_LARGE)
    if isinstance(error, UnidentifiedImageError):
        return DamagedPhotoError(f"The header of this {title} file is damaged.")
    if isinstance(error, EOFError) or _ENDS_EARLY.search(text):
        return DamagedPhotoError(ENDS_EARLY)
    if isinstance(error, NotImplementedError) or _UNSUPPORTED.search(text):
        return UnsupportedFormatError(f"This kind of {title} file cannot be opened here.")
    return DamagedPhotoError(f"The picture in this {title} file is damaged.")
