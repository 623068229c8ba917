"""What the folders hold compared with what the library knows: new, changed, gone, back, unchanged. Opens no file."""

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.indexing.scanner import FoundFile
from desktop_app.library.photo_views import KnownFile
from desktop_app.library.problems import FileStamp
from desktop_app.records import PhotoId, PhotoState


@dataclass
class Difference:
    """One run's findings, gathered place by place. Unchanged files are only counted: memory grows with what changed."""

    found: int = 0
    unchanged: int = 0
    new: list[FoundFile] = field(default_factory=list)
    changed: dict[bytes, tuple[FoundFile, KnownFile]] = field(default_factory=dict)
    """By path. The photo is the one whose file was there."""
    back: list[tuple[FoundFile, KnownFile]] = field(default_factory=list)
    """Missing or offline photos whose file is there again, as it was."""
    gone: dict[PhotoId, tuple[Path, FileStamp]] = field(default_factory=dict)
    """Photos whose file is not where it was, with the size and time it had."""
    still_failing: list[bytes] = field(default_factory=list)
    """Files whose problem is known and that have not changed since."""
    solved: list[bytes] = field(default_factory=list)
    """Problems of files that are gone, or are again what they were before."""

    def stamps_left(self) -> set[tuple[int, int]]:
        """Sizes and times of the files of photos that are not where they were, or not what they were."""
        left = {(stamp.size_bytes, stamp.mtime_ns) for _, stamp in self.gone.values()}
        return left | {(known.size_bytes, known.mtime_ns) for _, known in self.changed.values()}

    def doubt_returns(self) -> None:
        """Files that seem to be missing photos come back, but may as well be photos that have just left their place."""
        left = self.stamps_left() if self.back else set()
        if left:
            doubtful = [each for each in self.back if each[1].state is PhotoState.MISSING and each[0][1:3] in left]
            self.back = [each for each in self.back if each not in doubtful]
            self.new += [file for file, _ in doubtful]


class Comparison:
    """Compares one place (a folder or a file), file by file; `finish` tells what was not found."""

    def __init__(
        self,
        difference: Difference,
        *,
        known: dict[bytes, KnownFile],
        problems: dict[bytes, FileStamp],
        try_again: Collection[bytes] = (),
    ) -> None:
        """`try_again` are files to be read although they failed and have not changed."""
        self._difference = difference
        self._known = known
        self._problems = problems
        self._try_again = try_again

    def add(self, file: FoundFile) -> None:
        """Takes in one found file."""
        difference, key = self._difference, file.key
        known, problem = self._known.pop(key, None), self._problems.pop(key, None)
        stamp = (file.size_bytes, file.mtime_ns)
        difference.found += 1
        if problem == stamp and key not in self._try_again:
            difference.still_failing.append(key)
        elif known is not None and (known.size_bytes, known.mtime_ns) == stamp:
            if problem is not None:
                difference.solved.append(key)
            if known.state is PhotoState.PRESENT:
                difference.unchanged += 1
            else:
                difference.back.append((file, known))
        elif known is None or (known.state is PhotoState.MISSING and problem is None):
            # Under the name of a photo that was gone for a while comes another one: cameras count from 1 again.
            difference.new.append(file)
        else:
            difference.changed[key] = (file, known)

    def missed(self) -> Iterable[Path]:
        """Where photos were known that have not been found."""
        return [Path(os.fsdecode(key)) for key, known in self._known.items() if known.state is not PhotoState.MISSING]

    def finish(self, *, away: Iterable[Path]) -> None:
        """What was not found is gone, except below the places that are `away`, of which nothing is known."""
        out_of_reach = tuple(away)
        for key, known in self._known.items():
            if known.state is PhotoState.MISSING:
                continue
            path = Path(os.fsdecode(key))
            if not _is_in(path, out_of_reach):
                stamp = FileStamp(known.size_bytes, known.mtime_ns)
                self._difference.gone[known.photo_id] = (path, stamp)
        self._difference.solved.extend(
            key for key in self._problems if not _is_in(Path(os.fsdecode(key)), out_of_reach)
        )


def _is_in(path: Path, places: tuple[Path, ...]) -> bool:
    return any(path == place or place in path.parents for place in places)
