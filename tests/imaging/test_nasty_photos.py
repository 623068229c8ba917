"""The files that break image programs do not break this one."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop_app.imaging.decode import decode_photo, is_candidate, read_photo
from tests.conftest import REPOSITORY
from tests.imaging.pictures import LIMITS

pytestmark = pytest.mark.photos

# What plain Pillow opens and we refuse, and why. Nothing yet: it is a list to be argued for.
REFUSED_WITH_REASON: dict[str, str] = {}
_OUTCOMES = "pillow-13.0.0-outcomes.json"


@pytest.fixture(scope="module")
def survey(photos_dir: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.imaging.survey", str(photos_dir / "nasty")],
        cwd=REPOSITORY,
        capture_output=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_file_ends_as_a_photo_or_a_plain_reason(survey: dict[str, Any]) -> None:
    assert len(survey["files"]) > 1000
    for name, outcome in survey["files"].items():
        if "error" in outcome:
            assert outcome["reason"].endswith("."), name
            assert "object at" not in outcome["reason"], name
        else:
            assert outcome["mode"] == "RGB", name


def test_no_file_takes_long_or_much_memory(survey: dict[str, Any]) -> None:
    slowest = max(survey["files"], key=lambda name: float(survey["files"][name]["seconds"]))
    assert survey["files"][slowest]["seconds"] < 10, slowest
    assert survey["peak_mb"] is None or survey["peak_mb"] < 900


def test_nothing_that_plain_pillow_opens_is_refused_without_a_reason(survey: dict[str, Any], photos_dir: Path) -> None:
    plain = json.loads((photos_dir / "nasty" / _OUTCOMES).read_text())
    refused = [
        name for name, outcome in survey["files"].items() if "error" in outcome and plain.get(name, {}).get("ok")
    ]
    assert sorted(refused) == sorted(REFUSED_WITH_REASON)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("generated/zero_bytes.jpg", "DamagedPhotoError"),
        ("generated/half.jpg", "DamagedPhotoError"),
        ("generated/header_only.jpg", "DamagedPhotoError"),
        ("generated/text_named.jpg", "NotAPhotoError"),
        ("generated/bomb_900Mpx_1bit.png", "PhotoTooLargeError"),
        ("generated/jpeg_named.png", "JPEG"),
        ("generated/no_extension", "JPEG"),
        ("generated/trailing_garbage.jpg", "JPEG"),
    ],
)
def test_files_that_were_made_to_be_difficult(survey: dict[str, Any], name: str, expected: str) -> None:
    outcome = survey["files"][name]
    assert outcome.get("error", outcome.get("format")) == expected


def test_a_photo_under_any_name_that_the_system_takes(photos_dir: Path, tmp_path: Path) -> None:
    source = photos_dir / "nasty" / "generated" / "UPPER.JPEG"
    made = 0
    names = [
        "-dash.jpg",
        " both ends .jpg",
        "quote'and\"double.jpg",
        "semi;$dollar`tick.jpg",
        "new\nline.jpg",
        "x" * 200 + ".jpg",
    ]
    names += [
        "é.jpg",
        "e\u0301.jpg",
        "\u202ertl.jpg",
        "عربي 写真 🐶.jpg",
        "percent%20.jpg",
        os.fsdecode(b"latin1_\xe9.jpg"),
    ]
    for name in names:
        path = tmp_path / name
        try:
            shutil.copyfile(source, path)
        except (OSError, ValueError):  # this system takes no such name
            continue
        made += 1
        assert is_candidate(path)
        assert decode_photo(path, read_photo(path, limits=LIMITS), limits=LIMITS).content.format == "JPEG"
    assert made > 5
