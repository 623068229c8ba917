"""Takes files out of the trash that Linux desktops share (specifications.freedesktop.org/trash-spec, version 1.0).

A trash folder holds `files/NAME` and, beside each, `info/NAME.trashinfo` with the place it came from. The trash of the
home folder is in the user's data folder; other drives have `.Trash/UID` or `.Trash-UID` at their top.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from desktop_app.errors import TrashError

_INFO_SUFFIX = ".trashinfo"
_INFO_BYTES = 64 * 1024
_TIME_TOLERANCE_NS = 2_000_000_000
"""Copying between drives may round a file's time: FAT keeps even seconds."""


class TrashedFile(NamedTuple):
    """A file as it was before it went into the trash: its place, size and time."""

    path: Path
    size_bytes: int
    mtime_ns: int


class _Folder(NamedTuple):
    """A trash, and the folder that relative places in it start from."""

    root: Path
    top: Path


class _Entry(NamedTuple):
    deleted: str
    """ISO 8601: the newest sorts last."""
    file: Path
    info: Path


def put_back_files(files: Iterable[TrashedFile]) -> Iterator[TrashError | None]:
    """Moves each file to where it was, never over another one; yields why not, or None. Looks into the trash once."""
    wanted = list(files)
    entries = _entries([file.path for file in wanted])
    for file in wanted:
        try:
            _put_back(file, entries.get(file.path, ()))
        except TrashError as error:
            yield error
        else:
            yield None


def _put_back(file: TrashedFile, entries: Sequence[_Entry]) -> None:
    name = _shown(file.path)
    if _is_same(file.path, file):
        return  # somebody put it back already
    same = [entry for entry in entries if _is_same(entry.file, file)]
    if not same:
        raise TrashError(f"{name} is no longer in the trash, so it cannot be put back.")
    entry = max(same)
    place = _shown(entry.file)
    if os.path.lexists(file.path):
        raise TrashError(f"{name} was not put back, because another file is there now; it is in the trash: {place}.")
    try:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        _move(entry.file, file.path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise TrashError(f"{name} could not be put back ({reason}); it is in the trash: {place}.") from error
    with suppress(OSError):
        entry.info.unlink()


def _move(source: Path, target: Path) -> None:
    """A link comes into being only where nothing is, and so does a copy: another program's file is never replaced."""
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # another drive, or one without links
        _copy(source, target)
    source.unlink()


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as reading, target.open("xb") as writing:
        try:
            shutil.copyfileobj(reading, writing)
            writing.flush()
            os.fsync(writing.fileno())
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    shutil.copystat(source, target)


def _is_same(path: Path, file: TrashedFile) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    is_near = abs(status.st_mtime_ns - file.mtime_ns) <= _TIME_TOLERANCE_NS
    return status.st_size == file.size_bytes and is_near


def _entries(wanted: Sequence[Path]) -> Mapping[Path, list[_Entry]]:
    """What the trash holds of files that were in these places."""
    places = frozenset(wanted)
    found: defaultdict[Path, list[_Entry]] = defaultdict(list)
    for folder in _folders(wanted):
        for info in _infos(folder.root / "info"):
            origin, deleted = _read(info, folder)
            if origin in places:
                file = folder.root / "files" / info.name.removesuffix(_INFO_SUFFIX)
                found[origin].append(_Entry(deleted, file, info))
    return found


def _folders(wanted: Iterable[Path]) -> Iterator[_Folder]:
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    yield _Folder(data / "Trash", data)
    uid = str(os.getuid())
    for top in {parent for path in wanted for parent in path.parents}:
        yield _Folder(top / ".Trash" / uid, top)
        yield _Folder(top / f".Trash-{uid}", top)


def _infos(folder: Path) -> Iterator[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(_INFO_SUFFIX):
                yield Path(entry.path)


def _read(info: Path, folder: _Folder) -> tuple[Path | None, str]:
    """Where the file was, and when it left; no place for what is no such file."""
    try:
        with info.open("rb") as file:
            lines = file.read(_INFO_BYTES).splitlines()
    except OSError:
        return None, ""
    values = dict(line.split(b"=", 1) for line in lines if b"=" in line)
    origin = os.fsdecode(unquote_to_bytes(values.get(b"Path", b"")))
    if not origin or "\0" in origin:
        return None, ""
    deleted = values.get(b"DeletionDate", b"").decode("ascii", errors="replace")
    return Path(os.path.normpath(folder.top / origin)), deleted


def _shown(path: Path) -> str:
    return os.fsencode(path).decode(errors="replace")
