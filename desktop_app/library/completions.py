"""What the search bar offers while one types: past searches, folders, cameras and years that fit."""

import os
import unicodedata
from collections.abc import Collection, Iterable
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class CompletionKind(StrEnum):
    """Where a completion comes from, in the order in which equally good ones are offered."""

    SEARCH = "search"
    FOLDER = "folder"
    CAMERA = "camera"
    YEAR = "year"


class Fit(StrEnum):
    """How much of what was typed a completion is to answer. WHOLE: it begins with it, has a word that does, or contains
    it. WORD: it, or a word of it, begins with it."""

    WHOLE = "whole"
    WORD = "word"


class Completion(NamedTuple):
    """`text` is what people read; `folder` is set for folders."""

    kind: CompletionKind
    text: str
    folder: Path | None = None


class _Entry(NamedTuple):
    folded: str
    completion: Completion


ALL_KINDS = frozenset(CompletionKind)


class Vocabulary:
    """All that can be completed, read once and asked at every key: it touches no database."""

    def __init__(self, entries: Iterable[_Entry] = ()) -> None:
        """Use `of`; without entries nothing is completed."""
        self._entries = tuple(entries)

    @classmethod
    def of(
        cls, *, folders: Iterable[Path], cameras: Iterable[str], searches: Iterable[str], years: Iterable[int] = ()
    ) -> "Vocabulary":
        """Of those that fit equally well, earlier ones are offered first."""
        named = [Completion(CompletionKind.SEARCH, text) for text in searches]
        named += [Completion(CompletionKind.FOLDER, _shown(path), path) for path in folders]
        named += [Completion(CompletionKind.CAMERA, camera) for camera in cameras]
        named += [Completion(CompletionKind.YEAR, str(year)) for year in years]
        return cls(_Entry(_folded(each.text), each) for each in named)

    def complete(
        self,
        text: str,
        *,
        limit: int = 8,
        kinds: Collection[CompletionKind] = ALL_KINDS,
        fit: Fit = Fit.WHOLE,
    ) -> tuple[Completion, ...]:
        """What begins with `text` first, then what has a word that does, then what contains it; a past search that is
        this very text is left out. Without text, the newest past searches."""
        typed = _folded(text)
        wanted = [entry for entry in self._entries if entry.completion.kind in kinds]
        if not typed:
            searches = (each.completion for each in wanted if each.completion.kind is CompletionKind.SEARCH)
            return tuple(searches)[:limit]
        ranks: tuple[list[Completion], ...] = ([], [], [])
        for folded, completion in wanted:
            place = folded.find(typed)
            if place < 0 or (folded == typed and completion.kind is CompletionKind.SEARCH):
                continue
            is_word = place > 0 and not folded[place - 1].isalnum()
            ranks[0 if place == 0 else 1 if is_word else 2].append(completion)
        offered = ranks if fit is Fit.WHOLE else ranks[:2]
        return tuple(completion for rank in offered for completion in rank)[:limit]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _shown(path: Path) -> str:
    """The folder's own name; bytes that are no text become question marks."""
    return os.fsencode(path.name or path).decode(errors="replace")
