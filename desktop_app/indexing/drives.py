"""Drives come and go: an empty mount point is not an emptied folder (Immich #13731). Network drives send no events."""

import contextlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Collection, Iterable
from pathlib import Path

_log = logging.getLogger(__name__)

_NETWORK_TYPES = (
    *("9p", "afpfs", "afs", "ceph", "cifs", "davfs", "drvfs", "fuse.rclone", "fuse.sshfs", "glusterfs", "lustre"),
    *("ncpfs", "nfs", "nfs3", "nfs4", "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs", "webdav"),
)
_DRIVE_REMOTE = 4  # GetDriveTypeW


def is_mount(folder: Path) -> bool:
    """Whether it is there and lies on another device than the folder around it."""
    try:
        return folder.stat().st_dev != folder.parent.stat().st_dev or os.path.ismount(folder)
    except OSError:
        return False


def is_readable_folder(folder: Path) -> bool:
    """Whether it is there and can be listed."""
    try:
        with os.scandir(folder):
            return True
    except OSError:
        return False


def is_empty(folder: Path) -> bool:
    """Whether there is nothing in it at all."""
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except OSError:
        return False


def is_away(place: Path, *, was_mount: bool) -> bool:
    """Whether what was known below `place` is out of reach rather than gone: no such folder, or an empty mount point.

    Ask only about places below which nothing was found.
    """
    if not is_readable_folder(place):
        return True
    mounted = is_mount(place)
    return (was_mount and not mounted) or (mounted and is_empty(place))


class DriveMemory:
    """Which folders were on drives of their own when their photos were last seen, and when that was.

    A small JSON file beside the library. If it is lost, only the roots' own absence tells.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._mounts: dict[str, list[str]] = {}
        self._scanned_ns: dict[str, int] = {}
        with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
            stored = json.loads(file.read_text(encoding="ascii"))
            self._mounts = {str(root): [str(each) for each in mounts] for root, mounts in stored["mounts"].items()}
            self._scanned_ns = {str(root): int(moment) for root, moment in stored["scanned_ns"].items()}

    def mounts(self, root: Path) -> set[Path]:
        """The mount points in `root`, itself included."""
        return {Path(each) for each in self._mounts.get(str(root), ())}

    def scanned_ns(self, root: Path) -> int | None:
        """When the last full scan of `root` began, in nanoseconds since 1970."""
        return self._scanned_ns.get(str(root))

    def remember(self, root: Path, mounts: Iterable[Path], *, scanned_ns: int | None = None) -> None:
        """Takes note of a scan that found photos, or of a first one."""
        self._mounts[str(root)] = sorted(str(each) for each in mounts)
        if scanned_ns is not None:
            self._scanned_ns[str(root)] = scanned_ns

    def save(self, roots: Collection[Path]) -> None:
        """Writes what is known of `roots`; of others it is forgotten. A disk that refuses is only logged."""
        kept = {str(root) for root in roots}
        text = json.dumps(
            {
                "mounts": {root: each for root, each in sorted(self._mounts.items()) if root in kept},
                "scanned_ns": {root: each for root, each in sorted(self._scanned_ns.items()) if root in kept},
            },
            indent=1,
        )
        temporary = self._file.with_suffix(".tmp")
        try:
            temporary.write_text(text, encoding="ascii")
            temporary.replace(self._file)
        except OSError as error:
            _log.warning("What is known of drives could not be saved: %s", error.strerror)


def is_network_drive(path: Path) -> bool:
    """Whether others may change it without an event: NFS, SMB, shared folders of virtual machines."""
    if sys.platform == "win32":
        import ctypes

        drive = path.absolute().drive
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _DRIVE_REMOTE
    if sys.platform == "darwin":
        return mount_type(path, _mounts_of_macos()) in _NETWORK_TYPES
    return mount_type(path, _mounts_of_linux()) in _NETWORK_TYPES


def mount_type(path: Path, mounts: Iterable[tuple[str, str]]) -> str:
    """The file system's type of the innermost of `mounts` (folder, type) that holds `path`; "" if none does."""
    real, best = os.path.realpath(path), ("", "")
    for folder, kind in mounts:
        if (real == folder or real.startswith(folder.rstrip(os.sep) + os.sep)) and len(folder) >= len(best[0]):
            best = folder, kind
    return best[1]


def _mounts_of_linux() -> list[tuple[str, str]]:
    try:
        lines = Path("/proc/self/mounts").read_bytes().splitlines()
    except OSError:
        return []
    # Blanks in names are written as octal escapes.
    fields = [os.fsdecode(line).split(" ") for line in lines]
    return [
        (part[1].replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\"), part[2])
        for part in fields
        if len(part) > 2
    ]


def _mounts_of_macos() -> list[tuple[str, str]]:
    """Lines such as `//me@nas/photos on /Volumes/photos (smbfs, nodev, nosuid)`."""
    try:
        listed = subprocess.run(["/sbin/mount"], capture_output=True, check=True, timeout=5).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    mounts = []
    for line in os.fsdecode(listed).splitlines():
        place, _, options = line.rpartition(" (")
        mounts.append((place.partition(" on ")[2], options.split(",")[0].rstrip(")")))
    return mounts
