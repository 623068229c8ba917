"""What is left out of watched folders, by name and one by one."""

from pathlib import Path

import pytest

from desktop_app.indexing.exclusions import Exclusions, NamePatterns
from desktop_app.indexing.scanner import scan
from tests.stand_ins import make_photo

ROOT = Path("/Cache/pictures")


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("Trash", "trash", True),
        ("Trash", "trash2", False),
        ("*.PNG", "screen.png", True),
        ("*.png", "screen.png.jpg", False),
        ("IMG_?.jpg", "img_1.jpg", True),
        ("IMG_?.jpg", "img_12.jpg", False),
        ("[raw]", "r", False),
        ("[raw]", "[RAW]", True),
        ("*straße", "HAUPTSTRASSE", True),
        ("a*c", "a\nc", True),
    ],
)
def test_a_pattern_is_a_name_in_any_case_with_stars(pattern: str, name: str, matches: bool) -> None:
    assert NamePatterns(["other", pattern]).match(name) is matches


def test_without_patterns_nothing_is_left_out() -> None:
    assert not NamePatterns(()).match("")


def test_only_what_lies_below_the_watched_folder_counts() -> None:
    exclusions = Exclusions(names=("cache", "*.gif"), folders=[ROOT / "private"])
    assert exclusions.cover(ROOT / "cache" / "a.jpg", ROOT)
    assert exclusions.cover(ROOT / "a" / "b.gif", ROOT)
    assert exclusions.cover(ROOT / "private", ROOT)
    assert exclusions.cover(ROOT / "private" / "deep" / "a.jpg", ROOT)
    assert not exclusions.cover(ROOT / "a.jpg", ROOT)
    assert not exclusions.cover(ROOT / "privately" / "a.jpg", ROOT)


def test_a_scan_leaves_out_folders_and_files_by_name_and_single_folders(tmp_path: Path) -> None:
    kept = [tmp_path / "kept.jpg", tmp_path / "trip" / "kept.jpg"]
    left_out = [tmp_path / "exports-2020" / "a.jpg", tmp_path / "trip" / "thumb_1.jpg", tmp_path / "private" / "a.jpg"]
    for path in (*kept, *left_out):
        make_photo(path)
    found = scan(tmp_path, excluded_names=("EXPORTS*", "thumb_?.jpg"), excluded_folders=[tmp_path / "private"])
    assert [file.path for file in found] == kept
