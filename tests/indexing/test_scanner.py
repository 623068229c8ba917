import os
import sys
from pathlib import Path

import pytest

from desktop_app.indexing.scanner import ScanNotes, look, scan

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")


def touch(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def names(root: Path, **options: object) -> list[str]:
    return [file.path.relative_to(root).as_posix() for file in scan(root, **options)]  # type: ignore[arg-type]


def test_files_are_found_with_size_and_time_in_a_stable_order(tmp_path: Path) -> None:
    for name in ("b.jpg", "a/2.jpg", "a/1.jpg", ".hidden.jpg", "c/d/e.heic", "no_extension"):
        touch(tmp_path / name, name.encode())
    assert names(tmp_path) == [".hidden.jpg", "b.jpg", "no_extension", "a/1.jpg", "a/2.jpg", "c/d/e.heic"]
    found = next(file for file in scan(tmp_path) if file.path.name == "b.jpg")
    status = (tmp_path / "b.jpg").stat()
    assert (found.size_bytes, found.mtime_ns) == (5, status.st_mtime_ns)


def test_what_the_system_leaves_about_and_excluded_folders_are_passed_over(tmp_path: Path) -> None:
    for name in ("a.jpg", "Thumbs.db", ".DS_Store", "a.xmp", "@eaDir/a.jpg", "#RECYCLE/b.jpg", "own/c.jpg"):
        touch(tmp_path / name)
    found = names(tmp_path, excluded_names=("@eaDir", "#recycle"), excluded_folders=(tmp_path / "own",))
    assert found == ["a.jpg"]


@needs_links
def test_links_do_not_give_a_file_twice_nor_lead_in_circles(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    touch(root / "real/a.jpg")
    touch(outside / "b.jpg")
    (root / "again.jpg").symlink_to(root / "real/a.jpg")
    (root / "aa").symlink_to(root / "real")
    (root / "real/loop").symlink_to(root)
    (root / "up").symlink_to(tmp_path)
    (root / "out1").symlink_to(outside)
    (root / "out2").symlink_to(outside)
    (root / "single.jpg").symlink_to(touch(tmp_path / "elsewhere.jpg"))
    assert names(root) == ["single.jpg", "out1/b.jpg", "real/a.jpg"]


@needs_links
def test_a_link_whose_target_is_away_is_noted(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "nas").symlink_to(tmp_path / "nowhere")
    notes = ScanNotes()
    assert names(root, notes=notes) == []
    assert list(notes.away) == [root / "nas"]


def test_a_root_that_is_not_there_is_noted(tmp_path: Path) -> None:
    notes = ScanNotes()
    assert list(scan(tmp_path / "gone", notes=notes)) == []
    assert list(notes.away) == [tmp_path / "gone"]


def test_a_folder_that_cannot_be_read_is_noted_and_the_rest_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(tmp_path / "a.jpg")
    touch(tmp_path / "locked/b.jpg")
    touch(tmp_path / "open/c.jpg")
    listed = os.scandir

    def refuse(folder: Path) -> object:
        if Path(folder).name == "locked":
            raise PermissionError(13, "Permission denied")
        return listed(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    notes = ScanNotes()
    assert names(tmp_path, notes=notes) == ["a.jpg", "open/c.jpg"]
    assert notes.away == {tmp_path / "locked": "Permission denied"}


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_only_ordinary_files_are_found(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    touch(tmp_path / "a.jpg")
    assert names(tmp_path) == ["a.jpg"]


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")
def test_names_are_bytes_not_text(tmp_path: Path) -> None:
    raw_names = [
        b"latin1_\xe9.jpg",
        b"new\nline.jpg",
        "\u202eright.jpg".encode(),
        b" blanks .jpg",
        b"x" * 251 + b".jpg",
    ]
    for name in raw_names:
        touch(Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)))
    assert sorted(file.key.rpartition(b"/")[2] for file in scan(tmp_path)) == sorted(raw_names)


def test_one_file_is_looked_at_as_the_scan_would(tmp_path: Path) -> None:
    photo = touch(tmp_path / "a.jpg")
    assert look(photo, within=tmp_path) in list(scan(tmp_path))
    assert look(touch(tmp_path / "a.xmp"), within=tmp_path) is None
    assert look(tmp_path / "none.jpg", within=tmp_path) is None
    assert look(tmp_path, within=tmp_path) is None
