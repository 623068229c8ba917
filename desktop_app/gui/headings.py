"""What the parts of the grid are called."""

from pathlib import Path
from typing import NamedTuple

from desktop_app.gui import words
from desktop_app.gui.photo_list import PhotoList, SectionKind
from desktop_app.library.grid import SectionKey


class Heading(NamedTuple):
    """The words above a part, and the quiet ones beside them."""

    title: str
    note: str


def heading(shown: PhotoList, part: int) -> Heading:
    """What stands above a part of the list."""
    key, count = shown.sections.keys[part], words.photos(len(shown.rows_in(part)))
    note = f"{count} · {words.plain_path(key.parent)}" if isinstance(key, Path) else count
    return Heading(title(shown.sections.kind, key), note)


def title(kind: SectionKind, key: SectionKey) -> str:
    """The name of a part."""
    match kind, key:
        case SectionKind.MONTH, int(months):
            return words.month(months)
        case SectionKind.RATING, int(stars):
            return "★" * stars if stars else words.tr("No rating")
        case SectionKind.FOLDER, Path() as path:
            return words.file_name(path) or words.plain_path(path)
        case SectionKind.CAMERA, "":
            return words.tr("No camera named")
        case _:
            return str(key)


def title_at(shown: PhotoList, row: int) -> str:
    """Where in the list a row is: its month, else its part's name; nothing where there is no order to tell of."""
    kind = shown.sections.kind
    if kind in (SectionKind.MONTH, SectionKind.YEAR, SectionKind.NONE):
        months = int(shown.months[row])
        return words.month(months) if months >= 0 else ""
    return title(kind, shown.sections.keys[shown.sections.part_of(row)])
