"""Walks a watched folder with `stat` calls only: no file is opened."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from desktop_app.imaging.decode import is_candidate
from desktop_app.indexing.exclusions import NamePatterns


class FoundFile(NamedTuple):
    """A file that could be a photo. `inode` is 0 where the system does not tell it for free (Windows)."""

    raw_path: str
    """As the system spells it: a third of the memory of a `Path`, and there may be a million."""
    size_bytes: int
    mtime_ns: int
    inode: int

    @property
    def path(self) -> Path:
        return Path(self.raw_path)

    @property
    def key(self) -> bytes:
        """As the library writes paths."""
        return os.fsencode(self.raw_path)


@dataclass
class ScanNotes:
    """What a scan learned besides the files."""

    away: dict[Path, str] = field(default_factory=dict)
    """Folders that could not be read, and links that lead nowhere, with the system's words: what was known
    below them is out of reach, not gone."""
    mounts: set[Path] = field(default_factory=set)
    """Folders on another device than the folder they lie in; the scanned one itself counts."""
    sidecars: dict[str, int] = field(default_factory=dict)
    """XMP files by path, with their `mtime_ns`, as far as they are newer than `sidecars_since_ns`."""
    sidecars_since_ns: int | None = None


def scan(
    root: Path,
    *,
    excluded_names: Iterable[str] = (),
    excluded_folders: Iterable[Path] = (),
    within: Path | None = None,
    notes: ScanNotes | None = None,
) -> Iterator[FoundFile]:
    """Every file below `root` that could be a photo, folder by folder, in a stable order.

    Folders called like one of `excluded_names`, or that are one of `excluded_folders`, are not entered, and files
    called so are not found. Links are followed unless they lead to something inside `within` (or `root`), which is
    found on its own; no folder is entered twice. Nothing is raised for what cannot be read, `root` included: it is
    written down in `notes.away`.
    """
    return _walk(root, excluded_names, excluded_folders, within, notes).below(root)


def look(path: Path, *, within: Path, notes: ScanNotes | None = None) -> FoundFile | None:
    """One file as `scan` would find it; None if it is no ordinary file that could be a photo, or not there."""
    return _walk(within, (), (), within, notes).file(path)


def _walk(
    root: Path,
    excluded_names: Iterable[str],
    excluded_folders: Iterable[Path],
    within: Path | None,
    notes: ScanNotes | None,
) -> "_Walk":
    walk = _Walk(
        real_root=os.path.realpath(within or root),
        excluded=NamePatterns(excluded_names),
        notes=ScanNotes() if notes is None else notes,
    )
    for folder in excluded_folders:
        walk.never_enter(folder)
    return walk


@dataclass
class _Walk:
    real_root: str
    excluded: NamePatterns
    notes: ScanNotes
    entered: set[tuple[int, int]] = field(default_factory=set)

    def never_enter(self, folder: Path) -> None:
        try:
            status = folder.stat()
        except OSError:
            return
        self.entered.add((status.st_dev, status.st_ino))

    def below(self, root: Path) -> Iterator[FoundFile]:
        waiting = [root]
        while waiting:
            folder = waiting.pop()
            try:
                entries = self._enter(folder)
            except OSError as error:
                if folder == root or not isinstance(error, FileNotFoundError):
                    self.notes.away[folder] = error.strerror or str(error)
                continue
            folders: list[Path] = []
            for entry in entries:
                if self.excluded.match(entry.name):
                    continue
                found = self._look_at(entry, folders)
                if found is not None:
                    yield found
            waiting.extend(reversed(folders))

    def file(self, path: Path) -> FoundFile | None:
        try:
            if path.is_symlink() and self._leads_inside(path):
                return None
            status = path.stat()
        except OSError as error:
            if path.is_symlink() or not isinstance(error, FileNotFoundError | NotADirectoryError):
                self.notes.away[path] = error.strerror or str(error)
            return None
        if not stat.S_ISREG(status.st_mode) or not is_candidate(path):
            return None
        return FoundFile(str(path), status.st_size, status.st_mtime_ns, status.st_ino)

    def _enter(self, folder: Path) -> list[os.DirEntry[str]]:
        """Its entries by name; none if it was entered before."""
        status = folder.stat()
        if (status.st_dev, status.st_ino) in self.entered:
            return []
        self.entered.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
        if folder.parent.stat().st_dev != status.st_dev:
            self.notes.mounts.add(folder)
        return entries

    def _look_at(self, entry: os.DirEntry[str], folders: list[Path]) -> FoundFile | None:
        """The file, if it is one that could be a photo; a folder to enter is appended to `folders`."""
        linked = False
        try:
            linked = _is_link(entry)
            if linked and self._leads_inside(entry.path):
                return None
            status = entry.stat()  # follows links; free of a system call on Windows
        except OSError as error:
            if linked or not isinstance(error, FileNotFoundError):  # else it went away since the listing
                self.notes.away[Path(entry.path)] = error.strerror or str(error)
            return None
        if stat.S_ISDIR(status.st_mode):
            folders.append(Path(entry.path))
            return None
        if not stat.S_ISREG(status.st_mode):
            return None
        if not is_candidate(Path(entry.path)):
            self._note_sidecar(entry, status.st_mtime_ns)
            return None
        return FoundFile(entry.path, status.st_size, status.st_mtime_ns, status.st_ino)

    def _note_sidecar(self, entry: os.DirEntry[str], mtime_ns: int) -> None:
        since = self.notes.sidecars_since_ns
        if since is not None and mtime_ns >= since and entry.name.lower().endswith(".xmp"):
            self.notes.sidecars[entry.path] = mtime_ns

    def _leads_inside(self, link: str | Path) -> bool:
        """Or to a folder around it, which would lead back in."""
        target = os.path.realpath(link)
        return target == self.real_root or _is_below(target, self.real_root) or _is_below(self.real_root, target)


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def _is_link(entry: os.DirEntry[str]) -> bool:
    """A symbolic link or, on Windows, a junction."""
    if entry.is_symlink():
        return True
    if not hasattr(stat, "IO_REPARSE_TAG_MOUNT_POINT"):
        return False
    tag = getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0)
    return bool(tag == stat.IO_REPARSE_TAG_MOUNT_POINT)
