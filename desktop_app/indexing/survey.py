"""Looks at the watched folders, all of them or a few places in them, and finds the difference to the library."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.errors import UnreadablePhotoError
from desktop_app.indexing.difference import Comparison, Difference
from desktop_app.indexing.drives import DriveMemory, is_away, is_mount, is_readable_folder
from desktop_app.indexing.exclusions import Exclusions
from desktop_app.indexing.pace import Pace
from desktop_app.indexing.scanner import FoundFile, ScanNotes, look, scan
from desktop_app.jobs import Job
from desktop_app.library.library import Library
from desktop_app.records import Folder, FolderId, FolderState, Photo

_CLOCK_SLACK_NS = 5_000_000_000


@dataclass
class Survey:
    """One look around. `run` fills the rest; nothing is written but what is remembered of drives."""

    library: Library
    memory: DriveMemory
    excluded_names: Sequence[str]
    excluded_folders: Sequence[Path]
    difference: Difference = field(default_factory=Difference)
    folders: dict[FolderId, Folder] = field(default_factory=dict)
    """All watched ones."""
    offline: list[Folder] = field(default_factory=list)
    """Folders whose drive is away; nothing was looked for in them."""
    reachable: dict[FolderId, Folder] = field(default_factory=dict)
    sidecars: set[Path] = field(default_factory=set)
    """XMP files that may say something new about their photo."""
    _is_whole: bool = False
    _unreadable: set[bytes] = field(default_factory=set)
    _listings: dict[Path, frozenset[str] | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._exclusions = Exclusions(names=self.excluded_names, folders=self.excluded_folders)

    def run(self, only: Sequence[Path] | None) -> Job[None]:
        """Looks at all folders, or at those places only that are `only` (files and folders, there or not)."""
        self.folders = {folder.id: folder for folder in self.library.folders.all()}
        self._is_whole = only is None
        if only is None:  # permissions and locks change without a trace in the file's time
            unreadable = UnreadablePhotoError.__name__
            self._unreadable = {
                bytes(problem.path) for problem in self.library.problems.all() if problem.kind == unreadable
            }
        pace = Pace("scan", unit="files")
        for folder in self.folders.values():
            places = self._places(folder.path, only)
            if not places:
                continue
            if not self._is_reachable(folder):
                self.offline.append(folder)
            elif places == [folder.path]:
                yield from self._whole(folder, pace)
            else:
                self.reachable[folder.id] = folder
                for place in places:
                    yield from self._place(folder, place, pace)
        self.difference.doubt_returns()
        if only is None:
            self.memory.save([folder.path for folder in self.folders.values()])

    def has_file(self, path: Path) -> bool:
        """Whether a file of exactly this name is listed in its folder, or that cannot be told.

        After a rename from a.jpg to A.jpg on a file system that ignores case, a.jpg could still be opened.
        """
        if path.parent not in self._listings:
            self._listings[path.parent] = _names(path.parent)
        names = self._listings[path.parent]
        return names is None or path.name in names

    def has_left(self, photo: Photo) -> bool:
        """Whether a photo that is not among those gone has left its place all the same, unseen by this survey."""
        if self._is_whole or not self._is_within_reach(photo.folder_id) or self.has_file(photo.path):
            return False
        drives = self.memory.mounts(self.folders[photo.folder_id].path)
        return not any(drive in photo.path.parents and is_away(drive, was_mount=True) for drive in drives)

    def lose(self, folder_id: FolderId) -> bool:
        """Whether the folder has gone away since it was looked at; it is offline then."""
        folder = self.folders.get(folder_id)
        if folder is None or folder in self.offline:
            return True
        was_mount = folder.path in self.memory.mounts(folder.path)
        if is_readable_folder(folder.path) and (is_mount(folder.path) or not was_mount):
            return False
        self.offline.append(folder)
        self.reachable.pop(folder_id, None)
        return True

    def folder_of(self, path: Path) -> FolderId | None:
        """The watched folder around it."""
        return next((each.id for each in self.folders.values() if each.path in path.parents), None)

    def _places(self, root: Path, only: Sequence[Path] | None) -> list[Path]:
        """What to look at in `root`: itself, or the outermost of the places in it."""
        if only is None or any(path == root or path in root.parents for path in only):
            return [root]
        inside = {path for path in only if root in path.parents and not self._is_excluded(path, root)}
        return sorted(path for path in inside if inside.isdisjoint(path.parents))

    def _is_excluded(self, path: Path, root: Path) -> bool:
        return self._exclusions.cover(path, root)

    def _is_within_reach(self, folder_id: FolderId) -> bool:
        folder = self.folders.get(folder_id)
        return folder is not None and (folder_id in self.reachable or self._is_reachable(folder))

    def _is_reachable(self, folder: Folder) -> bool:
        if not is_readable_folder(folder.path):
            return False
        was_mount = folder.path in self.memory.mounts(folder.path)
        return not was_mount or is_mount(folder.path) or not _holds_nothing(folder.path)

    def _whole(self, folder: Folder, pace: Pace) -> Job[None]:
        root, began_ns = folder.path, time.time_ns()
        remembered, previous_ns = self.memory.mounts(root), self.memory.scanned_ns(root)
        notes = ScanNotes(sidecars_since_ns=None if previous_ns is None else previous_ns - _CLOCK_SLACK_NS)
        difference = Difference()
        comparison = Comparison(
            difference,
            known=self.library.photos.known_files(folder.id),
            problems=self.library.problems.known(under=root),
            try_again=self._unreadable,
        )
        occupied: set[Path] = set()
        for file in self._files(root, root, notes):
            comparison.add(file)
            occupied.update(_enclosing(file, notes.mounts | remembered) if notes.mounts or remembered else ())
            pace.done += 1
            if pace.due():
                yield pace.progress(str(root))
        away = set(notes.away) | _lost(notes.mounts, remembered, occupied) if comparison.missed() else set(notes.away)
        if root in away or not is_readable_folder(root):
            self.offline.append(folder)
            return
        comparison.finish(away=away)
        self.reachable[folder.id] = folder
        self.memory.remember(root, notes.mounts | (remembered & away), scanned_ns=began_ns)
        self.sidecars.update(map(Path, notes.sidecars))
        self._add(difference)

    def _place(self, folder: Folder, place: Path, pace: Pace) -> Job[None]:
        if place.suffix.lower() == ".xmp":
            self.sidecars.add(place)
            return
        notes, difference = ScanNotes(), Difference()
        comparison = Comparison(
            difference,
            known=self.library.photos.known_files(under=place),
            problems=self.library.problems.known(under=place),
        )
        for file in self._files(place, folder.path, notes) if self.has_file(place) else ():
            comparison.add(file)
            pace.done += 1
            if pace.due():
                yield pace.progress(str(place))
        away = set(notes.away)
        if comparison.missed():
            away |= {mount for mount in self.memory.mounts(folder.path) if is_away(mount, was_mount=True)}
        if not is_readable_folder(folder.path):
            if folder not in self.offline:
                self.offline.append(folder)
            self.reachable.pop(folder.id, None)
            return
        comparison.finish(away=away)
        self._add(difference)

    def _files(self, place: Path, root: Path, notes: ScanNotes) -> Iterator[FoundFile]:
        if place != root and not place.is_dir():
            file = look(place, within=root, notes=notes)
            return iter(() if file is None else (file,))
        return scan(
            place,
            excluded_names=self.excluded_names,
            excluded_folders=self.excluded_folders,
            within=root,
            notes=notes,
        )

    def _add(self, part: Difference) -> None:
        whole = self.difference
        whole.found += part.found
        whole.unchanged += part.unchanged
        whole.new += part.new
        whole.changed |= part.changed
        whole.back += part.back
        whole.gone |= part.gone
        whole.still_failing += part.still_failing
        whole.solved += part.solved

    def returned(self) -> list[Folder]:
        """Folders that were offline and have been looked at again."""
        return [folder for folder in self.reachable.values() if folder.state is FolderState.OFFLINE]


def _names(folder: Path) -> frozenset[str] | None:
    """None for a folder that is there and cannot be listed."""
    try:
        return frozenset(entry.name for entry in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()
    except OSError:
        return None


def _enclosing(file: FoundFile, places: Iterable[Path]) -> list[Path]:
    return [place for place in places if file.raw_path.startswith(str(place).rstrip(os.sep) + os.sep)]


def _lost(mounts: set[Path], remembered: set[Path], occupied: set[Path]) -> set[Path]:
    """Drives that are away, or went away while they were looked at."""
    unplugged = {mount for mount in mounts if not is_mount(mount)}
    nothing_found = (mounts | remembered) - occupied
    return unplugged | {place for place in nothing_found if is_away(place, was_mount=place in remembered)}


def _holds_nothing(folder: Path) -> bool:
    """No file at all below it (an empty mount point may hold empty folders)."""
    return not any(files for _, _, files in os.walk(folder))
