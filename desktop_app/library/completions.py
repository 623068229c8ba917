"""What the search bar offers while one types: folders, cameras and past searches that fit."""

import os
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class CompletionKind(StrEnum):
    """Where a completion comes from, in the order in which equally good ones are offered."""

    SEARCH = "search"
    FOLDER = "folder"
    CAMERA = "camera"


class Completion(NamedTuple):
    """`text` is what people read; `folder` is set for folders."""

    kind: CompletionKind
    text: str
    folder: Path | None = None


class _Entry(NamedTuple):
    folded: str
    completion: Completion


class Vocabulary:
    """All that can be completed, read once and asked at every key: it touches no database."""

    def __init__(self, entries: Iterable[_Entry] = ()) -> None:
        """Use `of`; without entries nothing is completed."""
        self._entries = tuple(entries)

    @classmethod
    def of(cls, *, folders: Iterable[Path], cameras: Iterable[str], searches: Iterable[str]) -> "Vocabulary":
        """Of those that fit equally well, earlier ones are offered first."""
        named = [Completion(CompletionKind.SEARCH, text) for text in searches]
        named += [Completion(CompletionKind.FOLDER, _shown(path), path) for path in folders]
        named += [Completion(CompletionKind.CAMERA, camera) for camera in cameras]
        return cls(_Entry(_folded(each.text), each) for each in named)

    def complete(self, text: str, *, limit: int = 8) -> tuple[Completion, ...]:
        """What begins with `text` first, then what has a word that does, then what contains it; a past search that is
        this very text is left out. Without text, the newest past searches."""
        typed = _folded(text)
        if not typed:
            searches = (each.completion for each in self._entries if each.completion.kind is CompletionKind.SEARCH)
            return tuple(searches)[:limit]
        ranks: tuple[list[Completion], ...] = ([], [], [])
        for folded, completion in self._entries:
            place = folded.find(typed)
            if place < 0 or (folded == typed and completion.kind is CompletionKind.SEARCH):
                continue
            is_word = place > 0 and not folded[place - 1].isalnum()
            ranks[0 if place == 0 else 1 if is_word else 2].append(completion)
        return tuple(completion for rank in ranks for completion in rank)[:limit]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _shown(path: Path) -> str:
    """The folder's own name; bytes that are no text become question marks."""
    return os.fsencode(path.name or path).decode(errors="replace")
