"""What an installation has in it, without building one."""

import re
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")


@pytest.fixture(scope="module")
def packed() -> dict[str, Path]:
    """The files of the wheel by their places in it, and where they come from."""
    builder = WheelBuilder(str(ROOT))
    return {file.distribution_path: Path(file.path) for file in builder.recurse_included_files()}


def test_the_guide_is_installed_where_the_window_looks_for_it_with_all_its_pictures(packed: dict[str, Path]) -> None:
    guide = packed["resources/guide/guide.md"]
    assert guide == ROOT / "docs" / "guide.md"
    pictures = PICTURE.findall(guide.read_text("utf-8"))
    assert pictures
    assert {f"resources/guide/{picture}" for picture in pictures} <= set(packed)
    assert all((guide.parent / picture).is_file() for picture in pictures)


@pytest.mark.parametrize("package", ["desktop_app", "training", "resources"])
def test_all_code_and_all_data_are_installed(package: str, packed: dict[str, Path]) -> None:
    kept = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".ts"
    }
    assert kept == {place for place in packed if place.startswith(f"{package}/") and "/guide/" not in place}


def test_nothing_else_is_installed(packed: dict[str, Path]) -> None:
    assert {place.partition("/")[0] for place in packed} == {"desktop_app", "training", "resources"}
