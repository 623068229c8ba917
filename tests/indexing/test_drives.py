import os
import sys
from pathlib import Path

import pytest

from desktop_app.indexing.drives import DriveMemory, is_away, is_mount, is_network_drive, mount_type


def test_what_is_known_of_drives_outlives_the_process(tmp_path: Path) -> None:
    file, odd = tmp_path / "drives.json", tmp_path / os.fsdecode(b"caf\xe9")
    memory = DriveMemory(file)
    memory.remember(tmp_path, [odd, tmp_path], scanned_ns=7)
    memory.remember(tmp_path / "dropped", [])
    memory.save([tmp_path])
    again = DriveMemory(file)
    assert again.mounts(tmp_path) == {odd, tmp_path}
    assert (again.scanned_ns(tmp_path), again.scanned_ns(tmp_path / "dropped")) == (7, None)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"mounts": 3}', b"\xff"])
def test_a_damaged_memory_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "drives.json"
    file.write_bytes(content)
    assert DriveMemory(file).mounts(tmp_path) == set()


def test_a_memory_that_cannot_be_saved_is_not_an_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    DriveMemory(tmp_path / "no_such_folder" / "drives.json").save([])
    assert "could not be saved" in caplog.text


def test_an_emptied_folder_is_there_but_an_empty_mount_point_is_away(tmp_path: Path) -> None:
    assert not is_mount(tmp_path)
    assert not is_away(tmp_path, was_mount=False)
    assert is_away(tmp_path, was_mount=True)
    assert is_away(tmp_path / "none", was_mount=False)


def test_the_innermost_mount_tells_the_type(tmp_path: Path) -> None:
    inner = os.path.realpath(tmp_path)
    mounts = [("/", "ext4"), (inner, "nfs4"), (inner + "other", "cifs")]
    assert mount_type(tmp_path / "photos", mounts) == "nfs4"
    assert mount_type(Path(inner + "x"), mounts) == "ext4"
    assert mount_type(Path(inner + "x"), []) == ""


def test_a_folder_of_the_tests_is_on_no_network_drive(tmp_path: Path) -> None:
    assert is_network_drive(tmp_path) is False


@pytest.mark.skipif(sys.platform != "linux", reason="its list of mounts")
def test_the_root_of_linux_is_found_in_its_list() -> None:
    from desktop_app.indexing.drives import _mounts_of_linux

    assert mount_type(Path("/proc/self"), _mounts_of_linux()) == "proc"
