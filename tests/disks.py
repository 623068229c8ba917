"""Disks in trouble: read-only, full, or away. Real ones where the tests may mount; else as near as it goes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


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


def _mount(*arguments: str) -> bool:
    return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode == 0
