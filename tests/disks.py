"""Disks in trouble: read-only, full, or away. Real ones where the tests may mount; else as near as it goes."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar, Protocol

import pytest

from desktop_app.library.database import Connection, Database

_DISK_BYTES = 8 * 1024**2


def may_mount(place: Path) -> bool:
    """Whether this process may mount; tried at `place`, which is made."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    place.mkdir(parents=True, exist_ok=True)
    if _mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)):
        unmount(place)
        return True
    return False


def unmount(place: Path) -> None:
    """At once, whoever still has files open there: as a drive that is pulled out."""
    subprocess.run(["umount", "--lazy", str(place)], check=True, capture_output=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing below `folder` can be written: by its modes, or, for root whom they do not hold, by a mount."""
    if sys.platform == "win32":
        pytest.skip("folders of Windows have no such mode")
    if os.geteuid() != 0:
        with _modes(folder):
            yield
        return
    if not may_mount(folder.with_name("trial")):
        pytest.skip("root may write everywhere, and cannot mount here")
    assert _mount("--bind", str(folder), str(folder))
    try:
        assert _mount("-o", "remount,bind,ro", str(folder))
        yield
    finally:
        unmount(folder)


@contextmanager
def _modes(folder: Path) -> Iterator[None]:
    paths = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path in reversed(paths):
        path.chmod(modes[path] & ~0o222)
    try:
        yield
    finally:
        for path in paths:
            path.chmod(modes[path])


class Disk(Protocol):
    """Holds one folder. Made and taken away by `with`."""

    def __enter__(self) -> "Disk": ...

    def __exit__(self, *_: object) -> None: ...

    def fill(self) -> None:
        """From now on there is no room, but for what files have taken already."""

    def free(self) -> None:
        """There is room again."""


class MountedDisk:
    """A file system of its own, of `_DISK_BYTES`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> "MountedDisk":
        if not may_mount(self._folder):
            pytest.skip("this user may not mount; the pretended disk is tried")
        assert _mount("-t", "tmpfs", "-o", f"size={_DISK_BYTES}", "tmpfs", str(self._folder))
        return self

    def __exit__(self, *_: object) -> None:
        unmount(self._folder)

    def fill(self) -> None:
        with self._ballast.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(4096)):
                pass

    def free(self) -> None:
        self._ballast.unlink()

    @property
    def _ballast(self) -> Path:
        return self._folder / "ballast"


class PretendedDisk:
    """Refuses as a full disk does: SQLite may not make its file longer, and no other file can be written."""

    _full: ClassVar[set[Path]] = set()
    _is_heard: ClassVar[bool] = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._take = Database._take

    def __enter__(self) -> "PretendedDisk":
        folder, take = self._folder, self._take

        def taken(self: Database) -> Connection:
            connection = take(self)
            if folder in self.path.parents:
                pages = 1 if folder in PretendedDisk._full else 2**30  # SQLite takes 1 for as many as there are
                connection.execute(f"PRAGMA max_page_count = {pages}")
            return connection

        Database._take = taken  # type: ignore[method-assign]
        if not PretendedDisk._is_heard:
            PretendedDisk._is_heard = True
            sys.addaudithook(_refuse)
        return self

    def __exit__(self, *_: object) -> None:
        self.free()
        Database._take = self._take  # type: ignore[method-assign]

    def fill(self) -> None:
        self._full.add(self._folder)

    def free(self) -> None:
        self._full.discard(self._folder)


class Drive(Protocol):
    """Seen at `folder`, which is empty while it is away."""

    folder: Path

    def __enter__(self) -> "Drive": ...

    def __exit__(self, *_: object) -> None: ...

    def pull_out(self) -> None: ...

    def plug_in(self) -> None: ...


class MountedDrive:
    """Really mounted, and pulled out while files are open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._medium = folder.with_name("medium")
        self._is_in = False

    def __enter__(self) -> "MountedDrive":
        if not may_mount(self.folder):
            pytest.skip("this user may not mount; the renamed drive is tried")
        self._medium.mkdir()
        self.plug_in()
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_in:  # `is_mount` does not see a mount of the same device
            self.pull_out()

    def pull_out(self) -> None:
        unmount(self.folder)
        self._is_in = False

    def plug_in(self) -> None:
        assert _mount("--bind", str(self._medium), str(self.folder))
        self._is_in = True


class RenamedDrive:
    """A folder that is moved away, with an empty one in its place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._away = folder.with_name("pulled-out")

    def __enter__(self) -> "RenamedDrive":
        self.folder.mkdir()
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def pull_out(self) -> None:
        self.folder.rename(self._away)
        self.folder.mkdir()

    def plug_in(self) -> None:
        self.folder.rmdir()
        self._away.rename(self.folder)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Hears of every file that Python opens (https://docs.python.org/3/library/audit_events.html)."""
    if event == "open" and PretendedDisk._full and isinstance(arguments[0], str | bytes | os.PathLike):
        is_written = bool((arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR))
        path = Path(os.fsdecode(arguments[0]))
        if is_written and not PretendedDisk._full.isdisjoint(path.parents):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def _mount(*arguments: str) -> bool:
    return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode == 0
