import os
from pathlib import Path

import pytest

from desktop_app.config import LibraryPaths, Settings, default_models_dir, load_settings, save_settings
from desktop_app.errors import LibraryUnwritableError


def test_settings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    paths = LibraryPaths(tmp_path / "library")
    folders = (Path("/a b/ü"), Path(os.fsdecode(b"/odd/\xff %")))
    changed = Settings(model_id="vit-b-32", device="cpu", excluded_names=("raw",), excluded_folders=folders)
    save_settings(paths, changed)
    assert load_settings(paths) == changed
    assert not list(paths.root.glob("*.tmp"))


@pytest.mark.parametrize("content", [b"", b"{", b'{"max_pixels": "many"}', b"\xff\xfe"])
def test_unreadable_settings_never_keep_a_library_closed(tmp_path: Path, content: bytes) -> None:
    paths = LibraryPaths(tmp_path)
    paths.settings.write_bytes(content)
    assert load_settings(paths) == Settings()


def test_settings_of_a_newer_version_keep_what_is_understood(tmp_path: Path) -> None:
    paths = LibraryPaths(tmp_path)
    paths.settings.write_bytes(b'{"model_id": "other", "of_the_future": 1}')
    assert load_settings(paths).model_id == "other"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(LibraryUnwritableError, match="file"):
        save_settings(LibraryPaths(tmp_path / "file"), Settings())


def test_the_models_folder_can_be_moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RED_BICYCLE_MODELS", str(tmp_path))
    assert default_models_dir() == tmp_path


def test_one_setting_that_says_nonsense_costs_no_other(tmp_path: Path) -> None:
    paths = LibraryPaths(tmp_path)
    paths.settings.write_bytes(b'{"model_id": "other", "max_pixels": "many", "excluded_folders": [3], "device": "cpu"}')
    assert load_settings(paths) == Settings(model_id="other", device="cpu")
