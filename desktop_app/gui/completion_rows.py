"""What the search bar offers for what is typed, in groups."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.gui import search_parts
from desktop_app.gui.search_parts import Part, tr
from desktop_app.gui.words import place
from desktop_app.library.completions import Completion, CompletionKind, Fit, Vocabulary

_SEARCHES, _EACH = 5, 4
_LONGEST = 3
"""Words of the name of a folder or camera that are looked for at the end of what is typed."""
_SHORTEST = 2
_BEFORE_PLACE = frozenset(["in", "from", "of", "at", "with", "taken", "im", "aus", "von", "mit"])
_STARS = re.compile(r"[★*]{1,5}|[1-5] ?(?:\+|stars?|sterne?)?")
_PLACES = (CompletionKind.FOLDER, CompletionKind.CAMERA, CompletionKind.YEAR)


class OfferGroup(StrEnum):
    """In the order they are shown."""

    SEARCHES = "searches"
    FOLDERS = "folders"
    CAMERAS = "cameras"
    ONLY = "only"

    @property
    def heading(self) -> str:
        return {
            OfferGroup.SEARCHES: tr("Past searches"),
            OfferGroup.FOLDERS: tr("Folders"),
            OfferGroup.CAMERAS: tr("Cameras"),
            OfferGroup.ONLY: tr("Only"),
        }[self]


@dataclass(frozen=True)
class Offer:
    """One completion. `rest` is what the field says when it was taken; `part` the chip that it brings."""

    group: OfferGroup
    text: str
    sign: str
    rest: str
    part: Part | None = None
    detail: str = ""

    @property
    def can_be_forgotten(self) -> bool:
        return self.group is OfferGroup.SEARCHES

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return self.part.spoken if self.part is not None else tr("Search again for {text}").format(text=self.text)


def offers_for(vocabulary: Vocabulary, typed: str, *, parts: Sequence[Part], place: Part | None) -> list[Offer]:
    """All of it, group by group. Without words: what was searched for before, and the folder that is looked at."""
    found = list(_searches(vocabulary, typed))
    if typed.strip():
        found += _at_the_end(vocabulary, typed.split())
    elif place is not None:
        found.append(_offer(place, typed.strip()))
    taken: set[tuple[OfferGroup, Part | str]] = set()
    unique: list[Offer] = []
    for offer in found:
        key = (offer.group, offer.part or offer.text)
        if key not in taken and offer.part not in parts:
            taken.add(key)
            unique.append(offer)
    order = list(OfferGroup)
    return sorted(unique, key=lambda offer: order.index(offer.group))


def _searches(vocabulary: Vocabulary, typed: str) -> Iterator[Offer]:
    for each in vocabulary.complete(typed, kinds={CompletionKind.SEARCH}, limit=_SEARCHES):
        yield Offer(OfferGroup.SEARCHES, each.text, "clock-counter-clockwise", each.text)


def _at_the_end(vocabulary: Vocabulary, words: Sequence[str]) -> Iterator[Offer]:
    """Folders, cameras, years, stars that the last words may mean; the longest run of words first."""
    for count in range(min(_LONGEST, len(words)), 0, -1):
        end, before = " ".join(words[-count:]), list(words[:-count])
        while before and before[-1].casefold() in _BEFORE_PLACE:
            before.pop()
        rest = " ".join(before)
        if len(end) >= _SHORTEST and not end.startswith(("-", "−", '"')):
            for kind in _PLACES:
                for each in vocabulary.complete(end, kinds={kind}, fit=Fit.WORD, limit=_EACH):
                    yield _offer(_part_of(each), rest)
        if _STARS.fullmatch(end) and not end.isdecimal():
            stars = len(end) if end[0] in "★*" else int(end[0])
            yield _offer(search_parts.rating(stars), rest)
        favourite = search_parts.favourite()
        if len(end) > _SHORTEST and favourite.text.casefold().startswith(end.casefold()):
            yield _offer(favourite, rest)


def _part_of(completion: Completion) -> Part:
    if completion.folder is not None:
        return search_parts.folder(completion.folder)
    if completion.kind is CompletionKind.YEAR:
        return search_parts.year(int(completion.text))
    return search_parts.camera(completion.text)


def _offer(part: Part, rest: str) -> Offer:
    groups = {search_parts.PartKind.FOLDER: OfferGroup.FOLDERS, search_parts.PartKind.CAMERA: OfferGroup.CAMERAS}
    detail = place(part.path.parent) if part.path is not None else ""
    text = tr("{stars} or more").format(stars=part.text) if part.kind is search_parts.PartKind.RATING else part.text
    group = groups.get(part.kind, OfferGroup.ONLY)
    return Offer(group, text, search_parts.SIGNS[part.kind], rest, part, detail)
