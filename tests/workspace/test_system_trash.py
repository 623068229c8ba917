"""The trash of Linux desktops, in a temporary data folder: Send2Trash puts files in, and they come out again."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import pytest

from desktop_app.errors import TrashError
from desktop_app.workspace.freedesktop_trash import TrashedFile, put_back_files
from desktop_app.workspace.trash import SystemTrash
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="other systems have another trash")

NAMES = ("a.jpg", "name with = and %41.jpg", "写真 🚲.jpg", "caf\udce9.jpg", "line\nbreak.jpg", "-rf")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder."""
    folder = tmp_path / "data"
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    return folder


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


def make(path: Path, text: str = "a photo") -> TrashedFile:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    status = path.stat()
    return TrashedFile(path, status.st_size, status.st_mtime_ns)


def throw(trash: Path, file: TrashedFile, *, name: str = "", origin: str = "", deleted: str = "2026-01-01") -> Path:
    """As a desktop does it; returns where the file is now."""
    for part in ("files", "info"):
        (trash / part).mkdir(parents=True, exist_ok=True)
    target = trash / "files" / (name or file.path.name)
    place = origin or quote(os.fsencode(file.path))
    (trash / "info" / f"{target.name}.trashinfo").write_text(
        f"[Trash Info]\nPath={place}\nDeletionDate={deleted}T10:00:00\n"
    )
    file.path.rename(target)
    return target


def reasons(files: Iterable[TrashedFile]) -> list[str]:
    return ["" if error is None else str(error) for error in put_back_files(files)]


def leftovers(trash: Path) -> list[Path]:
    return [path for path in trash.rglob("*") if path.is_file()]


def test_what_send2trash_takes_comes_back(tmp_path: Path, photos: Path) -> None:
    """In a process of its own, which finds the temporary data folder from its start."""
    paths = [photos / folder / name for folder in ("one", "two") for name in NAMES]
    files = [make(path, f"{number}") for number, path in enumerate(paths)]
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from desktop_app.workspace.trash import SystemTrash\n"
        "for path in sys.argv[1:]: SystemTrash().put(Path(path))\n"
    )
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    subprocess.run([sys.executable, "-c", program, *paths], check=True, env=environment, cwd=REPOSITORY, timeout=240)
    assert not any(path.exists() for path in paths)
    trash = tmp_path / "data" / "Trash"
    assert len(leftovers(trash)) == 2 * len(paths)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
        assert reasons(files) == [""] * len(files)
    assert [path.read_text() for path in paths] == [str(number) for number in range(len(paths))]
    assert [path.stat().st_mtime_ns for path in paths] == [file.mtime_ns for file in files]
    assert leftovers(trash) == []


def test_a_file_that_is_gone_or_cannot_go_says_so(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    with pytest.raises(TrashError, match="no file"):
        SystemTrash().put(photos / "nothing.jpg")
    file = make(photos / "a.jpg")
    monkeypatch.setattr("send2trash.send2trash", refuse)
    with pytest.raises(TrashError, match="is where it was: Permission denied"):
        SystemTrash().put(file.path)
    monkeypatch.setattr("send2trash.send2trash", lambda _: None)
    with pytest.raises(TrashError, match="is where it was"):
        SystemTrash().put(file.path)


def test_of_several_the_one_that_is_the_photo_comes_back(data: Path, photos: Path) -> None:
    older = make(photos / "a.jpg", "older")
    kept = throw(data / "Trash", older, name="a.jpg", deleted="2026-01-01")
    other = make(photos / "a.jpg", "of another size")
    throw(data / "Trash", other, name="a 1.jpg", deleted="2026-03-01")
    newest = make(photos / "a.jpg", "newer")
    os.utime(newest.path, ns=(older.mtime_ns, older.mtime_ns))
    throw(data / "Trash", newest, name="a 2.jpg", deleted="2026-02-01")
    assert reasons([older]) == [""]
    assert older.path.read_text() == "newer"
    assert kept.exists()


def test_another_file_in_its_place_is_never_replaced(data: Path, photos: Path) -> None:
    file = make(photos / "a.jpg")
    place = throw(data / "Trash", file)
    file.path.write_text("something else")
    (reason,) = reasons([file])
    assert str(place) in reason
    assert "another file is there" in reason
    assert file.path.read_text() == "something else"
    assert place.exists()


def test_a_file_that_somebody_put_back_is_there(data: Path, photos: Path) -> None:
    file = make(photos / "a.jpg")
    assert reasons([file]) == [""]


@pytest.mark.parametrize("state", ["empty", "other", "no trash", "broken"])
def test_what_the_trash_no_longer_holds_is_told(data: Path, photos: Path, state: str) -> None:
    file = make(photos / "a.jpg")
    if state == "no trash":
        file.path.unlink()
    else:
        place = throw(data / "Trash", file)
        place.write_text("emptied and used again") if state == "other" else place.unlink()
        if state == "broken":
            (data / "Trash" / "info" / "a.jpg.trashinfo").write_bytes(b"Path\n\0\xff=\nPath=%00\n")
    (reason,) = reasons([file])
    assert "no longer in the trash" in reason
    assert not file.path.exists()


def test_folders_that_went_meanwhile_are_made_again(data: Path, photos: Path) -> None:
    file = make(photos / "2024" / "05" / "a.jpg")
    throw(data / "Trash", file)
    file.path.parent.rmdir()
    file.path.parent.parent.rmdir()
    assert reasons([file]) == [""]
    assert file.path.exists()


@pytest.mark.parametrize("trash", [".Trash-{uid}", ".Trash/{uid}"])
def test_drives_have_a_trash_of_their_own_with_relative_places(data: Path, tmp_path: Path, trash: str) -> None:
    drive = tmp_path / "drive"
    file = make(drive / "DCIM" / "a b.jpg")
    throw(drive / trash.format(uid=os.getuid()), file, origin="DCIM/a%20b.jpg")
    assert reasons([file]) == [""]
    assert file.path.exists()


def test_a_photo_in_the_data_folder_itself_has_a_relative_place(data: Path) -> None:
    file = make(data / "RedBicycle" / "samples" / "a.jpg")
    throw(data / "Trash", file, origin="RedBicycle/samples/a.jpg")
    assert reasons([file]) == [""]
    assert file.path.exists()


def test_where_there_are_no_links_files_are_copied(data: Path, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    file = make(photos / "a.jpg")
    place = throw(data / "Trash", file)
    monkeypatch.setattr("desktop_app.workspace.freedesktop_trash.os.link", no_links)
    assert reasons([file]) == [""]
    assert file.path.stat().st_mtime_ns == file.mtime_ns
    assert not place.exists()


def test_half_a_copy_is_not_left_behind(data: Path, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    file = make(photos / "a.jpg")
    place = throw(data / "Trash", file)
    monkeypatch.setattr("desktop_app.workspace.freedesktop_trash.os.link", fail)
    monkeypatch.setattr("desktop_app.workspace.freedesktop_trash.shutil.copyfileobj", fail)
    (reason,) = reasons([file])
    assert "No space left on device" in reason
    assert str(place) in reason
    assert not file.path.exists()
    assert place.exists()


@pytest.mark.parametrize(("platform", "name"), [("darwin", "the Trash"), ("win32", "the Recycle Bin")])
def test_elsewhere_one_is_told_where_the_file_is(
    photos: Path, monkeypatch: pytest.MonkeyPatch, platform: str, name: str
) -> None:
    there, gone = make(photos / "there.jpg"), make(photos / "gone.jpg")
    gone.path.unlink()
    monkeypatch.setattr("desktop_app.workspace.trash.sys.platform", platform)
    fine, told = SystemTrash().put_back([there, gone])
    assert fine is None
    assert f"gone.jpg is in {name}" in str(told)
