"""What the parts of the grid are called."""

from pathlib import Path
from typing import NamedTuple

from desktop_app.gui import words
from desktop_app.gui.photo_list import PhotoList, SectionKind, Sections
from desktop_app.library.grid import SectionKey

_NAMED_PARTS = 3
"""Of the way to a folder so many names stand in its title, the rest beside it."""


class Heading(NamedTuple):
    """The words above a part, and the quiet ones beside them."""

    title: str
    note: str


def heading(shown: PhotoList, part: int) -> Heading:
    """What stands above a part of the list."""
    sections, key = shown.sections, shown.sections.keys[part]
    count = words.photos(len(shown.rows_in(part)))
    if not isinstance(key, Path):
        return Heading(title(sections, part), count)
    named = min(len(_way_to(key, sections.root)), _NAMED_PARTS)
    above = [key, *key.parents][min(named, len(key.parents))]
    return Heading(title(sections, part), f"{count} · {words.place(above)}")


def title(sections: Sections, part: int) -> str:
    """The name of a part. Folders are named from where they part ways: "2024 / 07", since many are called 07."""
    match sections.kind, sections.keys[part]:
        case SectionKind.MONTH, int(months):
            return words.month(months)
        case SectionKind.RATING, int(stars):
            return "★" * stars if stars else words.tr("No rating")
        case SectionKind.FOLDER, Path() as path:
            return " / ".join(_way_to(path, sections.root)[-_NAMED_PARTS:])
        case SectionKind.CAMERA, "":
            return words.tr("No camera named")
        case _, key:
            return str(key)


def mark(kind: SectionKind, key: SectionKey, root: Path | None) -> str:
    """A part in a word or two, for the narrow strip beside the photos: the year of a month, the make of a camera."""
    match kind, key:
        case SectionKind.MONTH, int(months):
            return str(months // 12)
        case SectionKind.RATING, int(stars):
            return f"{stars} ★" if stars else "–"
        case SectionKind.FOLDER, Path() as path:
            return _way_to(path, root)[0]
        case SectionKind.CAMERA, str(camera):
            return camera.split()[0] if camera.split() else "–"
        case _:
            return str(key)


def title_at(shown: PhotoList, row: int) -> str:
    """Where in the list a row is: its month, else its part's name; nothing where there is no order to tell of."""
    kind = shown.sections.kind
    if kind in (SectionKind.MONTH, SectionKind.YEAR, SectionKind.NONE):
        months = int(shown.months[row])
        return words.month(months) if months >= 0 else ""
    return title(shown.sections, shown.sections.part_of(row))


def _way_to(path: Path, root: Path | None) -> list[str]:
    """The names that lead from `root` to a folder; its own name where it is the root."""
    below = [path] if root is None or path == root else [path, *path.parents][: len(path.parts) - len(root.parts)]
    return [words.file_name(each) or words.plain_path(each) for each in reversed(below)]
