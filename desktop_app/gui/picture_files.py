"""Reads picture files with Qt on threads of ours.

Qt is told the format. To find one out it asks each of its plugins in turn, also the one for SVG, which connects signals
while Python's lock is held: with bad luck on a mutex that the window's thread holds, while that, as it destroys an
object, waits for Python's lock. Then the window stands still for ever. And no photo is an SVG: whoever calls one
"photo.png" shall not have it drawn.
"""

import os
from pathlib import Path

from PySide6.QtGui import QImageReader

_HEAD_BYTES = 16


def reader_of(path: Path) -> QImageReader | None:
    """For a file in one of the formats that are read with Qt; None for any other, and where it cannot be opened."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return None
    kind = _format_of(head)
    if not kind:
        return None
    reader = QImageReader(os.fspath(path), kind)
    reader.setAutoDetectImageFormat(False)
    return reader


def _format_of(head: bytes) -> bytes:
    """Qt's name of the format that a file begins like; empty for others."""
    if head.startswith(b"\xff\xd8\xff"):
        return b"jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return b"png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return b"gif"
    if head.startswith(b"BM"):
        return b"bmp"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return b"webp"
    return b""
