"""Where a worker listens: one address a library's folder."""

import shutil
from pathlib import Path

from desktop_app.config import LibraryPaths
from desktop_app.worker.address import new_address, publish_address, read_address, withdraw_address


def paths_at(folder: Path) -> LibraryPaths:
    folder.mkdir(parents=True, exist_ok=True)
    return LibraryPaths(folder)


def test_what_a_worker_published_is_read_until_it_is_withdrawn(tmp_path: Path) -> None:
    paths = paths_at(tmp_path / "library")
    address = new_address(paths)
    publish_address(paths, address)
    assert read_address(paths) == address
    withdraw_address(paths, address)
    assert read_address(paths) is None


def test_a_library_that_was_copied_does_not_lead_to_the_worker_of_the_original(tmp_path: Path) -> None:
    original = paths_at(tmp_path / "library")
    publish_address(original, new_address(original))
    shutil.copytree(original.root, tmp_path / "copy")
    assert read_address(LibraryPaths(tmp_path / "copy")) is None


def test_a_library_is_the_same_behind_a_link(tmp_path: Path) -> None:
    paths = paths_at(tmp_path / "library")
    address = new_address(paths)
    publish_address(paths, address)
    (tmp_path / "link").symlink_to(paths.root)
    assert read_address(LibraryPaths(tmp_path / "link")) == address
