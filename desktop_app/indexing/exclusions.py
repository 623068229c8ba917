"""What of the watched folders is left out: by name, and single folders."""

import re
from collections.abc import Collection, Iterable
from pathlib import Path


class NamePatterns:
    """Names of folders and files in any case of letters; `*` stands for any characters, `?` for one."""

    def __init__(self, patterns: Iterable[str]) -> None:
        folded = [pattern.casefold() for pattern in patterns]
        self._exact = frozenset(each for each in folded if not _is_open(each))
        opened = [_expression(each) for each in folded if _is_open(each)]
        self._open = re.compile("|".join(opened), re.DOTALL) if opened else None

    def match(self, name: str) -> bool:
        """Whether a folder or file of this name is left out."""
        folded = name.casefold()
        return folded in self._exact or (self._open is not None and self._open.fullmatch(folded) is not None)


class Exclusions:
    """Both kinds together, for paths below a watched folder; such a folder itself is never left out by its name."""

    def __init__(self, *, names: Iterable[str] = (), folders: Collection[Path] = ()) -> None:
        self.names = NamePatterns(names)
        self.folders = frozenset(folders)

    def cover(self, path: Path, root: Path) -> bool:
        """Whether `path`, below the watched folder `root`, or a folder between them is left out."""
        if any(self.names.match(part) for part in path.relative_to(root).parts):
            return True
        between = {path, *path.parents} - {root, *root.parents}
        return not between.isdisjoint(self.folders)


def _is_open(pattern: str) -> bool:
    return "*" in pattern or "?" in pattern


def _expression(pattern: str) -> str:
    return re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
