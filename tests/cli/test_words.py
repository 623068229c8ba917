"""Text for terminals and JSON for programs."""

import json
import os
from pathlib import Path

import pytest

from desktop_app.cli.words import hits_document, plain, report_document, to_json
from desktop_app.records import IndexReport, PhotoId, Problem, SearchHit


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain.jpg", "plain.jpg"),
        ("写真 🚲", "写真 🚲"),
        ("\x1b[31mred\x07", "�[31mred�"),
        ("two\nlines", "two�lines"),
        (Path("/caf\udce9"), "/caf�"),
    ],
)
def test_nothing_but_characters_reaches_a_terminal(text: str | Path, shown: str) -> None:
    assert plain(text) == shown


def test_paths_survive_json_whatever_their_bytes() -> None:
    path = Path("/photos/caf\udce9 写真.jpg")
    hits = (SearchHit(photo_id=PhotoId(1), place=os.fsencode(path), similarity=0.12345678),)
    text = to_json(hits_document(hits))
    assert text.isascii()
    assert json.loads(text) == [{"path": str(path), "similarity": 0.123457, "relevance": None}]


def test_a_report_has_the_promised_shape() -> None:
    report = IndexReport(
        found=3, indexed=1, unchanged=1, moved=0, removed=2, seconds=2.0, photos_per_second=0.5,
        failed=(Problem(path=Path("/a.jpg"), reason="It is damaged.", kind="DamagedPhotoError"),),
    )  # fmt: skip
    assert report_document(report) == {
        "found": 3,
        "indexed": 1,
        "unchanged": 1,
        "moved": 0,
        "removed": 2,
        "failed": [{"path": "/a.jpg", "reason": "It is damaged."}],
        "seconds": 2.0,
        "photos_per_second": 0.5,
    }
