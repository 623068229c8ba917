"""Which years, months or parts are named beside the grid, and where."""

from typing import NamedTuple

from desktop_app.gui.headings import mark
from desktop_app.gui.photo_list import PhotoList


class Mark(NamedTuple):
    """`top`: where its photos begin, in pixels of the whole page. Without a `label` a dot marks it."""

    top: int
    label: str


def marks_of(shown: PhotoList, tops: list[int]) -> list[Mark]:
    """A mark for each heading, whose `tops` are given; those with the same word are named once."""
    sections = shown.sections
    marks, last = [], ""
    for key, top in zip(sections.keys, tops, strict=True):
        label = mark(sections.kind, key, sections.root)
        marks.append(Mark(top, "" if label == last else label))
        last = label
    return marks


class PlacedMark(NamedTuple):
    """A mark at a height of the track."""

    y: int
    label: str


def placed(marks: list[Mark], *, track_px: int, scale: float, label_px: int, dot_px: int) -> list[PlacedMark]:
    """Marks that do not crowd: labels `label_px` apart, dots `dot_px` from each other and clear of labels.

    `scale` is pixels of the track a pixel of the page.
    """
    labels: list[PlacedMark] = []
    for top, label in marks:
        y = min(round(top * scale), track_px)
        if label and (not labels or y - labels[-1].y >= label_px):
            labels.append(PlacedMark(y, label))
    dots: list[PlacedMark] = []
    taken = [mark.y for mark in labels]
    nearest = 0
    for top, _ in marks:
        y = min(round(top * scale), track_px)
        while nearest + 1 < len(taken) and abs(taken[nearest + 1] - y) <= abs(taken[nearest] - y):
            nearest += 1
        is_clear = not taken or abs(taken[nearest] - y) >= label_px // 2 + 2
        if is_clear and (not dots or y - dots[-1].y >= dot_px):
            dots.append(PlacedMark(y, ""))
    return sorted(labels + dots)
